//! The merged values as they were written, before anyone asks what they mean.

use serde::Deserialize;

use super::secret::Secret;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    pub(super) listen: String,
    pub(super) origin: Option<String>,
    pub(super) data: String,
    pub(super) database: Secret,
    pub(super) database_password_file: Option<String>,
    pub(super) service_name: String,
    pub(super) language: String,
    pub(super) sign_up: String,
    pub(super) sign_up_link_secs: u64,
    pub(super) trusted_proxies: Vec<String>,
    pub(super) tls: RawTls,
    pub(super) smtp: RawSmtp,
    pub(super) passwords: RawPasswords,
    pub(super) two_step: RawTwoStep,
    pub(super) recovery_codes: RawRecoveryCodes,
    pub(super) sessions: RawSessions,
    #[serde(default)]
    pub(super) places: RawPlaces,
    pub(super) audit: RawAudit,
    pub(super) webauthn: RawWebAuthn,
    pub(super) log: RawLog,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTls {
    pub(super) certificate: Option<String>,
    pub(super) key: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSmtp {
    pub(super) host: Option<String>,
    pub(super) port: Option<u64>,
    pub(super) security: String,
    pub(super) username: Option<String>,
    pub(super) password: Option<Secret>,
    pub(super) password_file: Option<String>,
    pub(super) from: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPasswords {
    pub(super) memory_kib: u64,
    pub(super) passes: u64,
    pub(super) lanes: u64,
    pub(super) threads: u64,
    pub(super) queue_max: u64,
    pub(super) min_chars_alone: u64,
    pub(super) min_chars_with_two_step: u64,
    pub(super) pepper_file: Option<String>,
    #[serde(default)]
    pub(super) tiny: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTwoStep {
    pub(super) also_secure: Vec<RawPlace>,
    pub(super) setup_secs: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPlace {
    pub(super) name: String,
    pub(super) url: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRecoveryCodes {
    pub(super) count: u64,
    pub(super) storage: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSessions {
    pub(super) absolute_secs: u64,
    pub(super) idle_secs: u64,
    pub(super) pending_secs: u64,
    pub(super) trusted_browsers: NumberOrOff,
}

/// A number, or a word that is to be `off`.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum NumberOrOff {
    Number(u64),
    Word(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAudit {
    pub(super) keep_for_days: u64,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPlaces {
    pub(super) database: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawWebAuthn {
    pub(super) rp_id: Option<String>,
    pub(super) origins: Vec<String>,
    pub(super) app_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLog {
    pub(super) format: String,
    pub(super) level: String,
}
