//! Every word a person reads comes from `locales/`, through here.

use std::collections::BTreeMap;
use std::fmt::Display;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

/// The English texts, a file a feature.
const ENGLISH: &[(&str, &str)] = &[
    ("activity", include_str!("../../locales/en/activity.ftl")),
    ("address_settings", include_str!("../../locales/en/address_settings.ftl")),
    ("app_settings", include_str!("../../locales/en/app_settings.ftl")),
    ("check_up", include_str!("../../locales/en/check_up.ftl")),
    ("code_settings", include_str!("../../locales/en/code_settings.ftl")),
    ("common", include_str!("../../locales/en/common.ftl")),
    ("dev", include_str!("../../locales/en/dev.ftl")),
    ("drill", include_str!("../../locales/en/drill.ftl")),
    ("errors", include_str!("../../locales/en/errors.ftl")),
    ("first_admin", include_str!("../../locales/en/first_admin.ftl")),
    ("guess_alarm", include_str!("../../locales/en/guess_alarm.ftl")),
    ("guessing", include_str!("../../locales/en/guessing.ftl")),
    ("keys", include_str!("../../locales/en/keys.ftl")),
    ("mail", include_str!("../../locales/en/mail.ftl")),
    ("notices", include_str!("../../locales/en/notices.ftl")),
    ("password_recovery", include_str!("../../locales/en/password_recovery.ftl")),
    ("password_settings", include_str!("../../locales/en/password_settings.ftl")),
    ("repudiations", include_str!("../../locales/en/repudiations.ftl")),
    ("security", include_str!("../../locales/en/security.ftl")),
    ("sessions", include_str!("../../locales/en/sessions.ftl")),
    ("sign_in", include_str!("../../locales/en/sign_in.ftl")),
    ("sign_up", include_str!("../../locales/en/sign_up.ftl")),
    ("step_up", include_str!("../../locales/en/step_up.ftl")),
    ("trusted_browsers", include_str!("../../locales/en/trusted_browsers.ftl")),
    ("two_step", include_str!("../../locales/en/two_step.ftl")),
];

/// One language, ready to be asked for sentences.
pub struct Locale {
    tag: &'static str,
    bundle: FluentBundle<FluentResource>,
    stretched: bool,
}

/// A locale file that does not parse, or that defines a key another one has.
#[derive(Debug, thiserror::Error)]
#[error("locales/{file}.ftl: {reason}")]
pub struct BadLocale {
    file: &'static str,
    reason: String,
}

impl Locale {
    /// English.
    pub fn english() -> Result<Self, BadLocale> {
        Self::load("en", ENGLISH)
    }

    /// English with every text 40 % longer, to see which layouts would break in a
    /// language that needs more room.
    pub fn stretched() -> Result<Self, BadLocale> {
        Ok(Self { stretched: true, ..Self::english()? })
    }

    fn load(tag: &'static str, files: &'static [(&'static str, &'static str)]) -> Result<Self, BadLocale> {
        let id = tag.parse().map_err(|_| BadLocale { file: tag, reason: "not a language tag".into() })?;
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        // Isolation marks would end up in mail subjects and in what people copy.
        bundle.set_use_isolating(false);
        for (file, text) in files {
            let bad = |reason: String| BadLocale { file, reason };
            let resource = FluentResource::try_new((*text).to_owned()).map_err(|(_, e)| bad(format!("{e:?}")))?;
            bundle.add_resource(resource).map_err(|e| bad(format!("{e:?}")))?;
        }
        Ok(Self { tag, bundle, stretched: false })
    }

    /// The language's BCP 47 tag, for the `lang` attribute.
    pub fn tag(&self) -> &'static str {
        self.tag
    }

    /// The text of `key`.
    pub fn t(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// The text of `key` with one value filled in.
    pub fn t1(&self, key: &str, name: &str, value: impl Display) -> String {
        self.with(key, &[(name, value.to_string())])
    }

    /// The text of `key` with two values filled in.
    pub fn t2(&self, key: &str, n1: &str, v1: impl Display, n2: &str, v2: impl Display) -> String {
        self.with(key, &[(n1, v1.to_string()), (n2, v2.to_string())])
    }

    /// The text of `key` with any number of values. Values that are whole numbers
    /// take part in plural rules.
    pub fn with(&self, key: &str, values: &[(&str, String)]) -> String {
        let args: FluentArgs<'_> = values
            .iter()
            .map(|(name, value)| {
                let value = match value.parse::<u32>() {
                    Ok(number) if number.to_string() == *value => FluentValue::from(number),
                    _ => FluentValue::from(value.as_str()),
                };
                (*name, value)
            })
            .collect();
        self.format(key, Some(&args))
    }

    /// Whether there is a text under `key`.
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// All keys of the English files with the file each stands in, for the tests.
    pub fn keys() -> BTreeMap<String, &'static str> {
        let key_of = |line: &str| {
            let (key, _) = line.split_once(" =")?;
            key.starts_with(|c: char| c.is_ascii_lowercase()).then(|| key.to_owned())
        };
        let lines = ENGLISH.iter().flat_map(|(file, text)| text.lines().map(move |line| (*file, line)));
        lines.filter_map(|(file, line)| key_of(line).map(|key| (key, file))).collect()
    }

    fn format(&self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|m| m.value()) else {
            return format!("[{key}]");
        };
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, args, &mut errors).into_owned();
        if self.stretched { stretch(&text) } else { text }
    }
}

/// Adds 40 % of the length in letters that no sentence of ours ends with.
fn stretch(text: &str) -> String {
    let extra = text.chars().count() * 2 / 5;
    let filler: String = "loremipsum ".chars().cycle().take(extra).collect();
    format!("{text} {}", filler.trim())
}
