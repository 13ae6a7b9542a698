//! The configuration: defaults < file < environment < command line, each key typed.
//! Past [`Config::load`] no value can be wrong; what is wrong is refused at start, in
//! a sentence that names the place and the way out.

mod cidr;
mod environment;
mod error;
mod keys;
mod layers;
mod origin;
mod parse;
mod passwords;
mod raw;
mod rules;
mod secret;
mod services;
mod settings;
mod template;
#[cfg(test)]
mod tests;
mod webauthn;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use layers::Wanted;

pub use cidr::{BadCidr, Cidr};
pub use environment::{Environment, read_secret};
pub use error::ConfigError;
pub use origin::{BadOrigin, Origin, is_loopback_host};
pub use secret::Secret;
pub use settings::{
    CodeStorage, Config, Database, Language, Log, LogFormat, Passwords, Place, RecoveryCodes, Sessions, SignUp, Smtp,
    SmtpLogin, SmtpSecurity, Tls, TwoStep, WebAuthn,
};
pub use template::{commented_default, commented_with_data};

/// What the command line sets.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// `--listen`
    pub listen: Option<SocketAddr>,
    /// `--data`
    pub data: Option<PathBuf>,
}

impl Config {
    /// Reads the configuration from `file` (if any) and the process's environment.
    pub fn load(file: Option<&Path>, overrides: &Overrides) -> Result<Self, ConfigError> {
        Self::load_in(file, overrides, &Environment::of_process())
    }

    /// The same in a given environment.
    pub fn load_in(file: Option<&Path>, overrides: &Overrides, environment: &Environment) -> Result<Self, ConfigError> {
        let layers = layers::Layers::read(Wanted::All, file, environment, overrides)?;
        parse::config(&layers, environment)
    }

    /// Reads where the database and the keys are, for commands that need nothing else: what is
    /// wrong elsewhere must not keep an operator from switching an account off.
    pub fn load_for_database(file: Option<&Path>, overrides: &Overrides) -> Result<Self, ConfigError> {
        Self::load_for_database_in(file, overrides, &Environment::of_process())
    }

    /// The same in a given environment.
    pub fn load_for_database_in(
        file: Option<&Path>,
        overrides: &Overrides,
        environment: &Environment,
    ) -> Result<Self, ConfigError> {
        let layers = layers::Layers::read(Wanted::Database, file, environment, overrides)?;
        Ok(Self { is_for_database: true, ..parse::config(&layers, environment)? })
    }
}
