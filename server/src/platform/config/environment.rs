//! The one reader of the process's environment.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::secret::Secret;

/// What every variable of ours begins with.
pub const PREFIX: &str = "VESTIBULE_";

/// The part of the environment that concerns us, read once at start.
#[derive(Clone, Default)]
pub struct Environment {
    variables: BTreeMap<String, String>,
    credentials: Option<PathBuf>,
}

impl Environment {
    /// The environment of this process. A value that is not UTF-8 is read with
    /// replacement marks, so that the key it belongs to is named in the refusal.
    #[expect(clippy::disallowed_methods, reason = "the one reader of the environment")]
    pub fn of_process() -> Self {
        let ours = std::env::vars_os().filter_map(|(name, value)| {
            let name = name.into_string().ok().filter(|n| n.starts_with(PREFIX))?;
            Some((name, value.to_string_lossy().into_owned()))
        });
        let credentials = std::env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from);
        Self { variables: ours.collect(), credentials }
    }

    /// An environment made by hand.
    pub fn new(variables: &[(&str, &str)], credentials: Option<&Path>) -> Self {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Self { variables: variables.iter().map(own).collect(), credentials: credentials.map(Path::to_owned) }
    }

    /// One variable.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }

    /// All variables of ours.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.variables.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The path of the systemd credential `name`, where systemd handed one over.
    pub fn credential(&self, name: &str) -> Option<PathBuf> {
        self.credentials.as_ref().map(|dir| dir.join(name)).filter(|path| path.exists())
    }
}

/// The largest secret file that is read: a key or a password, not a disk.
const SECRET_FILE_MAX: u64 = 64 * 1024;

/// Reads a file that holds one secret; the line end that editors add is no part of it.
pub fn read_secret(path: &Path) -> io::Result<Secret> {
    if fs::metadata(path)?.len() > SECRET_FILE_MAX {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 64 KiB"));
    }
    let text = Secret::new(fs::read_to_string(path)?);
    let bare = text.expose().strip_suffix('\n').unwrap_or(text.expose());
    Ok(Secret::new(bare.strip_suffix('\r').unwrap_or(bare).to_owned()))
}
