//! Settings › Security › Security keys: another one, another name, one less.
//!
//! Adding takes two steps: both proofs now, which leave one row of `key_additions`, bound to
//! the session and of no effect by itself; then the key's answer to a challenge of its own,
//! which turns the row into an enrolled key. The first key of an account comes with the set-up
//! of two-step verification, or beside an app.

mod actions;
mod addition;
mod api;
mod mail;
mod pages;
mod refusal;
mod store;
mod views;

pub use api::{
    __path_ask, __path_begin, __path_cancel, __path_finish, __path_list, __path_remove, __path_rename, AskedBody,
    BeginBody, BegunBody, CredentialBody, KeyBody, ListBody, ProofBody, RenameBody,
};
pub use store::forget_over;

use crate::platform::surface::Routes;

/// The ways in of this feature.
pub fn routes(routes: Routes) -> Routes {
    api::routes(pages::routes(routes))
}
