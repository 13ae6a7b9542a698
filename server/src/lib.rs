//! Vestibule: the account-security server that stands in front of a developer
//! platform's accounts. `ARCHITECTURE.md` is the map of this crate.

pub mod platform;
