//! `/settings/security`

mod apps;
mod places;
mod check_up;
mod drill;
mod guessing;
mod sessions;
mod two_step;
