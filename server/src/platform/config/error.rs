//! Why a configuration is refused, in words that name the place and the way out.

use std::path::PathBuf;

/// A configuration that the server will not start with.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file, or a file that it names, cannot be read.
    #[error("{} cannot be read: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not TOML.
    #[error("{place}: {reason}")]
    Syntax {
        /// File and line.
        place: String,
        /// What the parser said, without the line itself: it may hold a secret.
        reason: String,
    },
    /// A key that does not exist.
    #[error("{place}: there is no key {key}{}", meant(nearest.as_deref()))]
    UnknownKey {
        /// File and line, or the environment.
        place: String,
        /// What was written.
        key: String,
        /// The key that was probably meant.
        nearest: Option<String>,
    },
    /// A value that its key cannot take.
    #[error("{place}: {key}: {reason}")]
    Value {
        /// File and line, the variable, or the option.
        place: String,
        /// The key.
        key: String,
        /// What it must be.
        reason: String,
    },
    /// Values that do not go together.
    #[error("{0}")]
    Conflict(String),
}

fn meant(nearest: Option<&str>) -> String {
    nearest.map(|key| format!("; did you mean {key}?")).unwrap_or_default()
}
