//! What a stored hash costs, and a machine that has too much to hash.

use db::params;
use futures_util::FutureExt as _;
use vestibule::platform::hashing::Cost;
use zeroize::Zeroizing;

use super::{WRONG, on_page, over_api};
use crate::on_both_engines;
use crate::support::{Options, TestServer};

async fn stored(server: &TestServer) -> String {
    server.app.db.fetch_one("SELECT hash FROM passwords", &[]).await.unwrap().read("hash").unwrap()
}

/// Fills the one thread and its queue with work until nothing more is taken; the
/// hashes are dropped with what is answered.
fn keep_busy(server: &TestServer) -> Vec<tokio::task::JoinHandle<()>> {
    let cost = Cost { memory_kib: 65_536, passes: 6, lanes: 1 };
    let mut jobs = Vec::new();
    loop {
        let hashing = server.app.hashing.clone();
        let mut job =
            Box::pin(async move { hashing.hash(Zeroizing::new(vec![7; 16]), None, [7; 16], cost).await.map(drop) });
        // The first poll puts it into the queue, or learns that there is no place.
        match job.as_mut().now_or_never() {
            None => jobs.push(tokio::spawn(async move { drop(job.await) })),
            Some(refused) => {
                refused.unwrap_err();
                // The thread may just have taken one: then there is a place again.
                if jobs.len() > 1 {
                    return jobs;
                }
            }
        }
    }
}

on_both_engines! {
    async fn pwd_10_a_hash_of_another_cost_follows_at_sign_in(server) {
        let alice = server.person("alice").await;
        assert!(stored(&server).await.contains("m=64,t=1,p=1"));
        let dearer = server.again_with(Options::set(&[("VESTIBULE_PASSWORDS__MEMORY_KIB", "128")])).await;
        assert_eq!(on_page(&mut dearer.browser(), "alice", WRONG).await.status, 401);
        assert!(stored(&server).await.contains("m=64,t=1,p=1"));
        let hashes = dearer.hashes();
        assert_eq!(on_page(&mut dearer.browser(), "alice", &alice.password).await.status, 303);
        assert!(stored(&server).await.contains("m=128,t=1,p=1"), "{}", stored(&server).await);
        assert_eq!(dearer.hashes() - hashes, 2);
        // Now it is of today's cost: one hash, and the cheaper server takes it back.
        assert_eq!(on_page(&mut dearer.browser(), "alice", &alice.password).await.status, 303);
        assert_eq!(dearer.hashes() - hashes, 3);
        assert_eq!(on_page(&mut server.browser(), "alice", &alice.password).await.status, 303);
        assert!(stored(&server).await.contains("m=64,t=1,p=1"));
    }

    async fn pwd_10_a_downgraded_hash_is_raised_again(server) {
        let alice = server.person("alice").await;
        let weak = server.again_with(Options::set(&[("VESTIBULE_PASSWORDS__MEMORY_KIB", "8")])).await;
        assert_eq!(on_page(&mut weak.browser(), "alice", &alice.password).await.status, 303);
        assert!(stored(&server).await.contains("m=8,t=1,p=1"));
        assert_eq!(on_page(&mut server.browser(), "alice", &alice.password).await.status, 303);
        assert!(stored(&server).await.contains("m=64,t=1,p=1"));
    }

    async fn pwd_10_an_absurd_cost_is_not_paid(server) {
        let alice = server.person("alice").await;
        let good = stored(&server).await;
        for (from, to) in [("m=64", "m=4194304"), ("t=1", "t=4000000"), ("p=1", "p=255"), ("argon2id", "argon2i")] {
            let sql = "UPDATE passwords SET hash = $1";
            server.execute(sql, params![good.replace(from, to)].to_vec()).await;
            let hashes = server.hashes();
            let answer = on_page(&mut server.browser(), "alice", &alice.password).await;
            assert_eq!((answer.status.as_u16(), server.hashes() - hashes), (401, 1), "{to}");
        }
        server.execute("UPDATE passwords SET hash = $1", params![good].to_vec()).await;
        assert_eq!(on_page(&mut server.browser(), "alice", &alice.password).await.status, 303);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pwd_01_too_many_at_once_are_told_to_come_back_and_not_charged() {
    let options = [("VESTIBULE_PASSWORDS__QUEUE_MAX", "1"), ("VESTIBULE_PASSWORDS__THREADS", "1")];
    for server in TestServer::both_with(Options::set(&options)).await {
        let alice = server.person("alice").await;
        let jobs = keep_busy(&server);
        let page = on_page(&mut server.browser(), "alice", WRONG).await;
        let json = over_api(&mut server.browser(), "nobody", WRONG).await;
        assert_eq!((page.status.as_u16(), page.retry_after()), (503, Some(5)));
        assert!(page.body.contains(&server.app.locale.t("errors-overload")) && !page.sets_cookies(), "{}", page.body);
        assert_eq!((json.status.as_u16(), json.retry_after()), (503, Some(5)));
        assert_eq!(json.problem(), "overloaded");
        let charged = "SELECT CAST(COALESCE(SUM(failures), 0) AS BIGINT) AS n FROM throttles";
        assert_eq!(server.number(charged, &[]).await, 0);
        assert_eq!(server.rows("throttles").await, 0, "a counter with nothing in it is gone");
        for job in jobs {
            job.await.unwrap();
        }
        assert_eq!(on_page(&mut server.browser(), "alice", &alice.password).await.status, 303);
    }
}
