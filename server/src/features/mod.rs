//! The product, a folder a feature. `ARCHITECTURE.md` says which may know which.

pub mod accounts;
pub mod activity;
pub mod address_settings;
pub mod admin;
pub mod app_settings;
pub mod authenticator_apps;
pub mod code_settings;
pub mod dev_mailbox;
pub mod guess_alarm;
pub mod health;
pub mod known_browsers;
pub mod notices;
pub mod password_recovery;
pub mod password_settings;
pub mod passwords;
pub mod profile;
pub mod recovery_codes;
pub mod second_door;
pub mod session_settings;
pub mod sessions;
pub mod sign_in;
pub mod sign_up;
pub mod step_up;
pub mod two_step;
pub mod two_step_setup;
