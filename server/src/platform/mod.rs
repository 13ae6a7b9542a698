//! What every feature stands on, and what knows none of them.

pub mod audit;
pub mod client;
pub mod clock;
pub mod config;
pub mod data_dir;
pub mod entropy;
pub mod fault;
pub mod hashing;
pub mod id;
pub mod keys;
pub mod locale;
pub mod mail;
pub mod master_key;
pub mod operator_socket;
pub mod pepper;
pub mod places;
pub mod rate_limit;
pub mod readiness;
pub mod serve;
pub mod surface;
pub mod web;
