//! `vestibule audit …`: through the running server where there is one, otherwise alone.

use super::user::ask;
use super::{StartError, open};
use crate::cli::{self, AuditCommand};
use crate::features::activity::{self, Answer, Command};
use crate::platform::audit::head;
use crate::platform::config::Config;
use crate::platform::data_dir::DataDir;

/// Does what the command line says and prints the answer. `false`: something is amiss.
pub async fn audit(config: Config, command: &AuditCommand) -> Result<bool, StartError> {
    let first = translate(command)?;
    let answered: Option<Answer> = ask(&config, &first).await?;
    if let Some(answer) = answered {
        let mut done = said(&answer);
        let mut next = answer.next;
        while let Some(command) = next {
            let gone = || StartError::System("the running server", std::io::Error::other("it went away"));
            let answer: Answer = ask(&config, &command).await?.ok_or_else(gone)?;
            done &= said(&answer);
            next = answer.next;
        }
        return Ok(done);
    }
    alone(config, first).await
}

fn said(answer: &Answer) -> bool {
    answer.lines.iter().for_each(cli::say);
    answer.done
}

fn translate(command: &AuditCommand) -> Result<Command, StartError> {
    Ok(match command {
        AuditCommand::Head(_) => Command::AuditHead {},
        AuditCommand::Verify(args) => {
            Command::AuditVerify { head: args.head.as_deref().map(line).transpose()?, walk: None }
        }
    })
}

/// The line itself, or the last one of a file.
fn line(text: &str) -> Result<String, StartError> {
    if let Some(line) = head::last_in(text) {
        return Ok(line.to_owned());
    }
    let file = std::fs::read(text).map_err(|error| StartError::System("the file with the head", error))?;
    let file = String::from_utf8_lossy(&file);
    let none = || StartError::System("the file with the head", std::io::Error::other("there is none in it"));
    head::last_in(&file).map(str::to_owned).ok_or_else(none)
}

/// No server runs on this directory: this process takes its place for a moment.
async fn alone(config: Config, first: Command) -> Result<bool, StartError> {
    let dir = DataDir::open(&config.data)?;
    let lock = dir.lock()?;
    let app = open(config, &dir).await?;
    let (mut done, mut next) = (true, Some(first));
    while let Some(command) = next {
        let answer = activity::run(&app, command).await;
        done &= said(&answer);
        next = answer.next;
    }
    drop(lock);
    Ok(done)
}
