//! Authenticated encryption at rest with envelope keys.
//!
//! A [`MasterKey`] lives outside the database and only ever wraps [`DataKey`]s. Data keys
//! live in the database, wrapped; a [`Keyring`] of them seals values with
//! XChaCha20-Poly1305 (RFC 8439 with the 192-bit nonce of draft-irtf-cfrg-xchacha). Each
//! value is bound to its place by a [`Context`], so that a sealed value moved to another
//! row, column, table or owner no longer opens.
//!
//! The crate does no I/O and has no randomness of its own. Where it asks for `fill`, that
//! must overwrite the whole slice with bytes from a cryptographic generator: a nonce that
//! repeats under one key gives both texts away. With random nonces of 192 bits that takes
//! no counting.
//!
//! What sealing hides is the content, not its length, and not that a row exists. It cannot
//! tell an old sealed value of the same row from the newest one.
//!
//! ```
//! use sealing::{Context, DataKey, Keyring, MasterKey};
//! # let mut n = 0u8;
//! # let mut fill = |bytes: &mut [u8]| bytes.iter_mut().for_each(|b| { n = n.wrapping_add(1); *b = n });
//! let master = MasterKey::generate(&mut fill);
//! let wrapped = DataKey::generate(&mut fill).wrap(&master, "k1", &mut fill);
//! let ring = Keyring::new(("k1".to_owned(), DataKey::unwrap(&wrapped, &master, "k1")?), vec![]);
//!
//! let place = Context { table: "notes", column: "body", owner: "42", row: "7" };
//! let sealed = ring.seal(b"a secret", &place, &mut fill);
//! assert_eq!(ring.open(&sealed, &place)?.as_slice(), b"a secret");
//! assert!(ring.open(&sealed, &Context { owner: "43", ..place }).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod aead;
mod blob;
mod context;
mod data_key;
mod error;
mod fields;
mod key;
mod keyring;
mod master;

pub use blob::MAX_KEY_ID_BYTES;
pub use context::Context;
pub use data_key::DataKey;
pub use error::{NotAMasterKey, OpenError, Unsealed};
pub use keyring::Keyring;
pub use master::{KeyId, MasterKey};
