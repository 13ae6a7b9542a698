//! The surface matrix: every way in is a row of data, and a route can be made only
//! from a row (clippy refuses the framework's own constructors elsewhere). The tests
//! are generated from the same rows.

mod csrf;
mod routes;

pub use csrf::is_same_origin;
pub use routes::Routes;

/// The verbs of HTTP that we use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Reads and changes nothing (and so does HEAD).
    Get,
    /// Does the thing the path names.
    Post,
    /// Undoes the thing the path names.
    Delete,
}

/// What a request must bring before its handler runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    /// Nothing.
    Nobody,
    /// The key of the link printed at start (the development mailbox).
    StartLink,
    /// The cookie of a sign-in whose first door is passed and whose second is not.
    PendingSignIn,
    /// The cookie of a full session.
    Session,
    /// A Bearer value for a pending sign-in.
    ApiPendingSignIn,
    /// A Bearer value for a full session.
    ApiSession,
}

/// What must be proved besides (DESIGN 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Nothing more.
    None,
    /// A proof of the account's doors made in this session in the last ten minutes.
    Fresh,
    /// The password in the same submission, bound to this act and used up by it.
    PasswordNow,
    /// The password in the same submission, and a code of the app, in it as well or in this
    /// session a moment ago.
    PasswordNowAppFresh,
    /// The password and a second factor in the same submission.
    BothNow,
}

/// How a request that another site made the browser send is told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Csrf {
    /// It changes nothing.
    Safe,
    /// Cookies count, so it must come from our own pages.
    SameOrigin,
    /// No cookie is read, only what a browser never adds by itself.
    NoCookies,
}

/// One way in.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The verb.
    pub verb: Verb,
    /// The path, in the router's notation.
    pub path: &'static str,
    /// What it must bring.
    pub credential: Credential,
    /// What must be proved besides.
    pub proof: Proof,
    /// How cross-site requests are refused.
    pub csrf: Csrf,
    /// A body that passes the parser and reaches the credential and the proof: the
    /// tests send it. JSON for the API, a form elsewhere; empty for reads.
    pub fixture: &'static str,
}

impl Row {
    /// A page that is read.
    pub const fn page(path: &'static str, credential: Credential) -> Self {
        Self { verb: Verb::Get, path, credential, proof: Proof::None, csrf: Csrf::Safe, fixture: "" }
    }

    /// A page that is read in a fresh session only.
    pub const fn fresh_page(path: &'static str, credential: Credential) -> Self {
        Self { proof: Proof::Fresh, ..Self::page(path, credential) }
    }

    /// A form that is sent from one of our pages.
    pub const fn form(path: &'static str, credential: Credential, proof: Proof, fixture: &'static str) -> Self {
        Self { verb: Verb::Post, path, credential, proof, csrf: Csrf::SameOrigin, fixture }
    }

    /// A read of the JSON API.
    pub const fn api_read(path: &'static str, credential: Credential) -> Self {
        Self { verb: Verb::Get, path, credential, proof: Proof::None, csrf: Csrf::Safe, fixture: "" }
    }

    /// A change through the JSON API.
    pub const fn api(
        verb: Verb,
        path: &'static str,
        credential: Credential,
        proof: Proof,
        fixture: &'static str,
    ) -> Self {
        Self { verb, path, credential, proof, csrf: Csrf::NoCookies, fixture }
    }
}
