//! The account's row as the lock, and what freezes it.

use db::{Db, Row, Tx, params};

use super::account::{AccountId, Epoch, Freeze, Role};
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;

/// The account's row, held by this transaction until it ends. Only [`lock`] and
/// [`lock_in_any_epoch`] make one.
#[derive(Debug)]
pub struct Locked {
    id: AccountId,
    username: String,
    role: Role,
    epoch: Epoch,
    freeze: Option<Freeze>,
}

/// Takes the account's row, if the account is active and still in `epoch`.
///
/// `None`: something changed since the caller looked, and what was decided then no
/// longer holds.
pub async fn lock(tx: &mut Tx, id: &AccountId, epoch: Epoch) -> Result<Option<Locked>, Fault> {
    let sql = "UPDATE accounts SET version = version + 1
               WHERE id = $1 AND state = 'active' AND security_epoch = $2
               RETURNING username, role, security_epoch, frozen_since, frozen_until";
    tx.fetch_optional(sql, params![id, epoch]).await?.map(|row| locked(id, &row)).transpose()
}

/// The same in whatever epoch it is, for a link that undoes: who has to be undone may have
/// begun many. Whatever it decides it must read with the row held.
pub async fn lock_in_any_epoch(tx: &mut Tx, id: &AccountId) -> Result<Option<Locked>, Fault> {
    let sql = "UPDATE accounts SET version = version + 1 WHERE id = $1 AND state = 'active'
               RETURNING username, role, security_epoch, frozen_since, frozen_until";
    tx.fetch_optional(sql, params![id]).await?.map(|row| locked(id, &row)).transpose()
}

fn locked(id: &AccountId, row: &Row) -> Result<Locked, Fault> {
    let (username, role, epoch) = (row.read("username")?, row.read("role")?, row.read("security_epoch")?);
    Ok(Locked { id: id.clone(), username, role, epoch, freeze: freeze_in(row)? })
}

fn freeze_in(row: &Row) -> Result<Option<Freeze>, Fault> {
    let since: Option<Timestamp> = row.read("frozen_since")?;
    Ok(since.zip(row.read("frozen_until")?).map(|(since, until)| Freeze { since, until }))
}

/// Whether changes of the account are frozen, for pages and for choosing what to prepare. A
/// decision asks [`Locked::freeze_at`].
pub async fn freeze_of(db: &Db, id: &AccountId, now: Timestamp) -> Result<Option<Freeze>, Fault> {
    let sql = "SELECT frozen_since, frozen_until FROM accounts WHERE id = $1 AND frozen_until > $2";
    let row = db.fetch_optional(sql, params![id, now]).await?;
    Ok(row.as_ref().map(freeze_in).transpose()?.flatten())
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

    /// What freezes its changes, if anything still does.
    pub fn freeze_at(&self, now: Timestamp) -> Option<Freeze> {
        self.freeze.filter(|freeze| !freeze.until.is_over_at(now))
    }

    /// Begins a new epoch: what was opened in the old one ends with this transaction.
    pub async fn begin_epoch(&mut self, tx: &mut Tx) -> Result<(), Fault> {
        let sql = "UPDATE accounts SET security_epoch = security_epoch + 1 WHERE id = $1 RETURNING security_epoch";
        self.epoch = tx.fetch_one(sql, params![&self.id]).await?.read("security_epoch")?;
        Ok(())
    }

    /// Freezes changes. Of two freezes at once the stricter parts count: neither link of a
    /// thief's shortens what the owner's began.
    pub async fn freeze(&mut self, tx: &mut Tx, new: Freeze, now: Timestamp) -> Result<(), Fault> {
        let freeze = match self.freeze_at(now) {
            None => new,
            Some(old) => Freeze { since: old.since.min(new.since), until: old.until.max(new.until) },
        };
        let sql = "UPDATE accounts SET frozen_since = $2, frozen_until = $3 WHERE id = $1";
        tx.execute(sql, params![&self.id, freeze.since, freeze.until]).await?;
        self.freeze = Some(freeze);
        Ok(())
    }
}
