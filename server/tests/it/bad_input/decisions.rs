//! AUD-01: each decision leaves one event, whichever way in it was taken by. Wrong proofs, the
//! waits after too many of them, and right ones: all made from the surface matrix.

use vestibule::platform::surface::{Proof, Row, Verb};

use super::{Scene, is_api, media_type};
use crate::support::{Answer, TestServer, bodies_without_nonce};

/// Acts that events tell of, with the waits that are counted to the last event of theirs.
const TOLD: &str = "SELECT CAST((SELECT COALESCE(SUM(COALESCE(times, 1)), 0) FROM audit_events)
                      + (SELECT COALESCE(SUM(untold), 0) FROM audit_waits) AS BIGINT) AS n";

/// More tries than are free.
const TRIES: usize = 8;

/// Where a browser is sent that comes without the credential, no longer with it, or with no
/// set-up that is as far as this way in.
const TURNED_AWAY: [&str; 5] = [
    "/sign-in?notice=pending-ended",
    "/sign-in?notice=first",
    "/settings/security/two-step/setup?notice=ended",
    "/settings/security/apps?notice=ended",
    "/settings/security/keys?notice=ended",
];

/// Ways in that decide nothing: the judge of new passwords, which knows nobody's, a file of
/// codes that a page has just shown, whose look is the event, and a challenge for a key.
fn decides_nothing(row: &Row) -> bool {
    ["/password-check", "/recovery-codes/download", "/dev/mailbox", "options"]
        .iter()
        .any(|part| row.path.contains(part))
}

/// Whether the answer tells a decision: done, refused, or to be tried later. What cannot be
/// understood (400, 413, 415, 422), brings nothing that exists (401, 404, 410) or meets another
/// state (409) is none.
fn is_decision(row: &Row, answer: &Answer) -> bool {
    let at_a_door = row.path.contains("/sign-in");
    match answer.status.as_u16() {
        303 if TURNED_AWAY.contains(&answer.location()) => false,
        200 | 202 | 204 | 303 | 403 | 429 => true,
        401 => at_a_door,
        // A session or trust of that name there may be, on this account or none: to look was to
        // decide. And what was typed is looked at first where a count is begun again.
        404 => {
            row.path.ends_with("/guessing/{id}/reset")
                || row.path.contains("/sessions/") && row.path.ends_with("{id}/end")
        }
        _ => false,
    }
}

/// Sends the body and holds the events against what was decided: one, or none where nothing was.
async fn one_event(scene: &Scene, row: &Row, body: String, wrong: &mut Vec<String>) -> Answer {
    let before = scene.server.number(TOLD, &[]).await;
    let answer = scene.send(row, Some(media_type(row)), body).await;
    let events = scene.server.number(TOLD, &[]).await - before;
    let expected = i64::from(is_decision(row, &answer));
    if events != expected {
        let (verb, path, status) = (row.verb, row.path, answer.status);
        wrong.push(format!("{verb:?} {path}: {status} {} has {events} events", answer.location()));
    }
    answer
}

/// The fixture with the right password and a right code in it.
fn with_right_proofs(scene: &Scene, row: &Row) -> String {
    let is_bob = matches!(row.credential, super::Credential::Session | super::Credential::ApiSession)
        && !super::needs_two_step(row);
    let (password, code) = if is_bob {
        (scene.bob.password.clone(), "000000".to_owned())
    } else {
        (scene.carol.password.clone(), scene.server.code(&scene.carol.key))
    };
    let form_password = password.replace(' ', "+");
    row.fixture
        .replace("wrong password x", &password)
        .replace("wrong+password+x", &form_password)
        .replace("000000", &code)
}

/// BRF-07: who must wait learns nothing from it: the right proof gets the answer of a wrong one.
async fn same_to_right_and_wrong(scene: &Scene, row: &Row, wrong: &mut Vec<String>) {
    let to_wrong = scene.send(row, Some(media_type(row)), row.fixture.to_owned()).await;
    let to_right = one_event(scene, row, with_right_proofs(scene, row), wrong).await;
    let told = |answer: &Answer| {
        let body = match row.path {
            // Its page lists the tries themselves.
            path if path.contains("/activity") => String::new(),
            _ if is_api(row) => answer.body.clone(),
            _ => bodies_without_nonce(answer),
        };
        (answer.status, answer.headers.get("retry-after").cloned(), body)
    };
    if told(&to_wrong) != told(&to_right) {
        wrong.push(format!("{}: {} to wrong, {} to right", row.path, to_wrong.status, to_right.status));
    }
}

/// A scene of its own for each way in: no try of one is charged to another.
async fn each(servers: [fn() -> futures_util::future::BoxFuture<'static, TestServer>; 2]) -> usize {
    let (mut waited, mut wrong) = (0, Vec::new());
    for server in servers {
        let rows = server().await.matrix();
        for row in rows.into_iter().filter(|row| row.verb != Verb::Get && !decides_nothing(row)) {
            let scene = Scene::of(server().await).await;
            let mut last = None;
            for _ in 0..TRIES {
                last = Some(one_event(&scene, row, row.fixture.to_owned(), &mut wrong).await.status.as_u16());
            }
            let has_waited = last == Some(429);
            // A link that is none (410) leads to no compare.
            if !has_waited && last != Some(410) && ![Proof::None, Proof::Fresh].contains(&row.proof) {
                wrong.push(format!("{}: nobody waited, {last:?}", row.path));
            }
            waited += usize::from(has_waited);
            if has_waited && row.proof != Proof::None {
                same_to_right_and_wrong(&scene, row, &mut wrong).await;
            }
            let scene = Scene::of(server().await).await;
            one_event(&scene, row, with_right_proofs(&scene, row), &mut wrong).await;
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    waited
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn aud_01_each_decision_leaves_one_event() {
    let waited = each([|| Box::pin(TestServer::sqlite()), || Box::pin(TestServer::postgres())]).await;
    assert!(waited >= 20, "{waited} ways in made somebody wait");
}
