//! The noun: an act that wants a fresh session, as the step-up page carries it along. Nothing
//! of it is stored: it stands in the page, and is sent by whoever reads it.

use crate::platform::web::next_page;

/// Acts of one kind: the path their form is sent to, and how they are told.
struct Kind {
    /// As in the surface matrix.
    path: &'static str,
    /// The key of the sentence that says what it does.
    words: &'static str,
    /// The key of the button that does it.
    submit: &'static str,
    /// The page it is done from.
    from: &'static str,
}

/// All of them. A test holds this against the surface matrix.
const KINDS: [Kind; 4] = [
    Kind {
        path: "/settings/security/sessions/{id}/end",
        words: "step-up-act-end",
        submit: "sessions-end-submit",
        from: "/settings/security/sessions",
    },
    Kind {
        path: "/settings/security/sessions/end-others",
        words: "step-up-act-end-others",
        submit: "sessions-end-others-submit",
        from: "/settings/security/sessions",
    },
    Kind {
        path: "/settings/security/sessions/trust/{id}/end",
        words: "step-up-act-end-trust",
        submit: "trusted-browsers-end",
        from: "/settings/security/sessions",
    },
    Kind {
        path: "/settings/security/activity/export",
        words: "step-up-act-export",
        submit: "activity-export-submit",
        from: "/settings/security/activity",
    },
];

/// The paths of the acts there are.
pub fn act_paths() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|kind| kind.path)
}

/// One act: where it goes, and with which fields.
pub(super) struct Act {
    kind: &'static Kind,
    /// The path of its form.
    pub path: String,
    /// What stood in the form, as it is sent.
    pub fields: String,
}

impl Act {
    /// The act of that path, if it is one that may be carried along.
    pub fn parse(path: &str, fields: &str) -> Option<Self> {
        let path = next_page(Some(path))?;
        let kind = KINDS.iter().find(|kind| is_of(kind.path, path))?;
        pairs(fields)?;
        Some(Self { kind, path: path.to_owned(), fields: fields.to_owned() })
    }

    /// The key of the sentence that says what it does.
    pub fn words(&self) -> &'static str {
        self.kind.words
    }

    /// The key of its button.
    pub fn submit(&self) -> &'static str {
        self.kind.submit
    }

    /// The page it is done from.
    pub fn from(&self) -> &'static str {
        self.kind.from
    }

    /// The names and values of its fields.
    pub fn pairs(&self) -> Vec<(String, String)> {
        pairs(&self.fields).unwrap_or_default()
    }
}

fn pairs(fields: &str) -> Option<Vec<(String, String)>> {
    serde_urlencoded::from_str(fields).ok()
}

fn is_of(pattern: &str, path: &str) -> bool {
    let is_same = |(segment, given): (&str, &str)| segment == "{id}" || segment == given;
    pattern.split('/').count() == path.split('/').count() && pattern.split('/').zip(path.split('/')).all(is_same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csr_18_only_acts_that_there_are() {
        for (path, words) in [
            ("/settings/security/sessions/end-others", "step-up-act-end-others"),
            ("/settings/security/sessions/01a2-b3/end", "step-up-act-end"),
            ("/settings/security/activity/export", "step-up-act-export"),
        ] {
            assert_eq!(Act::parse(path, "").map(|act| act.words()), Some(words), "{path}");
        }
        for path in [
            "/settings/security/two-step/disable",
            "/settings/security/sessions/a/b/end",
            "/settings/security/sessions//end",
            "/settings/security/sessions/../end",
            "/settings/security/activity/export?x",
            "https://evil.test/settings/security/activity/export",
            "/settings/security/activity/export/",
            "",
        ] {
            assert!(Act::parse(path, "").is_none(), "{path}");
        }
    }

    #[test]
    fn fields_go_along_as_they_were_sent() {
        let act = Act::parse("/settings/security/activity/export", "a=1+2&b=%22%3E&a=x").unwrap();
        let expected = [("a", "1 2"), ("b", "\">"), ("a", "x")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        assert_eq!(act.pairs(), expected);
    }
}
