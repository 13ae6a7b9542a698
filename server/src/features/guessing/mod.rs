//! Settings › Security › Guessing: how many wrong passwords and codes have come in from
//! strangers, what that means for the owner, and how to put it right (DESIGN 5.4).
//!
//! A factor that strangers have worn down counts for them again when it is bound anew. Or when
//! its owner resets the count with the password and a second factor now: whoever guesses has
//! neither, and whoever has both needs no guessing.

mod actions;
mod api;
mod factor;
mod mail;
mod pages;
mod refusal;
mod views;

pub use actions::strangers;
pub use api::{__path_look, __path_reset, GuessedBody, GuessingBody, ResetBody, TryBody};
pub use factor::{Guessed, ON_FACTOR};

use crate::platform::surface::Routes;

/// The ways in of this feature.
pub fn routes(routes: Routes) -> Routes {
    api::routes(pages::routes(routes))
}
