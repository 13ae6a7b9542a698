//! LEA-01 in every test: what a test types or is shown and must stay a secret is looked for
//! where it must not stand. Each server's list is its own; the log is shared by all.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, Once};

use tracing_subscriber::fmt::MakeWriter;

/// The passwords and recovery codes that were typed at one server.
#[derive(Clone, Default)]
pub struct Secrets(Arc<Mutex<BTreeSet<String>>>);

/// A shorter one could stand anywhere by chance.
const CHARS_MIN: usize = 12;

impl Secrets {
    /// Remembers what a request proves something with. Answers those of this request.
    pub fn learn(&self, body: &str) -> Vec<String> {
        let form = serde_urlencoded::from_str::<Vec<(String, String)>>(body).unwrap_or_default();
        let json: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
        let json = json.as_object().into_iter().flatten();
        let json = json.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())));
        let is_secret = |name: &str| ["password", "new_password", "code"].contains(&name);
        let typed = form.into_iter().chain(json).filter(|(name, value)| is_secret(name) && is_telling(value));
        let typed: Vec<String> = typed.map(|(_, value)| value).collect();
        self.0.lock().unwrap().extend(typed.iter().cloned());
        all().extend(typed.iter().cloned());
        typed
    }

    /// Panics where one of them, or a bearer value, stands in the file of an SQLite database.
    pub fn are_not_in(&self, dir: &Path) {
        for file in ["vestibule.db", "vestibule.db-wal"] {
            let Ok(bytes) = std::fs::read(dir.join(file)) else { continue };
            // What is no text is lost, and none of them is anything else.
            let text = String::from_utf8_lossy(&bytes);
            let typed = self.0.lock().unwrap().iter().find(|secret| text.contains(secret.as_str())).cloned();
            assert!(typed.is_none(), "LEA-01: {typed:?} stands in {file}");
            assert_eq!(bearer_in(&text), None, "LEA-01: a bearer value stands in {file}");
        }
    }
}

/// Long enough, and not a word that pages are made of.
fn is_telling(value: &str) -> bool {
    let has_odd = value.contains([' ', '-']) && value.chars().any(|c| c.is_ascii_lowercase());
    value.len() >= CHARS_MIN && has_odd && value.len() < 200
}

fn all() -> std::sync::MutexGuard<'static, BTreeSet<String>> {
    static ALL: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    ALL.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// A bearer value of ours in a text, whatever its kind: prefix, 36 characters, no more.
pub fn bearer_in(text: &str) -> Option<String> {
    let is_its = |c: char| c.is_ascii_alphanumeric();
    text.match_indices('_').find_map(|(at, _)| {
        let head = text.get(..at)?.rsplit(|c| !is_its(c)).next()?;
        let tail: String = text.get(at + 1..)?.chars().take_while(|c| is_its(*c)).take(37).collect();
        let is_one = head.starts_with('v') && (4..=5).contains(&head.len()) && tail.len() == 36;
        let is_random = tail.chars().any(|c| c.is_ascii_digit()) && tail.chars().any(|c| c.is_ascii_uppercase());
        (is_one && is_random).then(|| format!("{head}_…"))
    })
}

/// What stands in a line of the log and must not.
fn secret_in(line: &str) -> Option<String> {
    bearer_in(line).or_else(|| all().iter().find(|secret| line.contains(secret.as_str())).cloned())
}

/// Logs everything of every test at its most talkative, and reads each line as it is written.
pub fn watch_the_log() {
    static STARTED: Once = Once::new();
    STARTED.call_once(|| {
        let watched = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false);
        let _ = watched.with_writer(Reader).try_init();
    });
}

/// The reader of the log.
struct Reader;

impl io::Write for Reader {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let line = String::from_utf8_lossy(bytes);
        if let Some(found) = secret_in(&line) {
            panic!("LEA-01: {found:?} stands in the log");
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Reader {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        Self
    }
}
