//! What happens to a mail that the relay does not take.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use vestibule::platform::clock::{Clock as _, Timestamp};
use vestibule::platform::mail::{Security, Transport, delivery};

use super::{World, relay, settings};
use crate::support::smtp_sink::Stage;

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_under_way_is_left_alone_until_its_lease_is_over() {
    for world in World::both().await {
        world.put("alice@x.test").await;
        let until = world.clock.now().plus(Duration::from_secs(150));
        world.execute("UPDATE outbox SET leased_until = $1", vec![until.into()]).await;
        world.pass(Duration::from_secs(149));
        assert_eq!(world.deliver().await, 0);
        world.pass(Duration::from_secs(1));
        assert_eq!(world.deliver().await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_node_does_not_give_back_what_another_has_taken() {
    for world in World::both().await {
        world.put("alice@x.test").await;
        world.sink.answer_always(Stage::Data, "451 4.3.0 try later");
        world.sink.delay(Duration::from_millis(500));
        let taken_until = world.clock.now().plus(Duration::from_secs(1_000));
        let take_over = async {
            tokio::time::sleep(Duration::from_millis(200)).await;
            world.execute("UPDATE outbox SET leased_until = $1", vec![taken_until.into()]).await;
        };
        tokio::join!(world.deliver(), take_over);
        let row = world.db.fetch_one("SELECT leased_until FROM outbox", &[]).await.unwrap();
        assert_eq!(row.read::<Timestamp>("leased_until").unwrap(), taken_until);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_says_later_is_asked_later() {
    for world in World::both().await {
        world.put("alice@x.test").await;
        world.sink.answer_always(Stage::Rcpt, "451 4.3.0 try later");
        for pause in [30, 60, 120, 240] {
            assert_eq!(world.deliver().await, 0);
            world.pass(Duration::from_secs(pause - 1));
            world.sink.accept_all();
            assert_eq!(world.deliver().await, 0, "not before {pause} s");
            world.sink.answer_always(Stage::Rcpt, "451 4.3.0 try later");
            world.pass(Duration::from_secs(1));
        }
        world.sink.accept_all();
        assert_eq!((world.deliver().await, world.waiting().await), (1, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_is_given_up_after_three_days() {
    for world in World::both().await {
        world.put("alice@x.test").await;
        world.sink.answer_always(Stage::Data, "452 4.2.2 full");
        world.pass(delivery::GIVE_UP_AFTER - Duration::from_secs(1));
        assert_eq!((world.deliver().await, world.waiting().await), (0, 1));
        world.pass(delivery::LAST_RETRY_AFTER);
        assert_eq!((world.deliver().await, world.waiting().await), (0, 0));
        assert!(world.sink.waiting().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_refused_for_good_is_given_up_after_eight_tries() {
    for world in World::both().await {
        world.put("alice@x.test").await;
        world.put("bob@x.test").await;
        world.sink.answer_always(Stage::Mail, "550 5.7.1 no");
        for _ in 1..delivery::PERMANENT_TRIES {
            assert_eq!(world.deliver().await, 0);
            assert_eq!(world.waiting().await, 2);
            world.pass(delivery::LAST_RETRY_AFTER);
        }
        assert_eq!((world.deliver().await, world.waiting().await), (0, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_the_relay_refuses_costs_no_mail() {
    for mut world in World::both().await {
        world.put("alice@x.test").await;
        let mut settings = settings(world.sink.port(), Security::None);
        (settings.username, settings.password) = (Some("forge".into()), Some(String::from("PASSWORD").into()));
        world.transport = Transport::smtp(&settings).unwrap();
        world.sink.answer_always(Stage::Auth, "535 5.7.8 no");
        for _ in 0..delivery::PERMANENT_TRIES + 2 {
            assert_eq!((world.deliver().await, world.waiting().await), (0, 1));
            world.pass(delivery::LAST_RETRY_AFTER);
        }
        world.sink.accept_all();
        assert_eq!((world.deliver().await, world.waiting().await), (1, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_bad_mail_does_not_hold_up_the_others() {
    for world in World::both().await {
        for to in ["a@x.test", "b@x.test", "c@x.test"] {
            world.put(to).await;
        }
        world.sink.answer_once(Stage::Rcpt, "550 5.1.1 unknown");
        assert_eq!((world.deliver().await, world.waiting().await), (2, 1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_relay_and_no_starttls_leave_the_mail_where_it_is() {
    for mut world in World::both().await {
        world.put("alice@x.test").await;
        world.transport = relay(world.sink.port(), Security::StartTls);
        assert_eq!((world.deliver().await, world.waiting().await), (0, 1));
        world.transport = relay(1, Security::None);
        world.pass(Duration::from_secs(60));
        assert_eq!((world.deliver().await, world.waiting().await), (0, 1));
        assert!(world.sink.waiting().is_empty());
    }
}

/// Where a test's log goes.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_log_names_the_mail_and_nobody() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_writer(move || writer.clone()).finish();
    let world = World::on_sqlite().await;
    world.put("address-canary@x.test").await;
    world.sink.answer_always(Stage::Rcpt, "550 5.1.1 <address-canary@x.test> unknown");
    let _guard = tracing::subscriber::set_default(subscriber);
    for _ in 0..delivery::PERMANENT_TRIES {
        world.deliver().await;
        world.pass(delivery::LAST_RETRY_AFTER);
    }
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("test.letter") && log.contains("answered 550") && log.contains("given up"), "{log}");
    for canary in ["canary", "CANARY", "x.test", "unknown"] {
        assert!(!log.contains(canary), "{log}");
    }
}
