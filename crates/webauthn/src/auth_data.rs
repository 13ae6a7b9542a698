//! Authenticator data (§6.1).

use sha2::{Digest as _, Sha256};

use super::cbor;
use super::{CREDENTIAL_ID_BYTES_MAX, Refused};

const PRESENT: u8 = 1;
const VERIFIED: u8 = 1 << 2;
const BACKUP_ELIGIBLE: u8 = 1 << 3;
const BACKED_UP: u8 = 1 << 4;
const ATTESTED: u8 = 1 << 6;
const EXTENSIONS: u8 = 1 << 7;

/// What the authenticator says.
pub(crate) struct AuthData<'a> {
    pub rp_id_hash: &'a [u8],
    flags: u8,
    pub sign_count: u32,
    pub attested: Option<Attested<'a>>,
}

/// A credential that was just made.
pub(crate) struct Attested<'a> {
    pub aaguid: [u8; 16],
    pub credential_id: &'a [u8],
    pub public_key: &'a [u8],
}

impl<'a> AuthData<'a> {
    /// All of `bytes`: whatever stands behind the end is refused.
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, Refused> {
        Self::read(bytes).ok_or(Refused::AuthData)
    }

    fn read(bytes: &'a [u8]) -> Option<Self> {
        let (rp_id_hash, rest) = bytes.split_at_checked(32)?;
        let (&flags, rest) = rest.split_first()?;
        let (counter, mut rest) = rest.split_first_chunk::<4>()?;
        let mut attested = None;
        if flags & ATTESTED != 0 {
            let (found, after) = Self::attested(rest)?;
            (attested, rest) = (Some(found), after);
        }
        if flags & EXTENSIONS != 0 {
            let (extensions, after) = cbor::read(rest)?;
            extensions.len()?;
            rest = after;
        }
        let sign_count = u32::from_be_bytes(*counter);
        rest.is_empty().then_some(Self { rp_id_hash, flags, sign_count, attested })
    }

    fn attested(bytes: &'a [u8]) -> Option<(Attested<'a>, &'a [u8])> {
        let (aaguid, rest) = bytes.split_first_chunk::<16>()?;
        let (length, rest) = rest.split_first_chunk::<2>()?;
        let (credential_id, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        let (_, after) = cbor::read(rest)?;
        let public_key = rest.get(..rest.len() - after.len())?;
        let is_an_id = (1..=CREDENTIAL_ID_BYTES_MAX).contains(&credential_id.len());
        is_an_id.then_some((Attested { aaguid: *aaguid, credential_id, public_key }, after))
    }

    /// Checks the flags that both ceremonies check (§7.1 and §7.2 alike).
    pub(crate) fn check(&self, asks_verified: bool) -> Result<(), Refused> {
        if self.flags & PRESENT == 0 {
            return Err(Refused::NotPresent);
        }
        if asks_verified && !self.is_verified() {
            return Err(Refused::NotVerified);
        }
        if self.is_backed_up() && !self.is_backup_eligible() {
            return Err(Refused::Backup);
        }
        Ok(())
    }

    /// Whether it is for that RP id (or AppID).
    pub(crate) fn is_for(&self, id: &str) -> bool {
        self.rp_id_hash == Sha256::digest(id.as_bytes()).as_slice()
    }

    pub(crate) fn is_verified(&self) -> bool {
        self.flags & VERIFIED != 0
    }

    pub(crate) fn is_backup_eligible(&self) -> bool {
        self.flags & BACKUP_ELIGIBLE != 0
    }

    pub(crate) fn is_backed_up(&self) -> bool {
        self.flags & BACKED_UP != 0
    }
}
