//! `/settings/security`

mod apps;
mod sessions;
mod two_step;
