//! The commented file that `vestibule init` writes.

use std::path::Path;

use super::keys::{KEYS, Key, Value};

const HEAD: &str = "\
# Vestibule's configuration. Every key stands here with its default (or an example, where
# there is none); take away the # before a key to set it. Each is also an environment
# variable: smtp.host is VESTIBULE_SMTP__HOST, and stands above this file.
";

/// The commented configuration.
pub fn commented_default() -> String {
    let mut text = HEAD.to_owned();
    let mut table = "";
    for key in KEYS {
        if key.table != table {
            table = key.table;
            text.push_str(&format!("\n[{table}]\n"));
        }
        if let Value::Default(value) | Value::Example(value) = key.value {
            push(&mut text, key, value);
        }
    }
    text
}

/// The same with `data` set to a directory that was named on the command line.
pub fn commented_with_data(data: &Path) -> String {
    // A JSON string is a TOML string too.
    let quoted = serde_json::to_string(&data.to_string_lossy()).unwrap_or_default();
    let line = |line: &str| {
        if line.starts_with("#data = ") { format!("data = {quoted}\n") } else { format!("{line}\n") }
    };
    commented_default().lines().map(line).collect()
}

/// Prose has a space after its `#`, a key has none: the two can be told apart.
fn push(text: &mut String, key: &Key, value: &str) {
    if !key.about.is_empty() {
        text.push('\n');
    }
    for line in key.about.lines() {
        text.push_str(&format!("# {line}\n"));
    }
    for line in format!("{} = {value}", key.name).lines() {
        text.push_str(&format!("#{line}\n"));
    }
}

/// Every default as a file that sets it: the lowest layer is read like any other.
pub(super) fn defaults() -> String {
    let mut text = String::new();
    let mut table = "";
    for key in KEYS {
        if key.table != table {
            table = key.table;
            text.push_str(&format!("[{table}]\n"));
        }
        if let Value::Default(value) = key.value {
            text.push_str(&format!("{} = {value}\n", key.name));
        }
    }
    text
}
