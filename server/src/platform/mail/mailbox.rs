//! The mailbox of development: one `.eml` file a mail, in a directory only this user
//! can read. Written instead of sending, read by the page that shows it.
//!
//! A few small files: they are read in place, without another thread.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use super::mime;
use crate::platform::clock::Timestamp;

/// How many mails are kept; the oldest go.
pub const KEPT_MAX: usize = 200;

/// The longest name of an entry: a time, a UUID and the hyphen between them.
const ID_MAX_BYTES: usize = 64;

/// The most that is read of one file, more than the largest mail has.
const FILE_MAX_BYTES: u64 = 256 * 1024;

/// A line in the list of mails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What [`read`] takes.
    pub id: String,
    /// The subject.
    pub subject: String,
    /// The recipient.
    pub to: String,
    /// The `Date` header.
    pub date: String,
}

/// A mail as a person reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its line in the list.
    pub entry: Entry,
    /// The sender.
    pub from: String,
    /// The plain text.
    pub text: String,
    /// The HTML. To be shown only in a sandboxed frame.
    pub html: String,
}

/// The mails in `dir`, the newest first; none where there is no such directory.
pub fn list(dir: &Path) -> Vec<Entry> {
    let newest_first = ids(dir).unwrap_or_default().into_iter().rev().take(KEPT_MAX);
    newest_first.filter_map(|id| read(dir, &id).map(|message| message.entry)).collect()
}

/// One mail. An `id` that is not of our making names nothing: it is never joined to a
/// path.
pub fn read(dir: &Path, id: &str) -> Option<Message> {
    if !is_entry_id(id) {
        return None;
    }
    let mut raw = Vec::new();
    let file = fs::File::open(dir.join(format!("{id}.eml"))).ok()?;
    file.take(FILE_MAX_BYTES).read_to_end(&mut raw).ok()?;
    let mail = mime::parse(&raw)?;
    let header = |name: &str| mail.header(name).unwrap_or_default().to_owned();
    let entry = Entry { id: id.to_owned(), subject: header("Subject"), to: header("To"), date: header("Date") };
    Some(Message { entry, from: header("From"), text: mail.text, html: mail.html })
}

/// The name of a new entry: by its time first, so that names sort as mails came.
pub(super) fn entry_id(now: Timestamp, row: &str) -> String {
    format!("{}-{row}", now.rfc3339().replace(['-', ':'], ""))
}

/// Writes one mail and drops the oldest. Whole or not at all: written beside its place
/// and moved there. The same mail twice is one file.
pub(super) fn write(dir: &Path, id: &str, message: &[u8]) -> io::Result<()> {
    if !is_entry_id(id) {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    private_dir(dir)?;
    let beside = dir.join(format!(".{id}.tmp"));
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
    file.write_all(message)?;
    fs::rename(&beside, dir.join(format!("{id}.eml")))?;
    drop_oldest(dir)
}

fn private_dir(dir: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    // It may have been there before, with other rights.
    fs::set_permissions(dir, fs::Permissions::from_mode(0o700))
}

fn drop_oldest(dir: &Path) -> io::Result<()> {
    let ids = ids(dir)?;
    for id in ids.iter().take(ids.len().saturating_sub(KEPT_MAX)) {
        match fs::remove_file(dir.join(format!("{id}.eml"))) {
            // Another mail written at the same time has dropped it.
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// The names of all entries, the oldest first.
fn ids(dir: &Path) -> io::Result<Vec<String>> {
    let mut ids = Vec::new();
    for file in fs::read_dir(dir)? {
        let name = file?.file_name();
        let id = name.to_str().and_then(|name| name.strip_suffix(".eml")).filter(|id| is_entry_id(id));
        ids.extend(id.map(str::to_owned));
    }
    ids.sort_unstable();
    Ok(ids)
}

/// Letters, digits and hyphens: no dot, no separator, so no path.
fn is_entry_id(id: &str) -> bool {
    (1..=ID_MAX_BYTES).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests;
