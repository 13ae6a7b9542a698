//! What may be told when two-step verification is not switched.

use axum::http::StatusCode;

use crate::features::security_keys::NotAdded;
use crate::features::step_up;
use crate::platform::rate_limit::Wait;
use crate::platform::web::Told;

/// Why nothing was switched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is on already.
    AlreadyOn,
    /// It is off already.
    AlreadyOff,
    /// Something that is needed first is missing.
    RequirementsMissing,
    /// The password is too short to be all there is.
    TooShortAlone(usize),
    /// The password, or the second factor, is not proved.
    NotProved(step_up::Refusal),
    /// Too many tries.
    Wait(Wait),
    /// The set-up has ended, or belongs to another session.
    Ended,
    /// This step of the set-up is behind or ahead.
    OtherStep,
    /// What was typed is not six digits.
    NotAnAppCode(bool),
    /// The app's code is not right.
    WrongAppCode,
    /// What came is not what a browser makes of a key's answer.
    NotACredential,
    /// The key's answer does not make it one of the account's.
    NotAdded(NotAdded),
    /// The box is not ticked.
    NotSaved,
    /// The account changed meanwhile.
    Changed,
}

impl Refusal {
    /// What may be told to the account's holder.
    pub fn told(self) -> Told {
        let conflict = |slug, key| Told::new(StatusCode::CONFLICT, slug, key);
        let forbidden = |field, slug, key| Told { status: StatusCode::FORBIDDEN, ..Told::field(field, slug, key) };
        match self {
            Self::AlreadyOn => conflict("already-on", "two-step-already-on"),
            Self::AlreadyOff => conflict("already-off", "two-step-already-off"),
            Self::RequirementsMissing => conflict("requirements-missing", "errors-requirements-missing"),
            Self::TooShortAlone(min) => {
                Told::field("password", "password-too-short-alone", "errors-password-too-short-alone")
                    .with("min", min.to_string())
            }
            Self::NotProved(refusal) => refusal.told(),
            Self::Wait(wait) => Told::wait(wait),
            Self::Ended => conflict("set-up-ended", "errors-set-up-expired"),
            Self::Changed => conflict("changed", "errors-changed"),
            Self::OtherStep => conflict("other-step", "errors-set-up-expired"),
            Self::NotAnAppCode(true) => Told::field("code", "code-missing", "errors-code-missing"),
            Self::NotAnAppCode(false) => Told::field("code", "not-a-code", "errors-app-code-shape"),
            Self::WrongAppCode => forbidden("code", "wrong-code", "errors-app-code-wrong"),
            Self::NotACredential => Told::field("credential", "not-a-credential", "keys-not-a-credential"),
            Self::NotAdded(not) => not.told(),
            Self::NotSaved => Told::field("saved", "codes-not-saved", "errors-tick-box"),
        }
    }
}
