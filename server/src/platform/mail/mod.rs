//! Mail, from a verb to somebody's inbox.
//!
//! A feature writes a [`Letter`] (words, no markup). [`Mailer::prepare`] makes the
//! finished message of it and seals it, before any transaction; [`outbox::put`] stores
//! it inside the verb's own transaction, so that a mail exists exactly when what it
//! tells of has happened. After the commit, [`Mailer::wake`] rouses the worker
//! ([`delivery::run`]), which hands the message to a [`Transport`]: an SMTP relay, or
//! in development a directory that [`mailbox`] reads.
//!
//! A message is sent at least once: a node that dies between the relay's "250" and
//! its own delete leaves the row to the next one. The Message-ID is part of the
//! sealed message, so a receiver can tell the second copy from another mail.

pub mod address;
mod compose;
pub mod delivery;
pub mod letter;
mod line;
pub mod mailbox;
mod mailer;
pub mod mime;
pub mod outbox;
mod parcel;
pub mod transport;

pub use address::{EmailAddress, NotAnAddress};
pub use letter::{Action, Letter};
pub use mailer::{Mailer, Sender, Unsendable};
pub use outbox::{Prepared, put};
pub use transport::{Security, SmtpSettings, Transport};
