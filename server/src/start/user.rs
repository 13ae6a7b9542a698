//! `vestibule user …`: through the running server where there is one, otherwise alone.

use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use super::{StartError, mail, open};
use crate::cli::{self, UserCommand};
use crate::features::admin::{self, Answer, Command};
use crate::platform::config::Config;
use crate::platform::data_dir::DataDir;
use crate::platform::mail::delivery;
use crate::platform::operator_socket;

/// Does what the command line says and prints the answer. `false`: it was refused.
pub async fn user(config: Config, command: &UserCommand, password: Zeroizing<String>) -> Result<bool, StartError> {
    let mut command = translate(command, password);
    loop {
        let next = after_this(&command);
        let answer: Option<Answer> = ask(&config, &command).await?;
        let answer = match answer {
            Some(answer) => answer,
            None => return alone(config, command).await,
        };
        answer.lines.iter().for_each(cli::say);
        match (next && answer.done, answer.lines.last().and_then(|line| line.split('\t').next())) {
            (true, Some(last)) => command = Command::UserList { after: last.to_owned() },
            _ => return Ok(answer.done),
        }
    }
}

/// Whether a list may go on after this answer.
fn after_this(command: &Command) -> bool {
    matches!(command, Command::UserList { .. })
}

fn translate(command: &UserCommand, password: Zeroizing<String>) -> Command {
    match command {
        UserCommand::Create(args) => Command::UserCreate {
            username: args.username.clone(),
            email: args.email.clone(),
            confirmed: args.confirmed,
            admin: args.admin,
            password: password.to_string(),
        },
        UserCommand::List(_) => Command::UserList { after: String::new() },
        UserCommand::Disable(args) => Command::UserDisable { username: args.username.clone() },
        UserCommand::Enable(args) => Command::UserEnable { username: args.username.clone() },
        UserCommand::Invite(args) => Command::UserInvite { email: args.email.clone() },
    }
}

/// Asks the running server; none where there is none.
pub(super) async fn ask<A: DeserializeOwned>(
    config: &Config,
    command: &impl Serialize,
) -> Result<Option<A>, StartError> {
    let io = |error| StartError::System("the running server's socket", error);
    let request = serde_json::json!(command);
    let answer = operator_socket::ask(&config.data.join(operator_socket::FILE), &request).await.map_err(io)?;
    let unreadable = |_| io(std::io::Error::other("an answer of another version"));
    match answer {
        None => Ok(None),
        Some(answer) => match answer.get("error").and_then(serde_json::Value::as_str) {
            Some(error) => Err(io(std::io::Error::other(error.to_owned()))),
            None => serde_json::from_value(answer).map(Some).map_err(unreadable),
        },
    }
}

/// No server runs on this directory: this process takes its place for a moment.
async fn alone(config: Config, mut command: Command) -> Result<bool, StartError> {
    let dir = DataDir::open(&config.data)?;
    let lock = dir.lock()?;
    let app = open(config, &dir).await?;
    let done = loop {
        let is_list = after_this(&command);
        let answer = admin::run(&app, command).await;
        answer.lines.iter().for_each(cli::say);
        match (is_list && answer.done, answer.lines.last().and_then(|line| line.split('\t').next())) {
            (true, Some(last)) => command = Command::UserList { after: last.to_owned() },
            _ => break answer.done,
        }
    };
    // A link that was just written must not wait for a server that may start tomorrow.
    if !app.config.is_for_database {
        delivery::deliver_due(&app.db, &app.mail, &mail::transport(&app.config, &dir)?).await;
    }
    drop(lock);
    Ok(done)
}
