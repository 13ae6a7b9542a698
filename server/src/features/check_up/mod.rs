//! Settings › Security › Check-up: what is weak, with the one button that mends it, and what
//! is fine. It only looks; mending is the other journeys' business.
//!
//! [`look`] reads each fact once, and [`finding`] judges them without asking again.

mod actions;
mod api;
mod finding;
mod pages;
mod views;

pub use actions::look;
pub use api::{__path_read, CheckUpBody, FindingBody};
pub use finding::CheckUp;

use crate::platform::surface::Routes;

/// The ways in of this feature.
pub fn routes(routes: Routes) -> Routes {
    api::routes(pages::routes(routes))
}
