//! The options of both ceremonies in their JSON form (§5.1.8, §5.1.9).

use std::time::Duration;

use serde_json::{Value, json};

use super::{ALGORITHMS, RelyingParty, to_base64url};

/// A credential that is there already: its id and the ways to reach it.
pub type Listed<'a> = (&'a [u8], &'a [String]);

/// What `navigator.credentials.create()` is asked.
pub struct CreationOptions<'a> {
    /// Random, made for this ceremony.
    pub challenge: &'a [u8],
    /// How the service calls itself.
    pub rp_name: &'a str,
    /// Names the user to us; nobody can read anything from it.
    pub user_handle: &'a [u8],
    /// Names the user to herself.
    pub user_name: &'a str,
    /// What she has already: her authenticator refuses to make another one.
    pub exclude: &'a [Listed<'a>],
    /// How long she may take.
    pub timeout: Duration,
}

impl CreationOptions<'_> {
    /// For a key beside a password: nothing is asked of it that an older key cannot do.
    pub fn for_second_factor(&self, rp: &RelyingParty<'_>) -> Value {
        let algorithms: Vec<Value> = ALGORITHMS.iter().map(|alg| json!({ "type": "public-key", "alg": alg })).collect();
        let mut extensions = json!({ "credProps": true });
        if let Some(app_id) = rp.app_id {
            extensions["appidExclude"] = app_id.into();
        }
        json!({
            "rp": { "id": rp.id, "name": self.rp_name },
            "user": { "id": to_base64url(self.user_handle), "name": self.user_name, "displayName": self.user_name },
            "challenge": to_base64url(self.challenge),
            "pubKeyCredParams": algorithms,
            "timeout": millis(self.timeout),
            "excludeCredentials": descriptors(self.exclude),
            "authenticatorSelection": {
                "residentKey": "discouraged", "requireResidentKey": false, "userVerification": "discouraged"
            },
            "attestation": "none",
            "extensions": extensions
        })
    }
}

/// What `navigator.credentials.get()` is asked.
pub struct RequestOptions<'a> {
    /// Random, made for this ceremony.
    pub challenge: &'a [u8],
    /// The credentials that will do.
    pub allow: &'a [Listed<'a>],
    /// How long one may take.
    pub timeout: Duration,
}

impl RequestOptions<'_> {
    /// For a key beside a password.
    pub fn for_second_factor(&self, rp: &RelyingParty<'_>) -> Value {
        let mut options = json!({
            "challenge": to_base64url(self.challenge),
            "timeout": millis(self.timeout),
            "rpId": rp.id,
            "allowCredentials": descriptors(self.allow),
            "userVerification": "discouraged"
        });
        if let Some(app_id) = rp.app_id {
            options["extensions"] = json!({ "appid": app_id });
        }
        options
    }
}

fn millis(timeout: Duration) -> u64 {
    u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX)
}

fn descriptors(listed: &[Listed<'_>]) -> Vec<Value> {
    let descriptor = |(id, transports): &Listed<'_>| {
        let mut one = json!({ "type": "public-key", "id": to_base64url(id) });
        // Without a hint the browser tries every way; an empty one would be a hint.
        if !transports.is_empty() {
            one["transports"] = json!(transports);
        }
        one
    };
    listed.iter().map(descriptor).collect()
}
