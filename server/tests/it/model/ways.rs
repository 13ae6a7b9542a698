//! The surface matrix as the model reads it: which verb each way in is a door of, and how
//! its fields are filled. A new way in stands here, or a test fails.

use axum::body::Body;
use axum::http::{Method, header};
use vestibule::platform::surface::{Credential, Csrf, Proof, Row, Verb as Method3};

use crate::support::{Answer, Browser, TestServer};

/// What the ways in do. Pages and programs have doors to the same verbs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    Look,
    SignIn,
    SecondStep,
    StartAgain,
    SignOut,
    BeginSetUp,
    ConfirmSetUp,
    CancelSetUp,
    Activate,
    Deactivate,
    ViewCodes,
    RenewCodes,
    DownloadCodes,
    BeginApp,
    BeginReplacement,
    BeginRecovery,
    ConfirmApp,
    CancelApp,
    FinishReplacement,
    FinishRecovery,
    RenameApp,
    RemoveApp,
    RestoreApps,
    ChangePassword,
    AskForLink,
    SetPassword,
    AddAddress,
    ResendAddress,
    MakePrimary,
    RemoveAddress,
    ConfirmAddress,
    UndoAddress,
    EndSession,
    EndOthers,
    EndTrust,
    Export,
    StepUp,
    Repudiate,
    TryDrill,
    PutOffDrill,
    ResetGuessing,
}

/// Every way in that changes something, by its path (and `DELETE` where that is its verb).
/// Reads need no line: all of them are a look.
pub(super) const VERBS: &[(&str, Verb)] = &[
    ("/sign-in", Verb::SignIn),
    ("/api/v1/sign-in", Verb::SignIn),
    ("/sign-in/second-step", Verb::SecondStep),
    ("/api/v1/sign-in/second-step", Verb::SecondStep),
    ("/sign-in/start-again", Verb::StartAgain),
    ("/sign-out", Verb::SignOut),
    ("DELETE /api/v1/session", Verb::SignOut),
    ("/settings/security/two-step/setup", Verb::BeginSetUp),
    ("/api/v1/two-step/setup", Verb::BeginSetUp),
    ("/settings/security/two-step/setup/app", Verb::ConfirmSetUp),
    ("/api/v1/two-step/setup/app", Verb::ConfirmSetUp),
    ("/settings/security/two-step/setup/cancel", Verb::CancelSetUp),
    ("DELETE /api/v1/two-step/setup", Verb::CancelSetUp),
    ("/settings/security/two-step/setup/codes", Verb::Activate),
    ("/api/v1/two-step/activation", Verb::Activate),
    ("/settings/security/two-step/disable", Verb::Deactivate),
    ("/api/v1/two-step/deactivation", Verb::Deactivate),
    ("/settings/security/recovery-codes/view", Verb::ViewCodes),
    ("/api/v1/recovery-codes/view", Verb::ViewCodes),
    ("/settings/security/recovery-codes/new", Verb::RenewCodes),
    ("/api/v1/recovery-codes", Verb::RenewCodes),
    ("/settings/security/recovery-codes/download", Verb::DownloadCodes),
    ("/settings/security/apps/new", Verb::BeginApp),
    ("/api/v1/authenticator-apps/addition", Verb::BeginApp),
    ("/settings/security/apps/replace", Verb::BeginReplacement),
    ("/api/v1/authenticator-apps/replacement", Verb::BeginReplacement),
    ("/settings/security/apps/lost", Verb::BeginRecovery),
    ("/api/v1/authenticator-apps/recovery", Verb::BeginRecovery),
    ("/settings/security/apps/new/app", Verb::ConfirmApp),
    ("/api/v1/authenticator-apps/confirmation", Verb::ConfirmApp),
    ("/settings/security/apps/new/cancel", Verb::CancelApp),
    ("DELETE /api/v1/authenticator-apps/addition", Verb::CancelApp),
    ("/settings/security/apps/replace/old", Verb::FinishReplacement),
    ("/api/v1/authenticator-apps/replacement/activation", Verb::FinishReplacement),
    ("/settings/security/apps/lost/codes", Verb::FinishRecovery),
    ("/api/v1/authenticator-apps/recovery/activation", Verb::FinishRecovery),
    ("/settings/security/apps/{id}/rename", Verb::RenameApp),
    ("/api/v1/authenticator-apps/{id}/name", Verb::RenameApp),
    ("/settings/security/apps/{id}/remove", Verb::RemoveApp),
    ("/api/v1/authenticator-apps/{id}/removal", Verb::RemoveApp),
    ("/settings/security/apps/restore", Verb::RestoreApps),
    ("/api/v1/authenticator-apps/restoration", Verb::RestoreApps),
    ("/settings/security/password", Verb::ChangePassword),
    ("/api/v1/password", Verb::ChangePassword),
    ("/password-recovery", Verb::AskForLink),
    ("/api/v1/password-recovery", Verb::AskForLink),
    ("/password-recovery/new", Verb::SetPassword),
    ("/api/v1/password-recovery/password", Verb::SetPassword),
    ("/settings/security/addresses/new", Verb::AddAddress),
    ("/api/v1/addresses", Verb::AddAddress),
    ("/settings/security/addresses/{id}/resend", Verb::ResendAddress),
    ("/api/v1/addresses/{id}/resend", Verb::ResendAddress),
    ("/settings/security/addresses/{id}/primary", Verb::MakePrimary),
    ("/api/v1/addresses/{id}/primary", Verb::MakePrimary),
    ("/settings/security/addresses/{id}/remove", Verb::RemoveAddress),
    ("/api/v1/addresses/{id}/remove", Verb::RemoveAddress),
    ("/address-confirmation", Verb::ConfirmAddress),
    ("/api/v1/address-confirmation", Verb::ConfirmAddress),
    ("/address-undo", Verb::UndoAddress),
    ("/api/v1/address-undo", Verb::UndoAddress),
    ("/settings/security/sessions/{id}/end", Verb::EndSession),
    ("/api/v1/sessions/{id}/end", Verb::EndSession),
    ("/settings/security/sessions/end-others", Verb::EndOthers),
    ("/api/v1/sessions/end-others", Verb::EndOthers),
    ("/settings/security/sessions/trust/{id}/end", Verb::EndTrust),
    ("/step-up", Verb::StepUp),
    ("/api/v1/step-up", Verb::StepUp),
    ("/wasnt-me", Verb::Repudiate),
    ("/api/v1/repudiations", Verb::Repudiate),
    ("/settings/security/drill", Verb::TryDrill),
    ("/api/v1/drill", Verb::TryDrill),
    ("/settings/security/drill/later", Verb::PutOffDrill),
    ("/api/v1/drill/later", Verb::PutOffDrill),
    ("/settings/security/guessing/{id}/reset", Verb::ResetGuessing),
    ("/api/v1/guessing/{id}/reset", Verb::ResetGuessing),
    ("/settings/security/activity/export", Verb::Export),
    ("/api/v1/activity/export", Verb::Export),
];

/// Nobody in the model has a security key: they have tests of their own (`settings/security/keys`).
const KEYS: &str = "is a ceremony with a security key, which nobody here has";

/// Ways in that the model does not take, and why.
const OUTSIDE: &[(&str, &str)] = &[
    ("/sign-up", "makes another account"),
    ("/sign-up/resend", "makes another account"),
    ("/sign-up/confirmation", "makes another account"),
    ("/api/v1/sign-up", "makes another account"),
    ("/api/v1/sign-up/resend", "makes another account"),
    ("/api/v1/sign-up/confirmation", "makes another account"),
    ("/api/v1/password-check", "judges a text and knows no account"),
    ("/first-admin", "takes the operator's link, which nobody here has"),
    ("/settings/security/keys/new", KEYS),
    ("/settings/security/keys/new/options", KEYS),
    ("/settings/security/keys/new/key", KEYS),
    ("/settings/security/keys/new/cancel", KEYS),
    ("/settings/security/keys/{id}/rename", KEYS),
    ("/settings/security/keys/{id}/remove", KEYS),
    ("/settings/security/keys/assertion-options", KEYS),
    ("/sign-in/second-step/assertion-options", KEYS),
    ("/api/v1/sign-in/second-step/assertion-options", KEYS),
    ("/api/v1/security-keys/addition", KEYS),
    ("DELETE /api/v1/security-keys/addition", KEYS),
    ("/api/v1/security-keys/confirmation", KEYS),
    ("/api/v1/security-keys/{id}/name", KEYS),
    ("/api/v1/security-keys/{id}/removal", KEYS),
    ("/api/v1/security-keys/assertion-options", KEYS),
    ("/api/v1/two-step/setup/key", KEYS),
    ("/api/v1/two-step/setup/key-options", KEYS),
    ("/settings/security/two-step/setup/key", KEYS),
    ("/settings/security/two-step/setup/key/options", KEYS),
];

/// What a field is called that the model can fill.
const FIELDS: &[&str] =
    &["login", "password", "code", "token", "new_password", "email", "name", "drop", "saved", "ticket"];

/// A way in with its verb.
#[derive(Clone, Copy)]
pub struct Way {
    pub row: &'static Row,
    pub verb: Verb,
}

/// The door of a way in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    Page,
    Program,
}

fn key(row: &Row) -> String {
    if row.verb == Method3::Delete { format!("DELETE {}", row.path) } else { row.path.to_owned() }
}

fn verb(row: &Row) -> Option<Verb> {
    if row.verb == Method3::Get {
        return Some(Verb::Look);
    }
    VERBS.iter().find(|(path, _)| *path == key(row)).map(|(_, verb)| *verb)
}

/// All ways in that the model takes.
pub fn ways(server: &TestServer) -> Vec<Way> {
    let rows = server.matrix().into_iter();
    rows.filter_map(|row| verb(row).map(|verb| Way { row, verb })).collect()
}

impl Way {
    pub fn door(&self) -> Door {
        if self.row.path.starts_with("/api/") { Door::Program } else { Door::Page }
    }

    /// The names of its fields, read off its fixture.
    pub fn fields(&self) -> Vec<String> {
        match self.row.fixture {
            "" => Vec::new(),
            json if json.starts_with('{') => {
                let json: serde_json::Value = serde_json::from_str(json).unwrap();
                json.as_object().unwrap().keys().cloned().collect()
            }
            form => {
                serde_urlencoded::from_str::<Vec<(String, String)>>(form).unwrap().into_iter().map(|(n, _)| n).collect()
            }
        }
    }

    /// Whether the answer says that it was done. A page that goes back to where things begin
    /// says that it was not.
    pub fn is_done(&self, answer: &Answer) -> bool {
        const NOT_DONE: [&str; 6] =
            ["notice=ended", "notice=first", "pending-ended", "already-", "/two-step/setup?", "next="];
        // At another step the page leads to that one.
        let is_last = matches!(self.verb, Verb::Activate | Verb::FinishRecovery | Verb::FinishReplacement);
        let is_elsewhere = is_last && !["notice=", "/done"].iter().any(|part| answer.location().contains(part));
        let goes_on = (!is_elsewhere || self.door() == Door::Program)
            && !NOT_DONE.iter().any(|part| answer.location().contains(part));
        answer.status.is_success() || (answer.status.is_redirection() && goes_on)
    }

    /// Whether it let somebody in that holds the session it asks for.
    pub fn lets_in(&self, answer: &Answer) -> bool {
        match self.row.credential {
            Credential::ApiSession => answer.status != 401,
            Credential::Session => !answer.location().starts_with("/sign-in?notice=") && answer.status != 401,
            _ => false,
        }
    }

    /// Sends it, with `id` in its path and its fields filled.
    pub async fn send(&self, browser: &mut Browser, id: &str, value: &dyn Fn(&str) -> String) -> Answer {
        let path = self.row.path.replace("{id}", id).replace("{*name}", "vestibule.css");
        let method = match self.row.verb {
            Method3::Get => Method::GET,
            Method3::Post => Method::POST,
            Method3::Delete => Method::DELETE,
        };
        let is_link = self.verb == Verb::Look && LINK_PAGES.contains(&self.row.path);
        let path = if is_link { format!("{path}?token={}", value("token")) } else { path };
        let mut request = browser.request(method, &path);
        if self.row.csrf == Csrf::SameOrigin {
            request = request.header("sec-fetch-site", "same-origin");
        }
        let body = self.body(value);
        if !body.is_empty() || self.row.csrf == Csrf::SameOrigin {
            let json = self.door() == Door::Program;
            let kind = if json { "application/json" } else { "application/x-www-form-urlencoded" };
            request = request.header(header::CONTENT_TYPE, kind);
        }
        browser.send(request.body(Body::from(body)).unwrap()).await
    }

    fn body(&self, value: &dyn Fn(&str) -> String) -> String {
        let fields = self.fields();
        if fields.is_empty() {
            return String::new();
        }
        if self.door() == Door::Page {
            let filled = |name: &String| if name == "saved" { "yes".to_owned() } else { value(name) };
            let pairs: Vec<(String, String)> = fields.iter().map(|name| (name.clone(), filled(name))).collect();
            return serde_urlencoded::to_string(pairs).unwrap();
        }
        let filled = |name: &String| if name == "saved" { true.into() } else { value(name).into() };
        let pairs = fields.iter().map(|name| (name.clone(), filled(name)));
        serde_json::Value::Object(pairs.collect()).to_string()
    }
}

/// The pages that a link in a mail leads to.
const LINK_PAGES: &[&str] = &[
    "/address-confirmation",
    "/address-undo",
    "/settings/security/apps/restore",
    "/password-recovery/new",
    "/wasnt-me",
];

/// Each way in is a verb of the model, or stands aside with a reason; and each can be filled.
#[tokio::test]
async fn every_way_in_is_a_verb_of_the_model() {
    let server = TestServer::sqlite().await;
    let rows = server.matrix();
    for row in &rows {
        let is_outside = OUTSIDE.iter().any(|(path, reason)| *path == key(row) && reason.len() > 10);
        let way = verb(row).map(|verb| Way { row, verb });
        assert!(way.is_some() != (is_outside && row.verb != Method3::Get), "{}: give it a verb in this file", key(row));
        let Some(way) = way else { continue };
        for field in way.fields() {
            assert!(FIELDS.contains(&field.as_str()), "{}: the model cannot fill {field:?}", key(row));
        }
        let is_known =
            ["/apps/", "/authenticator-apps/", "/addresses/", "/sessions/", "/dev/mailbox/", "/guessing/", "/keys/"];
        let has_id = row.path.contains("{id}");
        assert!(!has_id || is_known.iter().any(|part| row.path.contains(part)), "{}: whose id is it?", key(row));
        let counts_by_itself = row.credential != Credential::Nobody || row.proof == Proof::None;
        assert!(counts_by_itself, "{}: a proof without an account", key(row));
    }
    for path in VERBS.iter().map(|(path, _)| path).chain(OUTSIDE.iter().map(|(path, _)| path)) {
        assert!(
            rows.iter().any(|row| key(row) == *path && row.verb != Method3::Get),
            "{path}: there is no such way in"
        );
    }
}
