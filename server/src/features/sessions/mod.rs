//! Sessions and pending sign-ins: what an account's proofs have opened.
//!
//! A session can be opened only by handing over the evidence of both doors
//! ([`FirstDoor`], [`SecondDoor`]); a pending sign-in is another type, another table,
//! another cookie, so that a handler which takes a session does not compile with it.

mod api;
mod door;
mod open;
mod pending;
mod proof;
mod session;
mod store;

pub use api::SessionBody;
pub use door::{ApiPendingSignIn, ApiSignedIn, PendingSignIn, SignedIn, Visitor};
pub use open::{Opened, OpenedPending, freshen, open, open_pending, renew};
pub use pending::{Pending, consume_pending, end_pending, hold_pending};
pub use proof::{FirstDoor, SecondDoor, SecondFactor};
pub use session::{FRESH_FOR, Listed, Session, SessionId};
pub use store::{Elsewhere, end, end_elsewhere, end_others, end_trusted_by, forget_over, hold, list, note_codes_seen};
