//! `/sign-up`

mod confirmation;
mod emails;
mod invitations;
mod known_address;
mod link;
mod modes;
mod names;
mod new_passwords;
mod purposes;

use crate::support::{Answer, Browser, TestServer};

/// What everybody here chooses.
const PASSWORD: &str = "quiet river lantern otter";

/// Sends the page's form.
async fn ask(browser: &mut Browser, username: &str, email: &str) -> Answer {
    browser.post("/sign-up", &[("username", username), ("email", email), ("password", PASSWORD)]).await
}

/// The path and query of the link in the newest mail to that address.
async fn link(server: &TestServer, email: &str) -> String {
    let (_, text) = server.newest_mail(email).await.expect("a mail");
    let origin = server.app.config.origin.as_str();
    text.split_whitespace().find_map(|word| word.strip_prefix(origin)).expect("a link").to_owned()
}

/// What a link carries.
fn token(link: &str) -> &str {
    link.split_once('=').map_or(link, |(_, token)| token)
}

/// Sends the form on the link's page.
async fn confirm(browser: &mut Browser, link: &str, password: &str) -> Answer {
    browser.post("/sign-up/confirmation", &[("token", token(link)), ("password", password)]).await
}

/// Signs up and asks the mail for its link.
async fn asked(server: &TestServer, username: &str, email: &str) -> String {
    let answer = ask(&mut server.browser(), username, email).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    link(server, email).await
}
