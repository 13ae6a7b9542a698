//! The order forced, on PostgreSQL: something holds a row until both others wait. Each
//! of these fails without the lock, or the conditional statement, that it is about.

use std::time::Duration;

use axum::http::StatusCode;
use db::{Db, Durability, params};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::support::LOST_DEVICE;
use crate::support::{Answer, Browser, TestServer};

const WAITING: &str = "SELECT COUNT(*) AS n FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE $1";
const SPENT: &str = "SELECT CAST(COUNT(used_at) AS BIGINT) AS n FROM recovery_codes";
const DONE: &str = "/settings/security/two-step/setup/done";

/// A transaction that has run a statement and waits to be told to commit.
struct Holder {
    release: oneshot::Sender<()>,
    done: JoinHandle<Result<(), db::Error>>,
}

impl Holder {
    async fn run(db: &Db, sql: &'static str) -> Self {
        let (db, (release, released), (ready, is_ready)) = (db.clone(), oneshot::channel(), oneshot::channel());
        let done = tokio::spawn(async move {
            db.write(Durability::Process, move |tx| {
                Box::pin(async move {
                    assert!(tx.execute(sql, params![]).await? > 0, "nothing to hold: {sql}");
                    ready.send(()).unwrap();
                    released.await.unwrap();
                    Ok(())
                })
            })
            .await
        });
        is_ready.await.unwrap();
        Self { release, done }
    }

    async fn release(self) {
        self.release.send(()).unwrap();
        self.done.await.unwrap().unwrap();
    }
}

/// Returns when that many transactions wait for a row.
async fn waiting(server: &TestServer, count: i64) {
    waiting_in(server, "", count).await;
}

/// The same, in statements on that table. A test whose lock is gone would look for ever.
async fn waiting_in(server: &TestServer, table: &str, count: i64) {
    let looking = async {
        loop {
            let row = server.app.db.fetch_one(WAITING, params![format!("%{table}%")]).await.unwrap();
            if row.read::<i64>("n").unwrap() >= count {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(8), looking).await.expect("nobody waits for the row that is held");
}

fn enter(mut browser: Browser, code: &str) -> JoinHandle<Answer> {
    let code = code.to_owned();
    tokio::spawn(async move { browser.enter_code(&code).await })
}

fn disable(mut browser: Browser, password: &str, code: &str) -> JoinHandle<Answer> {
    let (password, code) = (password.to_owned(), code.to_owned());
    tokio::spawn(async move { browser.disable(&password, &code).await })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ses_10_a_sign_in_that_is_finished_while_the_epoch_moves_ends() {
    let server = TestServer::postgres().await;
    let alice = server.two_step_person("alice").await;
    let pending = server.pending(&alice).await;
    let holder = Holder::run(&server.app.db, "UPDATE accounts SET security_epoch = security_epoch + 1").await;
    let finish = enter(pending, &alice.recovery_codes[0]);
    waiting(&server, 1).await;
    holder.release().await;
    assert_eq!(finish.await.unwrap().location(), "/sign-in?notice=pending-ended");
    assert_eq!(server.number(SPENT, &[]).await, 0, "and its code is kept");
    assert_eq!(server.events("sign_in.second_step").await, ["sign-in-ended"], "the refusal is recorded");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_that_is_finished_while_two_step_is_disabled_ends() {
    let server = TestServer::postgres().await;
    let alice = server.two_step_person("alice").await;
    let browser = server.signed_in_twice(&alice).await;
    let pending = server.pending(&alice).await;
    let holder = Holder::run(&server.app.db, "UPDATE recovery_codes SET used_at = used_at").await;
    let disabled = disable(browser, &alice.password, &server.code(&alice.key));
    waiting(&server, 1).await;
    let finish = enter(pending, &alice.recovery_codes[0]);
    waiting(&server, 2).await;
    holder.release().await;
    assert_eq!(disabled.await.unwrap().location(), "/settings/security?notice=two-step-off");
    assert_eq!(finish.await.unwrap().location(), "/sign-in?notice=pending-ended");
    assert!(!server.is_two_step_on("alice").await);
    assert_eq!(
        server.number("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM sessions", &[]).await,
        1,
        "the one that disabled it"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_that_is_finished_just_before_two_step_is_disabled_is_ended_by_it() {
    let server = TestServer::postgres().await;
    let alice = server.two_step_person("alice").await;
    let browser = server.signed_in_twice(&alice).await;
    let pending = server.pending(&alice).await;
    let holder = Holder::run(&server.app.db, "UPDATE recovery_codes SET used_at = used_at").await;
    let finish = enter(pending, &alice.recovery_codes[0]);
    waiting(&server, 1).await;
    let disabled = disable(browser, &alice.password, &server.code(&alice.key));
    waiting(&server, 2).await;
    holder.release().await;
    let finished = finish.await.unwrap();
    assert_eq!(finished.location(), LOST_DEVICE);
    assert_eq!(disabled.await.unwrap().location(), "/settings/security?notice=two-step-off");
    let cookie = finished.headers["set-cookie"].to_str().unwrap().to_owned();
    let mut opened = server.browser();
    opened.cookies.insert("session".into(), cookie.split_once('=').unwrap().1.split(';').next().unwrap().to_owned());
    assert!(!opened.is_signed_in().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ses_09_who_starts_again_while_the_code_is_taken_waits_for_it() {
    let server = TestServer::postgres().await;
    let alice = server.two_step_person("alice").await;
    let pending = server.pending(&alice).await;
    let holder = Holder::run(&server.app.db, "UPDATE recovery_codes SET used_at = used_at").await;
    let finish = enter(pending.clone(), &alice.recovery_codes[0]);
    waiting(&server, 1).await;
    let mut tab = pending;
    let again = tokio::spawn(async move { tab.post("/sign-in/start-again", &[]).await });
    waiting(&server, 2).await;
    holder.release().await;
    assert_eq!(finish.await.unwrap().location(), LOST_DEVICE);
    assert_eq!(again.await.unwrap().location(), "/sign-in");
    assert_eq!(server.number("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM pending_sign_ins", &[]).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_alone_signs_nobody_in_while_two_step_is_switched_on() {
    let server = TestServer::postgres().await;
    let alice = server.person("alice").await;
    let (mut browser, _, _) = server.at_codes_step(&alice).await;
    let holder = Holder::run(&server.app.db, "UPDATE two_step_setups SET expires_at = expires_at").await;
    let activate = tokio::spawn(async move { browser.finish_set_up().await });
    waiting(&server, 1).await;
    let (mut visitor, person) = (server.browser(), alice.clone());
    let sign_in = tokio::spawn(async move { visitor.sign_in(&person).await });
    waiting(&server, 2).await;
    holder.release().await;
    assert_eq!(activate.await.unwrap().location(), DONE);
    let refused = sign_in.await.unwrap();
    assert!(!refused.headers.contains_key("set-cookie"), "{}", refused.status);
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    server.pending(&alice).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_activations_the_second_finds_nothing_left() {
    let server = TestServer::postgres().await;
    let alice = server.person("alice").await;
    let (browser, _, _) = server.at_codes_step(&alice).await;
    let holder = Holder::run(&server.app.db, "UPDATE two_step_setups SET expires_at = expires_at").await;
    let acts = [browser.clone(), browser].map(|mut tab| tokio::spawn(async move { tab.finish_set_up().await }));
    waiting(&server, 2).await;
    holder.release().await;
    let mut done = 0;
    for act in acts {
        let answer = act.await.unwrap();
        assert!(!answer.status.is_server_error(), "{}", answer.body);
        done += usize::from(answer.location() == DONE);
    }
    assert_eq!(done, 1);
    assert!(server.is_two_step_on("alice").await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rec_01_of_two_sign_ins_with_one_code_the_second_finds_it_spent() {
    let server = TestServer::postgres().await;
    let alice = server.two_step_person("alice").await;
    let pendings = [server.pending(&alice).await, server.pending(&alice).await];
    let holder = Holder::run(&server.app.db, "UPDATE accounts SET version = version").await;
    let acts = pendings.map(|pending| enter(pending, &alice.recovery_codes[0]));
    waiting(&server, 2).await;
    holder.release().await;
    let mut statuses = Vec::new();
    for act in acts {
        statuses.push(act.await.unwrap().status);
    }
    statuses.sort();
    assert_eq!(statuses, [StatusCode::SEE_OTHER, StatusCode::FORBIDDEN]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_charge_and_a_success_take_their_rows_in_one_order() {
    let server = TestServer::postgres().await;
    let alice = server.two_step_person("alice").await;
    // A success that has everything but its counters, which somebody holds …
    let (first, second) = (server.pending(&alice).await, server.pending(&alice).await);
    let holder = Holder::run(&server.app.db, "UPDATE recovery_codes SET used_at = used_at").await;
    let finish = enter(first, &alice.recovery_codes[0]);
    waiting(&server, 1).await;
    // (Only locked: after a new version of the row whoever came first begins anew.)
    let locked = "SELECT failures FROM throttles WHERE factor = 'network' FOR UPDATE";
    let counters = Holder::run(&server.app.db, locked).await;
    // … while a second try waits to be charged to the same network and the same factor.
    let charge = enter(second, &alice.recovery_codes[1]);
    waiting(&server, 2).await;
    holder.release().await;
    waiting_in(&server, "throttles", 2).await;
    counters.release().await;
    for answer in [finish.await.unwrap(), charge.await.unwrap()] {
        assert_eq!(answer.location(), LOST_DEVICE, "{}: {}", answer.status, answer.body);
    }
}

/// DESIGN 5.1: the session that goes on after a change has seen the codes if the one before
/// it has, though only while the change waited for the account.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_renewed_session_has_seen_what_the_old_one_saw_meanwhile() {
    for (meanwhile, seen) in
        [("UPDATE sessions SET codes_seen = TRUE", 1), ("UPDATE sessions SET codes_seen = FALSE", 0)]
    {
        let server = TestServer::postgres().await;
        let alice = server.two_step_person("alice").await;
        let mut browser = server.signed_in_twice(&alice).await;
        server.advance(30);
        let holder = Holder::run(&server.app.db, "UPDATE accounts SET version = version").await;
        let fields = [
            ("password", alice.password.clone()),
            ("new_password", "seven calm otters paint".to_owned()),
            ("code", server.code(&alice.key)),
        ];
        let change = tokio::spawn(async move {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            browser.post("/settings/security/password", &fields).await
        });
        waiting(&server, 1).await;
        server.execute(meanwhile, vec![]).await;
        holder.release().await;
        assert_eq!(change.await.unwrap().location(), "/settings/security?notice=password-changed");
        let sql = "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM sessions WHERE codes_seen = TRUE";
        assert_eq!(server.number(sql, &[]).await, seen);
    }
}
