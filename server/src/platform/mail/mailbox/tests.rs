use super::*;

fn scratch(name: &str) -> std::path::PathBuf {
    let dir = std::env::temp_dir().join(format!("vestibule-mailbox-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&dir);
    dir
}

fn eml(subject: &str) -> Vec<u8> {
    let part = |kind: &str, body: &str| {
        format!("--b\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\n{body}\r\n")
    };
    let head = format!(
        "From: s@x.test\r\nTo: a@x.test\r\nSubject: {subject}\r\nDate: d\r\nContent-Type: multipart/alternative;\r\n boundary=\"b\"\r\n\r\n"
    );
    format!("{head}{}{}--b--\r\n", part("text/plain", "hello"), part("text/html", "<p>hello</p>")).into_bytes()
}

#[test]
fn lists_the_newest_first_and_reads_one() {
    let dir = scratch("list");
    assert!(list(&dir).is_empty());
    for (at, subject) in ["one", "two", "three"].into_iter().enumerate() {
        let id = entry_id(Timestamp::from_micros(1_795_356_300_000_000 + at as i64 * 1_000_000), "0199-row");
        write(&dir, &id, &eml(subject)).unwrap();
        write(&dir, &id, &eml(subject)).unwrap();
    }
    let subjects: Vec<String> = list(&dir).into_iter().map(|entry| entry.subject).collect();
    assert_eq!(subjects, ["three", "two", "one"]);
    let message = read(&dir, &list(&dir)[0].id).unwrap();
    assert_eq!((message.text.as_str(), message.html.as_str()), ("hello", "<p>hello</p>"));
    assert_eq!((message.entry.to.as_str(), message.from.as_str()), ("a@x.test", "s@x.test"));
    fs::remove_dir_all(dir).unwrap();
}

#[test]
fn is_private_and_leaves_nothing_half_written() {
    let dir = scratch("private");
    fs::create_dir_all(&dir).unwrap();
    fs::set_permissions(&dir, fs::Permissions::from_mode(0o755)).unwrap();
    write(&dir, "a", &eml("x")).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&dir), mode(&dir.join("a.eml"))), (0o700, 0o600));
    assert_eq!(fs::read_dir(&dir).unwrap().count(), 1);
    fs::remove_dir_all(dir).unwrap();
}

#[test]
fn keeps_only_so_many() {
    let dir = scratch("bound");
    for at in 0..KEPT_MAX + 5 {
        write(&dir, &format!("{at:04}"), &eml("x")).unwrap();
    }
    let ids = ids(&dir).unwrap();
    assert_eq!((ids.len(), ids[0].as_str()), (KEPT_MAX, "0005"));
    fs::remove_dir_all(dir).unwrap();
}

#[test]
fn an_id_is_never_a_path() {
    let dir = scratch("traversal");
    write(&dir, "inside", &eml("x")).unwrap();
    fs::create_dir_all(dir.join("sub")).unwrap();
    fs::write(dir.join("sub/secret.eml"), eml("secret")).unwrap();
    let sub = dir.join("sub");
    assert!(read(&sub, "secret").is_some());
    for id in [
        "../inside",
        "..%2finside",
        "./secret",
        "sub/secret",
        "/etc/passwd",
        "",
        ".",
        "..",
        "secret\0",
        "secret.eml",
        "a\\b",
        &"a".repeat(65),
    ] {
        assert_eq!(read(&sub, id), None, "{id:?}");
        assert!(write(&sub, id, b"x").is_err(), "{id:?}");
    }
    fs::remove_dir_all(dir).unwrap();
}
