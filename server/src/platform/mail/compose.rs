//! From a letter to the bytes of a message.
//!
//! Nothing that a person typed can begin a header here: addresses are narrow
//! ([`EmailAddress`]), every line is one line ([`super::line`]), and lettre encodes
//! what is not ASCII (RFC 2047). The result is ASCII with CRLF and no other line
//! break, so no relay can read a second message into it ("SMTP smuggling").

use std::time::{Duration, UNIX_EPOCH};

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, MultiPartKind, SinglePart};
use zeroize::Zeroizing;

use super::EmailAddress;
use super::letter::{Frame, Letter};
use super::line::header_line;
use super::mailer::{Sender, Unsendable};
use super::parcel::Parcel;
use crate::platform::clock::Timestamp;
use crate::platform::entropy::{Entropy, bytes};

/// The longest subject, and the longest name of the sender.
const HEADER_LINE_MAX_CHARS: usize = 150;

/// The largest message. A letter is some 6 KiB; what is much longer holds something
/// that should have been bounded before.
pub(super) const MESSAGE_MAX_BYTES: usize = 64 * 1024;

/// The message that carries `letter` to `to`, dated `now`.
pub(super) fn compose(
    sender: &Sender,
    frame: &Frame,
    to: &EmailAddress,
    letter: &Letter,
    now: Timestamp,
    entropy: &dyn Entropy,
) -> Result<Parcel, Unsendable> {
    let letter = letter.cleaned().ok_or(Unsendable::Link)?;
    let name = header_line(sender.name.as_ref().unwrap_or(&sender.service), HEADER_LINE_MAX_CHARS);
    let message = Message::builder()
        .from(mailbox(Some(name), &sender.from)?)
        .to(mailbox(None, to)?)
        .subject(header_line(&letter.subject, HEADER_LINE_MAX_CHARS))
        .date(UNIX_EPOCH + Duration::from_micros(u64::try_from(now.micros()).unwrap_or(0)))
        .message_id(Some(message_id(&sender.host, entropy)))
        // RFC 3834 §5: vacation responders and ticket systems do not answer this.
        .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()))
        .multipart(alternative(&letter, frame, entropy)?)
        .map_err(|_| Unsendable::Message)?
        .formatted();
    if message.len() > MESSAGE_MAX_BYTES {
        return Err(Unsendable::TooLarge);
    }
    Ok(Parcel { from: sender.from.wire(), to: to.wire(), message: Zeroizing::new(message) })
}

fn mailbox(name: Option<String>, address: &EmailAddress) -> Result<Mailbox, Unsendable> {
    let address = lettre::Address::new(address.local_part(), address.domain()).map_err(|_| Unsendable::Message)?;
    Ok(Mailbox::new(name, address))
}

/// RFC 2046 §5.1.4: the plainest first, the best last. The boundary is random, so no
/// text can contain it; from our randomness, so a test sees the same message twice.
fn alternative(letter: &Letter, frame: &Frame, entropy: &dyn Entropy) -> Result<MultiPart, Unsendable> {
    let text = letter.text(frame).map_err(|_| Unsendable::Message)?;
    let html = letter.html(frame).map_err(|_| Unsendable::Message)?;
    let parts = MultiPart::builder().kind(MultiPartKind::Alternative).boundary(hex(&bytes::<16>(entropy)));
    Ok(parts.singlepart(SinglePart::plain(text)).singlepart(SinglePart::html(html)))
}

/// RFC 5322 §3.6.4: unique by 128 random bits before the "@", ours by the host after it.
fn message_id(host: &str, entropy: &dyn Entropy) -> String {
    let host: String = host.chars().filter(|c| c.is_ascii_alphanumeric() || "-.:[]".contains(*c)).collect();
    let host = if host.is_empty() { "localhost" } else { host.as_str() };
    format!("<{}@{host}>", hex(&bytes::<16>(entropy)))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
