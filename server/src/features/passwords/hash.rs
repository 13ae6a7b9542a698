//! The stored form: a PHC string of Argon2id.

use argon2::password_hash::{Ident, Output, ParamsString, PasswordHash as Phc, Salt, SaltString};
use argon2::{ARGON2ID_IDENT, Params, Version};
use db::{FromValue, Value};

use super::password::Password;
use crate::app::App;
use crate::platform::entropy::bytes;
use crate::platform::fault::Fault;
use crate::platform::hashing::{Cost, HASH_BYTES, SALT_BYTES};

/// A password's hash with its salt and its cost, as text.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

/// The parts of a stored hash.
pub(super) struct Parts {
    pub salt: [u8; SALT_BYTES],
    pub cost: Cost,
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
    let hash = app.hashing.hash(password.bytes(), salt, cost).await?;
    PasswordHash::from_parts(&Parts { salt, cost, hash: *hash }).ok_or(Fault::Broken("a hash that has no text"))
}

impl PasswordHash {
    fn from_parts(parts: &Parts) -> Option<Self> {
        let params = Params::new(parts.cost.memory_kib, parts.cost.passes, parts.cost.lanes, None).ok()?;
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
        let hash = phc.hash?.as_bytes().try_into().ok()?;
        (is_ours && cost.is_bearable()).then_some(Parts { salt, cost, hash })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pwd_10_absurd_costs_and_foreign_hashes_have_no_parts() {
        let cost = Cost { memory_kib: 19_456, passes: 2, lanes: 1 };
        let good = PasswordHash::from_parts(&Parts { salt: [7; 16], cost, hash: [9; 32] }).unwrap();
        let parts = good.parts().unwrap();
        assert_eq!((parts.salt, parts.cost, parts.hash), ([7; 16], cost, [9; 32]));
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
