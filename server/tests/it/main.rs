//! The integration tests: one binary, whose tree mirrors the URLs.

// Tests may panic, and read the process's clock and files; the rules are for the product.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "test code"
)]

mod activity;
mod addresses;
mod api;
mod architecture;
mod audit;
mod bad_input;
mod canaries;
mod commands;
mod crashes;
mod dev_mailbox;
mod first_admin;
mod locales;
mod model;
mod password_recovery;
mod password_settings;
mod platform;
mod races;
mod recovery_codes;
mod repudiations;
mod settings;
mod sign_in;
mod sign_up;
mod step_up;
mod support;
mod surface;
