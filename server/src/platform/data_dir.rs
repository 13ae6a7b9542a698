//! The data directory: ours alone, and one server to a directory.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// The directory may be read by others (systemd makes it so), never written.
const OTHERS_MAY_WRITE: u32 = 0o022;

/// A data directory that exists, belongs to us and that nobody else can write to.
#[derive(Clone, Debug)]
pub struct DataDir(PathBuf);

/// Why a directory cannot be the data directory.
#[derive(Debug, thiserror::Error)]
pub enum DataDirError {
    /// The system said no.
    #[error("the data directory {} cannot be used: {source}", path.display())]
    Io {
        /// The directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Something else stands there.
    #[error("{} is not a directory", .0.display())]
    NotADirectory(PathBuf),
    /// It belongs to somebody else.
    #[error(
        "the data directory {} belongs to user {owner}, and this is user {us}: run the command as its owner",
        path.display()
    )]
    ForeignOwner {
        /// The directory.
        path: PathBuf,
        /// Its owner.
        owner: u32,
        /// Who runs this.
        us: u32,
    },
    /// Others could put files into it.
    #[error("the data directory {path} can be written by others: run chmod go-w {path}", path = .0.display())]
    Writable(PathBuf),
    /// Another process holds it.
    #[error("another vestibule uses the data directory {}: stop it first, or name another with --data", .0.display())]
    Busy(PathBuf),
}

impl DataDir {
    /// Opens the directory, making it (0700) where it does not exist.
    pub fn open(path: &Path) -> Result<Self, DataDirError> {
        let io = |source| DataDirError::Io { path: path.to_owned(), source };
        create(path).map_err(io)?;
        let found = fs::metadata(path).map_err(io)?;
        let (owner, us) = (found.uid(), rustix::process::geteuid().as_raw());
        match () {
            () if !found.is_dir() => Err(DataDirError::NotADirectory(path.to_owned())),
            () if owner != us => Err(DataDirError::ForeignOwner { path: path.to_owned(), owner, us }),
            () if found.mode() & OTHERS_MAY_WRITE != 0 => Err(DataDirError::Writable(path.to_owned())),
            () => Ok(Self(path.to_owned())),
        }
    }

    /// The directory itself.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Something in it.
    pub fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Takes the directory for this process, until the lock is dropped.
    pub fn lock(&self) -> Result<DirLock, DataDirError> {
        let io = |source| DataDirError::Io { path: self.0.clone(), source };
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false).mode(0o600);
        let file = options.open(self.join("lock")).map_err(io)?;
        match file.try_lock() {
            Ok(()) => Ok(DirLock { dir: self.clone(), _file: file }),
            Err(TryLockError::WouldBlock) => Err(DataDirError::Busy(self.0.clone())),
            Err(TryLockError::Error(error)) => Err(io(error)),
        }
    }
}

/// The proof that this process alone works in a data directory.
#[derive(Debug)]
pub struct DirLock {
    dir: DataDir,
    _file: File,
}

impl DirLock {
    /// The directory that is locked.
    pub fn dir(&self) -> &DataDir {
        &self.dir
    }
}

/// What this process has in memory goes into no file: the kernel writes no core dump of it,
/// and others of the same user may neither read its memory nor attach to it (LEA-09). Called
/// first in `main`, before a secret is read. A system that refuses either is no reason not to
/// start.
pub fn keep_memory_private() {
    use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    let _ = setrlimit(Resource::Core, none);
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
}

/// From here on, every file this process makes (the database and its log among them) is
/// its owner's alone, even in a directory that others may read. Called first in `main`.
pub fn make_private_files() {
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
}

/// Makes the directory; the ones above it as usual, the last one ours alone.
fn create(path: &Path) -> io::Result<()> {
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        fs::create_dir_all(parent)?;
    }
    match DirBuilder::new().mode(0o700).create(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        done => done,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::os::unix::fs::PermissionsExt;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    /// A directory of a test's own, gone with it.
    pub(crate) struct Scratch(PathBuf);

    impl Scratch {
        pub(crate) fn new() -> Self {
            static NEXT: AtomicU32 = AtomicU32::new(0);
            let name = format!("vestibule-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
            let path = std::env::temp_dir().join(name);
            fs::create_dir_all(&path).unwrap();
            Self(path)
        }

        pub(crate) fn path(&self) -> &Path {
            &self.0
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            drop(fs::remove_dir_all(&self.0));
        }
    }

    #[test]
    fn is_made_for_us_alone() {
        let scratch = Scratch::new();
        let dir = DataDir::open(&scratch.path().join("a/b")).unwrap();
        assert_eq!(fs::metadata(dir.path()).unwrap().mode() & 0o777, 0o700);
        DataDir::open(dir.path()).unwrap();
    }

    #[test]
    fn is_refused_where_others_may_write() {
        let scratch = Scratch::new();
        for (mode, fine) in [(0o755, true), (0o775, false), (0o702, false), (0o700, true)] {
            fs::set_permissions(scratch.path(), fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(DataDir::open(scratch.path()).is_ok(), fine, "{mode:o}");
        }
        let file = scratch.path().join("file");
        fs::write(&file, "").unwrap();
        assert!(matches!(DataDir::open(&file), Err(DataDirError::NotADirectory(_))));
    }

    #[test]
    fn has_one_holder() {
        let scratch = Scratch::new();
        let dir = DataDir::open(scratch.path()).unwrap();
        let lock = dir.lock().unwrap();
        assert!(matches!(dir.lock(), Err(DataDirError::Busy(_))));
        drop(lock);
        dir.lock().unwrap();
    }
}
