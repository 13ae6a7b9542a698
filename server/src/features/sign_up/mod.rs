//! Signing up: a name, an address, a password, and a link that proves the address.
//!
//! Nothing becomes an account before its link is followed, and whether an address is
//! known changes neither the answer nor the work nor what is kept: a row of
//! `sign_ups` and one mail, to somebody new with the link, to an owner with a word.

mod actions;
mod api;
mod mail;
mod pages;
mod refusal;
mod store;
mod views;

pub use actions::{Invited, invite, submit};
pub use api::{
    __path_check_password, __path_confirm, __path_resend, __path_sign_up, AccountBody, CheckMailBody, ConfirmationBody,
    PasswordCheckBody, PasswordVerdict, SignUpBody,
};
pub use store::forget_over;

use crate::platform::surface::Routes;

/// The ways in of this feature.
pub fn routes(routes: Routes) -> Routes {
    api::routes(pages::routes(routes))
}
