//! Settings › Security › Password: changing it, with the password and a second factor now.

mod actions;
mod api;
mod pages;
mod refusal;
mod views;

pub use api::{__path_change, ChangeBody};

use crate::platform::surface::Routes;

/// The ways in of this feature.
pub fn routes(routes: Routes) -> Routes {
    api::routes(pages::routes(routes))
}
