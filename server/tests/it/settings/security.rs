//! `/settings/security`

mod sessions;
mod two_step;
