//! `vestibule init`: a commented configuration file, a data directory, a master key.
//! It may be run again: what is there stays as it is.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::args::InitArgs;
use crate::platform::config::{self, Config, ConfigError, Environment, Overrides};
use crate::platform::data_dir::{DataDir, DataDirError};
use crate::platform::entropy::Entropy;
use crate::platform::master_key::{self, Found, MasterKeyError};

/// Why `init` stopped.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// The configuration file cannot be written.
    #[error("{} cannot be written: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The configuration that is there is refused.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The data directory is refused.
    #[error(transparent)]
    DataDir(#[from] DataDirError),
    /// The master key is refused.
    #[error(transparent)]
    MasterKey(#[from] MasterKeyError),
}

/// Does it; the lines say what was made.
pub fn init(args: &InitArgs, environment: &Environment, entropy: &dyn Entropy) -> Result<Vec<String>, InitError> {
    let path = args.place.file_to_write();
    let mut lines = vec![write_config(path, args.place.data.as_deref())?];
    let overrides = Overrides { listen: None, data: args.place.data.clone() };
    let config = Config::load_in(Some(path), &overrides, environment)?;
    let fresh = is_fresh(&config.data);
    let dir = DataDir::open(&config.data)?;
    lines.push(format!("{} is the data directory.", dir.path().display()));
    lines.push(ensure_key(&dir, fresh, environment, entropy)?);
    lines.push(format!("Start the server with: vestibule serve --config {}", path.display()));
    Ok(lines)
}

/// Nothing in it yet: then no database can hold what another key has sealed.
fn is_fresh(dir: &Path) -> bool {
    fs::read_dir(dir).map_or(true, |mut entries| entries.next().is_none())
}

fn write_config(path: &Path, data: Option<&Path>) -> Result<String, InitError> {
    let text = data.map_or_else(config::commented_default, config::commented_with_data);
    // 0600: it is where people will put a password for the mail server.
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    match file.and_then(|mut file| file.write_all(text.as_bytes())) {
        Ok(()) => Ok(format!("{} is written: every key with its default.", path.display())),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Ok(format!("{} was there already and stays as it is.", path.display()))
        }
        Err(source) => Err(InitError::Write { path: path.to_owned(), source }),
    }
}

fn ensure_key(
    dir: &DataDir,
    fresh: bool,
    environment: &Environment,
    entropy: &dyn Entropy,
) -> Result<String, InitError> {
    let place = dir.join(master_key::FILE);
    match master_key::find(dir, environment)? {
        Found::Existing(key) => Ok(format!("The master key {} was there already.", key.id().as_str())),
        Found::Absent if fresh => {
            let key = master_key::create(dir, entropy)?;
            let id = key.id();
            Ok(format!(
                "The master key {} is in {}. Keep a copy apart from the backups of the database: without it they \
                 cannot be read.",
                id.as_str(),
                place.display()
            ))
        }
        Found::Absent => Ok(
            "There is no master key, and the data directory is not empty, so none was made: `vestibule serve` knows \
             whether one may be."
                .to_owned(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::Place;
    use crate::platform::data_dir::tests::Scratch;
    use crate::platform::entropy::SystemEntropy;

    fn run(scratch: &Scratch) -> Vec<String> {
        let place = Place { config: Some(scratch.path().join("v.toml")), data: Some(scratch.path().join("data")) };
        init(&InitArgs { place }, &Environment::default(), &SystemEntropy).unwrap()
    }

    #[test]
    fn makes_what_is_missing_and_leaves_what_is_there() {
        let scratch = Scratch::new();
        let first = run(&scratch);
        assert!(first[0].contains("is written") && first[2].contains("Keep a copy"), "{first:?}");
        let path = scratch.path().join("v.toml");
        let config =
            Config::load_in(Some(&path), &Overrides::default(), &Environment::default()).map_err(|e| e.to_string());
        assert_eq!(config.map(|config| config.data), Ok(scratch.path().join("data")));

        fs::write(&path, "service_name = \"Mine\"").unwrap();
        let key = fs::read(scratch.path().join("data/master.key")).unwrap();
        let second = run(&scratch);
        assert!(second[0].contains("stays as it is") && second[2].contains("was there already"), "{second:?}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "service_name = \"Mine\"");
        assert_eq!(fs::read(scratch.path().join("data/master.key")).unwrap(), key);
    }

    /// OPS-13.
    #[test]
    fn makes_no_key_beside_data_that_another_may_have_sealed() {
        let scratch = Scratch::new();
        run(&scratch);
        fs::remove_file(scratch.path().join("data/master.key")).unwrap();
        fs::write(scratch.path().join("data/vestibule.db"), "").unwrap();
        let lines = run(&scratch);
        assert!(lines[2].contains("none was made"), "{lines:?}");
        assert!(!scratch.path().join("data/master.key").exists());
    }
}
