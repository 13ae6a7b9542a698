//! What may be told when nobody is signed up.

use axum::http::StatusCode;

use crate::features::accounts::{NotAName, USERNAME_CHARS_MAX, USERNAME_CHARS_MIN};
use crate::features::passwords::{NotAPassword, TooWeak, told_of_new};
use crate::platform::mail::NotAnAddress;
use crate::platform::rate_limit::Wait;
use crate::platform::web::Told;

/// Why there is no new account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The operator makes the accounts.
    Closed,
    /// An invitation is needed, or this one is over.
    NotInvited,
    /// No user name was typed.
    NameMissing,
    /// It cannot be a user name.
    NotAName(NotAName),
    /// Somebody has it. User names are public, so this may be said.
    NameTaken,
    /// No address was typed.
    AddressMissing,
    /// It cannot be an address we write to.
    NotAnAddress(NotAnAddress),
    /// It cannot be a password.
    NotAPassword(NotAPassword),
    /// It may not be this account's password.
    TooWeak(TooWeak),
    /// Too many tries.
    Wait(Wait),
    /// The link was used or is too old.
    LinkOver,
    /// It is not the password of this sign-up.
    WrongPassword,
}

impl Refusal {
    /// What may be told.
    pub fn told(self) -> Told {
        let name = |slug, key| Told::field("username", slug, key);
        let email = |slug, key| Told::field("email", slug, key);
        let password = |slug, key| Told::field("password", slug, key);
        match self {
            Self::Closed => Told::new(StatusCode::FORBIDDEN, "sign-up-closed", "sign-up-closed-sentence"),
            Self::NotInvited => Told::new(StatusCode::FORBIDDEN, "not-invited", "sign-up-invitation-over"),
            Self::NameMissing => name("username-missing", "errors-username-missing"),
            Self::NotAName(NotAName::Form) => name("not-a-username", "errors-username-rules")
                .with("min", USERNAME_CHARS_MIN.to_string())
                .with("max", USERNAME_CHARS_MAX.to_string()),
            Self::NotAName(NotAName::Reserved) => name("username-reserved", "errors-username-reserved"),
            Self::NameTaken => Told { status: StatusCode::CONFLICT, ..name("username-taken", "errors-username-taken") },
            Self::AddressMissing => email("address-missing", "errors-email-missing"),
            Self::NotAnAddress(NotAnAddress::TooLong) => email("address-too-long", "errors-email-too-long"),
            Self::NotAnAddress(_) => email("not-an-address", "errors-email-shape"),
            Self::NotAPassword(not) => told_of_new("password", Err(not)),
            Self::TooWeak(weak) => told_of_new("password", Ok(weak)),
            Self::Wait(wait) => Told::wait(wait),
            Self::LinkOver => Told::new(StatusCode::GONE, "link-over", "sign-up-over"),
            Self::WrongPassword => {
                Told { status: StatusCode::FORBIDDEN, ..password("wrong-password", "errors-confirmation-wrong") }
            }
        }
    }
}
