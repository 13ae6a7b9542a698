//! The keys that seal secrets at rest: data keys in the database, wrapped by the
//! master key that never stands there (DESIGN 5.10).

use db::{Db, Durability, params};
use sealing::{DataKey, Keyring, MasterKey};

use crate::platform::clock::Timestamp;
use crate::platform::entropy::Entropy;
use crate::platform::fault::Fault;
use crate::platform::id;

/// Why the keys of this database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum NoKeys {
    /// The key at hand is not this database's.
    #[error(
        "the master key {found} does not belong to this database, which was made with {expected}; \
         give Vestibule that key (see the guide, \"The master key\")"
    )]
    Other {
        /// The name of the key at hand.
        found: String,
        /// The name of the key that is needed.
        expected: String,
    },
    /// A stored data key does not open.
    #[error("a stored data key does not open with the master key: {0}")]
    Damaged(#[from] sealing::Unsealed),
    /// The database.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// The name of the master key this database was made with; none in a new database.
pub async fn expected_master(db: &Db) -> Result<Option<String>, Fault> {
    let row = db.fetch_optional("SELECT master_key_id FROM key_check WHERE id = $1", params![1_i64]).await?;
    Ok(row.map(|row| row.read("master_key_id")).transpose()?)
}

/// Opens the database's keys, making the first one where there is none yet. Of two
/// servers that start on one empty database with two keys, the second is refused.
pub async fn open(db: &Db, master: &MasterKey, now: Timestamp, entropy: &dyn Entropy) -> Result<Keyring, NoKeys> {
    let first = id::fresh(now, entropy);
    let fresh = DataKey::generate(|buffer| entropy.fill(buffer));
    let wrapped = fresh.wrap(master, &first, |buffer| entropy.fill(buffer));
    let found = master.id().to_string();
    let name = found.clone();
    db.write(Durability::Power, move |tx| {
        Box::pin(async move {
            let claim = "INSERT INTO key_check (id, master_key_id) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING";
            if tx.execute(claim, params![1_i64, name]).await? == 1 {
                let keep = "INSERT INTO data_keys (id, wrapped, created_at) VALUES ($1, $2, $3)";
                tx.execute(keep, params![first, wrapped, now]).await?;
            }
            Ok::<(), Fault>(())
        })
    })
    .await?;
    match expected_master(db).await? {
        Some(expected) if expected != found => Err(NoKeys::Other { found, expected }),
        _ => load(db, master).await,
    }
}

async fn load(db: &Db, master: &MasterKey) -> Result<Keyring, NoKeys> {
    let oldest_first = "SELECT id, wrapped FROM data_keys ORDER BY created_at, id LIMIT 1000";
    let rows = db.fetch_all(oldest_first, params![]).await.map_err(Fault::from)?;
    let mut keys = Vec::with_capacity(rows.len());
    for row in rows {
        let id: String = row.read("id").map_err(Fault::from)?;
        let wrapped: Vec<u8> = row.read("wrapped").map_err(Fault::from)?;
        let key = DataKey::unwrap(&wrapped, master, &id)?;
        keys.push((id, key));
    }
    let current = keys.pop().ok_or(Fault::Broken("a database with a key check and no data key"))?;
    Ok(Keyring::new(current, keys))
}
