//! What a hash may cost: never below the floor, save where only tests can be.

use super::error::ConfigError;
use super::layers::Layers;
use super::origin::Origin;
use super::parse::number;
use super::raw::RawPasswords;
use super::settings::Passwords;
use crate::platform::hashing::COST_MAX;

/// OWASP's floor for Argon2id, which is also our default.
const FLOOR_MEMORY_KIB: u64 = 19_456;
const FLOOR_PASSES: u64 = 2;

/// What `passwords.tiny` takes where nothing else is said: the least the algorithm
/// can work with, so that tests of everything else are not tests of hashing.
const TINY_MEMORY_KIB: u64 = 64;

/// The least memory a lane needs (RFC 9106 §3.1).
const KIB_PER_LANE: u64 = 8;

pub(super) fn passwords(layers: &Layers, raw: &RawPasswords, origin: &Origin) -> Result<Passwords, ConfigError> {
    if raw.tiny && !origin.is_loopback() {
        return Err(layers.refuse("passwords.tiny", "it is for tests, and works with a loopback origin only"));
    }
    let lanes = number(layers, "passwords.lanes", raw.lanes, 1..=COST_MAX.lanes.into())?;
    let least = (KIB_PER_LANE * raw.lanes).max(if raw.tiny { 0 } else { FLOOR_MEMORY_KIB });
    let floor_passes = if raw.tiny { 1 } else { FLOOR_PASSES };
    let unset = |key| raw.tiny && layers.is_default(key);
    let memory_kib = if unset("passwords.memory_kib") { TINY_MEMORY_KIB.max(least) } else { raw.memory_kib };
    let passes = if unset("passwords.passes") { 1 } else { raw.passes };
    let alone = number(layers, "passwords.min_chars_alone", raw.min_chars_alone, 8..=128)?;
    Ok(Passwords {
        memory_kib: number(layers, "passwords.memory_kib", memory_kib, least..=COST_MAX.memory_kib.into())?,
        passes: number(layers, "passwords.passes", passes, floor_passes..=COST_MAX.passes.into())?,
        lanes,
        threads: number(layers, "passwords.threads", raw.threads, 0..=256)?,
        queue_max: number(layers, "passwords.queue_max", raw.queue_max, 1..=65_536)?,
        min_chars_alone: alone,
        // With a second factor a password may be shorter, never longer.
        min_chars_with_two_step: number(
            layers,
            "passwords.min_chars_with_two_step",
            raw.min_chars_with_two_step,
            8..=raw.min_chars_alone,
        )?,
    })
}
