//! Settings › Security › Authenticator apps: another one, another name, one less, a new
//! device in place of the old one, and a device that is lost.
//!
//! An app that is being added stands in one row of `app_additions` that counts nowhere,
//! bound to the session that proved; [`actions::confirm`] and [`actions::finish`] turn it
//! into an enrolled one. Who has signed in with a recovery code has thereby proved one
//! replacement of a lost device: the apps it replaces are suspended for 72 hours, and the
//! link in the notice brings them back (DESIGN 5.2).

mod actions;
mod addition;
mod api;
mod mail;
mod pages;
mod refusal;
mod store;
mod views;

pub use api::{
    __path_activate_recovery, __path_activate_replacement, __path_cancel, __path_confirm, __path_list, __path_recover,
    __path_remove, __path_rename, __path_replace, __path_restore, __path_start, AppBody, BothBody, ConfirmBody,
    ConfirmedBody, DropBody, KeyBody, ListBody, RenameBody, RestoreBody, SavedBody,
};
pub use store::forget_over;

use crate::platform::surface::Routes;

/// The ways in of this feature.
pub fn routes(routes: Routes) -> Routes {
    api::routes(pages::routes(routes))
}
