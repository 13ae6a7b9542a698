//! What every feature stands on.

mod mail;
mod readiness;
