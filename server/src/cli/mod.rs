//! The command line: what there is to type, and `init`, which needs nothing running.
//! `main` starts the server; the features' own doors answer `user`.

mod args;
mod init;
mod secret_line;

use std::io::{self, Write};

pub use args::{
    AuditCommand, Command, InitArgs, Place, ServeArgs, UserCommand, UserCreateArgs, UserInviteArgs, UserNameArgs,
};
pub use init::{InitError, init};
pub use secret_line::{SecretLineError, read_password};

/// Reads the command line; with `--help` or a mistake this says so and ends the process.
pub fn parse() -> Command {
    <args::Cli as clap::Parser>::parse().command
}

/// Writes a line to standard output. A reader that went away (`| head`) is no error.
pub fn say(line: impl std::fmt::Display) {
    drop(writeln!(io::stdout().lock(), "{line}"));
}
