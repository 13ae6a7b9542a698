//! People with accounts.

use axum::http::{Method, StatusCode};
use serde_json::json;
use vestibule::features::admin::{self, Command};

use super::{Answer, Browser, TestServer};

/// Somebody with a password.
#[derive(Clone, Debug)]
pub struct Person {
    pub username: String,
    pub email: String,
    pub password: String,
}

/// Somebody with an authenticator app and recovery codes as well.
#[derive(Clone, Debug)]
pub struct TwoStepPerson {
    pub person: Person,
    pub key: String,
    pub recovery_codes: Vec<String>,
}

impl std::ops::Deref for TwoStepPerson {
    type Target = Person;

    fn deref(&self) -> &Person {
        &self.person
    }
}

impl TestServer {
    /// An account with a confirmed address, as an operator makes one.
    pub async fn person(&self, username: &str) -> Person {
        let person = Person {
            username: username.to_owned(),
            email: format!("{username}@example.test"),
            password: format!("quiet river {} lantern", username.chars().rev().collect::<String>()),
        };
        let command = Command::UserCreate {
            username: person.username.clone(),
            email: person.email.clone(),
            confirmed: true,
            admin: false,
            password: person.password.clone(),
        };
        let answer = admin::run(&self.app, command).await;
        assert!(answer.done, "{answer:?}");
        person
    }

    /// An account with two-step verification on. The step of its first code is used up.
    pub async fn two_step_person(&self, username: &str) -> TwoStepPerson {
        let person = self.person(username).await;
        let mut program = self.program(&person).await;
        self.enable_two_step(person, &mut program).await
    }

    /// Switches it on through the API; the program goes on in its new session.
    pub async fn enable_two_step(&self, person: Person, program: &mut Browser) -> TwoStepPerson {
        let setup = json!({ "password": person.password }).to_string();
        let answer = program.api(Method::POST, "/api/v1/two-step/setup", &setup).await;
        let key = answer.json()["key"].as_str().unwrap().to_owned();
        let code = json!({ "code": self.code(&key) }).to_string();
        let answer = program.api(Method::POST, "/api/v1/two-step/setup/app", &code).await;
        let codes = answer.json()["recovery_codes"].as_array().unwrap().clone();
        let recovery_codes = codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect();
        let answer = program.api(Method::POST, "/api/v1/two-step/activation", r#"{"saved":true}"#).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        program.bearer = answer.json()["token"].as_str().map(str::to_owned);
        self.advance(30);
        TwoStepPerson { person, key, recovery_codes }
    }

    /// The code that an app with that key shows now.
    pub fn code(&self, key: &str) -> String {
        self.code_at(key, 0)
    }

    /// The code it shows that many steps from now.
    pub fn code_at(&self, key: &str, steps: i64) -> String {
        let secret = otp::Secret::from_base32(key).unwrap();
        let step = otp::Step::at(self.clock.unix_secs()).number() + steps;
        format!("{:06}", otp::hotp(&secret, u64::try_from(step).unwrap()))
    }

    /// A browser of that person, signed in by the password alone.
    pub async fn signed_in(&self, person: &Person) -> Browser {
        let mut browser = self.browser();
        let answer = browser.sign_in(person).await;
        assert_eq!(answer.location(), "/settings/security", "{}", answer.body);
        browser
    }

    /// A browser of that person at the second door.
    pub async fn pending(&self, person: &Person) -> Browser {
        let mut browser = self.browser();
        let answer = browser.sign_in(person).await;
        assert_eq!(answer.location(), "/sign-in/second-step", "{}", answer.body);
        browser
    }

    /// A browser of that person, signed in through both doors.
    pub async fn signed_in_twice(&self, person: &TwoStepPerson) -> Browser {
        let mut browser = self.pending(person).await;
        let answer = browser.post("/sign-in/second-step", &[("code", &self.code(&person.key))]).await;
        assert_eq!(answer.location(), "/settings/security", "{}", answer.body);
        self.advance(30);
        browser
    }

    /// A program of that person, signed in by the password alone.
    pub async fn program(&self, person: &Person) -> Browser {
        let answer = self.browser().api_sign_in(person).await;
        let token = answer.json()["session"]["token"].as_str().unwrap().to_owned();
        self.browser().with_bearer(&token)
    }

    /// A program of that person, signed in through both doors.
    pub async fn program_signed_in_twice(&self, person: &TwoStepPerson) -> Browser {
        let mut program = self.pending_program(person).await;
        let code = json!({ "code": self.code(&person.key) }).to_string();
        let answer = program.api(Method::POST, "/api/v1/sign-in/second-step", &code).await;
        let token = answer.json()["token"].as_str().unwrap_or_else(|| panic!("{}", answer.body)).to_owned();
        self.advance(30);
        program.with_bearer(&token)
    }

    /// A program of that person at the second door.
    pub async fn pending_program(&self, person: &Person) -> Browser {
        let answer = self.browser().api_sign_in(person).await;
        let token = answer.json()["pending"]["token"].as_str().unwrap().to_owned();
        self.browser().with_bearer(&token)
    }
}

impl Browser {
    pub async fn sign_in(&mut self, person: &Person) -> Answer {
        self.post("/sign-in", &[("login", &person.username), ("password", &person.password)]).await
    }

    pub async fn api_sign_in(&mut self, person: &Person) -> Answer {
        let body = json!({ "login": person.username, "password": person.password }).to_string();
        self.api(Method::POST, "/api/v1/sign-in", &body).await
    }

    /// Whether a page of somebody signed in is shown.
    pub async fn is_signed_in(&mut self) -> bool {
        self.get("/settings/security").await.status == StatusCode::OK
    }
}
