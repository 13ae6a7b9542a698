//! The relying party's half of Web Authentication Level 3: the options a browser is given,
//! and every check of what comes back (§7.1 for a new credential, §7.2 for an assertion).
//!
//! The crate has no clock, no randomness and no storage. The caller makes the challenge, keeps
//! it, and uses it up; it decides what a counter that goes back means, and stores nothing of an
//! answer that is refused. Attestation is not asked for: a statement that comes all the same is
//! verified where it proves possession of the very key (`packed` without certificates), and is
//! worth nothing otherwise.
//!
//! What is parsed is parsed strictly: one JSON object without doubled members, canonical CBOR
//! (CTAP2) without doubled labels, nothing behind the end.

mod assertion;
mod auth_data;
mod cbor;
mod client_data;
mod key;
mod options;
mod refused;
mod registration;

pub use assertion::{Asserted, Assertion, Known, verify_assertion};
pub use key::{ALGORITHMS, PublicKey};
pub use options::{CreationOptions, RequestOptions};
pub use refused::Refused;
pub use registration::{Credential, Registration, verify_registration};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The longest credential id there may be, in bytes (§7.1).
pub const CREDENTIAL_ID_BYTES_MAX: usize = 1_023;

/// Who asks.
#[derive(Clone, Copy, Debug)]
pub struct RelyingParty<'a> {
    /// The RP id: a host name.
    pub id: &'a str,
    /// The origins whose pages may run a ceremony, as browsers write them; compared exactly.
    pub origins: &'a [String],
    /// The FIDO U2F AppID under which older keys were registered (§10.1.1).
    pub app_id: Option<&'a str>,
}

/// Bytes as WebAuthn's JSON has them.
pub fn to_base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn from_base64url(text: &str) -> Result<Vec<u8>, Refused> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| Refused::Json)
}
