//! Answers to be held against each other.

use axum::http::header;

use super::Answer;

impl Answer {
    /// Status, headers and body in one text, without what differs in any two answers
    /// (the nonce) and with each of `typed` (what a page repeats) replaced.
    pub fn masked(&self, typed: &[&str]) -> String {
        let mut lines: Vec<String> =
            self.headers.iter().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())).collect();
        lines.retain(|line| !line.starts_with("content-length:"));
        lines.sort();
        let mut text = format!("{}\n{}\n\n{}", self.status, lines.join("\n"), self.body);
        if let Some(nonce) = self.nonce() {
            text = text.replace(&nonce, "NONCE");
        }
        for typed in typed {
            text = text.replace(typed, "TYPED");
        }
        text
    }

    fn nonce(&self) -> Option<String> {
        let policy = self.headers.get(header::CONTENT_SECURITY_POLICY)?.to_str().ok()?;
        let (_, rest) = policy.split_once("'nonce-")?;
        rest.split_once('\'').map(|(nonce, _)| nonce.to_owned())
    }

    /// The seconds of its Retry-After.
    pub fn retry_after(&self) -> Option<u64> {
        self.headers.get(header::RETRY_AFTER)?.to_str().ok()?.parse().ok()
    }

    /// Whether it sets or removes a cookie.
    pub fn sets_cookies(&self) -> bool {
        self.headers.contains_key(header::SET_COOKIE)
    }
}
