//! Settings › Security › Try your second factor: four weeks after two-step verification was
//! set up, and every year, its owner finds out that the app still works while nothing depends
//! on it. When that is due is `two_step`'s to say.
//!
//! It asks a code of the app and gives nothing for it: whoever holds a session and no password
//! gains no freshness, no throttle that begins anew, and no way to change anything. Recovery
//! codes are not tried: each works once.

mod actions;
mod api;
mod invitations;
mod mail;
mod pages;
mod refusal;
mod views;

pub use api::{__path_look, __path_put_off, __path_submit, DrillBody, DrillCodeBody};
pub use invitations::invite;

use crate::platform::surface::Routes;

/// The ways in of this feature.
pub fn routes(routes: Routes) -> Routes {
    api::routes(pages::routes(routes))
}
