//! The rules of the house (ARCHITECTURE.md), read from the source.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::locales::sources;

/// Which feature may know which others: only those before it, and only these.
const EDGES: [(&str, &[&str]); 31] = [
    ("accounts", &[]),
    ("notices", &["accounts"]),
    ("known_browsers", &["accounts"]),
    ("sessions", &["accounts", "known_browsers"]),
    ("two_step", &["accounts", "sessions"]),
    ("trusted_browsers", &["accounts", "notices", "sessions"]),
    ("passwords", &["accounts", "notices", "sessions"]),
    ("authenticator_apps", &["accounts", "sessions", "two_step"]),
    ("security_keys", &["accounts", "sessions", "two_step"]),
    ("recovery_codes", &["accounts", "sessions"]),
    ("guess_alarm", &["accounts", "authenticator_apps", "notices", "passwords", "security_keys"]),
    (
        "second_door",
        &[
            "accounts",
            "authenticator_apps",
            "known_browsers",
            "notices",
            "recovery_codes",
            "security_keys",
            "sessions",
            "two_step",
        ],
    ),
    (
        "step_up",
        &[
            "accounts",
            "known_browsers",
            "passwords",
            "recovery_codes",
            "second_door",
            "security_keys",
            "sessions",
            "two_step",
        ],
    ),
    ("sign_up", &["accounts", "passwords"]),
    (
        "sign_in",
        &[
            "accounts",
            "known_browsers",
            "notices",
            "passwords",
            "second_door",
            "security_keys",
            "sessions",
            "trusted_browsers",
            "two_step",
        ],
    ),
    ("session_settings", &["accounts", "known_browsers", "sessions", "step_up", "trusted_browsers"]),
    (
        "two_step_setup",
        &[
            "accounts",
            "authenticator_apps",
            "known_browsers",
            "notices",
            "passwords",
            "recovery_codes",
            "security_keys",
            "sessions",
            "step_up",
            "two_step",
        ],
    ),
    (
        "app_settings",
        &[
            "accounts",
            "authenticator_apps",
            "known_browsers",
            "notices",
            "passwords",
            "recovery_codes",
            "security_keys",
            "sessions",
            "step_up",
            "two_step",
        ],
    ),
    ("key_settings", &["accounts", "notices", "passwords", "security_keys", "sessions", "step_up", "two_step"]),
    ("code_settings", &["accounts", "notices", "recovery_codes", "sessions", "step_up", "two_step"]),
    ("password_settings", &["accounts", "notices", "passwords", "sessions", "step_up", "two_step"]),
    ("password_recovery", &["accounts", "notices", "passwords", "sessions", "two_step"]),
    ("activity", &["sessions", "step_up"]),
    ("address_settings", &["accounts", "notices", "sessions", "step_up"]),
    (
        "repudiations",
        &[
            "accounts",
            "authenticator_apps",
            "known_browsers",
            "notices",
            "passwords",
            "recovery_codes",
            "security_keys",
            "sessions",
            "two_step",
        ],
    ),
    (
        "guessing",
        &[
            "accounts",
            "activity",
            "authenticator_apps",
            "known_browsers",
            "notices",
            "passwords",
            "recovery_codes",
            "sessions",
            "step_up",
        ],
    ),
    ("drill", &["accounts", "authenticator_apps", "recovery_codes", "second_door", "sessions", "step_up", "two_step"]),
    ("check_up", &["accounts", "authenticator_apps", "guessing", "recovery_codes", "sessions", "two_step"]),
    (
        "profile",
        &[
            "accounts",
            "authenticator_apps",
            "check_up",
            "passwords",
            "recovery_codes",
            "security_keys",
            "sessions",
            "two_step",
        ],
    ),
    ("admin", &["accounts", "known_browsers", "passwords", "sessions", "sign_up"]),
    // These two stand alone: the mailbox of development mode, and the health of the process.
    ("dev_mailbox", &[]),
];
const ALONE: [&str; 2] = ["health", "mod.rs"];

/// Files that meet the outside: only they may name the web framework.
const DOORS: [&str; 6] = ["pages", "api", "door", "views", "mod", "code"];
/// Files whose verbs decide and write.
const STATUS_WORDS: [&str; 2] = ["refusal", "code"];

const LINES_MAX: usize = 400;
const FUNCTION_LINES_MAX: usize = 70;

/// A source file: its path below `src`, and its lines before the first test module.
pub fn files() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let below = |path: PathBuf| path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
    let product = |text: String| text.split("#[cfg(test)]").next().unwrap().to_owned();
    let files = sources("rs").into_iter().map(|(path, text)| (below(path), product(text)));
    files.filter(|(path, _)| !path.ends_with("tests.rs")).collect()
}

fn feature_of(path: &str) -> Option<&str> {
    path.strip_prefix("features/")?.split('/').next()
}

/// The file's role: `pages` for `features/x/pages.rs` and for what lies below `pages/`.
fn role_of(path: &str) -> &str {
    let inside = path.splitn(3, '/').nth(2).unwrap_or("mod.rs");
    inside.split(['/', '.']).next().unwrap()
}

/// The names that follow `crate::features::` in a text, one or several in braces.
fn features_named(text: &str) -> BTreeSet<String> {
    let names = text.split("crate::features::").skip(1).flat_map(|rest| match rest.strip_prefix('{') {
        Some(list) => list.split('}').next().unwrap().split(',').map(str::trim).map(first_word).collect(),
        None => vec![first_word(rest)],
    });
    names.collect()
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect()
}

#[test]
fn features_know_only_those_below_them() {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, text) in files() {
        let Some(feature) = feature_of(&path) else { continue };
        let others = features_named(&text).into_iter().filter(|other| other != feature);
        found.entry(feature.to_owned()).or_default().extend(others);
    }
    for alone in ALONE {
        assert_eq!(found.remove(alone), Some(BTreeSet::new()), "{alone}");
    }
    let listed = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    let expected = EDGES.iter().map(|(feature, others)| ((*feature).to_owned(), listed(others)));
    assert_eq!(found, expected.collect());

    let place = |name: &str| EDGES.iter().position(|(feature, _)| *feature == name).unwrap();
    for (feature, others) in EDGES {
        for other in others {
            assert!(place(other) < place(feature), "{feature} knows {other}, which stands above it");
        }
    }
}

#[test]
fn the_platform_knows_no_feature() {
    for (path, text) in files().into_iter().filter(|(path, _)| path.starts_with("platform/")) {
        assert!(!text.contains("crate::features"), "{path}");
        // The context is all it may know of what stands above it.
        for upward in ["crate::routes", "crate::start", "crate::jobs", "crate::openapi", "crate::cli"] {
            assert!(!text.contains(upward), "{path} names {upward}");
        }
    }
}

#[test]
fn leaf_crates_do_not_know_the_product() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates");
    for entry in std::fs::read_dir(crates).unwrap() {
        let manifest = entry.unwrap().path().join("Cargo.toml");
        let text = std::fs::read_to_string(&manifest).unwrap();
        assert!(!text.to_lowercase().contains("vestibule"), "{}", manifest.display());
    }
}

#[test]
fn stores_are_private_and_hold_all_the_sql() {
    const VERBS: [&str; 5] = ["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ", "CREATE TABLE "];
    // One table, one statement or two, and the name of the module is that of the table.
    const OWN_STORES: [&str; 3] = ["platform/keys.rs", "features/accounts/lock.rs", "features/accounts/names.rs"];
    for (path, text) in files() {
        assert!(!text.contains("pub mod store"), "{path}");
        let is_store = path.ends_with("store.rs") || path.ends_with("outbox.rs") || OWN_STORES.contains(&path.as_str());
        let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let has_sql =
            VERBS.iter().any(|verb| code.contains(&format!("\"{verb}")) || code.contains(&format!("\n{verb}")));
        assert!(is_store || !has_sql, "{path} holds SQL");
    }
}

/// A session counts only with its account: one statement reads both, at every request. It
/// writes none of the other's columns, and turns the row into an account by its owner's hand.
const READ_BESIDE: [(&str, &str); 1] = [("features/sessions", "accounts")];

/// The tables each file names, as `INTO x`, `FROM x`, `UPDATE x` or `JOIN x`.
fn tables_in(text: &str, tables: &BTreeSet<String>) -> BTreeSet<String> {
    let words: Vec<&str> = text.split(|c: char| c.is_whitespace() || c == '"' || c == '(').collect();
    let named = words.windows(2).filter(|pair| ["INTO", "FROM", "UPDATE", "JOIN"].contains(&pair[0]));
    named.map(|pair| pair[1].to_owned()).filter(|name| tables.contains(name)).collect()
}

#[test]
fn one_slice_owns_a_table() {
    let migrations = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut tables = BTreeSet::new();
    for entry in std::fs::read_dir(migrations).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        tables.extend(text.split("CREATE TABLE ").skip(1).map(first_word));
    }
    let mut owners: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, text) in files() {
        let slice = path.split(['/', '.']).take(2).collect::<Vec<_>>().join("/");
        for table in tables_in(&text, &tables) {
            let is_read_beside = READ_BESIDE.contains(&(slice.as_str(), table.as_str()));
            if !is_read_beside {
                owners.entry(table).or_default().insert(slice.clone());
            }
        }
    }
    assert_eq!(owners.keys().cloned().collect::<BTreeSet<_>>(), tables, "a table that nothing uses");
    let shared: Vec<_> = owners.iter().filter(|(_, slices)| slices.len() > 1).collect();
    assert!(shared.is_empty(), "{shared:?}");
}

#[test]
fn only_doors_name_the_web_framework() {
    for (path, text) in files().into_iter().filter(|(path, _)| path.starts_with("features/")) {
        let role = role_of(&path);
        let names_axum = text.contains("axum::") && !STATUS_WORDS.contains(&role);
        assert!(!names_axum || DOORS.contains(&role), "{path} is no door");
        assert!(!text.contains("clap::"), "{path} names the command line's parser");
        // A door that writes would be a verb of its own, which its twin does not have.
        let is_door = ["pages", "api"].contains(&role);
        assert!(!(is_door && text.contains(".write(")), "{path} writes");
        assert!(!(is_door && text.contains("store::")), "{path} goes past the verbs");
    }
}

#[test]
fn routes_are_made_in_one_place() {
    for (path, text) in files() {
        let makes = text.contains(".route(") || text.contains("Router::new()");
        assert_eq!(makes, path == "platform/surface/routes.rs", "{path}");
    }
}

/// Evidence opens sessions. Each type of it is made in one module, which has checked it;
/// a new one is a new way in, and belongs into this list on purpose.
#[test]
fn evidence_is_made_in_few_places() {
    const FIRST: [&str; 6] = [
        "features/app_settings/addition.rs",
        "features/key_settings/addition.rs",
        "features/passwords/check.rs",
        "features/sessions/pending.rs",
        "features/step_up/now.rs",
        "features/two_step_setup/setup.rs",
    ];
    const SECOND: [&str; 10] = [
        "features/app_settings/addition.rs",
        "features/authenticator_apps/check.rs",
        "features/key_settings/addition.rs",
        "features/recovery_codes/spend.rs",
        "features/second_door/mod.rs",
        "features/security_keys/check.rs",
        "features/step_up/now.rs",
        "features/trusted_browsers/pass.rs",
        "features/two_step/mod.rs",
        "features/two_step_setup/setup.rs",
    ];
    let makers = |evidence: &str| -> Vec<String> {
        let made = files().into_iter().filter(|(_, text)| text.contains(&format!("impl {evidence} for")));
        made.map(|(path, _)| path).collect()
    };
    assert_eq!(makers("FirstDoor"), FIRST);
    assert_eq!(makers("SecondDoor"), SECOND);
}

/// An event's chain is a lock that many verbs want. It is taken last, so that nobody who holds
/// it waits for another: then no circle of waiting can close (docs/decisions/0008).
#[test]
fn an_event_is_the_last_statement_of_its_verb() {
    let mut seen = 0;
    for (path, text) in files().into_iter().filter(|(path, _)| path.starts_with("features/")) {
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.contains("record(tx, ")) {
            let indent = |line: &str| line.len() - line.trim_start().len();
            let after =
                lines[at + 1..].iter().take_while(|after| after.trim().is_empty() || indent(after) >= indent(line));
            let later: Vec<_> = after.filter(|after| after.contains("tx,") || after.contains("tx.")).collect();
            assert!(later.is_empty(), "{path}: {later:?} after {line}");
            seen += 1;
        }
    }
    assert!(seen > 15, "{seen}");
}

/// Nothing but the store of the log touches it, and that has no word for removing an event or
/// changing one; old ones are removed in one place.
#[test]
fn events_are_only_appended() {
    for (path, text) in files() {
        for forbidden in ["UPDATE audit_events", "DELETE FROM audit_events", "DELETE FROM audit_chains"] {
            // Old ones leave from the beginning of a chain, in one statement, behind an anchor.
            let is_retention = path == "platform/audit/retention/store.rs" && forbidden == "DELETE FROM audit_events";
            let found = text.matches(forbidden).count();
            assert_eq!(found, usize::from(is_retention), "{path}: {forbidden}");
        }
    }
}

#[test]
fn nothing_is_global_and_nothing_unfinished() {
    for (path, text) in files() {
        for line in text.lines() {
            let is_static = line.trim_start().starts_with("static ") || line.trim_start().starts_with("pub static ");
            // Files inside the binary, hashed once.
            assert!(!is_static || path == "platform/web/assets.rs", "{path}: {line}");
            for unfinished in ["TODO", "FIXME", "XXX", "todo!(", "unimplemented!("] {
                assert!(!line.contains(unfinished), "{path}: {line}");
            }
        }
    }
}

#[test]
fn files_and_functions_have_sizes_one_can_see() {
    for (path, text) in files() {
        let lines = text.lines().count();
        assert!(lines <= LINES_MAX, "{path}: {lines} lines");
        let mut start = None;
        for (number, line) in text.lines().enumerate() {
            let indent = line.len() - line.trim_start().len();
            if start.is_none() && line.contains("fn ") && !line.trim_start().starts_with("//") && !line.ends_with(';') {
                start = Some((number, indent));
            }
            if let Some((from, of)) = start
                && line.trim_end() == format!("{}}}", " ".repeat(of))
            {
                assert!(number - from <= FUNCTION_LINES_MAX, "{path}: {} lines at line {from}", number - from);
                start = None;
            }
        }
    }
}
