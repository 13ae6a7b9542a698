//! The binary as an operator runs it, with a running server and without.

mod audit;
mod binary;
mod canaries;
mod directory;
mod log;
mod master_key;
mod pepper;
mod settings;
mod users;

use binary::{Client, Installation, Running};

const PASSWORD: &str = "quiet river lantern otter";

/// Makes an account with a confirmed address and that password.
fn create(place: &Installation, username: &str) {
    let email = format!("{username}@example.test");
    let args = ["user", "create", "--username", username, "--email", &email, "--confirmed", "--password-stdin"];
    let ran = place.run(&args, PASSWORD);
    assert!(ran.done, "{ran:?}");
}

/// A browser in which that account is signed in.
fn signed_in(server: &Running, username: &str) -> Client {
    let mut client = server.client();
    let answer = client.post("/sign-in", &[("login", username), ("password", PASSWORD)]);
    assert!(answer.head.contains("location: /settings/security"), "{answer:?}");
    client
}
