//! What may be told when no app is added, renamed, removed or brought back.

use axum::http::StatusCode;

use crate::features::authenticator_apps::APPS_MAX;
use crate::features::step_up;
use crate::features::two_step::{NAME_CHARS_MAX, NotAName};
use crate::platform::rate_limit::Wait;
use crate::platform::web::Told;

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Two-step verification is off: the first app comes with the set-up.
    TwoStepOff,
    /// The account has as many apps as it can have.
    TooMany,
    /// The account has no such app.
    NoSuchApp,
    /// What was typed is no name.
    NotAName(NotAName),
    /// The password, or the second factor, is not proved.
    NotProved(step_up::Refusal),
    /// The sign-in with a recovery code was too long ago, was none, or is used up.
    NotProvedBySignIn,
    /// The last app goes, and the password is too short to be all there is.
    TooShortAlone(usize),
    /// Too many tries.
    Wait(Wait),
    /// The addition has ended, or belongs to another session.
    Ended,
    /// This step of the addition is behind or ahead.
    OtherStep,
    /// What was typed is not six digits.
    NotAnAppCode(bool),
    /// The app's code is not right.
    WrongAppCode,
    /// It was right, and was used before.
    UsedAppCode,
    /// It does not count here: too many strangers have guessed at the app's codes.
    AppRefused,
    /// The box is not ticked.
    NotSaved,
    /// What to do with the old apps was not said.
    NotChosen,
    /// The account changed meanwhile.
    Changed,
    /// The link was used, or is over.
    LinkOver,
}

impl Refusal {
    /// What may be told to the account's holder.
    pub fn told(self) -> Told {
        let conflict = |slug, key| Told::new(StatusCode::CONFLICT, slug, key);
        let forbidden = |field, slug, key| Told { status: StatusCode::FORBIDDEN, ..Told::field(field, slug, key) };
        match self {
            Self::TwoStepOff => conflict("two-step-off", "app-settings-two-step-off"),
            Self::TooMany => conflict("too-many-apps", "app-settings-too-many").with("max", APPS_MAX.to_string()),
            Self::NoSuchApp => Told::new(StatusCode::NOT_FOUND, "no-such-app", "app-settings-no-such-app"),
            Self::NotAName(not) => Self::told_name(not),
            Self::NotProved(refusal) => refusal.told(),
            Self::NotProvedBySignIn => {
                Told::new(StatusCode::FORBIDDEN, "not-proved-by-sign-in", "app-settings-prove-again")
            }
            Self::TooShortAlone(min) => {
                Told::field("password", "password-too-short-alone", "app-settings-too-short-alone")
                    .with("min", min.to_string())
            }
            Self::Wait(wait) => Told::wait(wait),
            Self::Ended => conflict("addition-ended", "app-settings-ended"),
            Self::OtherStep => conflict("other-step", "app-settings-ended"),
            Self::NotAnAppCode(true) => Told::field("code", "code-missing", "errors-code-missing"),
            Self::NotAnAppCode(false) => Told::field("code", "not-a-code", "errors-app-code-shape"),
            Self::WrongAppCode => forbidden("code", "wrong-code", "errors-app-code-wrong"),
            Self::UsedAppCode => forbidden("code", "used-code", "errors-code-used"),
            Self::AppRefused => forbidden("code", "app-refused", "sessions-app-refused"),
            Self::NotSaved => Told::field("saved", "codes-not-saved", "errors-tick-box"),
            Self::NotChosen => Told::field("drop", "not-chosen", "app-settings-not-chosen"),
            Self::Changed => conflict("changed", "errors-changed"),
            Self::LinkOver => Told::new(StatusCode::GONE, "link-over", "app-settings-restore-over"),
        }
    }

    fn told_name(not: NotAName) -> Told {
        match not {
            NotAName::Empty => Told::field("name", "name-missing", "app-settings-name-missing"),
            NotAName::TooLong => Told::field("name", "name-too-long", "app-settings-name-too-long")
                .with("max", NAME_CHARS_MAX.to_string()),
            NotAName::Control => Told::field("name", "name-unreadable", "app-settings-name-control"),
        }
    }
}
