//! The HTML door.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::actions;
use super::finding::{Fine, Severity, Weak};
use super::views::{CheckUpView, WeakView};
use crate::app::Shared;
use crate::features::sessions::SignedIn;
use crate::platform::surface::{Credential, Routes, Row};
use crate::platform::web::{Page, Problem, html};

const CHECK_UP: Row = Row::page("/settings/security/check-up", Credential::Session);

pub(super) fn routes(routes: Routes) -> Routes {
    routes.add(&CHECK_UP, look)
}

async fn look(State(app): State<Shared>, signed_in: SignedIn, page: Page) -> Result<Response, Problem> {
    let found = actions::look(&app, &signed_in).await?;
    let weak = found.weak.iter().map(|weak| weak_in_words(&page, *weak)).collect();
    let fine = found.fine.iter().map(|fine| fine_in_words(&page, *fine)).collect();
    html(StatusCode::OK, &CheckUpView { page: page.signed_in(&signed_in.account.username), weak, fine })
}

impl Weak {
    /// The keys of what is weak, why that matters, and the button.
    fn keys(self) -> [&'static str; 3] {
        match self {
            Self::TwoStepOff => ["check-up-two-step", "check-up-two-step-why", "security-two-step-set-up"],
            Self::Refused => ["check-up-refused", "check-up-refused-why", "check-up-guessing-go"],
            Self::NoCodes => ["check-up-no-codes", "check-up-no-codes-why", "check-up-codes-go"],
            Self::NoAddress => ["check-up-no-address", "check-up-no-address-why", "security-addresses-go"],
            Self::Guessed => ["check-up-guessed", "check-up-guessed-why", "check-up-guessing-go"],
            Self::FewCodes(_) => ["check-up-few-codes", "check-up-few-codes-why", "check-up-codes-go"],
            Self::OneApp => ["check-up-one-app", "check-up-one-app-why", "app-settings-add"],
            Self::Drill => ["drill-ask", "check-up-drill-why", "drill-go"],
            Self::UnusedSessions(_) => ["check-up-unused", "check-up-unused-why", "sessions-row-go"],
            Self::Unconfirmed(_) => ["check-up-unconfirmed", "check-up-unconfirmed-why", "security-addresses-go"],
            Self::OneAddress => ["check-up-one-address", "check-up-one-address-why", "check-up-address-go"],
        }
    }
}

fn weak_in_words(page: &Page, weak: Weak) -> WeakView {
    let [what, why, button] = weak.keys();
    WeakView {
        id: weak.id(),
        is_important: weak.severity() == Severity::Important,
        what: page.t1(what, "count", weak.count().unwrap_or(0)),
        why: page.t(why),
        path: weak.path(),
        button: page.t(button),
    }
}

fn fine_in_words(page: &Page, fine: Fine) -> String {
    match fine {
        Fine::TwoStepOn => page.t("check-up-fine-two-step"),
        Fine::Apps(count) => page.t1("check-up-fine-factors", "count", count),
        Fine::Codes(count) => page.t1("check-up-fine-codes", "count", count),
        Fine::Tried(at) => page.t1("check-up-fine-tried", "date", at.date()),
        Fine::NoGuessing => page.t("check-up-fine-guessing"),
        Fine::Sessions(count) => page.t1("check-up-fine-sessions", "count", count),
        Fine::Addresses(count) => page.t1("check-up-fine-addresses", "count", count),
    }
}
