use std::path::{Path, PathBuf};

use super::*;

fn file(name: &str, text: &str) -> PathBuf {
    let dir = std::env::temp_dir().join(format!("vestibule-config-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let path = dir.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn load(name: &str, text: &str, variables: &[(&str, &str)]) -> Result<Config, String> {
    let path = file(name, text);
    let loaded = Config::load_in(Some(&path), &Overrides::default(), &Environment::new(variables, None));
    loaded.map_err(|error| error.to_string())
}

fn refusal(name: &str, text: &str, variables: &[(&str, &str)]) -> String {
    load(name, text, variables).err().unwrap()
}

#[test]
fn nothing_at_all_is_a_configuration() {
    let config =
        Config::load_in(None, &Overrides::default(), &Environment::default()).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.origin.as_str(), "http://localhost:8080");
    assert_eq!(config.data, Path::new("vestibule-data"));
    assert!(config.development() && matches!(config.database, Database::Sqlite));
    assert_eq!(config.two_step.also_secure.len(), 3);
    assert_eq!((config.passwords.memory_kib, config.passwords.passes), (19_456, 2));
    assert!(config.warnings.is_empty());
}

#[test]
fn later_layers_win() {
    let path = file(
        "layers.toml",
        "listen = \"127.0.0.1:1\"\nservice_name = \"File\"\nsign_up = \"closed\"\n[log]\nlevel = \"warn\"",
    );
    let environment = Environment::new(&[("VESTIBULE_SERVICE_NAME", "42"), ("VESTIBULE_LOG__LEVEL", "debug")], None);
    let overrides = Overrides { listen: Some(([127, 0, 0, 1], 3).into()), data: Some("there".into()) };
    let config = Config::load_in(Some(&path), &overrides, &environment).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(config.listen.port(), 3);
    assert_eq!(config.origin.as_str(), "http://localhost:3");
    assert_eq!(config.service_name, "42");
    assert_eq!((config.sign_up, config.log.level), (SignUp::Closed, tracing::Level::DEBUG));
    assert_eq!(config.data, Path::new("there"));
}

#[test]
fn unknown_keys_are_refused_with_the_nearest() {
    let table = [
        ("lisen = \"x\"", "line 1: there is no key lisen; did you mean listen?"),
        ("[smtp]\n\nhosst = \"x\"", "line 3: there is no key smtp.hosst; did you mean smtp.host?"),
        ("[smpt]\nhost = \"x\"", "there is no key smpt"),
        ("qqqq = 1", "line 1: there is no key qqqq"),
        ("recovery_codes.number = 8", "there is no key recovery_codes.number"),
    ];
    for (text, part) in table {
        let message = refusal("unknown.toml", text, &[]);
        assert!(message.contains(part), "{message}");
    }
    let message = refusal("unknown.toml", "", &[("VESTIBULE_SMTP_HOST", "x")]);
    assert_eq!(message, "environment: there is no key VESTIBULE_SMTP_HOST; did you mean VESTIBULE_SMTP__HOST?");
    assert!(load("unknown.toml", "", &[("VESTIBULE_MASTER_KEY_FILE", "x")]).is_ok());
}

#[test]
fn wrong_values_are_refused_without_repeating_them() {
    let table = [
        ("listen = 80", "line 1: listen: it must be text in quotes"),
        ("listen = \"localhost\"", "listen: it must be an address and a port"),
        ("smtp = 3", "smtp: it must be a [table]"),
        ("[smtp]\npassword = 424242", "line 2: smtp.password: it must be text in quotes"),
        ("[smtp]\npassword = \"424242", "line 2: "),
        ("[passwords]\npasses = -1", "passwords.passes: it must be a whole number"),
        ("[passwords]\nmemory_kib = 19455", "passwords.memory_kib: it must be from 19456"),
        ("[passwords]\npasses = 1", "passwords.passes: it must be from 2 to 16"),
        ("[passwords]\nmemory_kib = 262145", "passwords.memory_kib: it must be from 19456 to 262144"),
        ("[passwords]\nlanes = 9", "passwords.lanes: it must be from 1 to 8"),
        ("[recovery_codes]\ncount = 17", "it must be from 6 to 16"),
        ("trusted_proxies = [\"10.0.0.1/8\"]", "trusted_proxies: 10.0.0.1/8: it must be"),
        ("sign_up = \"yes\"", "it must be one of \"open\", \"invitation\", \"closed\""),
        ("service_name = \"a:b\"", "service_name: it must have"),
        ("database = \"mysql://x\"", "database: it must be \"sqlite\""),
        (
            "[two_step]\nalso_secure = [{name=\"x\", url=\"http://x.test\"}]",
            "also_secure: x: its url must begin with https://",
        ),
        ("[two_step]\nalso_secure = [{name=\"x\"}]", "line 2: two_step.also_secure: it must be"),
        ("[tls]\nkey = \"k\"", "tls.certificate must be set too"),
        ("[smtp]\nfrom = \"a@b.test\"", "smtp.host must be set too"),
        (
            "[smtp]\nhost = \"mail.test\"\nfrom = \"a@b.test\"\nsecurity = \"none\"",
            "only for a mail server on this machine",
        ),
        ("[audit]\nkeep_for_days = 89", "audit.keep_for_days: it must be from 90 to 36500"),
        ("[sessions]\nidle_secs = 90000", "sessions.idle_secs: it must be from 60 to 86400"),
    ];
    for (text, part) in table {
        let message = refusal("wrong.toml", text, &[]);
        assert!(message.contains(part), "{text}: {message}");
        assert!(!message.contains("424242"), "{message}");
    }
    let message = refusal("wrong.toml", "", &[("VESTIBULE_PASSWORDS__PASSES", "two")]);
    assert!(
        message.starts_with("VESTIBULE_PASSWORDS__PASSES: passwords.passes: it must be a whole number"),
        "{message}"
    );
}

#[test]
fn without_mail_everything_stays_on_this_machine() {
    let table = [
        ("listen = \"0.0.0.0:80\"\norigin = \"http://localhost\"", "can be reached from other machines"),
        ("origin = \"https://id.test\"", "is not this machine alone"),
        ("trusted_proxies = [\"127.0.0.1\"]", "come through a proxy"),
        ("listen = \"0.0.0.0:80\"", "set origin"),
    ];
    for (text, part) in table {
        let message = refusal("mail.toml", text, &[]);
        assert!(message.contains(part), "{message}");
    }
    let smtp = "[smtp]\nhost = \"mail.test\"\nfrom = \"V <v@mail.test>\"";
    for head in ["listen = \"0.0.0.0:80\"\norigin = \"https://id.test\"", "trusted_proxies = [\"127.0.0.1\"]"] {
        let config = load("mail.toml", &format!("{head}\n{smtp}"), &[]).unwrap_or_else(|e| panic!("{e}"));
        assert!(!config.development());
        assert_eq!(config.smtp.unwrap().port, 465);
        assert_eq!(config.warnings.is_empty(), config.tls.is_some() || head.starts_with("trusted"));
    }
}

#[test]
fn plain_http_is_for_loopback() {
    let smtp = "[smtp]\nhost = \"mail.test\"\nfrom = \"v@mail.test\"";
    let message = refusal("plain.toml", &format!("origin = \"http://id.test\"\n{smtp}"), &[]);
    assert!(message.contains("use https"), "{message}");
    let message = refusal("plain.toml", "[tls]\ncertificate = \"c\"\nkey = \"k\"", &[]);
    assert!(message.contains("origin must begin with https://"), "{message}");
}

#[test]
fn tiny_hashes_are_for_tests() {
    let config = load("tiny.toml", "[passwords]\ntiny = true", &[]).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!((config.passwords.memory_kib, config.passwords.passes, config.warnings.len()), (64, 1, 1));
    let text =
        "origin = \"https://id.test\"\n[passwords]\ntiny = true\n[smtp]\nhost = \"mail.test\"\nfrom = \"v@mail.test\"";
    assert!(refusal("tiny.toml", text, &[]).contains("loopback origin only"));
}

#[test]
fn secrets_come_from_files_and_credentials() {
    let secret = file("vestibule-smtp-password", "s3cret 1\r\n");
    let credentials = secret.parent().unwrap();
    std::fs::write(credentials.join("vestibule-database-password"), "p@ss/1\n").unwrap();
    let smtp = "[smtp]\nhost = \"mail.test\"\nfrom = \"v@mail.test\"\nusername = \"u\"";
    let password_of = |config: Config| config.smtp.unwrap().login.unwrap().password.expose().to_owned();

    let by_file =
        load("by-file.toml", &format!("{smtp}\npassword_file = {secret:?}"), &[]).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(password_of(by_file), "s3cret 1");
    let by_variable =
        load("by-variable.toml", smtp, &[("VESTIBULE_SMTP__PASSWORD", "123")]).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(password_of(by_variable), "123");
    assert!(refusal("none.toml", smtp, &[]).contains("smtp.password or smtp.password_file"));

    let path = file("by-credential.toml", &format!("database = \"postgres://v@db.test/v\"\n{smtp}"));
    let environment = Environment::new(&[], Some(credentials));
    let config = Config::load_in(Some(&path), &Overrides::default(), &environment).unwrap_or_else(|e| panic!("{e}"));
    let Database::Postgres(url) = &config.database else { panic!("sqlite") };
    assert_eq!(url.expose(), "postgres://v:p%40ss%2F1@db.test/v");
    assert_eq!(password_of(config), "s3cret 1");
}

#[test]
fn the_commented_file_holds_every_key_and_parses() {
    let text = commented_default();
    let fresh = load("commented.toml", &text, &[]);
    assert!(fresh.is_ok());
    // Prose has a space behind its mark, a key has none.
    let key_line = |line: &str| match line.strip_prefix('#') {
        Some(rest) if !rest.starts_with(' ') => format!("{rest}\n"),
        _ => format!("{line}\n"),
    };
    let all: String = text.lines().map(key_line).collect();
    let path = file("uncommented.toml", &all);
    let layers = layers::Layers::read(Wanted::All, Some(&path), &Environment::default(), &Overrides::default())
        .unwrap_or_else(|e| panic!("{e}"));
    layers.extract::<raw::Raw>().map(drop).unwrap_or_else(|e| panic!("{e}"));
    for key in keys::KEYS.iter().filter(|key| !matches!(key.value, keys::Value::Hidden)) {
        assert!(!layers.is_default(&key.path()), "{} is missing", key.path());
    }
}

#[test]
fn the_data_directory_of_init_is_written_down() {
    let text = commented_with_data(Path::new("/srv/a \"b\""));
    let config = load("with-data.toml", &text, &[]).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(config.data, Path::new("/srv/a \"b\""));
}

#[test]
fn a_command_on_the_database_reads_no_more_than_where_that_is() {
    let text = "data = \"there\"\nlisten = 3\nno_such = 1\n[smtp]\nport = \"x\"\n[sessions]\nidle_secs = 1\n[places]\ndatabase = \"/gone\"";
    let path = file("partly.toml", text);
    let environment = Environment::new(&[("VESTIBULE_SMTP__SECURITY", "no"), ("VESTIBULE_NO_SUCH", "x")], None);
    let load = |path: &Path| Config::load_for_database_in(Some(path), &Overrides::default(), &environment);
    let config = load(&path).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(config.data, Path::new("there"));
    assert!(config.smtp.is_none() && !config.development() && config.places.is_none());
    assert!(load_text_fails(&load, "data = 3"), "what is needed must be right");
    assert!(load_text_fails(&load, "database = \"mysql://x\""));
    assert!(load_text_fails(&load, "[smtp\nport = 1"), "the file must be TOML: who knows where the rest belongs");
    assert!(Config::load_in(Some(&path), &Overrides::default(), &Environment::default()).is_err());
}

fn load_text_fails(load: &impl Fn(&Path) -> Result<Config, ConfigError>, text: &str) -> bool {
    load(&file("partly-wrong.toml", text)).is_err()
}

#[test]
fn trusted_browsers_are_off_or_a_number_of_days() {
    let days = |text: &str, variables: &[(&str, &str)]| {
        let config = load("trusted.toml", text, variables).unwrap();
        config.sessions.trusted_browsers.map(|lasts| lasts.as_secs() / 86_400)
    };
    assert_eq!(days("", &[]), None);
    assert_eq!(days("[sessions]\ntrusted_browsers = \"off\"", &[]), None);
    assert_eq!(days("[sessions]\ntrusted_browsers = 30", &[]), Some(30));
    let variable = "VESTIBULE_SESSIONS__TRUSTED_BROWSERS";
    assert_eq!(days("[sessions]\ntrusted_browsers = 30", &[(variable, "off")]), None);
    assert_eq!(days("", &[(variable, "90")]), Some(90));
    for text in ["0", "91", "\"on\"", "\"30\"", "true"] {
        let told = refusal("trusted.toml", &format!("[sessions]\ntrusted_browsers = {text}"), &[]);
        assert!(told.contains("trusted_browsers"), "{told}");
    }
    assert!(refusal("trusted.toml", "", &[(variable, "ever")]).contains(variable));
}

#[test]
fn security_keys_are_bound_to_the_origin_unless_told_otherwise() {
    let webauthn = |variables: &[(&str, &str)]| {
        load("webauthn.toml", "", variables).map(|config| (config.webauthn.rp_id, config.webauthn.origins))
    };
    let origin = ("VESTIBULE_ORIGIN", "https://id.forge.test");
    let mail = [("VESTIBULE_SMTP__HOST", "127.0.0.1"), ("VESTIBULE_SMTP__SECURITY", "none")];
    let with = |more: &[(&'static str, &'static str)]| {
        let from = [origin, ("VESTIBULE_SMTP__FROM", "no-reply@forge.test")];
        webauthn(&[&from[..], &mail, more].concat())
    };
    let strings = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    assert_eq!(with(&[]), Ok(("id.forge.test".into(), strings(&["https://id.forge.test"]))));
    let (rp_id, origins) = ("VESTIBULE_WEBAUTHN__RP_ID", "VESTIBULE_WEBAUTHN__ORIGINS");
    let both = strings(&["https://id.forge.test", "https://git.forge.test"]);
    assert_eq!(with(&[(rp_id, "forge.test"), (origins, "https://git.forge.test")]), Ok(("forge.test".into(), both)));
    for bad in [
        &[(rp_id, "evil.test")][..],
        &[(rp_id, "test")],
        &[(rp_id, "Forge.test")],
        &[(rp_id, "https://forge.test")],
        &[(origins, "https://git.forge.test")],
        &[(rp_id, "forge.test"), (origins, "http://git.forge.test")],
        &[(rp_id, "forge.test"), (origins, "https://git.forge.test/x")],
        &[("VESTIBULE_WEBAUTHN__APP_ID", "http://forge.test/app-id")],
    ] {
        assert!(with(bad).is_err_and(|sentence| sentence.contains("webauthn.")), "{bad:?}");
    }
}
