//! What may be told of a new password that is not taken.

use axum::http::StatusCode;

use super::judge::TooWeak;
use super::password::{BYTES_MAX, NotAPassword};
use crate::platform::web::Told;

/// The words for a new password in `field`: it cannot be one, or it is too weak.
pub fn told_of_new(field: &'static str, why: Result<TooWeak, NotAPassword>) -> Told {
    let (slug, key) = match why {
        Err(NotAPassword::Empty) => ("password-missing", "errors-password-new-missing"),
        Err(NotAPassword::Nul) => ("unreadable", "errors-password-nul"),
        Err(NotAPassword::TooLong) => {
            let told = Told::field(field, "too-large", "errors-password-too-long").with("max", BYTES_MAX.to_string());
            return Told { status: StatusCode::PAYLOAD_TOO_LARGE, ..told };
        }
        Ok(TooWeak::Short(min)) => {
            let told = Told::field(field, "password-too-short", "errors-password-too-short");
            return told.with("min", min.to_string());
        }
        Ok(TooWeak::Context) => ("password-from-context", "errors-password-context"),
        Ok(TooWeak::Common) => ("password-common", "errors-password-common"),
        Ok(TooWeak::Repeated) => ("password-repeats", "errors-password-repeated"),
        Ok(TooWeak::Sequence) => ("password-sequence", "errors-password-sequence"),
        Ok(TooWeak::Keyboard) => ("password-keyboard", "errors-password-keyboard"),
        Ok(TooWeak::Date) => ("password-date", "errors-password-date"),
        Ok(TooWeak::Guessable) => ("password-guessable", "errors-password-guessable"),
    };
    Told::field(field, slug, key)
}
