//! The development mailbox: the mails of a server without SMTP, on the screen of
//! whoever came by the link printed at start. Otherwise the page does not exist.

mod pages;
mod views;

pub use pages::KEY;

use crate::platform::surface::Routes;

/// The ways in of this feature; none where mails are sent for real.
pub fn routes(routes: Routes) -> Routes {
    pages::routes(routes)
}
