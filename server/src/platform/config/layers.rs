//! Where values come from: defaults < file < environment < command line. Each layer
//! keeps its name, so that a refusal can say which one to mend.

use std::path::Path;

use figment::providers::{Format, Toml};
use figment::value::{Dict, Map, Value};
use figment::{Figment, Metadata, Profile, Provider};

use super::environment::{Environment, PREFIX};
use super::error::ConfigError;
use super::keys::{self, KEYS, Kind};
use super::{Overrides, template};

/// Variables of ours that are no configuration keys.
const OTHER_VARIABLES: &[&str] = &["VESTIBULE_CONFIG", "VESTIBULE_MASTER_KEY", "VESTIBULE_MASTER_KEY_FILE"];

/// What a command needs that only looks after accounts or the log: which database, and where
/// the keys are.
const FOR_DATABASE: &[&str] = &["data", "database", "database_password_file"];

/// How much of the configuration is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// All of it, and nothing may be wrong.
    All,
    /// Where the database and the keys are; the rest is not looked at.
    Database,
}

impl Wanted {
    fn has(self, path: &str) -> bool {
        self == Self::All || FOR_DATABASE.contains(&path)
    }
}

/// One source of values.
struct Layer {
    origin: Source,
    values: Dict,
}

enum Source {
    Defaults,
    File { path: String, text: String },
    Environment,
    CommandLine,
}

/// All sources, the strongest last.
pub(super) struct Layers(Vec<Layer>);

impl Layers {
    /// Reads what is wanted of all sources and refuses keys that do not exist.
    pub(super) fn read(
        wanted: Wanted,
        file: Option<&Path>,
        environment: &Environment,
        overrides: &Overrides,
    ) -> Result<Self, ConfigError> {
        let mut layers = vec![defaults()?];
        if let Some(path) = file {
            let text = std::fs::read_to_string(path);
            let text = text.map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
            layers.push(from_file(wanted, path.display().to_string(), text)?);
        }
        layers.push(from_environment(wanted, environment)?);
        layers.push(from_command_line(overrides));
        Ok(Self(layers))
    }

    /// All layers merged and read as `T`.
    pub(super) fn extract<T: serde::de::DeserializeOwned>(&self) -> Result<T, ConfigError> {
        let merged = self.0.iter().fold(Figment::new(), |all, layer| all.merge(layer));
        merged.extract().map_err(|error| self.wrong_type(&error))
    }

    /// A refusal of the value of `path`.
    pub(super) fn refuse(&self, path: &str, reason: impl ToString) -> ConfigError {
        ConfigError::Value { place: self.place(path), key: path.to_owned(), reason: reason.to_string() }
    }

    /// Whether nobody set `path`.
    pub(super) fn is_default(&self, path: &str) -> bool {
        !self.0.iter().skip(1).any(|layer| lookup(&layer.values, path).is_some())
    }

    /// Where the value of `path` was set.
    fn place(&self, path: &str) -> String {
        let setter = self.0.iter().rev().find(|layer| lookup(&layer.values, path).is_some());
        match setter.map(|layer| &layer.origin) {
            Some(Source::File { path: file, text }) => in_file(file, text, path),
            Some(Source::Environment) => variable_of(path),
            Some(Source::CommandLine) => format!("--{path}"),
            Some(Source::Defaults) | None => "configuration".to_owned(),
        }
    }

    /// The value itself is never repeated: it may be a password in the wrong place.
    fn wrong_type(&self, error: &figment::Error) -> ConfigError {
        let path = error.path.join(".");
        let known = KEYS.iter().find(|key| path == key.path() || path.starts_with(&format!("{}.", key.path())));
        match known {
            Some(key) => self.refuse(&key.path(), format!("it must be {}", key.kind.words())),
            None => self.refuse(&path, "it must be a [table]"),
        }
    }
}

impl Provider for &Layer {
    fn metadata(&self) -> Metadata {
        Metadata::named("configuration")
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        Ok(Profile::Default.collect(self.values.clone()))
    }
}

fn defaults() -> Result<Layer, ConfigError> {
    let text = template::defaults();
    Ok(Layer { origin: Source::Defaults, values: parse("defaults", &text)? })
}

fn parse(name: &str, text: &str) -> Result<Dict, ConfigError> {
    Toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| 1 + text.bytes().take(span.start).filter(|b| *b == b'\n').count());
        ConfigError::Syntax { place: format!("{name}, line {line}"), reason: error.message().to_owned() }
    })
}

fn from_file(wanted: Wanted, path: String, text: String) -> Result<Layer, ConfigError> {
    let mut values = parse(&path, &text)?;
    // What is wanted in part stands at the top level.
    values.retain(|name, _| wanted.has(name));
    if let Some(unknown) = paths_of(&values).into_iter().find(|path| keys::find(path).is_none()) {
        let place = in_file(&path, &text, &unknown);
        let nearest = keys::nearest(&unknown, keys::Key::path);
        return Err(ConfigError::UnknownKey { place, key: unknown, nearest });
    }
    Ok(Layer { origin: Source::File { path, text }, values })
}

/// The paths of all values; what stands in a table that exists is named by both.
fn paths_of(values: &Dict) -> Vec<String> {
    let is_table = |name: &str| KEYS.iter().any(|key| !key.table.is_empty() && key.table == name);
    let paths = values.iter().flat_map(|(name, value)| match value.as_dict() {
        Some(inner) if is_table(name) => inner.keys().map(|key| format!("{name}.{key}")).collect(),
        // A table's name with a plain value has the wrong type, which is said later.
        _ if is_table(name) => Vec::new(),
        _ => vec![name.clone()],
    });
    paths.collect()
}

fn from_environment(wanted: Wanted, environment: &Environment) -> Result<Layer, ConfigError> {
    let mut values = Dict::new();
    for (name, text) in environment.iter().filter(|(name, _)| !OTHER_VARIABLES.contains(name)) {
        let key = KEYS.iter().find(|key| key.variable() == name);
        if !wanted.has(&key.map(keys::Key::path).unwrap_or_default()) {
            continue;
        }
        let Some(key) = key else {
            let nearest = keys::nearest(name, keys::Key::variable);
            return Err(ConfigError::UnknownKey { place: "environment".to_owned(), key: name.to_owned(), nearest });
        };
        let value = typed(key.kind, text).ok_or_else(|| ConfigError::Value {
            place: name.to_owned(),
            key: key.path(),
            reason: format!("it must be {}", key.kind.words()),
        })?;
        insert(&mut values, key, value);
    }
    Ok(Layer { origin: Source::Environment, values })
}

/// A variable is text; its key knows what the text means. (Guessing from the text
/// would make a number of a password of digits.)
fn typed(kind: Kind, text: &str) -> Option<Value> {
    match kind {
        Kind::Text => Some(Value::from(text)),
        Kind::Number => text.parse::<u64>().ok().map(Value::from),
        Kind::NumberOrOff if text == "off" => Some(Value::from(text)),
        Kind::NumberOrOff => text.parse::<u64>().ok().map(Value::from),
        Kind::Flag => text.parse::<bool>().ok().map(Value::from),
        Kind::List if text.trim_start().starts_with('[') => {
            let dict: Dict = Toml::from_str(&format!("list = {text}")).ok()?;
            dict.into_iter().find(|(name, _)| name == "list").map(|(_, value)| value)
        }
        Kind::List => {
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            Some(Value::from(items.map(Value::from).collect::<Vec<_>>()))
        }
    }
}

fn from_command_line(overrides: &Overrides) -> Layer {
    let mut values = Dict::new();
    if let Some(listen) = overrides.listen {
        values.insert("listen".to_owned(), Value::from(listen.to_string()));
    }
    if let Some(data) = &overrides.data {
        values.insert("data".to_owned(), Value::from(data.to_string_lossy().into_owned()));
    }
    Layer { origin: Source::CommandLine, values }
}

fn insert(values: &mut Dict, key: &keys::Key, value: Value) {
    if key.table.is_empty() {
        values.insert(key.name.to_owned(), value);
        return;
    }
    let table = values.entry(key.table.to_owned()).or_insert_with(|| Value::from(Dict::new()));
    if let Value::Dict(_, inner) = table {
        inner.insert(key.name.to_owned(), value);
    }
}

fn lookup<'a>(values: &'a Dict, path: &str) -> Option<&'a Value> {
    match path.split_once('.') {
        Some((table, name)) => values.get(table)?.as_dict()?.get(name),
        None => values.get(path),
    }
}

fn variable_of(path: &str) -> String {
    format!("{PREFIX}{}", path.replace('.', "__").to_ascii_uppercase())
}

/// `vestibule.toml, line 12`, where the line can be found by its looks.
fn in_file(file: &str, text: &str, path: &str) -> String {
    let mut table = "";
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if let Some(name) = line.strip_prefix('[').and_then(|l| l.split(']').next()) {
            table = name.trim();
        }
        let Some((name, _)) = line.split_once('=') else { continue };
        let name = name.trim().trim_matches('"');
        let here = if table.is_empty() { name.to_owned() } else { format!("{table}.{name}") };
        if here == path {
            return format!("{file}, line {}", index + 1);
        }
    }
    file.to_owned()
}
