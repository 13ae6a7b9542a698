//! `/settings/security`

mod apps;
mod places;
mod sessions;
mod two_step;
