//! The SQL on the first administrator's link.

use db::{Db, Tx, params};
use token_format::TokenHash;

use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;

/// There is at most one link.
const ONLY: i64 = 1;

pub(super) async fn put_link(tx: &mut Tx, token: &TokenHash, expires_at: Timestamp) -> Result<(), Fault> {
    let sql = "INSERT INTO first_admin_links (id, token_hash, expires_at) VALUES ($1, $2, $3)
               ON CONFLICT (id) DO UPDATE SET token_hash = $2, expires_at = $3";
    tx.execute(sql, params![ONLY, token.as_bytes(), expires_at]).await?;
    Ok(())
}

/// Makes the link void: there is an administrator.
pub(super) async fn drop_link(tx: &mut Tx) -> Result<(), Fault> {
    tx.execute("DELETE FROM first_admin_links", params![]).await?;
    Ok(())
}

pub(super) async fn is_link_open(db: &Db, token: &TokenHash, now: Timestamp) -> Result<bool, Fault> {
    let sql = "SELECT id FROM first_admin_links WHERE token_hash = $1 AND expires_at > $2";
    Ok(db.fetch_optional(sql, params![token.as_bytes(), now]).await?.is_some())
}

pub(super) async fn use_link(tx: &mut Tx, token: &TokenHash, now: Timestamp) -> Result<bool, Fault> {
    let sql = "DELETE FROM first_admin_links WHERE token_hash = $1 AND expires_at > $2";
    Ok(tx.execute(sql, params![token.as_bytes(), now]).await? == 1)
}
