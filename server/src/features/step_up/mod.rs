//! Proving it is you again: the password and, while two-step verification is on, a second
//! factor (DESIGN 4).
//!
//! *Now*: in the act's own submission, bound to it and used up by it. [`prepare`] charges and
//! compares outside any transaction → [`settle`] uses it up inside the act's transaction, with
//! the account's row held, and makes [`Proved`], the evidence for the session that goes on.
//!
//! *Fresh*: in the session, in the last ten minutes. [`fresh`] says whether it is; where it is
//! not, [`first`] leads a page to the step-up page and back, and [`ask`] shows it in place of
//! a form's answer, with the form in it, to be confirmed once more after the proof.

mod act;
mod afterwards;
mod api;
mod asks;
mod fresh;
mod key;
mod now;
mod pages;
mod prove;
mod refusal;
mod views;

pub use act::act_paths;
pub use afterwards::go_on;
pub use api::{__path_step_up, StepUpAnswer, StepUpBody};
pub use asks::{Asks, asks, asks_device};
pub use fresh::{Fresh, Missing, fresh};
pub use key::{ask_key, ceremony};
pub use now::{Prepared, Proved, Typed, asks_app_code, prepare, prepare_with_app, settle, settle_look};
pub use pages::{ask, first};
pub use refusal::Refusal;

use crate::platform::surface::Routes;

/// The ways in of this feature.
pub fn routes(routes: Routes) -> Routes {
    api::routes(pages::routes(routes))
}
