//! Bearer tokens that can be recognized: a prefix that names the kind, 30 random characters,
//! and a checksum.
//!
//! The prefix lets people and secret scanners tell what leaked; the checksum tells a mistyped
//! or invented token from a real one without a look-up, and spares scanners false alarms. It
//! proves nothing: anybody can compute it. A token holds 178 random bits (62³⁰ values), so a
//! plain SHA-256 is enough to store it by; slow hashes are for what people choose.
//!
//! ```
//! use token_format::{Prefix, Token};
//!
//! const SESSION: Prefix = Prefix::new("sess_");
//!
//! # let fill = |bytes: &mut [u8]| bytes.fill(7);
//! let token = Token::generate(SESSION, fill);
//! let shown_once = token.expose().to_owned();
//! let read = Token::parse(SESSION, &shown_once).ok_or("not a session token")?;
//! assert!(read.hash() == token.hash());
//! # Ok::<(), &str>(())
//! ```

mod base62;
mod hash;
mod prefix;
mod token;

pub use hash::TokenHash;
pub use prefix::Prefix;
pub use token::{CHECK_CHARS, RANDOM_CHARS, Token, pattern};
