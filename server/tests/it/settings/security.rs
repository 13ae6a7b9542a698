//! `/settings/security`

mod apps;
mod check_up;
mod drill;
mod guessing;
mod places;
mod sessions;
mod two_step;
