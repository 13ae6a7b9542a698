//! `/sign-in` and `/sign-out`

mod afterwards;
mod known_browsers;
mod password;
mod real_cost;
mod second_step;
mod sessions;
mod trusted_browsers;
