//! Through the features, with everything secret of it remembered by name.

use axum::http::{Method, header};
use serde_json::json;

use super::forms::Canary;
use crate::support::{Answer, Browser, LOST_DEVICE, TestServer, TwoStepPerson};

pub struct Journey {
    pub canaries: Vec<Canary>,
    pub answers: Vec<Answer>,
}

const APPS: &str = "/settings/security/apps";
const NEW_PASSWORD: &str = "seven calm otters paint";
const WRONG: &str = "wrong canary password x";
const SIGN_UP: &str = "sign-up canary otter lantern";

impl Journey {
    pub async fn through_everything(server: &TestServer) -> Self {
        let mut journey = Self { canaries: Vec::new(), answers: Vec::new() };
        let key = std::fs::read_to_string(server.dir().join("master.key")).unwrap();
        journey.knows("master key", key.trim());
        for password in [NEW_PASSWORD, WRONG, SIGN_UP] {
            journey.knows("a password", password);
        }
        let ann = server.two_step_person("ann").await;
        // Her address has been hers for long, the one that she adds below has not.
        server.advance(8 * 86_400);
        journey.knows("a password", &ann.password);
        journey.canaries.push(Canary::key("a key", &ann.key));
        journey.codes(&ann.recovery_codes);
        journey.signs_in(server, &ann).await;
        journey.signs_up(server).await;
        let key = journey.adds_an_app(server, &ann).await;
        journey.renews_codes(server, &ann, &key).await;
        journey.moves_addresses(server, &ann, &key).await;
        let codes = journey.recovers_the_password(server, &ann, &key).await;
        journey.loses_the_device(server, &ann, &codes).await;
        journey.mails(server).await;
        journey
    }

    fn knows(&mut self, name: &str, text: &str) {
        self.canaries.push(Canary::new(name, text));
    }

    fn codes(&mut self, codes: &[String]) {
        assert!(!codes.is_empty());
        self.canaries.extend(codes.iter().map(|code| Canary::code("a recovery code", code)));
    }

    /// Keeps an answer, with the bearer values in its cookies and its JSON.
    fn keeps(&mut self, answer: Answer) -> &Answer {
        for cookie in answer.headers.get_all(header::SET_COOKIE) {
            let value = cookie.to_str().unwrap().split_once('=').unwrap().1.split(';').next().unwrap();
            if !value.is_empty() {
                self.canaries.push(Canary::bearer("a cookie", value));
            }
        }
        let json: serde_json::Value = serde_json::from_str(&answer.body).unwrap_or_default();
        for place in [&json, &json["session"], &json["pending"]] {
            if let Some(token) = place["token"].as_str() {
                self.canaries.push(Canary::bearer("a token", token));
            }
        }
        self.answers.push(answer);
        self.answers.last().unwrap()
    }

    async fn post(&mut self, browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> String {
        let answer = browser.post(path, fields).await;
        assert!(answer.status.as_u16() < 500, "{path}: {}", answer.body);
        self.keeps(answer).location().to_owned()
    }

    async fn signs_in(&mut self, server: &TestServer, ann: &TwoStepPerson) {
        let mut browser = server.browser();
        self.post(&mut browser, "/sign-in", &[("login", "ann"), ("password", WRONG)]).await;
        self.post(&mut browser, "/sign-in", &[("login", "ann"), ("password", &ann.password)]).await;
        self.post(&mut browser, "/sign-in/second-step", &[("code", "aaaa-bbbb-cccc-dddd")]).await;
        let to = self.post(&mut browser, "/sign-in/second-step", &[("code", &server.code(&ann.key))]).await;
        assert_eq!(to, "/settings/security");
        server.advance(30);
        let answer = server.browser().api_sign_in(ann).await;
        self.keeps(answer);
        let mut program = server.pending_program(ann).await;
        let answer = program.api_enter_code(&server.code(&ann.key)).await;
        self.keeps(answer);
        server.advance(30);
        let body = json!({ "login": 7, "password": WRONG, "code": ann.recovery_codes[0] }).to_string();
        let answer = program.api(Method::POST, "/api/v1/sign-in", &body).await;
        self.keeps(answer);
        self.post(&mut browser, "/sign-out", &[]).await;
    }

    async fn signs_up(&mut self, server: &TestServer) {
        let fields = [("username", "dave"), ("email", "dave@example.test"), ("password", SIGN_UP)];
        self.post(&mut server.browser(), "/sign-up", &fields).await;
        let token = server.link_in_mail("vsup_", "dave@example.test").await;
        let mut browser = server.browser();
        let answer = browser.get(&format!("/sign-up/confirmation?token={token}")).await;
        self.keeps(answer);
        self.post(&mut browser, "/sign-up/confirmation", &[("token", &token), ("password", SIGN_UP)]).await;
    }

    async fn adds_an_app(&mut self, server: &TestServer, ann: &TwoStepPerson) -> String {
        let mut browser = server.signed_in_twice(ann).await;
        self.canaries.push(Canary::bearer("a cookie", &browser.session()));
        let proofs = [("password", ann.password.as_str()), ("code", &server.code(&ann.key))];
        self.post(&mut browser, &format!("{APPS}/new"), &proofs).await;
        let key = browser.get(&format!("{APPS}/new/app")).await.shown_key().unwrap();
        self.canaries.push(Canary::key("a key", &key));
        let first = [("name", "Tablet"), ("code", &server.code(&key))];
        self.post(&mut browser, &format!("{APPS}/new/app"), &first).await;
        server.advance(30);
        key
    }

    async fn renews_codes(&mut self, server: &TestServer, ann: &TwoStepPerson, key: &str) {
        let with_key = TwoStepPerson { key: key.to_owned(), ..ann.clone() };
        let mut browser = server.signed_in_twice(&with_key).await;
        let view = "/settings/security/recovery-codes/view";
        let shown = browser.post(view, &[("password", &ann.password), ("code", "")]).await;
        assert_eq!(shown.shown_codes().len(), 10, "{}", shown.body);
        let proofs = [("password", ann.password.as_str()), ("code", &server.code(key))];
        let answer = browser.post("/settings/security/recovery-codes/new", &proofs).await;
        self.codes(&answer.shown_codes());
        let ticket = answer.body.split("name=\"ticket\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        self.canaries.push(Canary::bearer("a ticket", ticket));
        server.advance(30);
    }

    async fn moves_addresses(&mut self, server: &TestServer, ann: &TwoStepPerson, key: &str) {
        let with_key = TwoStepPerson { key: key.to_owned(), ..ann.clone() };
        let mut program = server.program_signed_in_twice(&with_key).await;
        self.canaries.push(Canary::bearer("a session", program.bearer.as_ref().unwrap()));
        let proof = |code: String| json!({ "password": ann.password, "code": code, "email": "ann-2@example.test" });
        let answer = program.api(Method::POST, "/api/v1/addresses", &proof(server.code(key)).to_string()).await;
        let id = answer.json()["id"].as_str().unwrap_or_else(|| panic!("{}", answer.body)).to_owned();
        self.keeps(answer);
        server.advance(30);
        let token = server.link_in_mail("vadc_", "ann-2@example.test").await;
        self.post(&mut server.browser(), "/address-confirmation", &[("token", &token)]).await;
        let body = json!({ "password": ann.password, "code": server.code(key) }).to_string();
        let answer = program.api(Method::POST, &format!("/api/v1/addresses/{id}/primary"), &body).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        self.keeps(answer);
        server.advance(30);
        let undo = server.link_in_mail("vadu_", &ann.email).await;
        let to = self.post(&mut server.browser(), "/address-undo", &[("token", &undo)]).await;
        assert_eq!(to, "");
    }

    async fn recovers_the_password(&mut self, server: &TestServer, ann: &TwoStepPerson, key: &str) -> Vec<String> {
        self.post(&mut server.browser(), "/password-recovery", &[("login", "ann")]).await;
        server.advance(1);
        let token = server.link_in_mail("vpwr_", &ann.email).await;
        let fields = [("token", token.as_str()), ("new_password", NEW_PASSWORD)];
        let to = self.post(&mut server.browser(), "/password-recovery/new", &fields).await;
        assert_eq!(to, "/sign-in?notice=password-set");
        let mut person = TwoStepPerson { key: key.to_owned(), ..ann.clone() };
        person.person.password = NEW_PASSWORD.to_owned();
        let mut browser = server.signed_in_twice(&person).await;
        let proofs = [("password", NEW_PASSWORD), ("code", &server.code(key))];
        let codes = browser.post("/settings/security/recovery-codes/new", &proofs).await.shown_codes();
        self.codes(&codes);
        server.advance(30);
        codes
    }

    async fn loses_the_device(&mut self, server: &TestServer, ann: &TwoStepPerson, codes: &[String]) {
        let mut browser = server.browser();
        self.post(&mut browser, "/sign-in", &[("login", "ann"), ("password", NEW_PASSWORD)]).await;
        let to = self.post(&mut browser, "/sign-in/second-step", &[("code", &codes[0])]).await;
        assert_eq!(to, LOST_DEVICE);
        self.post(&mut browser, LOST_DEVICE, &[]).await;
        let key = browser.get(&format!("{APPS}/new/app")).await.shown_key().unwrap();
        self.canaries.push(Canary::key("a key", &key));
        self.post(&mut browser, &format!("{APPS}/new/app"), &[("name", "Phone"), ("code", &server.code(&key))]).await;
        let shown = browser.get(&format!("{APPS}/lost/codes")).await.shown_codes();
        self.codes(&shown);
        self.post(&mut browser, &format!("{APPS}/lost/codes"), &[("saved", "yes")]).await;
        server.advance(30);
        assert!(server.mails_about("lost device").await > 0 && !ann.email.is_empty());
    }

    /// What the links in all mails carry.
    async fn mails(&mut self, server: &TestServer) {
        let tokens: Vec<String> = server.letters().await.into_iter().flat_map(|letter| letter.tokens).collect();
        assert!(tokens.len() >= 5, "{}", tokens.len());
        for token in tokens {
            self.canaries.push(Canary::bearer(&format!("link {}", &token[..5]), &token));
        }
    }
}
