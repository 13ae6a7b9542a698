//! Vestibule: the account-security server that stands in front of a developer
//! platform's accounts. `ARCHITECTURE.md` is the map of this crate.

pub mod app;
pub mod cli;
pub mod features;
pub mod jobs;
pub mod migrations;
pub mod openapi;
pub mod platform;
pub mod routes;
pub mod start;
