//! The operator's side: the first administrator, and the accounts from the command line.

mod commands;
mod first_admin;
mod pages;
mod store;
mod views;

pub use commands::{Answer, Command, run};
pub use first_admin::{LINK_FILE, make_link};

use crate::platform::surface::Routes;

/// The ways in of this feature.
pub fn routes(routes: Routes) -> Routes {
    pages::routes(routes)
}
