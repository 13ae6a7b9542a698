//! The account's row as the lock.

use db::{Tx, params};

use super::account::{AccountId, Epoch, Role};
use crate::platform::fault::Fault;

/// The account's row, held by this transaction until it ends. Only [`lock`] makes one.
#[derive(Debug)]
pub struct Locked {
    id: AccountId,
    username: String,
    role: Role,
    epoch: Epoch,
}

/// Takes the account's row, if the account is active and still in `epoch`.
///
/// `None`: something changed since the caller looked, and what was decided then no
/// longer holds.
pub async fn lock(tx: &mut Tx, id: &AccountId, epoch: Epoch) -> Result<Option<Locked>, Fault> {
    let sql = "UPDATE accounts SET version = version + 1
               WHERE id = $1 AND state = 'active' AND security_epoch = $2
               RETURNING username, role";
    let Some(row) = tx.fetch_optional(sql, params![id, epoch]).await? else { return Ok(None) };
    Ok(Some(Locked { id: id.clone(), username: row.read("username")?, role: row.read("role")?, epoch }))
}

impl Locked {
    /// The account.
    pub fn id(&self) -> &AccountId {
        &self.id
    }

    /// Its user name.
    pub fn username(&self) -> &str {
        &self.username
    }

    /// What it may do beyond its own affairs.
    pub fn role(&self) -> Role {
        self.role
    }

    /// The epoch it is in.
    pub fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// Begins a new epoch: what was opened in the old one ends with this transaction.
    pub async fn begin_epoch(&mut self, tx: &mut Tx) -> Result<(), Fault> {
        let sql = "UPDATE accounts SET security_epoch = security_epoch + 1 WHERE id = $1 RETURNING security_epoch";
        self.epoch = tx.fetch_one(sql, params![&self.id]).await?.read("security_epoch")?;
        Ok(())
    }
}
