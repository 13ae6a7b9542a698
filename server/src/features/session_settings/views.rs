//! The pages on sessions.

use askama::Template;

use crate::platform::web::page::Page;

/// `GET /settings/security/sessions`.
#[derive(Template)]
#[template(path = "session_settings/pages/list.html")]
pub struct List {
    /// The frame.
    pub page: Page,
    /// The newest first.
    pub sessions: Vec<SessionView>,
    /// The browsers that need no code, the newest first. `POST …/sessions/trust/{id}/end`
    /// ends that.
    pub trusted: Vec<TrustView>,
}

/// One trusted browser in words.
#[derive(Clone, Debug)]
pub struct TrustView {
    /// Its name.
    pub id: String,
    /// The device.
    pub device: String,
    /// When it was given.
    pub since: String,
    /// When it ends.
    pub until: String,
    /// Whether it is the browser that looks.
    pub is_here: bool,
}

/// One session in words.
#[derive(Clone, Debug)]
pub struct SessionView {
    /// Its name.
    pub id: String,
    /// The device.
    pub device: String,
    /// What the device says of itself, where that says more.
    pub user_agent: String,
    /// Whether a program opened it.
    pub is_program: bool,
    /// The network it was opened from.
    pub network: String,
    /// Where that is, if the operator's file knows it.
    pub place: Option<String>,
    /// When it was opened.
    pub since: String,
    /// When it was last used.
    pub last_seen: String,
    /// The key of the sentence on what opened it.
    pub opened_by: &'static str,
    /// Whether it is the one that looks.
    pub is_current: bool,
}

/// `GET /settings/security/sessions/{id}/end` and `…/end-others`: sends an empty form to the
/// same path.
#[derive(Template)]
#[template(path = "session_settings/pages/end.html")]
pub struct End {
    /// The frame.
    pub page: Page,
    /// The session that is to end; none where all others are.
    pub session: Option<SessionView>,
}
