//! The value that a browser brings. It is not stored, not even as a hash: our keys make it of
//! the family and a number, so that the next one is known from the one before. Two sign-ins
//! at once with one value get the same next one, whichever answer comes last.

use token_format::{Prefix, Token};
use zeroize::Zeroizing;

use crate::app::App;

const VALUE: Prefix = Prefix::new("vtrb_");

/// A value of ours, as far as the keys can tell. Whether it counts, the row says.
#[derive(Clone, Debug)]
pub struct Claim {
    pub(super) family: String,
    pub(super) number: i64,
}

impl Claim {
    /// Reads what stands in the cookie; what our keys have not made is none.
    pub(super) fn parse(app: &App, text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '.');
        let (family, number, token) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?);
        let token = Token::parse(VALUE, token)?;
        (token.hash() == value(app, family, number).hash()).then(|| Self { family: family.to_owned(), number })
    }
}

/// What goes into the cookie.
pub(super) fn text(app: &App, family: &str, number: i64) -> Zeroizing<String> {
    Zeroizing::new(format!("{family}.{number}.{}", value(app, family, number).expose()))
}

fn value(app: &App, family: &str, number: i64) -> Token {
    let mut block = 0_u32;
    Token::generate(VALUE, |buffer| {
        for chunk in buffer.chunks_mut(32) {
            let place = format!("{number}.{block}");
            let mac = app.keys.lookup("browser trust", family, place.as_bytes());
            chunk.copy_from_slice(&mac[..chunk.len()]);
            block += 1;
        }
    })
}
