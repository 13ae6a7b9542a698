//! Every command and option, typed.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand};

use crate::platform::config::{Config, ConfigError, Overrides};
use crate::platform::readiness::Behind;

/// The file that is read where none is named, if it is there.
pub(super) const CONFIG_FILE: &str = "vestibule.toml";

/// The account-security server in front of a developer platform.
#[derive(Parser)]
#[command(name = "vestibule", disable_help_subcommand = true)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
}

/// What to do.
#[derive(Subcommand)]
pub enum Command {
    /// Run the server
    Serve(ServeArgs),
    /// Write a commented configuration file and make the data directory
    Init(InitArgs),
    /// Look after accounts, also while the server runs
    #[command(subcommand)]
    User(UserCommand),
    /// Look after the audit log, also while the server runs
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Say which version this is
    Version,
}

/// Which installation.
#[derive(Args)]
pub struct Place {
    /// Configuration file [without it: vestibule.toml here, if there is one]
    #[arg(long, env = "VESTIBULE_CONFIG", hide_env_values = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Data directory; stands above the configuration
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
}

impl Place {
    /// The file to read: the named one, which must exist, or the usual one, if it does.
    pub fn file(&self) -> Option<PathBuf> {
        let usual = || Some(PathBuf::from(CONFIG_FILE)).filter(|path| path.exists());
        self.config.clone().or_else(usual)
    }

    /// Loads this installation's configuration.
    pub fn load(&self) -> Result<Config, ConfigError> {
        self.load_with(None)
    }

    /// Loads no more of it than where its database and its keys are.
    pub fn load_for_database(&self) -> Result<Config, ConfigError> {
        let overrides = Overrides { listen: None, data: self.data.clone() };
        Config::load_for_database(self.file().as_deref(), &overrides)
    }

    pub(super) fn load_with(&self, listen: Option<SocketAddr>) -> Result<Config, ConfigError> {
        let overrides = Overrides { listen, data: self.data.clone() };
        Config::load(self.file().as_deref(), &overrides)
    }

    /// The file that `init` writes.
    pub(super) fn file_to_write(&self) -> &Path {
        self.config.as_deref().unwrap_or_else(|| Path::new(CONFIG_FILE))
    }
}

/// `vestibule serve`
#[derive(Args)]
pub struct ServeArgs {
    #[command(flatten)]
    #[allow(missing_docs, reason = "clap would take the words for the command's own")]
    pub place: Place,
    /// Address and port to listen on; stands above the configuration
    #[arg(long, value_name = "ADDR:PORT")]
    pub listen: Option<SocketAddr>,
    /// Take the clock for right, though the database was written at a later time
    // For a clock that ran ahead once; a battery that is empty makes the same face.
    #[arg(long)]
    pub accept_clock: bool,
}

impl ServeArgs {
    /// Loads the configuration with what the command line says.
    pub fn load(&self) -> Result<Config, ConfigError> {
        self.place.load_with(self.listen)
    }

    /// What is to be done about a clock that has gone back.
    pub fn behind(&self) -> Behind {
        if self.accept_clock { Behind::IsRight } else { Behind::Waits }
    }
}

/// `vestibule init`
#[derive(Args)]
pub struct InitArgs {
    #[command(flatten)]
    #[allow(missing_docs, reason = "clap would take the words for the command's own")]
    pub place: Place,
}

/// `vestibule user …`
#[derive(Subcommand)]
pub enum UserCommand {
    /// Make an account
    Create(UserCreateArgs),
    /// List all accounts
    List(Place),
    /// Keep an account from signing in, and end its sessions
    Disable(UserNameArgs),
    /// Let a disabled account sign in again
    Enable(UserNameArgs),
    /// Invite somebody by mail
    Invite(UserInviteArgs),
}

impl UserCommand {
    /// The installation that is meant.
    pub fn place(&self) -> &Place {
        match self {
            Self::Create(args) => &args.place,
            Self::List(place) => place,
            Self::Disable(args) | Self::Enable(args) => &args.place,
            Self::Invite(args) => &args.place,
        }
    }

    /// Loads what the command needs of the configuration. Who is made or invited is written to,
    /// and a password is judged by its rules; the others work on the database alone.
    pub fn load(&self) -> Result<Config, ConfigError> {
        match self {
            Self::Create(_) | Self::Invite(_) => self.place().load(),
            Self::List(_) | Self::Disable(_) | Self::Enable(_) => self.place().load_for_database(),
        }
    }
}

/// `vestibule audit …`
#[derive(Subcommand)]
pub enum AuditCommand {
    /// Find events that somebody has changed, removed, put in or moved
    Verify(AuditVerifyArgs),
    /// Print where the log ends, to be kept elsewhere
    Head(Place),
}

impl AuditCommand {
    /// The installation that is meant.
    pub fn place(&self) -> &Place {
        match self {
            Self::Verify(args) => &args.place,
            Self::Head(place) => place,
        }
    }
}

/// `vestibule audit verify`
#[derive(Args)]
pub struct AuditVerifyArgs {
    #[command(flatten)]
    #[allow(missing_docs, reason = "clap would take the words for the command's own")]
    pub place: Place,
    /// Where the log ended before: a line of `audit head`, or a file, such as a server's
    /// log, whose last one counts
    #[arg(long, value_name = "LINE-OR-FILE")]
    pub head: Option<String>,
}

/// `vestibule user create`
#[derive(Args)]
pub struct UserCreateArgs {
    #[command(flatten)]
    #[allow(missing_docs, reason = "clap would take the words for the command's own")]
    pub place: Place,
    /// User name
    #[arg(long, value_name = "NAME")]
    pub username: String,
    /// E-mail address
    #[arg(long, value_name = "ADDRESS")]
    pub email: String,
    /// Take the address as confirmed; without this a confirmation is mailed
    #[arg(long)]
    pub confirmed: bool,
    /// Make it an administrator, once it has two-step verification
    #[arg(long)]
    pub admin: bool,
    /// Read the password from the first line of standard input
    // Required: an option with the password itself would show it in lists of processes.
    #[arg(long, required = true)]
    pub password_stdin: bool,
}

/// A command on one account.
#[derive(Args)]
pub struct UserNameArgs {
    #[command(flatten)]
    #[allow(missing_docs, reason = "clap would take the words for the command's own")]
    pub place: Place,
    /// User name
    #[arg(value_name = "NAME")]
    pub username: String,
}

/// `vestibule user invite`
#[derive(Args)]
pub struct UserInviteArgs {
    #[command(flatten)]
    #[allow(missing_docs, reason = "clap would take the words for the command's own")]
    pub place: Place,
    /// E-mail address
    #[arg(long, value_name = "ADDRESS")]
    pub email: String,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn parse(line: &str) -> Result<Command, String> {
        Cli::try_parse_from(line.split(' ')).map(|cli| cli.command).map_err(|error| error.to_string())
    }

    #[test]
    fn the_definitions_hold_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn commands_are_typed() {
        let Ok(Command::Serve(serve)) = parse("vestibule serve --listen 127.0.0.1:9 --data d") else { panic!("serve") };
        assert_eq!((serve.listen, serve.place.data), (Some(([127, 0, 0, 1], 9).into()), Some("d".into())));
        let line = "vestibule user create --username ann --email a@b.test --admin --password-stdin --config c";
        let Ok(Command::User(UserCommand::Create(create))) = parse(line) else { panic!("create") };
        assert!(create.admin && !create.confirmed && create.place.config == Some("c".into()));
        assert!(
            matches!(parse("vestibule user disable ann"), Ok(Command::User(UserCommand::Disable(a))) if a.username == "ann")
        );
        assert!(matches!(parse("vestibule version"), Ok(Command::Version)));
        assert!(
            matches!(parse("vestibule audit verify --head f"), Ok(Command::Audit(AuditCommand::Verify(a))) if a.head == Some("f".into()))
        );
        assert!(matches!(parse("vestibule audit head"), Ok(Command::Audit(AuditCommand::Head(_)))));
        for wrong in [
            "vestibule",
            "vestibule user create --username a --email b",
            "vestibule serve --listen x",
            "vestibule user invite",
            "vestibule audit",
            "vestibule audit verify head",
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
