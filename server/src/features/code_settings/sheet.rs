//! The noun: codes that were just shown, kept for minutes so that they can be saved.

use std::time::Duration;

use recovery_code::Code;
use sealing::Context;
use token_format::{Prefix, Token, TokenHash};
use zeroize::Zeroizing;

use crate::app::App;
use crate::features::accounts::AccountId;
use crate::features::sessions::{Session, SessionId};
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;
use crate::platform::id;

/// The prefix of a sheet's ticket.
pub(super) const TICKET: Prefix = Prefix::new("vsht_");
/// How long the file can be had after the page was shown.
const LASTS: Duration = Duration::from_secs(600);

/// A sheet, ready to be stored: nothing in it is readable without the keys.
pub(super) struct NewSheet {
    pub id: String,
    pub ticket_hash: TokenHash,
    pub account: AccountId,
    pub session: SessionId,
    pub codes_sealed: Vec<u8>,
    pub expires_at: Timestamp,
}

/// A sheet that was asked back with its ticket.
pub(super) struct Sheet {
    pub id: String,
    pub account: AccountId,
    pub codes_sealed: Vec<u8>,
}

/// Seals the codes for the session that sees them. The ticket is for its page alone.
pub(super) fn seal(app: &App, session: &Session, codes: &[Code]) -> (NewSheet, Token) {
    let (now, ticket) = (app.now(), Token::generate(TICKET, app.fill()));
    let id = id::fresh(now, app.rng.as_ref());
    let texts: Vec<&str> = codes.iter().map(Code::canonical).collect();
    let joined = Zeroizing::new(texts.join("\n"));
    let codes_sealed = app.keys.seal(joined.as_bytes(), &context(&session.account, &id), app.fill());
    let sheet = NewSheet {
        id,
        ticket_hash: ticket.hash(),
        account: session.account.clone(),
        session: session.id.clone(),
        codes_sealed,
        expires_at: now.plus(LASTS),
    };
    (sheet, ticket)
}

/// The codes back.
pub(super) fn unseal(app: &App, sheet: &Sheet) -> Result<Vec<Code>, Fault> {
    let opened = app.keys.open(&sheet.codes_sealed, &context(&sheet.account, &sheet.id));
    let bytes = opened.map_err(|error| Fault::Sealed("code_sheets", error))?;
    let text = std::str::from_utf8(&bytes).map_err(|_| Fault::Broken("stored codes that are not text"))?;
    // No code may be left: then there is no line either.
    let lines = text.split('\n').filter(|line| !line.is_empty());
    let codes: Option<Vec<Code>> = lines.map(Code::parse).collect();
    codes.ok_or(Fault::Broken("stored codes that are not codes"))
}

fn context<'a>(account: &'a AccountId, id: &'a str) -> Context<'a> {
    Context { table: "code_sheets", column: "codes_sealed", owner: account.as_str(), row: id }
}
