//! The mails that invite to it.

use std::sync::Arc;

use vestibule::features::admin::{self, Command};
use vestibule::{jobs, migrations};

use super::{DAY, PAGE, mails, set_up_at, try_code, turn_to};
use crate::on_both_engines;
use crate::support::TestServer;

on_both_engines! {
    async fn one_mail_at_day_28_and_one_a_year(server) {
        let ann = server.two_step_person("ann").await;
        let since = set_up_at(&server).await;
        for (days, expected) in [(27, 0), (28, 1), (29, 1), (392, 1), (393, 2), (757, 2), (758, 3)] {
            turn_to(&server, since, days, 0);
            assert_eq!((mails(&server).await, mails(&server).await), (expected, expected), "day {days}");
        }
        let (subject, text) = server.newest_mail(&ann.email).await.unwrap();
        assert!(subject.starts_with("Does your second factor still work?"), "{subject}");
        let page = format!("{}{PAGE}", server.app.config.origin.as_str());
        assert!(text.contains(&page) && !text.contains("token="), "{text}");
        assert!(!text.contains(&ann.key) && !ann.recovery_codes.iter().any(|code| text.contains(code.as_str())));
    }

    async fn who_has_done_it_is_invited_a_year_later(server) {
        let ann = server.two_step_person("ann").await;
        server.advance(28 * DAY - 90);
        let mut browser = server.signed_in_twice(&ann).await;
        assert_eq!(try_code(&mut browser, &server.code(&ann.key)).await, 303);
        server.advance(300 * DAY);
        assert_eq!(mails(&server).await, 0);
        server.advance(65 * DAY);
        assert_eq!(mails(&server).await, 1);
    }

    /// A server that was off for years does not make up for them.
    async fn after_a_long_sleep_there_is_one_mail(server) {
        server.two_step_person("ann").await;
        server.advance(2_000 * DAY);
        assert_eq!((mails(&server).await, mails(&server).await), (1, 1));
        server.advance(364 * DAY);
        assert_eq!(mails(&server).await, 1);
        server.advance(DAY);
        assert_eq!(mails(&server).await, 2);
    }

    async fn many_nodes_send_one_mail_each(server) {
        for name in ["ann", "ben", "cal"] {
            server.two_step_person(name).await;
        }
        server.advance(29 * DAY);
        let mut nodes: Vec<Arc<TestServer>> = Vec::new();
        nodes.extend(server.another_node().await.map(Arc::new));
        nodes.push(Arc::new(server));
        let turns: Vec<_> = (0..12)
            .map(|turn| {
                let node = nodes[turn % nodes.len()].clone();
                tokio::spawn(async move { jobs::tell(&node.app).await.unwrap() })
            })
            .collect();
        for turn in turns {
            turn.await.unwrap();
        }
        assert_eq!(nodes[0].number("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM outbox WHERE kind = 'drill'", &[]).await, 3);
    }

    /// More than fit into one turn: the others come at the next, and nobody twice.
    async fn a_turn_is_bounded(server) {
        server.two_step_person("ann").await;
        let copy = "INSERT INTO accounts (id, username, state, role, version, security_epoch, created_at)
                    SELECT $1 || id, username, state, role, version, security_epoch, created_at FROM accounts
                    WHERE username = 'ann' AND length(id) < 60";
        let drill = "INSERT INTO drills (account_id, due_at, invite_at, put_off_until)
                     SELECT $1 || account_id, due_at, invite_at, put_off_until FROM drills WHERE length(account_id) < 60";
        for number in 0..7 {
            for sql in [copy, drill] {
                server.execute(sql, vec![format!("{number}").into()]).await;
            }
        }
        let all = server.rows("drills").await;
        assert_eq!(all, 128);
        server.advance(28 * DAY);
        let waiting = "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM drills WHERE invite_at <= $1";
        let now = [db::Value::from(server.clock.unix_secs() * 1_000_000)];
        jobs::tell(&server.app).await.unwrap();
        assert_eq!(server.number(waiting, &now).await, all - 100);
        jobs::tell(&server.app).await.unwrap();
        assert_eq!((server.number(waiting, &now).await, mails(&server).await), (0, 1), "the copies have no address");
    }

    /// The page tries an app's codes; who has none is not sent there.
    async fn an_account_without_an_app_gets_none(server) {
        for name in ["ann", "ben"] {
            server.two_step_person(name).await;
        }
        let of_ben = "DELETE FROM authenticator_apps WHERE account_id = (SELECT id FROM accounts WHERE username = 'ben')";
        assert_eq!(server.execute(of_ben, vec![]).await, 1);
        server.advance(28 * DAY);
        assert_eq!((mails(&server).await, mails(&server).await), (1, 1));
    }

    async fn an_account_that_is_switched_off_gets_none(server) {
        server.two_step_person("ann").await;
        let disable = Command::UserDisable { username: "ann".to_owned() };
        assert!(admin::run(&server.app, disable).await.done);
        server.advance(28 * DAY);
        assert_eq!(mails(&server).await, 0);
    }
}

/// Whoever had two-step verification before there were drills is asked from its set-up on.
#[tokio::test]
async fn accounts_from_before_are_asked_too() {
    let servers = [TestServer::sqlite().await, TestServer::postgres().await];
    for server in servers {
        server.two_step_person("ann").await;
        let since = set_up_at(&server).await;
        let due = "SELECT due_at AS n FROM drills";
        let asked = server.number(due, &[]).await;
        server.execute("DROP TABLE drills", vec![]).await;
        server.execute("DELETE FROM schema_migrations WHERE version >= 13", vec![]).await;
        let up_to_drills: Vec<_> = migrations::ALL.iter().filter(|one| one.version <= 13).copied().collect();
        server.app.db.migrate(&up_to_drills).await.unwrap();
        assert_eq!(server.number(due, &[]).await, asked);
        assert_eq!(asked / 1_000_000, since + 28 * 86_400);
    }
}
