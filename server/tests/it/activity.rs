//! `/settings/security/activity` and `/api/v1/activity`

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode, header};
use serde_json::Value;
use vestibule::features::activity::words;
use vestibule::platform::audit::{self, Caller, Event};
use vestibule::platform::locale::Locale;

use crate::locales::sources;
use crate::on_both_engines;
use crate::support::{Browser, TestServer};

const PAGE: &str = "/settings/security/activity";
const EXPORT: &str = "/settings/security/activity/export";

/// The events of a page of the API's list, and where it goes on.
async fn list(program: &mut Browser, query: &str) -> (Vec<Value>, Option<String>) {
    let answer = program.get(&format!("/api/v1/activity{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let json = answer.json();
    (json["events"].as_array().unwrap().clone(), json["before"].as_str().map(str::to_owned))
}

fn actions(events: &[Value]) -> Vec<(&str, &str)> {
    events.iter().map(|event| (event["action"].as_str().unwrap(), event["result"].as_str().unwrap())).collect()
}

async fn id_of(program: &mut Browser) -> String {
    program.get("/api/v1/me").await.json()["id"].as_str().unwrap().to_owned()
}

async fn note(server: &TestServer, account: &str, events: usize) {
    for _ in 0..events {
        let event = Event { action: "sign_out", result: "allowed", account: Some(account), factor: None };
        audit::note(&server.app, &Caller::operator(), event).await.unwrap();
    }
}

on_both_engines! {
    async fn aud_09_everybody_sees_their_own_and_nothing_else(server) {
        let alice = server.two_step_person("alice").await;
        let mallory = server.person("mallory").await;
        let mut of_alice = server.program_signed_in_twice(&alice).await;
        let mut of_mallory = server.program(&mallory).await;
        let alice_id = id_of(&mut of_alice).await;
        note(&server, &alice_id, 60).await;
        let (first, before) = list(&mut of_alice, "").await;
        assert_eq!(first.len(), 50);
        // Her place in the list is a place in time, and no way to her events.
        for query in [String::new(), format!("?before={}", before.unwrap())] {
            let (events, _) = list(&mut of_mallory, &query).await;
            let ids: BTreeSet<&str> = events.iter().map(|event| event["id"].as_str().unwrap()).collect();
            assert!(first.iter().all(|event| !ids.contains(event["id"].as_str().unwrap())));
        }
        let (events, _) = list(&mut of_mallory, "").await;
        assert_eq!(actions(&events), [("sign_in.password", "allowed"), ("admin.create", "allowed")]);
        for query in ["?account=alice", "?show=all&account_id=x", &format!("?id={alice_id}")] {
            assert_eq!(of_mallory.get(&format!("/api/v1/activity{query}")).await.status, StatusCode::BAD_REQUEST);
        }
        let file = server.signed_in(&mallory).await.post(EXPORT, &[]).await;
        assert!(file.status == StatusCode::OK && file.body.lines().count() == 4, "{}", file.body);
    }

    async fn the_page_says_what_happened_and_what_others_tried(server) {
        let ann = server.two_step_person("ann").await;
        let wrong = [("login", "ann"), ("password", "not her password")];
        assert_eq!(server.browser_at("203.0.113.9:4000").post("/sign-in", &wrong).await.status, StatusCode::UNAUTHORIZED);
        let mut browser = server.signed_in_twice(&ann).await;
        let page = browser.get(PAGE).await;
        assert_eq!(page.status, StatusCode::OK);
        for words in [
            "Password at sign-in", "Refused: wrong password", "from 203.0.113.9", "in a browser", "by a program",
            "Two-step verification on", "New account, made by the operator", "by the operator", "2026-11-22 12:0",
        ] {
            assert!(page.body.contains(words), "{words}: {}", page.body);
        }
        assert!(!page.body.contains("Something else"), "{}", page.body);
        let newest = page.body.find("Second step at sign-in").unwrap();
        assert!(newest < page.body.find("New account").unwrap(), "the newest first");
    }

    async fn the_kinds_show_what_they_say(server) {
        let ann = server.two_step_person("ann").await;
        let wrong = [("login", "ann"), ("password", "not her password")];
        server.browser().post("/sign-in", &wrong).await;
        let mut program = server.program_signed_in_twice(&ann).await;
        let all = list(&mut program, "?show=all").await.0;
        let sign_ins = list(&mut program, "?show=sign-ins").await.0;
        let changes = list(&mut program, "?show=changes").await.0;
        let refused = list(&mut program, "?show=refused").await.0;
        assert_eq!(actions(&refused), [("sign_in.password", "wrong-credentials")]);
        assert!(sign_ins.len() == 4 && actions(&sign_ins).iter().all(|(action, _)| action.starts_with("sign_in.")));
        let expected = ["two_step.activate", "two_step.confirm_app", "two_step.set_up", "admin.create"];
        // Of one moment here, so in any order.
        assert_eq!(actions(&changes).iter().map(|(action, _)| *action).collect::<BTreeSet<_>>(), expected.into());
        assert_eq!(all.len(), sign_ins.len() + changes.len());
        let mut browser = server.signed_in_twice(&ann).await;
        let page = browser.get(&format!("{PAGE}?show=refused")).await;
        assert!(page.body.contains("Refused: wrong password") && !page.body.contains("Two-step verification on"));
        assert!(page.body.contains(r#"show=refused" aria-current="page""#), "{}", page.body);
    }

    /// Events of one moment, too, stand on one page each and on no other.
    async fn it_is_read_in_pages_of_fifty(server) {
        let bob = server.person("bob").await;
        let mut program = server.program(&bob).await;
        let id = id_of(&mut program).await;
        note(&server, &id, 118).await;
        let (mut seen, mut sizes, mut query) = (Vec::new(), Vec::new(), String::new());
        loop {
            let (events, before) = list(&mut program, &query).await;
            sizes.push(events.len());
            seen.extend(events.iter().map(|event| event["id"].as_str().unwrap().to_owned()));
            // What happens meanwhile moves nothing.
            server.advance(1);
            note(&server, &id, 1).await;
            match before {
                Some(before) => query = format!("?before={before}"),
                None => break,
            }
        }
        assert_eq!(sizes, [50, 50, 20]);
        assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 120);

        let mut browser = server.signed_in(&bob).await;
        let first = browser.get(PAGE).await.body;
        let older = first.split("href=\"").find(|rest| rest.contains("&#38;before=") || rest.contains("&amp;before=")).unwrap();
        let older = older.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
        let second = browser.get(&older).await;
        assert_eq!(second.status, StatusCode::OK);
        assert!(second.body.contains("Back to the newest") && !first.contains("Back to the newest"));
        assert_eq!(first.matches("entry-name").count(), 50);
    }

    async fn the_file_wants_a_proof_of_a_moment_ago(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        server.advance(1);
        let file = browser.post(EXPORT, &[]).await;
        assert_eq!(file.status, StatusCode::OK, "{}", file.body);
        assert_eq!(file.headers[header::CONTENT_DISPOSITION], "attachment; filename=\"vestibule-activity.jsonl\"");
        let lines: Vec<Value> = file.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(actions(&lines)[0], ("activity.export", "allowed"));
        assert!(lines.len() == 8 && actions(&lines).contains(&("admin.create", "allowed")), "{}", file.body);
        assert!(lines.iter().all(|line| line["at"].as_str().unwrap().ends_with('Z')));

        server.advance(601);
        let refused = browser.post(EXPORT, &[]).await;
        assert!(refused.status == StatusCode::FORBIDDEN && !refused.body.contains("admin.create"), "{}", refused.body);
        let code = server.code(&ann.key);
        let proved = browser.post("/step-up", &[("password", &ann.password), ("code", &code), ("act", EXPORT)]).await;
        assert!(proved.body.contains(&format!("action=\"{EXPORT}\"")), "{}", proved.body);
        assert_eq!(server.events("activity.export").await, ["allowed"], "that was the first one");
        let answer = browser.post(EXPORT, &[]).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert_eq!(server.events("activity.export").await, ["allowed", "allowed"]);
    }

    async fn a_program_gets_the_file_too(server) {
        let bob = server.person("bob").await;
        let mut program = server.program(&bob).await;
        let answer = program.api(Method::POST, "/api/v1/activity/export", "").await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert_eq!(answer.headers[header::CONTENT_TYPE], "application/x-ndjson");
        assert_eq!(answer.body.lines().count(), 3);
        server.advance(601);
        let answer = program.api(Method::POST, "/api/v1/activity/export", "").await;
        assert_eq!((answer.status, answer.problem()), (StatusCode::FORBIDDEN, "step-up-needed".into()));
    }

    /// AUD-07: what stands in the table is never taken for a page's own.
    async fn aud_07_hostile_values_are_shown_escaped(server) {
        let bob = server.person("bob").await;
        let sql = "UPDATE audit_events SET network = $1, action = $1, result = $1, surface = 'web'";
        server.execute(sql, vec!["<script>alert(1)</script>".into()]).await;
        let mut browser = server.signed_in(&bob).await;
        let page = browser.get(PAGE).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.body.contains("<script>alert") && page.body.contains("script&#62;alert(1)"), "{}", page.body);
        assert!(page.body.contains("Something else"));
        let file = browser.post(EXPORT, &[]).await;
        assert!(file.body.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()));
    }

    async fn addresses_that_no_list_has_made_are_400(server) {
        let bob = server.person("bob").await;
        let (mut browser, mut program) = (server.signed_in(&bob).await, server.program(&bob).await);
        for query in ["show=none", "show=", "before=", "before=1", "before=1.x", "show=all&show=all", "after=1"] {
            let answer = browser.get(&format!("{PAGE}?{query}")).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
            let answer = program.get(&format!("/api/v1/activity?{query}")).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        }
    }
}

/// All quoted texts of the features' files whose path satisfies `is_wanted`, tests aside.
fn quoted(is_wanted: impl Fn(&str) -> bool) -> BTreeSet<String> {
    let files = sources("rs").into_iter().map(|(path, text)| (path.to_string_lossy().into_owned(), text));
    let of_features = files.filter(|(path, _)| path.contains("/features/") && is_wanted(path));
    let texts = of_features.flat_map(|(_, text)| {
        let product = text.split("#[cfg(test)]").next().unwrap().to_owned();
        product.split('"').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>()
    });
    texts.collect()
}

fn is_word(text: &str, besides: char) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase()) && text.chars().all(|c| c.is_ascii_lowercase() || c == besides)
}

/// Every action that the source can write: `thing.act` in quotes.
fn written_actions() -> BTreeSet<String> {
    let is_action = |text: &String| {
        text.split_once('.').is_some_and(|(thing, act)| is_word(thing, '_') && is_word(act, '_'))
            && ![".html", ".txt", ".rs", ".example"].iter().any(|end| text.ends_with(end))
    };
    let all = quoted(|path| !path.contains("/features/activity/words"));
    all.into_iter().filter(is_action).chain(["sign_out".to_owned(), "audit.head".to_owned()]).collect()
}

#[test]
fn every_action_has_its_words() {
    let actions = written_actions();
    assert!(actions.len() > 20 && actions.contains("sign_in.password"), "{actions:?}");
    let without: Vec<_> = actions.iter().filter(|action| words::action(action) == "activity-other").collect();
    assert!(without.is_empty(), "{without:?} in features/activity/words.rs");
    let locale = Locale::english().unwrap();
    let texts: BTreeSet<String> = actions.iter().map(|action| locale.t(words::action(action))).collect();
    assert_eq!(texts.len(), actions.len(), "two actions with the same words");
}

/// Every reason that a refusal can have: what stands in `refusal.rs` and is no sentence's key.
#[test]
fn every_result_has_its_words() {
    let keys = Locale::keys();
    let is_slug = |text: &String| text.contains('-') && is_word(text, '-') && !keys.contains_key(text);
    let refusals = quoted(|path| path.ends_with("/refusal.rs") || path.contains("/second_door/"));
    let slugs: Vec<String> = refusals.into_iter().filter(is_slug).collect();
    assert!(slugs.len() > 25, "{slugs:?}");
    let without: Vec<_> = slugs.iter().filter(|slug| words::result(slug) == "activity-result-refused").collect();
    assert!(without.is_empty(), "{without:?} in features/activity/words.rs");
}
