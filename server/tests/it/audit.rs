//! The audit log's chains: what is done to them is found, and what is not done is not.

mod failing;
mod heads;
mod parallel;
mod retention;
mod tampering;
mod waits;

use db::{Durability, params};
use vestibule::features::activity::{self, Command};
use vestibule::platform::audit::{self, Caller, Event};
use vestibule::platform::fault::Fault;

use crate::support::TestServer;

impl TestServer {
    /// Writes events of that account.
    async fn note(&self, account: &str, events: usize) {
        for _ in 0..events {
            let (app, account) = (self.app.clone(), account.to_owned());
            let done: Result<(), Fault> = self
                .app
                .db
                .write(Durability::Process, move |tx| {
                    Box::pin(async move {
                        let account = Some(account.as_str());
                        let event = Event { action: "sign_out", result: "allowed", account, factor: None };
                        audit::record(tx, &app, &Caller::operator(), event).await
                    })
                })
                .await;
            done.unwrap();
        }
    }

    /// The line that says where the chains end.
    async fn audit_head(&self) -> String {
        let answer = activity::run(&self.app, Command::AuditHead {}).await;
        assert!(answer.done && answer.lines.len() == 1, "{answer:?}");
        answer.lines[0].clone()
    }

    /// What the walk says, and whether all is well.
    async fn audit_verify(&self, head: Option<&str>) -> (bool, Vec<String>) {
        let (mut done, mut lines) = (true, Vec::new());
        let mut next = Some(Command::AuditVerify { head: head.map(str::to_owned), walk: None });
        while let Some(command) = next {
            let answer = activity::run(&self.app, command).await;
            done &= answer.done;
            lines.extend(answer.lines);
            next = answer.next;
        }
        (done, lines)
    }

    /// The chain that has the most events.
    async fn longest_chain(&self) -> i64 {
        let sql = "SELECT chain AS n FROM audit_chains ORDER BY last_number DESC LIMIT 1";
        self.app.db.fetch_one(sql, params![]).await.unwrap().read("n").unwrap()
    }
}
