//! The master key, under which all keys of data at rest are sealed. It lives outside
//! the database: in a systemd credential, a file, the environment, or the data
//! directory.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use sealing::MasterKey;

use super::config::{Environment, read_secret};
use super::data_dir::DataDir;
use super::entropy::{self, Entropy};

/// The key's file in the data directory.
pub const FILE: &str = "master.key";

const CREDENTIAL: &str = "vestibule-master-key";
const VARIABLE: &str = "VESTIBULE_MASTER_KEY";
const VARIABLE_FILE: &str = "VESTIBULE_MASTER_KEY_FILE";

/// What was found. Whether a key may be made where none is, only the database can
/// say: beside data that another key has sealed, a new one would be a wrong one.
pub enum Found {
    /// A key.
    Existing(MasterKey),
    /// No place has one.
    Absent,
}

/// Why the master key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MasterKeyError {
    /// The file cannot be read or written.
    #[error("the master key {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Others can read the file.
    #[error("the master key {path} can be read by others: run chmod 600 {path}", path = .0.display())]
    Readable(PathBuf),
    /// It is no key.
    #[error("{place} does not hold a master key: 64 hexadecimal digits")]
    Malformed {
        /// The file or variable.
        place: String,
    },
    /// Two places hold one.
    #[error("the master key is set twice, by {0} and by {1}: keep one")]
    Twice(&'static str, &'static str),
    /// There was one already.
    #[error("{} is already there and was left as it is", .0.display())]
    Exists(PathBuf),
}

/// Where a key was set on purpose.
enum Place<'a> {
    File(PathBuf),
    Text(&'a str),
}

/// Looks for the key: credential, environment, then the data directory.
pub fn find(dir: &DataDir, environment: &Environment) -> Result<Found, MasterKeyError> {
    match place(environment)? {
        Some(Place::Text(text)) => parse(text, VARIABLE).map(Found::Existing),
        // The operator named this file: it must be there, whoever may read it.
        Some(Place::File(path)) => read(&path).map(Found::Existing),
        None => own(&dir.join(FILE)),
    }
}

/// The one place outside the data directory; two would be a riddle.
fn place(environment: &Environment) -> Result<Option<Place<'_>>, MasterKeyError> {
    let credential = environment.credential(CREDENTIAL).map(|path| (CREDENTIAL, Place::File(path)));
    let file = environment.get(VARIABLE_FILE).map(|path| (VARIABLE_FILE, Place::File(path.into())));
    let text = environment.get(VARIABLE).map(|text| (VARIABLE, Place::Text(text)));
    let mut set = [credential, file, text].into_iter().flatten();
    match (set.next(), set.next()) {
        (Some((one, _)), Some((other, _))) => Err(MasterKeyError::Twice(one, other)),
        (first, _) => Ok(first.map(|(_, place)| place)),
    }
}

/// The key in the data directory, which must be ours alone to read.
fn own(path: &Path) -> Result<Found, MasterKeyError> {
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Found::Absent),
        Err(source) => Err(MasterKeyError::Io { path: path.to_owned(), source }),
        Ok(found) if found.mode() & 0o077 != 0 => Err(MasterKeyError::Readable(path.to_owned())),
        Ok(_) => read(path).map(Found::Existing),
    }
}

fn read(path: &Path) -> Result<MasterKey, MasterKeyError> {
    let secret = read_secret(path).map_err(|source| MasterKeyError::Io { path: path.to_owned(), source })?;
    parse(secret.expose(), &path.display().to_string())
}

fn parse(text: &str, place: &str) -> Result<MasterKey, MasterKeyError> {
    MasterKey::from_text(text.trim()).map_err(|_| MasterKeyError::Malformed { place: place.to_owned() })
}

/// Makes a key in the data directory: whole and on the disk, or not at all, and never
/// over one that is there. The caller has asked the database whether it may.
pub fn create(dir: &DataDir, entropy: &dyn Entropy) -> Result<MasterKey, MasterKeyError> {
    let path = dir.join(FILE);
    let key = MasterKey::generate(|buffer| entropy.fill(buffer));
    let unique = u64::from_le_bytes(entropy::bytes(entropy));
    let draft = dir.join(&format!("{FILE}.{unique:016x}"));
    let written = write(&draft, &key)
        // A link, unlike a rename, fails where the name is taken.
        .and_then(|()| fs::hard_link(&draft, &path))
        .and_then(|()| File::open(dir.path())?.sync_all());
    drop(fs::remove_file(&draft));
    match written {
        Ok(()) => Ok(key),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(MasterKeyError::Exists(path)),
        Err(source) => Err(MasterKeyError::Io { path, source }),
    }
}

fn write(path: &Path, key: &MasterKey) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(key.to_text().as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::super::data_dir::tests::Scratch;
    use super::super::entropy::SystemEntropy;
    use super::*;

    fn id(found: Result<Found, MasterKeyError>) -> Option<String> {
        match found.map_err(|e| e.to_string()) {
            Ok(Found::Existing(key)) => Some(key.id().as_str().to_owned()),
            Ok(Found::Absent) => None,
            Err(error) => panic!("{error}"),
        }
    }

    fn refusal<T>(result: Result<T, MasterKeyError>) -> MasterKeyError {
        result.err().unwrap()
    }

    #[test]
    fn is_made_once_and_found_again() {
        let scratch = Scratch::new();
        let dir = DataDir::open(scratch.path()).unwrap();
        let nowhere = Environment::default();
        assert_eq!(id(find(&dir, &nowhere)), None);
        let made = create(&dir, &SystemEntropy).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(id(find(&dir, &nowhere)).as_deref(), Some(made.id().as_str()));
        assert!(matches!(refusal(create(&dir, &SystemEntropy)), MasterKeyError::Exists(_)));
        let names: Vec<_> = fs::read_dir(scratch.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(names, [FILE]);
        assert_eq!(fs::metadata(dir.join(FILE)).unwrap().mode() & 0o777, 0o600);
    }

    #[test]
    fn is_refused_where_others_may_read_or_it_is_none() {
        let scratch = Scratch::new();
        let dir = DataDir::open(scratch.path()).unwrap();
        let path = dir.join(FILE);
        fs::write(&path, "ab").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(refusal(find(&dir, &Environment::default())), MasterKeyError::Readable(_)));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        assert!(matches!(refusal(find(&dir, &Environment::default())), MasterKeyError::Malformed { .. }));
    }

    #[test]
    fn comes_from_a_credential_a_file_or_a_variable() {
        let scratch = Scratch::new();
        let dir = DataDir::open(scratch.path()).unwrap();
        let key = "0123456789abcdef".repeat(4);
        let expected = MasterKey::from_text(&key).map(|k| k.id().as_str().to_owned()).ok();
        let file = scratch.path().join(CREDENTIAL);
        fs::write(&file, format!("{key}\n")).unwrap();
        let file = file.to_str().unwrap();

        let credential = Environment::new(&[], Some(scratch.path()));
        assert_eq!(id(find(&dir, &credential)), expected);
        assert_eq!(id(find(&dir, &Environment::new(&[(VARIABLE_FILE, file)], None))), expected);
        assert_eq!(id(find(&dir, &Environment::new(&[(VARIABLE, &key)], None))), expected);
        let twice = Environment::new(&[(VARIABLE, &key)], Some(scratch.path()));
        assert!(matches!(refusal(find(&dir, &twice)), MasterKeyError::Twice(CREDENTIAL, VARIABLE)));
        let missing = Environment::new(&[(VARIABLE_FILE, "/nowhere/key")], None);
        assert!(matches!(refusal(find(&dir, &missing)), MasterKeyError::Io { .. }));
    }
}
