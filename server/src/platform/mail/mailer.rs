//! The part of mail that verbs hold: it turns a letter into a sealed row and wakes
//! the worker.

use std::sync::Arc;

use sealing::{Context, Keyring};
use tokio::sync::Notify;

use super::EmailAddress;
use super::compose::compose;
use super::letter::{Frame, Letter};
use super::outbox::{Leased, Prepared};
use super::parcel::Parcel;
use crate::platform::clock::{Clock, Timestamp};
use crate::platform::entropy::Entropy;
use crate::platform::fault::Fault;
use crate::platform::id;
use crate::platform::locale::Locale;

/// Whom the mails are from.
pub struct Sender {
    /// The address in `From` and in the envelope.
    pub from: EmailAddress,
    /// The name beside the address, where it is another than the service's.
    pub name: Option<String>,
    /// The operator's name for the service.
    pub service: String,
    /// The host of the origin, for Message-IDs.
    pub host: String,
}

/// Why a letter cannot become a message. Always a defect of ours, never a person's
/// mistake: a verb treats it as a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsendable {
    /// The action's URL is not a plain `http` or `https` address.
    #[error("a mail's link is not a web address")]
    Link,
    /// A header or a template refused its values.
    #[error("a mail could not be composed")]
    Message,
    /// Larger than any letter of ours should be.
    #[error("a mail is too large")]
    TooLarge,
}

impl From<Unsendable> for Fault {
    fn from(_: Unsendable) -> Self {
        Self::Broken("a mail could not be composed")
    }
}

/// Makes mails ready to be stored. One for the whole server.
pub struct Mailer {
    sender: Sender,
    frame: Frame,
    keyring: Arc<Keyring>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    wake: Notify,
}

impl Mailer {
    /// A mailer that writes as `sender`, with the words of `locale` around each letter.
    pub fn new(
        sender: Sender,
        locale: &Locale,
        keyring: Arc<Keyring>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        let frame = Frame::new(locale, &sender.service);
        Self { sender, frame, keyring, clock, entropy, wake: Notify::new() }
    }

    /// Composes and seals a mail. Call it before the transaction that stores it with
    /// [`super::outbox::put`]: it costs some tens of microseconds that no lock should
    /// wait for. `kind` names the sort of mail for operators (`sign_up.confirm`).
    ///
    /// The sealed bytes are bound to the row and the kind: a row whose sealed column was
    /// swapped with another's does not open.
    pub fn prepare(&self, kind: &'static str, to: &EmailAddress, letter: &Letter) -> Result<Prepared, Unsendable> {
        let (now, entropy) = (self.clock.now(), self.entropy.as_ref());
        let parcel = compose(&self.sender, &self.frame, to, letter, now, entropy)?;
        let id = id::fresh(now, entropy);
        let sealed = self.keyring.seal(&parcel.to_bytes(), &context(&id, kind), |buffer| entropy.fill(buffer));
        Ok(Prepared { id, kind, sealed, created_at: now })
    }

    /// Tells this node's worker that a mail was committed. Without it the mail goes
    /// with the next poll.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    /// Waits for [`Self::wake`]; returns at once where it came while nobody waited.
    pub(super) async fn woken(&self) {
        self.wake.notified().await;
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The message of a row; none where it does not open or is not a message.
    pub(super) fn open(&self, row: &Leased) -> Option<Parcel> {
        let opened = self.keyring.open(&row.sealed, &context(&row.id, &row.kind)).ok()?;
        Parcel::from_bytes(&opened)
    }
}

fn context<'a>(id: &'a str, kind: &'a str) -> Context<'a> {
    Context { table: "outbox", column: "sealed", owner: kind, row: id }
}
