//! Recovery codes: 80 random bits in a spelling people can copy by hand.
//!
//! Sixteen characters of Crockford's base32 (<https://www.crockford.com/base32.html>) in
//! lower case: digits and letters without `i`, `l`, `o` and `u`, shown in groups of four.
//! Reading forgives what a hand or a clipboard does to a code and nothing more. The crate
//! has no randomness of its own; how codes are kept and spent is the caller's affair.
//!
//! ```
//! # let fill = |bytes: &mut [u8]| bytes.copy_from_slice(&[0x5a; 10]);
//! let code = recovery_code::Code::generate(fill);
//! let typed = code.grouped().to_uppercase();
//! let read = recovery_code::Code::parse(&typed).ok_or("not a recovery code")?;
//! assert_eq!(read.canonical(), code.canonical());
//! # Ok::<(), &str>(())
//! ```

mod alphabet;
mod code;

pub use code::{Code, ENTROPY_BITS, MAX_INPUT_BYTES, looks_like};
