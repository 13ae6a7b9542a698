//! `/sign-in` and `/sign-out`

mod real_cost;
mod second_step;
mod sessions;
