//! Settings › Security: how the account is protected, and where to change it.

mod pages;
mod views;

use crate::platform::surface::Routes;

/// The ways in of this feature.
pub fn routes(routes: Routes) -> Routes {
    pages::routes(routes)
}
