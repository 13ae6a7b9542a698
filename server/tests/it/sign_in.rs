//! `/sign-in` and `/sign-out`

mod password;
mod real_cost;
mod second_step;
mod sessions;
