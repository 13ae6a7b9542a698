//! Settings › Security › Where you are signed in: each open session, ending one, ending all
//! others.
//!
//! Ending is a lesser act: it takes a proof of both doors made in this session in the last
//! ten minutes (DESIGN 4). A session that is
//! ended takes the trust in its browser with it; one that its holder leaves does not.

mod actions;
mod api;
mod pages;
mod refusal;
mod views;

pub use api::{__path_end, __path_end_others, __path_list, ListBody, SessionEntry};

use crate::platform::surface::Routes;

/// The ways in of this feature.
pub fn routes(routes: Routes) -> Routes {
    api::routes(pages::routes(routes))
}
