//! The noun.

use db::{FromValue, Value};

use crate::platform::clock::Timestamp;
use crate::row_id;

row_id! {
    /// Names an account for ever; never used again for another one.
    AccountId
}

row_id! {
    /// Names an address in its account's list.
    AddressId
}

/// Counts the changes after which nothing opened before may go on: the password,
/// a factor, the primary address, disabling. A session, a pending sign-in or a link
/// counts only in the epoch in which it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Epoch(i64);

impl Epoch {
    /// The epoch a new account begins in.
    pub const FIRST: Self = Self(1);
}

impl From<Epoch> for Value {
    fn from(epoch: Epoch) -> Self {
        Self::Int(epoch.0)
    }
}

impl FromValue for Epoch {
    fn from_value(value: Value) -> Option<Self> {
        i64::from_value(value).map(Self)
    }
}

/// Whether the account may be used at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It may.
    Active,
    /// An operator has switched it off.
    Disabled,
}

/// What the account may do beyond its own affairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Nothing.
    Member,
    /// Administer this server, while its two-step verification is on.
    Administrator,
}

macro_rules! stored_as {
    ($type:ty { $($variant:ident = $text:literal),+ }) => {
        impl $type {
            /// Its name in the database and in lists.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl From<$type> for Value {
            fn from(value: $type) -> Self {
                Self::Text(value.as_str().to_owned())
            }
        }

        impl FromValue for $type {
            fn from_value(value: Value) -> Option<Self> {
                match String::from_value(value)?.as_str() {
                    $($text => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

stored_as!(State { Active = "active", Disabled = "disabled" });
stored_as!(Role { Member = "member", Administrator = "administrator" });

/// An account as it was when it was read.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its identifier.
    pub id: AccountId,
    /// Its user name, as it was typed.
    pub username: String,
    /// Whether it may be used.
    pub state: State,
    /// What it may do beyond its own affairs; see [`Role::Administrator`] on when.
    pub role: Role,
    /// The epoch it is in.
    pub epoch: Epoch,
    /// When it came into being.
    pub created_at: Timestamp,
}

/// Changes are frozen: somebody has said that one of them was not theirs (DESIGN 5.8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Freeze {
    /// When that one was made. What was enrolled before it still changes things.
    pub since: Timestamp,
    /// When it ends.
    pub until: Timestamp,
}

/// An e-mail address of an account.
#[derive(Clone, Debug)]
pub struct Address {
    /// Names it in the list.
    pub id: AddressId,
    /// As it was typed.
    pub address: String,
    /// The key of uniqueness; see [`crate::platform::mail::EmailAddress::folded`].
    pub folded: String,
    /// Whether mails to the account as such go here.
    pub is_primary: bool,
    /// When somebody who reads it said it is theirs.
    pub confirmed_at: Option<Timestamp>,
}

/// An address that was removed not long ago: it is still told what happens (DESIGN 5.7).
#[derive(Clone, Debug)]
pub struct FormerAddress {
    /// As it was typed.
    pub address: String,
    /// The last moment at which it is told.
    pub until: Timestamp,
}
