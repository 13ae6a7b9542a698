//! Browsers that were let in before: their own budget, and the owner told of others.

mod lanes;
mod mails;
mod worn_down;

use axum::http::StatusCode;

use crate::support::{Browser, Person, TestServer, TwoStepPerson};

const WRONG: &str = "never the right one";

impl TestServer {
    /// A browser that has been signed in and out again.
    async fn known(&self, person: &Person) -> Browser {
        let mut browser = self.signed_in(person).await;
        browser.post("/sign-out", &[]).await;
        browser
    }

    /// The same through both doors.
    async fn known_twice(&self, person: &TwoStepPerson) -> Browser {
        let mut browser = self.signed_in_twice(person).await;
        browser.post("/sign-out", &[]).await;
        browser
    }

    /// Tries, and waits for as long as it is told to before.
    async fn fail(&self, browser: &mut Browser, login: &str) {
        loop {
            let answer = browser.post("/sign-in", &[("login", login), ("password", WRONG)]).await;
            match answer.retry_after() {
                Some(wait) => self.advance(wait),
                None => return assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", answer.body),
            }
        }
    }

    /// The status of a sign-in once no wait is left.
    async fn sign_in_status(&self, browser: &mut Browser, person: &Person) -> u16 {
        loop {
            let answer = browser.sign_in(person).await;
            match answer.retry_after() {
                Some(wait) => self.advance(wait),
                None => return answer.status.as_u16(),
            }
        }
    }
}
