//! From the verb's transaction to the relay.

use std::sync::Arc;
use std::time::Duration;

use db::{Durability, Error, params};
use vestibule::platform::mail::{Transport, delivery, mailbox, outbox};

use super::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_exists_exactly_when_its_verb_has_committed() {
    for world in World::both().await {
        let mail = world.prepare("alice@x.test");
        let rolled_back: Result<(), Error> = world
            .db
            .write(Durability::Process, move |tx| {
                Box::pin(async move {
                    outbox::put(tx, &mail).await?;
                    Err(Error::NotFound)
                })
            })
            .await;
        assert!(rolled_back.is_err());
        assert_eq!((world.waiting().await, world.deliver().await), (0, 0));
        world.put("alice@x.test").await;
        assert_eq!((world.waiting().await, world.deliver().await, world.waiting().await), (1, 1, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn mai_03_the_relay_sees_one_message_with_the_letters_words() {
    for world in World::both().await {
        world.put("Alice@B\u{fc}cher.example").await;
        world.deliver().await;
        let received = world.sink.next().await;
        assert_eq!(received.from, "no-reply@forge.test");
        assert_eq!(received.to, ["Alice@xn--bcher-kva.example"]);
        assert!(!received.bare_line_break && world.sink.waiting().is_empty());
        let mail = received.mail();
        assert_eq!(mail.header("Subject"), Some("SUBJECT-CANARY"));
        assert!(mail.text.contains("\n.\n") && mail.text.contains("\n. a line"), "{}", mail.text);
        assert!(mail.text.lines().any(|line| line == "https://forge.test/go?t=LINK-CANARY"));
        assert!(mail.html.contains("href=\"https://forge.test/go?t=LINK-CANARY\""));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_at_once_send_each_mail_once() {
    for world in World::both().await {
        for at in 0..25 {
            world.put(&format!("user{at}@x.test")).await;
        }
        world.sink.delay(Duration::from_millis(20));
        let pass = |db| delivery::deliver_due(db, &world.mailer, &world.transport);
        let (one, two) = tokio::join!(pass(&world.db), pass(&world.other));
        assert_eq!(one + two, 25);
        let mut recipients: Vec<String> = world.sink.waiting().into_iter().flat_map(|mail| mail.to).collect();
        recipients.sort();
        recipients.dedup();
        assert_eq!((recipients.len(), world.sink.waiting().len(), world.waiting().await), (25, 25, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_sealed_and_bound_to_its_row() {
    for world in World::both().await {
        world.put("address-canary@x.test").await;
        // Identifiers sort by their millisecond.
        world.pass(Duration::from_secs(1));
        world.put("bob@x.test").await;
        let rows = world.db.fetch_all("SELECT id, sealed FROM outbox ORDER BY id", params![]).await.unwrap();
        let sealed: Vec<Vec<u8>> = rows.iter().map(|row| row.read("sealed").unwrap()).collect();
        for canary in ["CANARY", "address-canary", "forge.test", "x.test", "text/plain"] {
            assert!(
                !sealed.iter().any(|bytes| bytes.windows(canary.len()).any(|part| part == canary.as_bytes())),
                "{canary}"
            );
        }
        // Bob's row with the bytes of the first one: it must not be sent to anybody.
        world.execute("UPDATE outbox SET sealed = $1", vec![sealed[0].clone().into()]).await;
        assert_eq!((world.deliver().await, world.waiting().await), (1, 1));
        assert_eq!(world.sink.next().await.to, ["address-canary@x.test"]);
        assert!(world.sink.waiting().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_worker_wakes_works_and_ends() {
    futures_util::future::join_all(World::both().await.map(live_with_a_worker)).await;
}

async fn live_with_a_worker(world: World) {
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let world = Arc::new(world);
    let at_work = Arc::clone(&world);
    let worker = tokio::spawn(async move {
        let shutdown = async { drop(stopped.await) };
        delivery::run(&at_work.db, &at_work.mailer, &at_work.transport, shutdown).await;
    });
    for to in ["alice@x.test", "bob@x.test"] {
        world.put(to).await;
        world.mailer.wake();
        // Before the poll would have found it: the second one finds the worker asleep.
        let received = tokio::time::timeout(delivery::POLL_EVERY * 3 / 4, world.sink.next()).await.unwrap();
        assert_eq!(received.to, [to]);
    }
    // What another node wrote comes without a call.
    world.put("carol@x.test").await;
    assert_eq!(world.sink.next().await.to, ["carol@x.test"]);
    stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(5), worker).await.unwrap().unwrap();
    assert_eq!(world.waiting().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn in_development_mails_are_files() {
    for mut world in World::both().await {
        let dir = world.dir.join("mailbox");
        world.transport = Transport::Mailbox(dir.clone());
        world.put("alice@x.test").await;
        world.pass(Duration::from_secs(1));
        assert_eq!((world.deliver().await, world.waiting().await), (1, 0));
        let entries = mailbox::list(&dir);
        assert_eq!(
            (entries.len(), entries[0].subject.as_str(), entries[0].to.as_str()),
            (1, "SUBJECT-CANARY", "alice@x.test")
        );
        let message = mailbox::read(&dir, &entries[0].id).unwrap();
        assert!(
            message.text.contains("https://forge.test/go?t=LINK-CANARY") && message.html.starts_with("<!DOCTYPE html>")
        );
    }
}
