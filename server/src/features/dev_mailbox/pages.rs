//! The HTML door.

use axum::extract::{FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::header::{HeaderMap, SET_COOKIE};
use axum::http::request::Parts;
use axum::response::{AppendHeaders, IntoResponse, Response};
use serde::Deserialize;
use token_format::{Prefix, Token};

use super::views;
use crate::app::{App, Mailbox, Shared};
use crate::platform::client::Client;
use crate::platform::mail::mailbox;
use crate::platform::surface::{Credential, Routes, Row};
use crate::platform::web::cookies::Cookie;
use crate::platform::web::{Page, Path, Problem, Query, html, see_other};

const LIST: Row = Row::page("/dev/mailbox", Credential::StartLink);
const MAIL: Row = Row::page("/dev/mailbox/{id}", Credential::StartLink);

/// The prefix of the key in the link printed at start.
pub const KEY: Prefix = Prefix::new("vdev_");

pub(super) fn routes(routes: Routes) -> Routes {
    if routes.app().mailbox.is_none() {
        return routes;
    }
    routes.add(&LIST, list).add(&MAIL, mail)
}

#[derive(Deserialize)]
struct KeyQuery {
    key: Option<String>,
}

/// A browser that came by the link, over loopback and through nobody.
struct Developer;

/// Not through a proxy, which would have left its traces.
fn is_straight(parts: &Parts) -> bool {
    let client = parts.extensions.get::<Client>();
    client.is_some_and(|client| client.address.is_loopback() && !client.forwarded)
}

fn is_key(mailbox: &Mailbox, value: &str) -> bool {
    Token::parse(KEY, value).is_some_and(|token| *token.hash().as_bytes() == mailbox.key_hash)
}

fn has_cookie(app: &App, mailbox: &Mailbox, headers: &HeaderMap) -> Result<bool, Problem> {
    let value = Cookie::StartLink.read(headers, &app.config.origin)?;
    Ok(value.is_some_and(|value| is_key(mailbox, value)))
}

/// Answers 404 to everybody else: the page does not exist for them.
impl FromRequestParts<Shared> for Developer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Problem> {
        let mailbox = app.mailbox.as_ref().filter(|_| is_straight(parts)).ok_or_else(Problem::not_found)?;
        if has_cookie(app, mailbox, &parts.headers)? {
            return Ok(Self);
        }
        Err(Problem::not_found())
    }
}

/// A request that may carry the key in its address.
struct Straight;

impl FromRequestParts<Shared> for Straight {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _app: &Shared) -> Result<Self, Problem> {
        if is_straight(parts) { Ok(Self) } else { Err(Problem::not_found()) }
    }
}

async fn list(
    State(app): State<Shared>,
    _: Straight,
    headers: HeaderMap,
    page: Page,
    Query(query): Query<KeyQuery>,
) -> Result<Response, Problem> {
    let mailbox = app.mailbox.as_ref().ok_or_else(Problem::not_found)?;
    if let Some(key) = query.key.filter(|key| is_key(mailbox, key)) {
        // The key leaves the address at once; the browser keeps it as a cookie.
        let cookie = Cookie::StartLink.set(&key, &app.config.origin)?;
        return Ok((AppendHeaders([(SET_COOKIE, cookie)]), see_other("/dev/mailbox")).into_response());
    }
    if !has_cookie(&app, mailbox, &headers)? {
        return Err(Problem::not_found());
    }
    let row = |entry: mailbox::Entry| views::MailRow {
        href: format!("/dev/mailbox/{}", entry.id),
        subject: entry.subject,
        to: entry.to,
        when: entry.date,
    };
    let mails = mailbox::list(&mailbox.dir).into_iter().map(row).collect();
    html(StatusCode::OK, &views::Mailbox { page, mails })
}

async fn mail(
    State(app): State<Shared>,
    _: Developer,
    page: Page,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let mailbox = app.mailbox.as_ref().ok_or_else(Problem::not_found)?;
    let mail = mailbox::read(&mailbox.dir, &id).ok_or_else(Problem::not_found)?;
    let links = links(&mail.text, app.config.origin.as_str());
    let (subject, to, when) = (mail.entry.subject, mail.entry.to, mail.entry.date);
    html(StatusCode::OK, &views::Mail { page, subject, from: mail.from, to, when, text: mail.text, links })
}

/// The addresses in a mail's text that lead back here.
fn links(text: &str, origin: &str) -> Vec<String> {
    let words = text.split_whitespace().filter(|word| word.starts_with(origin));
    words.map(str::to_owned).collect()
}
