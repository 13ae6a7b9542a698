//! Switching two-step verification on, step by step, and off.
//!
//! What has been typed and shown so far stands in one row of `two_step_setups` that
//! counts nowhere: leaving half-way leaves nothing behind. [`actions::finish`] turns
//! the row into an enrolled app with its recovery codes in one transaction.

mod actions;
mod api;
mod mail;
mod pages;
mod refusal;
mod setup;
mod store;
mod views;

pub use api::{
    __path_activate, __path_ask_key, __path_cancel, __path_confirm_app, __path_confirm_key, __path_deactivate,
    __path_start, __path_status, ActivateBody, AppBody, CodeBody, DeactivateBody, PasswordBody, RecoveryCodesBody,
    RequirementBody, SetupBody, SetupCredentialBody, SetupKeyBody, StatusBody,
};
pub use store::forget_over;

use crate::platform::surface::Routes;

/// The ways in of this feature.
pub fn routes(routes: Routes) -> Routes {
    api::routes(pages::routes(routes))
}
