//! `/sign-in` and `/sign-out`

mod afterwards;
mod password;
mod real_cost;
mod second_step;
mod sessions;
