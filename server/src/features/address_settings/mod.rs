//! Settings › Security › E-mail addresses: several of them, one the primary.
//!
//! A new one is added with both proofs now and counts once its link was followed: until
//! then it reserves nothing, and of two accounts that added it the first to confirm it
//! has it. Which is the primary, and which go, takes both proofs now too. The address
//! that such a change takes away is told for 14 days more, and its mail has a link that
//! puts it back (DESIGN 5.7).

mod actions;
mod api;
mod change;
mod list;
mod mail;
mod pages;
mod refusal;
mod store;
mod views;

pub use api::{
    __path_add, __path_confirm, __path_list, __path_make_primary, __path_remove, __path_resend, __path_undo, AddBody,
    AddedBody, AddressBody, FormerBody, LinkBody, ListBody, ProofBody,
};
pub use store::forget_over;

use crate::platform::surface::Routes;

/// The ways in of this feature.
pub fn routes(routes: Routes) -> Routes {
    api::routes(pages::routes(routes))
}
