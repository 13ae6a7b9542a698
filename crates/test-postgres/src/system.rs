//! What the machine offers: PostgreSQL's programs, a directory, an unprivileged user.

use std::fs::{DirBuilder, read_dir, read_to_string};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, chown};
use std::path::PathBuf;

/// Where Debian keeps a directory for each major version.
const VERSIONS: &str = "/usr/lib/postgresql";

/// The programs of the newest version installed.
pub(crate) fn binaries() -> PathBuf {
    let versions = read_dir(VERSIONS).into_iter().flatten().flatten();
    let newest = versions
        .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
        .filter(|version| PathBuf::from(format!("{VERSIONS}/{version}/bin/postgres")).exists())
        .max();
    match newest {
        Some(version) => PathBuf::from(format!("{VERSIONS}/{version}/bin")),
        None => panic!(
            "these tests need PostgreSQL's programs under {VERSIONS}: install Debian's \
             package `postgresql` (apt-get install postgresql)"
        ),
    }
}

/// A new directory that only the server's user and root can enter. Its path is short: a
/// Unix socket's may have no more than 107 bytes.
pub(crate) fn fresh_directory() -> PathBuf {
    let process = std::process::id();
    for number in 0_u32.. {
        let directory = PathBuf::from(format!("/tmp/test-pg-{process}-{number}"));
        match DirBuilder::new().mode(0o700).create(&directory) {
            Ok(()) => return give_away(directory),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => panic!("{}: {error}", directory.display()),
        }
    }
    panic!("/tmp is full of test-pg directories: remove them");
}

fn give_away(directory: PathBuf) -> PathBuf {
    if let Some((uid, gid)) = unprivileged()
        && let Err(error) = chown(&directory, Some(uid), Some(gid))
    {
        panic!("{}: {error}", directory.display());
    }
    directory
}

/// Whom to run the server as: PostgreSQL refuses to be root. `None` when we are not.
pub(crate) fn unprivileged() -> Option<(u32, u32)> {
    if !rustix::process::geteuid().is_root() {
        return None;
    }
    let users = read_to_string("/etc/passwd").unwrap_or_default();
    let found = ["postgres", "nobody"].iter().find_map(|name| ids(&users, name));
    if found.is_none() {
        panic!("root cannot run PostgreSQL, and there is no user `postgres` or `nobody`");
    }
    found
}

/// The user's and the group's number of `name` in the text of `/etc/passwd`.
fn ids(users: &str, name: &str) -> Option<(u32, u32)> {
    let fields = users.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let fields = fields.into_iter().find(|fields| fields.first() == Some(&name))?;
    Some((fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::ids;

    #[test]
    fn a_user_is_found_by_the_whole_name() {
        let users = "root:x:0:0::/root:/bin/sh\nnobody2:x:7:8::/:/bin/sh\nnobody:x:65534:65533::/:/bin/sh\n";
        assert_eq!(ids(users, "nobody"), Some((65534, 65533)));
        assert_eq!(ids(users, "postgres"), None);
    }
}
