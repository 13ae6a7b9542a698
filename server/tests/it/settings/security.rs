//! `/settings/security`

mod apps;
mod check_up;
mod drill;
mod guessing;
mod keys;
mod places;
mod sessions;
mod two_step;
