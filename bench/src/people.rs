//! The accounts that sign in. A code is good once, so there are many of them.

use std::cell::Cell;

use otp::{Secret, Step};
use serde_json::{Value, json};
use vestibule::platform::clock::{Clock, SystemClock};

use crate::Result;
use crate::http::{Connection, post};

/// Everybody's password: what it is changes nothing about what it costs.
pub const PASSWORD: &str = "quiet river lantern harbour";

/// Somebody with two-step verification.
#[derive(Clone)]
pub struct Person {
    /// The user name.
    pub username: String,
    /// The app's key in base32.
    pub key: String,
}

/// Everybody, as one server knows them.
pub struct People {
    list: Vec<Person>,
    /// The step of the last code each has used.
    used: Vec<Cell<i64>>,
    next: Cell<usize>,
}

impl People {
    /// Nobody has used a code yet.
    pub fn new(list: Vec<Person>) -> Self {
        let used = list.iter().map(|_| Cell::new(0)).collect();
        Self { list, used, next: Cell::new(0) }
    }

    /// Somebody with the code their app shows, which nobody has used yet.
    pub fn next(&self) -> Result<(&Person, String)> {
        let step = Step::at(SystemClock.now().unix_secs()).number();
        let at = self.next.replace((self.next.get() + 1) % self.list.len());
        let (person, used) = self.list.get(at).zip(self.used.get(at)).ok_or("nobody")?;
        if used.replace(step) == step {
            return Err("every account has used this half minute's code: make more of them".into());
        }
        Ok((person, code_at(&person.key, step)?))
    }
}

/// The code that an app shows at a step.
pub fn code_at(key: &str, step: i64) -> Result<String> {
    let secret = Secret::from_base32(key).ok_or("not a key")?;
    Ok(format!("{:06}", otp::hotp(&secret, u64::try_from(step)?)))
}

/// Signs somebody in through both doors of the API; answers the session's bearer value.
pub async fn sign_in(connection: &mut Connection, host: &str, people: &People) -> Result<String> {
    let (person, code) = people.next()?;
    let first = json!({ "login": person.username, "password": PASSWORD }).to_string();
    let first = post(host, "/api/v1/sign-in", "Accept: */*", "application/json", &first);
    let pending = text(connection.expect(&first, 200).await?.body, "/pending/token")?;
    let second = post(
        host,
        "/api/v1/sign-in/second-step",
        &format!("Authorization: Bearer {pending}"),
        "application/json",
        &json!({ "code": code }).to_string(),
    );
    text(connection.expect(&second, 200).await?.body, "/token")
}

/// The same with a browser's forms; answers the session's cookie.
pub async fn sign_in_browser(connection: &mut Connection, host: &str, people: &People) -> Result<String> {
    const FORM: &str = "application/x-www-form-urlencoded";
    let (person, code) = people.next()?;
    let first = format!("login={}&password={}", person.username, PASSWORD.replace(' ', "+"));
    let first = post(host, "/sign-in", "Sec-Fetch-Site: same-origin", FORM, &first);
    let pending = cookie(connection.expect(&first, 303).await?.head, "pending-sign-in")?;
    let headers = format!("Sec-Fetch-Site: same-origin\r\nCookie: {pending}");
    let second = post(host, "/sign-in/second-step", &headers, FORM, &format!("code={code}"));
    cookie(connection.expect(&second, 303).await?.head, "session")
}

fn text(body: &[u8], pointer: &str) -> Result<String> {
    let json: Value = serde_json::from_slice(body)?;
    Ok(json.pointer(pointer).and_then(Value::as_str).ok_or("another answer")?.to_owned())
}

/// The `name=value` of a cookie that is set.
fn cookie(head: &str, name: &str) -> Result<String> {
    let set =
        head.lines().filter_map(|line| line.split_once(": ")).filter(|(h, _)| h.eq_ignore_ascii_case("set-cookie"));
    let mut pairs = set.filter_map(|(_, value)| value.split(';').next());
    let wanted = pairs.find(|pair| pair.split_once('=').is_some_and(|(n, _)| n == name));
    Ok(wanted.ok_or("no such cookie")?.to_owned())
}
