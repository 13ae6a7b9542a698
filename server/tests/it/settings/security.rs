//! `/settings/security`

mod two_step;
