//! The stored form: a PHC string of Argon2id.

use argon2::password_hash::{Ident, Output, ParamsString, PasswordHash as Phc, Salt, SaltString};
use argon2::{ARGON2ID_IDENT, KeyId, Params, ParamsBuilder, Version};
use db::{FromValue, Value};

use super::password::Password;
use crate::app::App;
use crate::platform::entropy::bytes;
use crate::platform::fault::Fault;
use crate::platform::hashing::{Cost, HASH_BYTES, SALT_BYTES};
use crate::platform::pepper::{Pepper, PepperId};

/// A password's hash with its salt and its cost, as text.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

/// The parts of a stored hash.
pub(super) struct Parts {
    pub salt: [u8; SALT_BYTES],
    pub cost: Cost,
    pub pepper: Option<PepperId>,
    pub hash: [u8; HASH_BYTES],
}

impl From<&PasswordHash> for Value {
    fn from(hash: &PasswordHash) -> Self {
        Self::Text(hash.0.clone())
    }
}

impl FromValue for PasswordHash {
    fn from_value(value: Value) -> Option<Self> {
        String::from_value(value).map(Self)
    }
}

/// Hashes a new password at the configured cost, outside any transaction.
pub async fn hash(app: &App, password: &Password) -> Result<PasswordHash, Fault> {
    let salt = bytes::<SALT_BYTES>(app.rng.as_ref());
    let cost = app.config.passwords.cost();
    let pepper = app.config.peppers.current();
    let hash = app.hashing.hash(password.bytes(), pepper, salt, cost).await?;
    let pepper = pepper.map(Pepper::id);
    PasswordHash::from_parts(&Parts { salt, cost, pepper, hash: *hash }).ok_or(Fault::Broken("a hash that has no text"))
}

impl PasswordHash {
    /// The hash in a text that [`stored_form`](Self::stored_form) has made.
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// As it is stored.
    pub fn stored_form(&self) -> &str {
        &self.0
    }

    fn from_parts(parts: &Parts) -> Option<Self> {
        let mut params = ParamsBuilder::new();
        params.m_cost(parts.cost.memory_kib).t_cost(parts.cost.passes).p_cost(parts.cost.lanes);
        if let Some(pepper) = parts.pepper {
            params.keyid(KeyId::new(pepper.as_bytes()).ok()?);
        }
        let params = params.build().ok()?;
        let salt = SaltString::encode_b64(&parts.salt).ok()?;
        let phc = Phc {
            algorithm: ARGON2ID_IDENT,
            version: Some(Version::V0x13.into()),
            params: ParamsString::try_from(&params).ok()?,
            salt: Some(salt.as_salt()),
            hash: Some(Output::new(&parts.hash).ok()?),
        };
        Some(Self(phc.to_string()))
    }

    /// The parts, if this is an Argon2id hash of ours at a cost we are willing to pay.
    pub(super) fn parts(&self) -> Option<Parts> {
        let phc = Phc::new(&self.0).ok()?;
        let is_ours = phc.algorithm == Ident::new("argon2id").ok()? && phc.version == Some(Version::V0x13.into());
        let params = Params::try_from(&phc).ok()?;
        let cost = Cost { memory_kib: params.m_cost(), passes: params.t_cost(), lanes: params.p_cost() };
        let mut salt = [0; SALT_BYTES];
        (phc.salt.map(|s: Salt<'_>| s.decode_b64(&mut salt).map(<[u8]>::len)) == Some(Ok(SALT_BYTES))).then_some(())?;
        let pepper = match params.keyid() {
            [] => None,
            id => Some(PepperId::from_bytes(id)?),
        };
        let hash = phc.hash?.as_bytes().try_into().ok()?;
        (is_ours && cost.is_bearable()).then_some(Parts { salt, cost, pepper, hash })
    }

    /// The name of the pepper it was made with, for the column beside it.
    pub(super) fn pepper(&self) -> Option<String> {
        self.parts()?.pepper.map(|id| id.words())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pwd_10_absurd_costs_and_foreign_hashes_have_no_parts() {
        let cost = Cost { memory_kib: 19_456, passes: 2, lanes: 1 };
        let good = PasswordHash::from_parts(&Parts { salt: [7; 16], cost, pepper: None, hash: [9; 32] }).unwrap();
        let parts = good.parts().unwrap();
        assert_eq!((parts.salt, parts.cost, parts.hash), ([7; 16], cost, [9; 32]));
        let pepper = PepperId::from_bytes(&[3; 8]);
        let peppered = PasswordHash::from_parts(&Parts { pepper, ..parts }).unwrap();
        assert_eq!(peppered.pepper().unwrap(), "0303030303030303");
        assert!(peppered.0.contains("keyid=") && good.pepper().is_none());
        for bad in [
            good.0.replace("m=19456", "m=4194304"),
            good.0.replace("argon2id", "argon2i"),
            good.0.replace("v=19", "v=16"),
            "!".into(),
            String::new(),
        ] {
            assert!(PasswordHash(bad).parts().is_none());
        }
    }
}
