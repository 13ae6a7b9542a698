//! `/settings/security`

mod apps;
mod keys;
mod sessions;
mod two_step;
