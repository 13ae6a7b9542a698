//! A new password by mail: for those who forgot theirs, or never had one.
//!
//! Whoever asks gets the same answer. A reset signs nobody in and never touches the
//! second factor (DESIGN 5.7): who holds the mailbox alone gets no further than the
//! second door.

mod actions;
mod api;
mod mail;
mod pages;
mod refusal;
mod store;
mod views;

pub use api::{__path_request, __path_set, AskedBody, RequestBody, SetBody};
pub use store::forget_over;

use crate::platform::surface::Routes;

/// The ways in of this feature.
pub fn routes(routes: Routes) -> Routes {
    api::routes(pages::routes(routes))
}
