//! What may stand in the one field.

use axum::http::StatusCode;
use webauthn::Assertion;

use super::Refusal;
use crate::platform::web::Told;

/// A code that is well-formed.
pub enum Code {
    /// Six digits.
    App(otp::Code),
    /// A recovery code.
    Recovery(recovery_code::Code),
    /// What a security key answered, as the JSON that browsers make of it.
    Key(Box<Assertion>),
}

/// What was typed is neither; nothing was charged for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotACode {
    /// Nothing was typed.
    Empty,
    /// It has another form.
    Form,
}

impl Code {
    /// The code in `text`: spaces and hyphens are forgiven, digits of other scripts are not.
    pub fn parse(text: &str) -> Result<Self, NotACode> {
        if text.starts_with('{') {
            return serde_json::from_str(text).map(|given| Self::Key(Box::new(given))).map_err(|_| NotACode::Form);
        }
        if let Some(code) = recovery_code::Code::parse(text) {
            return Ok(Self::Recovery(code));
        }
        match otp::Code::parse(text) {
            Ok(code) => Ok(Self::App(code)),
            Err(otp::NotACode::Empty) => Err(NotACode::Empty),
            Err(_) => Err(NotACode::Form),
        }
    }
}

impl NotACode {
    /// What may be told.
    pub fn told(self) -> Told {
        match self {
            Self::Empty => Told::field("code", "code-missing", "errors-code-missing"),
            Self::Form => Told::field("code", "not-a-code", "errors-code-shape"),
        }
    }
}

impl Refusal {
    /// What may be told to somebody who has passed the first door.
    pub fn told(self) -> Told {
        let (slug, key) = match self {
            Self::Wrong { minutes_behind: Some(minutes) } => {
                let told = Told::field("code", "wrong-code", "errors-code-wrong-clock");
                return Told { status: StatusCode::FORBIDDEN, ..told.with("minutes", minutes.to_string()) };
            }
            Self::Wrong { minutes_behind: None } => ("wrong-code", "errors-code-wrong"),
            Self::Used => ("used-code", "errors-code-used"),
            Self::Refused => ("app-refused", "sessions-app-refused"),
            Self::RecoveryUsed => ("used-recovery-code", "errors-recovery-code-used"),
            Self::Key(not) => return not.told(),
        };
        Told { status: StatusCode::FORBIDDEN, ..Told::field("code", slug, key) }
    }
}
