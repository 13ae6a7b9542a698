//! Signing in through both doors, and out.
//!
//! [`actions::start`]: the password, charged before it is compared, opens a session
//! where no second factor is enrolled and a pending sign-in where one is.
//! [`actions::finish`]: a code turns the pending sign-in into a session.

mod actions;
mod api;
mod mail;
mod next;
mod pages;
mod refusal;
mod views;

pub use actions::{Brought, Finished, Started, finish, sign_out, start};
pub use api::{__path_ask_key, __path_second_step, __path_sign_in, __path_sign_out, __path_who_am_i};
pub use api::{AskedKeyBody, PendingBody, SecondStepBody, SignInAnswer, SignInBody, WhoAmI};
pub use refusal::Refusal;

use crate::platform::surface::Routes;

/// The ways in of this feature.
pub fn routes(routes: Routes) -> Routes {
    api::routes(pages::routes(routes))
}
