//! The noun: a set of codes, made together and replaced together.

use recovery_code::Code;
use sealing::Context;
use zeroize::Zeroizing;

use super::store;
use crate::app::App;
use crate::features::accounts::AccountId;
use crate::platform::config::CodeStorage;
use crate::platform::fault::Fault;
use crate::platform::id;

/// A new set, ready to be stored: nothing in it is readable without the keys.
pub struct NewSet {
    pub(super) id: String,
    pub(super) rows: Vec<NewRow>,
}

pub(super) struct NewRow {
    pub sealed: Vec<u8>,
    pub lookup: [u8; 32],
}

/// How many codes of the account's set are left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remaining {
    /// Not used yet.
    pub left: u32,
    /// Made in all.
    pub of: u32,
}

impl NewSet {
    /// Seals codes for the account, each for its own place in the set.
    pub fn seal(app: &App, account: &AccountId, codes: &[Code]) -> Self {
        let set = id::fresh(app.now(), app.rng.as_ref());
        let row = |(ordinal, code): (usize, &Code)| {
            let place = place(&set, ordinal);
            let sealed = match app.config.recovery_codes.storage {
                CodeStorage::Sealed => {
                    app.keys.seal(code.canonical().as_bytes(), &context(account, &place), app.fill())
                }
                CodeStorage::Hashed => Vec::new(),
            };
            NewRow { sealed, lookup: lookup(app, account, code) }
        };
        let rows = codes.iter().enumerate().map(row).collect();
        Self { id: set, rows }
    }
}

/// New codes, as many as the operator wants in a set.
pub fn fresh(app: &App) -> Vec<Code> {
    (0..app.config.recovery_codes.count).map(|_| Code::generate(app.fill())).collect()
}

/// The account's codes that are left. `None`: some of them are kept as digests only, and
/// can't be shown.
pub async fn reveal(app: &App, account: &AccountId) -> Result<Option<Vec<Code>>, Fault> {
    let mut codes = Vec::new();
    for stored in store::sealed(&app.db, account).await? {
        if stored.sealed.is_empty() {
            return Ok(None);
        }
        let place = place(&stored.set, stored.ordinal);
        let opened = app.keys.open(&stored.sealed, &context(account, &place));
        let bytes = opened.map_err(|error| Fault::Sealed("recovery_codes", error))?;
        let code = std::str::from_utf8(&bytes).ok().and_then(Code::parse);
        codes.push(code.ok_or(Fault::Broken("a stored code that is none"))?);
    }
    Ok(Some(codes))
}

fn place(set: &str, ordinal: usize) -> Zeroizing<String> {
    Zeroizing::new(format!("{set}/{ordinal}"))
}

fn context<'a>(account: &'a AccountId, place: &'a str) -> Context<'a> {
    Context { table: "recovery_codes", column: "code_sealed", owner: account.as_str(), row: place }
}

/// The digest by which the account's code is found. Another account's same code
/// would have another one.
pub(super) fn lookup(app: &App, account: &AccountId, code: &Code) -> [u8; 32] {
    app.keys.lookup("recovery code", account.as_str(), code.canonical().as_bytes())
}
