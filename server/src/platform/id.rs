//! Identifiers of rows: UUIDs of version 7 (RFC 9562 §5.7) made from the clock and
//! the randomness we were given. They sort by time and are never bearers.

use crate::platform::clock::Timestamp;
use crate::platform::entropy::{Entropy, bytes};

/// A new identifier's text.
pub fn fresh(now: Timestamp, entropy: &dyn Entropy) -> String {
    let millis = u64::try_from(now.micros() / 1_000).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &bytes(entropy)).into_uuid().to_string()
}

/// A type for one table's identifiers, so that they cannot be mixed up.
#[macro_export]
macro_rules! row_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub struct $name(String);

        impl $name {
            /// A new one.
            pub fn fresh(
                now: $crate::platform::clock::Timestamp,
                entropy: &dyn $crate::platform::entropy::Entropy,
            ) -> Self {
                Self($crate::platform::id::fresh(now, entropy))
            }

            /// Its text, as the database stores it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&$name> for db::Value {
            fn from(id: &$name) -> Self {
                Self::Text(id.0.clone())
            }
        }

        impl db::FromValue for $name {
            fn from_value(value: db::Value) -> Option<Self> {
                <String as db::FromValue>::from_value(value).map(Self)
            }
        }
    };
}
