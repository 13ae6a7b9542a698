//! Settings › Security › Activity: the account's own audit events in words, newest first,
//! and all of them as a file. And the operator's look at the whole log: whether anybody
//! has changed it.
//!
//! The events are `platform::audit`'s; nothing here writes any but its own.

mod actions;
mod api;
mod commands;
mod cursor;
mod pages;
mod refusal;
mod views;
pub mod words;

pub use api::{__path_export, __path_list, EventBody, ListBody};
pub use commands::{Answer, Command, run};

use crate::platform::surface::Routes;

/// The ways in of this feature.
pub fn routes(routes: Routes) -> Routes {
    api::routes(pages::routes(routes))
}
