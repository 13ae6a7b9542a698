//! Browsers that need no second step, where the operator allows it.

mod ends;
mod races;
mod theft;
mod worth;

use axum::http::StatusCode;

use crate::support::{Answer, Browser, Options, Person, TestServer, TwoStepPerson};

const DAY: u64 = 86_400;
const DAYS: u64 = 30;
const SESSIONS: &str = "/settings/security/sessions";
const SECOND_STEP: &str = "/sign-in/second-step";
const HOME: &str = "/settings/security";

fn allowed() -> Options {
    Options::set(&[("VESTIBULE_SESSIONS__TRUSTED_BROWSERS", "30")])
}

/// A server on each engine on which browsers may be trusted.
async fn servers() -> [TestServer; 2] {
    TestServer::on_both_with(allowed()).await
}

impl TestServer {
    /// A browser of that person in which the box was ticked; signed out again.
    async fn trusting(&self, person: &TwoStepPerson) -> Browser {
        let mut browser = self.pending(person).await;
        let fields = [("code", self.code(&person.key)), ("trust", "yes".to_owned())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(browser.post(SECOND_STEP, &fields).await.location(), HOME);
        assert_eq!(browser.post("/sign-out", &[]).await.status, StatusCode::SEE_OTHER);
        self.advance(61);
        browser
    }
}

impl Browser {
    fn trust(&self) -> String {
        self.cookies.get("trust").cloned().unwrap_or_default()
    }

    /// Another browser with a copy of the trust, and of nothing else.
    fn thief(&self, server: &TestServer) -> Browser {
        let mut thief = server.browser_at("203.0.113.66:1");
        thief.cookies.insert("trust".into(), self.trust());
        thief
    }

    async fn enters(&mut self, person: &Person) -> bool {
        let answer: Answer = self.sign_in(person).await;
        assert!([HOME, SECOND_STEP].contains(&answer.location()), "{} {}", answer.status, answer.body);
        answer.location() == HOME
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_off_unless_the_operator_allows_it() {
    for server in TestServer::on_both_with(Options::default()).await {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.pending(&ann).await;
        assert!(!browser.get(SECOND_STEP).await.body.contains("name=\"trust\""));
        browser.post(SECOND_STEP, &[("code", &server.code(&ann.key)), ("trust", "yes")]).await;
        assert!(browser.trust().is_empty(), "the box does nothing, whoever sends it");
        assert_eq!(server.rows("trusted_browsers").await, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trusted_browser_is_not_asked_for_a_code_until_its_days_are_over() {
    for server in servers().await {
        let ann = server.two_step_person("ann").await;
        let mut first = server.pending(&ann).await;
        let page = first.get(SECOND_STEP).await.body;
        assert!(
            page.contains("name=\"trust\"") && page.contains("for 30 days") && !page.contains(" checked"),
            "{page}"
        );
        let wrong = first.post(SECOND_STEP, &[("code", "000000"), ("trust", "yes")]).await;
        assert!(wrong.body.contains(" checked") && first.trust().is_empty(), "it stays ticked: {}", wrong.body);
        let mut browser = server.trusting(&ann).await;
        let given = server.app.now();
        let old = browser.trust();
        assert!(browser.enters(&ann).await && browser.is_signed_in().await);
        assert_ne!(browser.trust(), old, "each sign-in gives it another value");
        assert!(!server.browser().enters(&ann).await, "another browser is asked");
        let left = DAYS * DAY - 61 - server.app.now().since(given).as_secs();
        server.advance(left - 1);
        assert!(browser.clone().enters(&ann).await, "a second before");
        server.advance(1);
        assert!(!browser.enters(&ann).await, "over at its end");
    }
}

/// SES-23: what its cookie says.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ses_23_its_cookie_is_bound_to_this_host() {
    let mut options = Options::behind_a_proxy("https://localhost:8443");
    options.config.extend(allowed().config);
    for server in TestServer::on_both_with(options).await {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.pending(&ann).await;
        let answer = browser.post(SECOND_STEP, &[("code", &server.code(&ann.key)), ("trust", "yes")]).await;
        let set = answer.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap().to_owned());
        let cookie = set.into_iter().find(|cookie| cookie.starts_with("__Host-trust=")).unwrap();
        assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=2592000"), "{cookie}");
        assert!(cookie.len() < 300, "{cookie}");
    }
}

/// SES-17: nothing of the value is stored; SES-01: a value of one's own making is none.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ses_17_who_reads_the_table_has_no_value() {
    for server in servers().await {
        let ann = server.two_step_person("ann").await;
        let browser = server.trusting(&ann).await;
        let value = browser.trust();
        let (name, token) = value.rsplit_once('.').unwrap();
        let rows = "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM trusted_browsers WHERE id || '.' || number = $1";
        assert_eq!(server.number(rows, &[name.into()]).await, 1, "the row has the name, and no more");
        let family = name.split('.').next().unwrap();
        let other = token_format::Token::generate(token_format::Prefix::new("vtrb_"), |buffer| buffer.fill(7));
        let before = server.rows("trusted_browsers").await;
        for made in [
            format!("{family}.2.{token}"),
            format!("{family}.0.{token}"),
            format!("x{family}.1.{token}"),
            format!("{name}.{}", other.expose()),
            format!("{family}.-1.{token}"),
            format!("{name}.{token}x"),
            name.to_owned(),
            ".".repeat(50),
            String::new(),
        ] {
            let mut stranger = server.browser();
            stranger.cookies.insert("trust".into(), made.clone());
            assert!(!stranger.enters(&ann).await, "{made}");
        }
        assert_eq!(server.rows("trusted_browsers").await, before, "nor does it end the real one");
        assert!(browser.clone().enters(&ann).await);
    }
}
