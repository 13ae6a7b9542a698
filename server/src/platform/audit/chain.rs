//! What makes a chain: which one an event joins, and the MAC that holds it in its place.

use std::hash::{DefaultHasher, Hash, Hasher};

use db::Engine;
use sealing::Keyring;

use crate::platform::clock::Timestamp;

/// How many chains there are. Those who append to one at the same moment wait for each
/// other's commit; with sixteen, who commits at the same moment seldom shares one.
pub(super) const CHAINS: i64 = 16;

/// HMAC-SHA-256.
pub(super) type Mac = [u8; 32];

/// What stands before the first event of a chain.
pub(super) const START: Mac = [0; 32];

/// What its key is used for, and nothing else is.
const PURPOSE: &str = "audit_events.mac";

/// Says how the bytes under a MAC are made: of an event that stands for one act, and of one
/// that stands for several.
const FORM: u8 = 1;
const FORM_OF_SEVERAL: u8 = 2;

/// An event's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Its chain.
    pub(super) chain: i64,
    /// Its number there, from 1 without a gap.
    pub(super) number: i64,
}

/// An event as it is stored.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) at: Timestamp,
    pub(super) account: Option<String>,
    pub(super) action: String,
    pub(super) result: String,
    pub(super) factor: Option<String>,
    pub(super) surface: String,
    pub(super) network: String,
    /// How many it stands for, where that is more than one.
    pub(super) times: Option<i64>,
}

/// The chain that the events of one account, or of one network where no account is known,
/// join. Verbs of one account wait for its row anyway, and one verb never takes two chains.
/// SQLite has one writer: there a second chain would only touch more pages.
pub(super) fn of(engine: Engine, whose: &str) -> i64 {
    if engine == Engine::Sqlite {
        return 0;
    }
    let mut hasher = DefaultHasher::new();
    whose.hash(&mut hasher);
    i64::try_from(hasher.finish() % CHAINS.unsigned_abs()).unwrap_or(0)
}

/// The MAC over an event, its place and the MAC before it.
pub(super) fn mac(keys: &Keyring, place: Place, previous: Mac, entry: &Entry) -> Mac {
    keys.lookup(PURPOSE, "", &bytes(place, previous, entry))
}

/// All of it in one way only: numbers have eight bytes, each text its length in front, and
/// a byte says whether one that may be missing is there.
fn bytes(place: Place, previous: Mac, entry: &Entry) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(512);
    match entry.times {
        None => bytes.push(FORM),
        Some(times) => {
            bytes.push(FORM_OF_SEVERAL);
            bytes.extend_from_slice(&times.to_be_bytes());
        }
    }
    bytes.extend_from_slice(&place.chain.to_be_bytes());
    bytes.extend_from_slice(&place.number.to_be_bytes());
    bytes.extend_from_slice(&previous);
    bytes.extend_from_slice(&entry.at.micros().to_be_bytes());
    for text in [&entry.id, &entry.action, &entry.result, &entry.surface, &entry.network] {
        push(&mut bytes, text);
    }
    for text in [&entry.account, &entry.factor] {
        bytes.push(u8::from(text.is_some()));
        text.iter().for_each(|text| push(&mut bytes, text));
    }
    bytes
}

fn push(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend_from_slice(&(text.len() as u64).to_be_bytes());
    bytes.extend_from_slice(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn entry() -> Entry {
        Entry {
            id: "i".into(),
            at: Timestamp::from_micros(5),
            account: None,
            action: "ab".into(),
            result: "c".into(),
            factor: None,
            surface: "s".into(),
            network: "n".into(),
            times: None,
        }
    }

    /// Every field, its absence and every border between two fields is in the bytes.
    #[test]
    fn aud_02_no_two_events_give_the_same_bytes() {
        let some = |text: &str| Some(text.to_owned());
        let others = [
            entry(),
            Entry { id: "j".into(), ..entry() },
            Entry { at: Timestamp::from_micros(6), ..entry() },
            Entry { account: some(""), ..entry() },
            Entry { account: some("x"), ..entry() },
            Entry { action: "a".into(), result: "bc".into(), ..entry() },
            Entry { action: "abc".into(), result: String::new(), ..entry() },
            Entry { factor: some(""), ..entry() },
            Entry { factor: some("x"), ..entry() },
            Entry { surface: "sn".into(), network: String::new(), ..entry() },
            Entry { network: "m".into(), ..entry() },
            Entry { times: Some(1), ..entry() },
            Entry { times: Some(2), ..entry() },
        ];
        let place = Place { chain: 1, number: 2 };
        let mut all: BTreeSet<Vec<u8>> = others.iter().map(|entry| bytes(place, START, entry)).collect();
        all.insert(bytes(Place { chain: 2, ..place }, START, &entry()));
        all.insert(bytes(Place { number: 1, ..place }, START, &entry()));
        all.insert(bytes(place, [1; 32], &entry()));
        assert_eq!(all.len(), others.len() + 3);
    }

    #[test]
    fn chains_are_all_used_on_postgres_and_one_on_sqlite() {
        let of_engine = |engine| (0..1_000).map(|n| of(engine, &format!("account {n}"))).collect::<BTreeSet<i64>>();
        assert_eq!(of_engine(Engine::Postgres), (0..CHAINS).collect());
        assert_eq!(of_engine(Engine::Sqlite), BTreeSet::from([0]));
    }
}
