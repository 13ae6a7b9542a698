//! What the browser says of the ceremony (§5.8.1), and the checks that both ceremonies share.

use serde::Deserialize;
use serde::de::IgnoredAny;
use sha2::{Digest as _, Sha256};

use super::{Refused, RelyingParty, from_base64url};

/// Members we do not know are allowed for (§5.8.1); those we know may come once.
#[derive(Deserialize)]
struct Raw {
    r#type: String,
    challenge: String,
    origin: String,
    #[serde(rename = "crossOrigin", default)]
    cross_origin: Option<bool>,
    #[serde(rename = "topOrigin", default)]
    top_origin: Option<IgnoredAny>,
}

/// Checks type, challenge and origin; answers the hash that was signed.
pub(crate) fn check(json: &[u8], ceremony: &str, rp: &RelyingParty<'_>, challenge: &[u8]) -> Result<[u8; 32], Refused> {
    // No byte order mark, no UTF-16: this parser takes neither. An array would be taken for
    // the members in their order, so what is no object is refused first.
    if json.first() != Some(&b'{') {
        return Err(Refused::ClientData);
    }
    let raw: Raw = serde_json::from_slice(json).map_err(|_| Refused::ClientData)?;
    if raw.r#type != ceremony {
        return Err(Refused::Type);
    }
    // Compared as bytes, and never against an empty one.
    let answered = from_base64url(&raw.challenge).map_err(|_| Refused::Challenge)?;
    if challenge.is_empty() || answered != challenge {
        return Err(Refused::Challenge);
    }
    if !rp.origins.contains(&raw.origin) {
        return Err(Refused::Origin);
    }
    if raw.cross_origin == Some(true) || raw.top_origin.is_some() {
        return Err(Refused::CrossOrigin);
    }
    Ok(Sha256::digest(json).into())
}
