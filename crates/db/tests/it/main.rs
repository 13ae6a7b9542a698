//! The seam, tested from outside on both engines. One binary, so that one PostgreSQL
//! serves all of it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, reason = "tests fail by panicking")]

#[macro_use]
mod support;
mod group;
mod limits;
mod migrations;
mod postgres_only;
mod sqlite_only;
mod values;
mod verbs;
