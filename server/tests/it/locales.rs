//! Every word comes from `locales/`, and no word there is unused.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use vestibule::platform::locale::Locale;

/// Texts that look like keys and are none: a problem's type, a notice's name, a class.
const NOT_KEYS: [&str; 5] = ["mail-text", "security-keys", "sign-in-ended", "step-up-needed", "two-step-off"];

/// All files below `src` with that ending.
pub fn sources(ending: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == ending) {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found.sort();
    found
}

fn is_key_like(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// Everything in quotes that has the form of a key.
fn quoted() -> BTreeSet<String> {
    let files = sources("rs").into_iter().chain(sources("html"));
    let texts = files.flat_map(|(_, text)| text.split('"').map(str::to_owned).collect::<Vec<_>>());
    texts.filter(|text| is_key_like(text)).collect()
}

#[test]
fn no_key_is_unused() {
    let quoted = quoted();
    let unused: Vec<_> = Locale::keys().into_keys().filter(|key| !quoted.contains(key)).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn no_key_is_missing() {
    let keys = Locale::keys();
    assert!(keys.len() > 200, "{}", keys.len());
    let prefixes: BTreeSet<String> = keys.values().map(|file| format!("{}-", file.replace('_', "-"))).collect();
    let is_ours = |text: &&String| prefixes.iter().any(|prefix| text.starts_with(prefix.as_str()));
    let quoted = quoted();
    let missing: Vec<_> = quoted.iter().filter(is_ours).filter(|text| !keys.contains_key(*text)).collect();
    assert_eq!(missing, NOT_KEYS, "either a key that no file has, or one more text for the list above");
}

/// What a template says by itself, once its expressions and tags are taken out.
fn words_of(template: &str) -> String {
    let mut rest = template.to_owned();
    for (open, close) in [
        ("{#", "#}"),
        // The class of the page, no word.
        ("{% block kind %}", "{% endblock %}"),
        // Attributes outside any tag.
        ("{% macro describedby", "{% endmacro %}"),
        ("{%", "%}"),
        ("{{", "}}"),
        ("<style", "</style>"),
        ("<svg", "</svg>"),
        ("<", ">"),
    ] {
        while let Some(start) = rest.find(open) {
            let end = rest[start..].find(close).map_or(rest.len(), |end| start + end + close.len());
            rest.replace_range(start..end, " ");
        }
    }
    rest.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn no_template_has_words_of_its_own() {
    assert_eq!(words_of("<p class=\"a\">{{ x }} Hello {% if y %}<b>you</b>{% endif %}</p>"), "Hello you");
    for (path, text) in sources("html") {
        let words = words_of(&text);
        assert!(!words.contains(char::is_alphabetic), "{}: {words}", path.display());
    }
}

/// A person reads these attributes too.
#[test]
fn no_attribute_has_words_of_its_own() {
    for (path, text) in sources("html") {
        for attribute in ["aria-label=\"", "alt=\"", "title=\"", "placeholder=\"", "data-copied=\""] {
            for value in text.split(&format!(" {attribute}")).skip(1) {
                assert!(value.starts_with("{{"), "{}: {attribute}{}", path.display(), &value[..20.min(value.len())]);
            }
        }
    }
}

#[test]
fn every_text_renders_in_both_lengths() {
    let (plain, long) = (Locale::english().unwrap(), Locale::stretched().unwrap());
    for key in Locale::keys().into_keys() {
        assert!(plain.has(&key), "{key}");
        let text = plain.t(&key);
        assert!(!text.starts_with('[') && !text.is_empty(), "{key}");
        assert!(long.t(&key).chars().count() * 10 >= text.chars().count() * 13, "{key} is not longer");
    }
}
