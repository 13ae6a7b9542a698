//! Settings › Security › Recovery codes: which are used, seeing them again, new ones.
//!
//! Seeing them takes the password now and an app's code proved in this session a moment
//! ago; new ones take the password and a second factor now (DESIGN 5.1, 5.2). What is
//! shown goes into a [`sheet`] as well, from which the page's own ticket gets the file.

mod actions;
mod api;
mod mail;
mod pages;
mod refusal;
mod sheet;
mod store;
mod views;

pub use api::{__path_list, __path_renew, __path_view, CodeBody, CodesBody, ListBody, ProofBody, RenewBody};
pub use store::forget_over;

use crate::platform::surface::Routes;

/// The ways in of this feature.
pub fn routes(routes: Routes) -> Routes {
    api::routes(pages::routes(routes))
}
