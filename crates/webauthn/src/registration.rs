//! A new credential (§7.1).

use serde::{Deserialize, Serialize};

use super::auth_data::AuthData;
use super::cbor::{self, Value};
use super::{PublicKey, Refused, RelyingParty, client_data, from_base64url};

/// What `navigator.credentials.create()` gave, as the browser writes it (`toJSON()`, §5.1).
#[derive(Clone, Debug, Deserialize)]
pub struct Registration {
    id: String,
    #[serde(rename = "rawId")]
    raw_id: String,
    r#type: String,
    response: Response,
    #[serde(rename = "clientExtensionResults", default)]
    extensions: Extensions,
}

#[derive(Clone, Debug, Deserialize)]
struct Response {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    #[serde(rename = "attestationObject")]
    attestation: String,
    #[serde(default)]
    transports: Vec<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Extensions {
    #[serde(rename = "credProps", default)]
    properties: Option<Properties>,
}

#[derive(Clone, Debug, Deserialize)]
struct Properties {
    #[serde(default)]
    rk: Option<bool>,
}

/// A credential that may be kept: every check held. Whether its id is known already, with
/// whichever user, is for the caller to ask.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Credential {
    /// Its id.
    pub id: Vec<u8>,
    /// Its public key in COSE form, for [`PublicKey::parse`].
    pub public_key: Vec<u8>,
    /// The model of the authenticator; zeros where it does not say.
    pub aaguid: [u8; 16],
    /// The counter to begin with.
    pub sign_count: u32,
    /// Whether its user was verified by a PIN, a finger or a face.
    pub is_user_verified: bool,
    /// Whether it can be copied to another device of its owner.
    pub is_backup_eligible: bool,
    /// Whether it is.
    pub is_backed_up: bool,
    /// Whether it can be found without its id, where the browser knows.
    pub is_discoverable: Option<bool>,
    /// The ways the browser can reach it, of those the specification names (§5.8.4).
    pub transports: Vec<String>,
}

const TRANSPORTS: [&str; 6] = ["ble", "hybrid", "internal", "nfc", "smart-card", "usb"];

/// Runs every check of §7.1.
pub fn verify_registration(
    rp: &RelyingParty<'_>,
    challenge: &[u8],
    asks_verified: bool,
    given: &Registration,
) -> Result<Credential, Refused> {
    if given.r#type != "public-key" || given.id != given.raw_id {
        return Err(Refused::Json);
    }
    let client_data = from_base64url(&given.response.client_data)?;
    let hash = client_data::check(&client_data, "webauthn.create", rp, challenge)?;
    let object = from_base64url(&given.response.attestation)?;
    let object = cbor::read_all(&object, Refused::Attestation)?;
    let bytes = object.at("authData").and_then(Value::as_bytes).ok_or(Refused::Attestation)?;
    let data = AuthData::parse(bytes)?;
    if !data.is_for(rp.id) {
        return Err(Refused::RpId);
    }
    data.check(asks_verified)?;
    let attested = data.attested.as_ref().ok_or(Refused::AuthData)?;
    let key = PublicKey::parse(attested.public_key)?;
    if from_base64url(&given.raw_id)? != attested.credential_id {
        return Err(Refused::CredentialId);
    }
    check_statement(&object, &key, &[bytes, &hash].concat())?;
    let known = |given: &&str| TRANSPORTS.contains(given);
    let mut transports: Vec<String> =
        given.response.transports.iter().map(String::as_str).filter(known).map(str::to_owned).collect();
    transports.sort_unstable();
    transports.dedup();
    Ok(Credential {
        id: attested.credential_id.to_vec(),
        public_key: attested.public_key.to_vec(),
        aaguid: attested.aaguid,
        sign_count: data.sign_count,
        is_user_verified: data.is_verified(),
        is_backup_eligible: data.is_backup_eligible(),
        is_backed_up: data.is_backed_up(),
        is_discoverable: given.extensions.properties.as_ref().and_then(|properties| properties.rk),
        transports,
    })
}

/// No attestation is asked for, so none is believed: a statement with certificates says
/// nothing here (§7.1 step 24, "none"). What a key says of itself must hold (§8.2).
fn check_statement(object: &Value<'_>, key: &PublicKey, signed: &[u8]) -> Result<(), Refused> {
    let format = object.at("fmt").and_then(Value::as_text).ok_or(Refused::Attestation)?;
    let statement = object.at("attStmt").ok_or(Refused::Attestation)?;
    let entries = statement.len().ok_or(Refused::Attestation)?;
    match format {
        "none" if entries == 0 => Ok(()),
        "packed" if statement.at("x5c").is_none() => {
            let signature = statement.at("sig").and_then(Value::as_bytes).ok_or(Refused::Attestation)?;
            let algorithm = statement.at("alg").and_then(Value::as_int);
            if algorithm != Some(key.algorithm()) {
                return Err(Refused::AttestationSignature);
            }
            key.verify(signed, signature).map_err(|_| Refused::AttestationSignature)
        }
        "packed" | "fido-u2f" | "tpm" | "android-key" | "apple" | "android-safetynet" => Ok(()),
        _ => Err(Refused::Attestation),
    }
}
