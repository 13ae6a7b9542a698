//! Every key there is: what it holds, what it is without being set, and the words
//! about it in the file that `vestibule init` writes.

/// What a key holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number,
    Flag,
    List,
    /// A number, or `"off"`.
    NumberOrOff,
}

impl Kind {
    /// What the value should be, for a person.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Text => "text in quotes",
            Self::Number => "a whole number, not negative",
            Self::Flag => "true or false",
            Self::List => "a list in [brackets]",
            Self::NumberOrOff => "a whole number, or \"off\"",
        }
    }
}

/// What is known about a value before anyone sets it, in TOML.
#[derive(Clone, Copy)]
pub(super) enum Value {
    /// What holds when the key is not set.
    Default(&'static str),
    /// Nothing holds; the commented file shows this.
    Example(&'static str),
    /// Nothing holds, and the commented file does not speak of it.
    Hidden,
}

/// One key.
pub(super) struct Key {
    /// The table, empty for the top level.
    pub(super) table: &'static str,
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) value: Value,
    /// Lines for the commented file.
    pub(super) about: &'static str,
}

impl Key {
    /// `smtp.host`, as messages name it.
    pub(super) fn path(&self) -> String {
        if self.table.is_empty() { self.name.to_owned() } else { format!("{}.{}", self.table, self.name) }
    }

    /// `VESTIBULE_SMTP__HOST`.
    pub(super) fn variable(&self) -> String {
        let path = self.path().replace('.', "__").to_ascii_uppercase();
        format!("{}{path}", super::environment::PREFIX)
    }
}

const fn key(table: &'static str, name: &'static str, kind: Kind, value: Value, about: &'static str) -> Key {
    Key { table, name, kind, value, about }
}

use Kind::{Flag, List, Number, NumberOrOff, Text};
use Value::{Default, Example, Hidden};

/// The keys, a table's together, the top level first: TOML wants it so.
#[rustfmt::skip]
pub(super) const KEYS: &[Key] = &[
    key("", "listen", Text, Default(r#""127.0.0.1:8080""#), "Address and port to listen on."),
    key("", "origin", Text, Example(r#""https://id.example.org""#),
        "The address in people's browsers: scheme, host and port. Every link in a mail begins with\n\
         it. Without it: http://localhost with the port of `listen`. Anything but a loopback host\n\
         needs https: from [tls] below, or from a proxy in front (then list it in trusted_proxies)."),
    key("", "data", Text, Default(r#""vestibule-data""#),
        "The data directory: database, master key, lock, socket. A relative path starts where the\n\
         server was started."),
    key("", "database", Text, Default(r#""sqlite""#),
        "\"sqlite\" (a file in the data directory) or \"postgres://user@host/name\"."),
    key("", "database_password_file", Text, Example(r#""/etc/vestibule/database-password""#),
        "A file with PostgreSQL's password, where it is not in the line above. As a systemd\n\
         credential: vestibule-database-password."),
    key("", "service_name", Text, Default(r#""Vestibule""#),
        "What the service calls itself on pages, in mails and in authenticator apps."),
    key("", "language", Text, Default(r#""en""#),
        "\"en\", or \"en-x-long\": English with every text 40 % longer, to test layouts."),
    key("", "sign_up", Text, Default(r#""open""#),
        "Who may sign up: \"open\" (anyone), \"invitation\" or \"closed\"."),
    key("", "sign_up_link_secs", Number, Default("86400"), "How long the link in a confirmation mail works."),
    key("", "trusted_proxies", List, Default("[]"),
        "Networks of the proxies in front. X-Forwarded-For is believed from them alone."),
    key("tls", "certificate", Text, Example(r#""/etc/vestibule/fullchain.pem""#),
        "The certificate with its chain, and its key, in PEM. Both or neither."),
    key("tls", "key", Text, Example(r#""/etc/vestibule/key.pem""#), ""),
    key("smtp", "host", Text, Example(r#""smtp.example.org""#),
        "The server that takes our mail. Without it mails go to DIR/mailbox, for trying things out:\n\
         then everything must stay on this machine."),
    key("smtp", "port", Number, Example("465"), "Without it: 465 for tls, 587 for starttls, 25 for none."),
    key("smtp", "security", Text, Default(r#""tls""#),
        "\"tls\", \"starttls\", or \"none\" (only to a host on this machine)."),
    key("smtp", "username", Text, Example(r#""vestibule""#),
        "Sign-in to the mail server, if it wants one; the password here, from a file, or as the\n\
         systemd credential vestibule-smtp-password."),
    key("smtp", "password", Text, Example(r#""…""#), ""),
    key("smtp", "password_file", Text, Example(r#""/etc/vestibule/smtp-password""#), ""),
    key("smtp", "from", Text, Example(r#""Vestibule <vestibule@example.org>""#), "The sender of every mail."),
    key("passwords", "memory_kib", Number, Default("19456"),
        "The cost of one Argon2id hash. These are the floor; raise them where the machine allows.\n\
         Stored hashes follow as people sign in."),
    key("passwords", "passes", Number, Default("2"), ""),
    key("passwords", "lanes", Number, Default("1"), ""),
    key("passwords", "threads", Number, Default("0"),
        "Threads that hash (0: one a core), and how many people may wait for them."),
    key("passwords", "queue_max", Number, Default("64"), ""),
    key("passwords", "min_chars_alone", Number, Default("15"),
        "The shortest password, alone and beside two-step verification."),
    key("passwords", "min_chars_with_two_step", Number, Default("8"), ""),
    key("passwords", "pepper_file", Text, Example(r#""/etc/vestibule/pepper""#),
        "A file with a pepper: 64 hexadecimal digits (openssl rand -hex 32) that go into every hash\n\
         and stand nowhere else. A new one is put above the old, on a line of its own, and hashes\n\
         follow as people sign in. As a systemd credential: vestibule-pepper."),
    key("passwords", "tiny", Flag, Hidden, ""),
    key("two_step", "also_secure", List, Default(r#"[
{ name = "GitHub", url = "https://github.com/settings/security" },
{ name = "GitLab", url = "https://gitlab.com/-/profile/two_factor_auth" },
{ name = "Bitbucket", url = "https://id.atlassian.com/manage-profile/security/two-step-verification" },
]"#), "Where else two-step verification is worth switching on: shown once it is on here."),
    key("two_step", "setup_secs", Number, Default("900"), "How long a set-up may take."),
    key("recovery_codes", "count", Number, Default("10"), "Codes in a set: 6 to 16."),
    key("recovery_codes", "storage", Text, Default(r#""sealed""#),
        "\"sealed\": their owner can see them again, after the password and a code of the app.\n\
         \"hashed\": shown once, when they are made, for those who must follow SP 800-63B-4."),
    key("sessions", "absolute_secs", Number, Default("86400"),
        "A session ends after this long in all, or this long without a request."),
    key("sessions", "idle_secs", Number, Default("3600"), ""),
    key("sessions", "pending_secs", Number, Default("600"),
        "How long one may take between the password and the second step."),
    key("sessions", "trusted_browsers", NumberOrOff, Default(r#""off""#),
        "For how many days (1 to 90) people may spare a browser of theirs the second step, or \"off\".\n\
         Whoever gets at such a browser needs the password alone. Never for administrators."),
    key("places", "database", Text, Example(r#""/var/lib/places/city.mmdb""#),
        "A file that knows where networks are (GeoLite2 City or Country, or another of their form):\n\
         the list of sessions, the activity and notices then name the place. Read at start."),
    key("audit", "keep_for_days", Number, Default("400"),
        "Events of the audit log are removed after so many days: 90 to 36500."),
    key("webauthn", "rp_id", Text, Example(r#""example.org""#),
        "What security keys are bound to: the host of `origin`, which holds when this is not set,\n\
         or a domain above it. Once keys are registered, another value makes all of them useless."),
    key("webauthn", "origins", List, Default("[]"),
        "Further origins whose pages may use the same keys, each written as `origin` is."),
    key("webauthn", "app_id", Text, Example(r#""https://u2f.example.org/app-id.json""#),
        "The AppID of an older U2F deployment: keys that were registered under it sign in here."),
    key("log", "format", Text, Default(r#""text""#), "\"text\" or \"json\", to standard error."),
    key("log", "level", Text, Default(r#""info""#), "\"error\", \"warn\", \"info\", \"debug\" or \"trace\"."),
];

/// The key of a path.
pub(super) fn find(path: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.path() == path)
}

/// The known name that `given` most likely meant, unless nothing is near.
pub(super) fn nearest(given: &str, name: impl Fn(&Key) -> String) -> Option<String> {
    let near = KEYS.iter().filter(|key| !matches!(key.value, Hidden)).map(|key| {
        let name = name(key);
        (strsim::jaro_winkler(given, &name), name)
    });
    near.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(likeness, _)| *likeness > 0.75).map(|(_, name)| name)
}
