//! Whose secret is tried, and from where.

/// Whose secret is tried: an account's id, or a stand-in that is stable for one
/// spelling of a login nobody has; and the lane it is tried in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    text: String,
    lane: Lane,
    is_somebody: bool,
}

/// Where a try comes from. Each lane has a budget of its own: what strangers fail never
/// makes the owner wait in a browser we know, and the other way round (DESIGN 5.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Everything that was never let in before, together.
    Unknown,
    /// One browser that passed both doors before, by its stable name.
    Known(String),
}

impl Subject {
    /// A subject from its stable text, tried by a stranger.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), lane: Lane::Unknown, is_somebody: true }
    }

    /// A stand-in for a subject there is not. It waits like any other, but there is no
    /// secret of it to wear down: its failures are forgotten with its waits.
    pub fn stand_in(text: impl Into<String>) -> Self {
        Self { is_somebody: false, ..Self::new(text) }
    }

    /// The same subject, tried in that lane.
    pub fn in_lane(self, lane: Lane) -> Self {
        Self { lane, ..self }
    }

    /// Its stable text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub(super) fn is_known_lane(&self) -> bool {
        self.lane != Lane::Unknown
    }

    pub(super) fn strikes_a_try(&self) -> i64 {
        i64::from(self.is_somebody)
    }

    /// The key of its counter. An account's id has no `@`.
    pub(super) fn key(&self) -> String {
        match &self.lane {
            Lane::Unknown => self.text.clone(),
            Lane::Known(browser) => format!("{}@{browser}", self.text),
        }
    }
}
