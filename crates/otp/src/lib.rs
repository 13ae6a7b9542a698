//! One-time codes from an authenticator app: HOTP (RFC 4226), TOTP (RFC 6238) and the
//! `otpauth://` address an app reads from a QR code.
//!
//! The parameters are the ones every app supports and none is negotiable: SHA-1, six digits,
//! thirty seconds. The crate has no clock and no randomness of its own; the caller passes
//! Unix seconds, and bytes from a cryptographic generator.
//!
//! Checking a code here is half of the work. The caller must also remember the [`Step`] a
//! check returned and accept only later ones, so that a code serves once (RFC 6238 §5.2),
//! and must count attempts: six digits do not resist guessing by themselves.
//!
//! ```
//! # let fill = |bytes: &mut [u8]| bytes.fill(7);
//! let secret = otp::Secret::generate(fill);
//! let shown_by_app = format!("{:06}", otp::hotp(&secret, 56_666_666));
//! let code = otp::Code::parse(&shown_by_app)?;
//! let step = otp::verify(&secret, &code, 1_699_999_999, otp::Drift::default());
//! assert_eq!(step, Some(otp::Step::new(56_666_666)));
//! # Ok::<(), otp::NotACode>(())
//! ```

mod base32;
mod code;
mod hotp;
mod secret;
mod step;
mod uri;
mod verify;

pub use code::{Code, MAX_INPUT_BYTES, NotACode};
pub use hotp::hotp;
pub use secret::Secret;
pub use step::{Drift, STEP_SECS, Step};
pub use uri::{MAX_LABEL_CHARS, uri};
pub use verify::{MAX_MINUTES_BEHIND, minutes_behind, verify, verify_setup};
