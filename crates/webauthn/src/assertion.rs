//! An assertion (§7.2).

use serde::Deserialize;

use super::auth_data::AuthData;
use super::{PublicKey, Refused, RelyingParty, client_data, from_base64url};

/// What `navigator.credentials.get()` gave, as the browser writes it (`toJSON()`, §5.1).
#[derive(Clone, Debug, Deserialize)]
pub struct Assertion {
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
    #[serde(rename = "authenticatorData")]
    auth_data: String,
    signature: String,
    #[serde(rename = "userHandle", default)]
    user_handle: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Extensions {
    #[serde(default)]
    appid: Option<bool>,
}

/// What is stored of the credential that an assertion names.
#[derive(Clone, Debug)]
pub struct Known<'a> {
    /// Its id.
    pub id: &'a [u8],
    /// Its public key in COSE form.
    pub public_key: &'a [u8],
    /// The handle of the user whose it is.
    pub user_handle: &'a [u8],
    /// Whether it could be copied when it was made; that never changes.
    pub is_backup_eligible: bool,
    /// The counter of its last assertion.
    pub sign_count: u32,
}

/// What an assertion says for which every check held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asserted {
    /// The counter now.
    pub sign_count: u32,
    /// Whether the counter went back, or stood still where it counts: a copy of the key is in
    /// use (§6.1.1). What follows from that is for the caller to say.
    pub is_behind: bool,
    /// Whether its user was verified by a PIN, a finger or a face.
    pub is_user_verified: bool,
    /// Whether it is copied to another device of its owner.
    pub is_backed_up: bool,
}

impl Assertion {
    /// The credential it names, by which the stored one is found.
    pub fn credential_id(&self) -> Result<Vec<u8>, Refused> {
        if self.r#type != "public-key" || self.id != self.raw_id {
            return Err(Refused::Json);
        }
        from_base64url(&self.raw_id)
    }

    /// The user it names, where it names one.
    pub fn user_handle(&self) -> Result<Option<Vec<u8>>, Refused> {
        self.response.user_handle.as_deref().map(from_base64url).transpose()
    }
}

/// Runs every check of §7.2 but that of the counter, which it only reports.
pub fn verify_assertion(
    rp: &RelyingParty<'_>,
    challenge: &[u8],
    asks_verified: bool,
    known: &Known<'_>,
    given: &Assertion,
) -> Result<Asserted, Refused> {
    if given.credential_id()? != known.id {
        return Err(Refused::CredentialId);
    }
    if given.user_handle()?.is_some_and(|handle| handle != known.user_handle) {
        return Err(Refused::UserHandle);
    }
    let client_data = from_base64url(&given.response.client_data)?;
    let hash = client_data::check(&client_data, "webauthn.get", rp, challenge)?;
    let bytes = from_base64url(&given.response.auth_data)?;
    let data = AuthData::parse(&bytes)?;
    if data.attested.is_some() {
        return Err(Refused::AuthData);
    }
    check_rp(rp, &data, given.extensions.appid == Some(true))?;
    data.check(asks_verified)?;
    if data.is_backup_eligible() != known.is_backup_eligible {
        return Err(Refused::Backup);
    }
    let signature = from_base64url(&given.response.signature)?;
    PublicKey::parse(known.public_key)?.verify(&[bytes.as_slice(), &hash].concat(), &signature)?;
    let counts = data.sign_count != 0 || known.sign_count != 0;
    Ok(Asserted {
        sign_count: data.sign_count,
        is_behind: counts && data.sign_count <= known.sign_count,
        is_user_verified: data.is_verified(),
        is_backed_up: data.is_backed_up(),
    })
}

/// §10.1.1: the AppID's hash stands for the RP id's only where the AppID was asked for and
/// the browser says that it was used.
fn check_rp(rp: &RelyingParty<'_>, data: &AuthData<'_>, used_app_id: bool) -> Result<(), Refused> {
    let expected = match (rp.app_id, used_app_id) {
        (Some(app_id), true) => app_id,
        (None, true) => return Err(Refused::RpId),
        (_, false) => rp.id,
    };
    if data.is_for(expected) { Ok(()) } else { Err(Refused::RpId) }
}
