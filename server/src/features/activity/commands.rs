//! The operator's commands on the whole log, the same whether they come through the running
//! server's socket or find no server and do the work themselves.

use serde::{Deserialize, Serialize};

use crate::app::Shared;
use crate::platform::audit::Caller;
use crate::platform::audit::head::{self, Head};
use crate::platform::audit::verify::{self, Begins, STEP_EVENTS_MAX, Step, Then, Trouble, Walk};
use crate::platform::fault::Fault;

/// A command as it crosses the socket.
#[derive(Debug, Deserialize, Serialize)]
#[serde(tag = "command", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Command {
    /// Say where the chains end.
    AuditHead {},
    /// Walk the chains, a step at a time: a socket's answer does not take minutes.
    AuditVerify {
        /// Where they ended before, as [`Command::AuditHead`] has said.
        head: Option<String>,
        /// How far the walk has come; none at its beginning.
        walk: Option<Walk>,
    },
}

/// What the operator reads, and how it goes on.
#[derive(Debug, Deserialize, Serialize)]
pub struct Answer {
    /// Whether nothing was amiss.
    pub done: bool,
    /// Lines to print.
    pub lines: Vec<String>,
    /// What to ask next.
    pub next: Option<Command>,
}

impl Answer {
    fn refused(line: impl Into<String>) -> Self {
        Self { done: false, lines: vec![line.into()], next: None }
    }
}

/// Does what the command says.
pub async fn run(app: &Shared, command: Command) -> Answer {
    let done = match command {
        Command::AuditHead {} => {
            let line = head::take(app, &Caller::operator()).await;
            line.map(|line| Answer { done: true, lines: vec![line], next: None })
        }
        Command::AuditVerify { head, walk } => verify(app, head, walk).await,
    };
    done.unwrap_or_else(|fault| Answer::refused(format!("it did not work: {fault}")))
}

async fn verify(app: &Shared, line: Option<String>, walk: Option<Walk>) -> Result<Answer, Fault> {
    let head = match line.as_deref().map(|line| Head::read(&app.keys, line)) {
        Some(None) => return Ok(Answer::refused("that head was not made by this server, or somebody has changed it")),
        head => head.flatten(),
    };
    let Step { begins, trouble, then } =
        verify::step(app, walk.unwrap_or_else(Walk::begin), head.as_ref(), STEP_EVENTS_MAX).await?;
    let mut lines: Vec<String> = begins.map(beginning).into_iter().chain(trouble.map(words)).collect();
    let next = match then {
        Then::On(walk) => Some(Command::AuditVerify { head: line, walk: Some(walk) }),
        Then::Over(Walk { events, troubled: 0, .. }) => {
            lines.push(format!("{events} events, all as they were written"));
            None
        }
        Then::Over(Walk { events, troubled, .. }) => {
            let chains = if troubled == 1 { "one chain is" } else { "several chains are" };
            lines.push(format!("{events} events as they were written; {chains} not"));
            None
        }
    };
    Ok(Answer { done: trouble.is_none(), lines, next })
}

fn beginning(Begins { chain, after, removed_before }: Begins) -> String {
    let day = removed_before.words();
    format!("chain {chain}: begins after event {after}; those up to it, older than {day}, were removed by their age")
}

fn words(trouble: Trouble) -> String {
    match trouble {
        Trouble::NoChain { chain } => format!("chain {chain}: it is gone"),
        Trouble::Missing { chain, from, to } if from == to => format!("chain {chain}: event {from} is missing"),
        Trouble::Missing { chain, from, to } => format!("chain {chain}: events {from} to {to} are missing"),
        Trouble::Changed { chain, number } => format!("chain {chain}: event {number} was changed, moved or put in"),
        Trouble::NotAsInHead { chain, number } => {
            format!(
                "chain {chain}: event {number} is not the one that the head names: the end was cut off and written anew"
            )
        }
        Trouble::WrongEnd { chain, number } => {
            format!("chain {chain}: its row in audit_chains tells another end than event {number}")
        }
        Trouble::BadAnchor { chain } => {
            format!("chain {chain}: what says where it begins, its row in audit_anchors, is gone or was changed")
        }
        Trouble::Stray { chain, number } => {
            format!("event {number} of chain {chain} belongs to no chain: it was put in")
        }
    }
}
