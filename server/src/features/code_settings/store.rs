//! The SQL on sheets.

use db::{Db, Tx, params};
use token_format::TokenHash;

use super::sheet::{NewSheet, Sheet};
use crate::features::sessions::SessionId;
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;

pub(super) async fn put(tx: &mut Tx, sheet: &NewSheet) -> Result<(), Fault> {
    let sql = "INSERT INTO code_sheets (ticket_hash, id, account_id, session_id, codes_sealed, expires_at)
               VALUES ($1, $2, $3, $4, $5, $6)";
    let (ticket, sealed) = (sheet.ticket_hash.as_bytes(), sheet.codes_sealed.as_slice());
    let values = params![ticket, sheet.id.as_str(), &sheet.account, &sheet.session, sealed, sheet.expires_at];
    tx.execute(sql, values).await?;
    Ok(())
}

/// The sheet of that ticket, for the session it was made in and no other.
pub(super) async fn find(
    db: &Db,
    ticket: &TokenHash,
    session: &SessionId,
    now: Timestamp,
) -> Result<Option<Sheet>, Fault> {
    let sql = "SELECT id, account_id, codes_sealed FROM code_sheets
               WHERE ticket_hash = $1 AND session_id = $2 AND expires_at > $3";
    let Some(row) = db.fetch_optional(sql, params![ticket.as_bytes(), session, now]).await? else { return Ok(None) };
    Ok(Some(Sheet { id: row.read("id")?, account: row.read("account_id")?, codes_sealed: row.read("codes_sealed")? }))
}

/// Forgets sheets that are over.
pub async fn forget_over(tx: &mut Tx, now: Timestamp) -> Result<u64, Fault> {
    Ok(tx.execute("DELETE FROM code_sheets WHERE expires_at <= $1", params![now]).await?)
}
