//! What may be told when the addresses stay as they are.

use axum::http::StatusCode;

use super::list::ADDRESSES_MAX;
use crate::features::step_up;
use crate::platform::mail::NotAnAddress;
use crate::platform::rate_limit::Wait;
use crate::platform::web::Told;

/// Why they stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No address was typed.
    AddressMissing,
    /// It cannot be an address we write to.
    NotAnAddress(NotAnAddress),
    /// The account has it already, confirmed or not.
    Listed,
    /// The account has as many as it may.
    TooMany,
    /// Too many mails were asked for.
    Wait(Wait),
    /// It is no longer in the account's list.
    Gone,
    /// It was confirmed before.
    IsConfirmed,
    /// Only a confirmed one can be the primary.
    NotConfirmed,
    /// It is the primary one already.
    IsPrimary,
    /// The primary one cannot be removed.
    PrimaryStays,
    /// Nor can the last one that is confirmed.
    LastStays,
    /// The password, or the second factor, is not proved.
    NotProved(step_up::Refusal),
    /// The account changed meanwhile.
    Changed,
    /// The link was used, is too old, or what it is about has changed.
    LinkOver,
    /// The undo link was, or there is nothing left to undo.
    UndoOver,
    /// The address has become another account's.
    Taken,
}

impl Refusal {
    /// What may be told to the account's holder.
    pub fn told(self) -> Told {
        let email = |slug, key| Told::field("email", slug, key);
        let conflict = |slug, key| Told::new(StatusCode::CONFLICT, slug, key);
        match self {
            Self::AddressMissing => email("address-missing", "errors-email-missing"),
            Self::NotAnAddress(NotAnAddress::TooLong) => email("address-too-long", "errors-email-too-long"),
            Self::NotAnAddress(_) => email("not-an-address", "errors-email-shape"),
            Self::Listed => email("address-listed", "address-settings-listed"),
            Self::TooMany => {
                conflict("too-many-addresses", "address-settings-too-many").with("max", ADDRESSES_MAX.to_string())
            }
            Self::Wait(wait) => Told::wait(wait),
            Self::Gone => Told::new(StatusCode::GONE, "address-gone", "address-settings-gone"),
            Self::IsConfirmed => conflict("address-confirmed", "address-settings-is-confirmed"),
            Self::NotConfirmed => conflict("address-not-confirmed", "address-settings-not-confirmed"),
            Self::IsPrimary => conflict("address-primary", "address-settings-is-primary"),
            Self::PrimaryStays => conflict("primary-stays", "address-settings-primary-stays"),
            Self::LastStays => conflict("last-address-stays", "address-settings-last-stays"),
            Self::NotProved(refusal) => refusal.told(),
            Self::Changed => conflict("changed", "errors-changed"),
            Self::LinkOver => Told::new(StatusCode::GONE, "link-over", "address-settings-link-over"),
            Self::UndoOver => Told::new(StatusCode::GONE, "link-over", "address-settings-undo-over"),
            Self::Taken => conflict("address-taken", "address-settings-taken"),
        }
    }
}
