//! "This wasn't me": the link in the notice of a change, by which the account's owner takes it
//! back without signing in (DESIGN 5.8, docs/decisions/0009).
//!
//! What a link is bound to stands in [`notices`](super::notices). Following it changes
//! nothing; sending its form takes the one change back as far as that lowers nothing
//! ([`reverts`]), ends whatever is open, takes the password away and freezes changes. It opens
//! nothing: whoever reads the mailbox alone gains no more by it than by asking for a new password.

mod actions;
mod api;
mod mail;
mod pages;
mod refusal;
mod reverts;
mod views;
mod words;

pub use api::{__path_repudiate, OutcomeBody, RepudiateBody};

use crate::platform::surface::Routes;

/// The ways in of this feature.
pub fn routes(routes: Routes) -> Routes {
    api::routes(pages::routes(routes))
}
