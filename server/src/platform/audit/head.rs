//! Where all chains end, on one line with a MAC, to be kept where whoever writes the
//! database cannot reach: it shows a tail that was cut off, which nothing inside can.

use db::Durability;
use sealing::Keyring;

use super::chain::Mac;
use super::store::{self, End};
use super::{Caller, Event, record};
use crate::app::Shared;
use crate::platform::clock::Timestamp;
use crate::platform::fault::Fault;

/// How a line begins.
const MARK: &str = "audit-head v1 ";
const SEAL: &str = " mac=";
const PURPOSE: &str = "audit_head.mac";
/// More than sixteen chains of any length need.
const LINE_BYTES_MAX: usize = 8 * 1024;

/// A line that is ours, read back.
#[derive(Debug)]
pub struct Head {
    ends: Vec<(i64, End)>,
}

/// The line of this moment. What it names is durable before it is answered: its own event
/// is committed for good, and with it all that was committed before.
pub async fn take(app: &Shared, caller: &Caller) -> Result<String, Fault> {
    let (app2, caller) = (app.clone(), caller.clone());
    let ends = app
        .db
        .write(Durability::Power, move |tx| {
            Box::pin(async move {
                let ends = store::ends(tx).await?;
                let event = Event { action: "audit.head", result: "allowed", account: None, factor: None };
                record(tx, &app2, &caller, event).await?;
                Ok::<_, Fault>(ends)
            })
        })
        .await?;
    Ok(line(&app.keys, app.now(), &ends))
}

fn line(keys: &Keyring, now: Timestamp, ends: &[(i64, End)]) -> String {
    let used = ends.iter().filter(|(_, end)| end.number > 0);
    let list: Vec<String> = used.map(|(chain, end)| format!("{chain}:{}:{}", end.number, hex(&end.mac))).collect();
    let signed = format!("{MARK}{} {}", now.rfc3339(), list.join(","));
    let mac = hex(&keys.lookup(PURPOSE, "", signed.as_bytes()));
    format!("{signed}{SEAL}{mac}")
}

/// The last line in a text, such as a log, that looks like one of ours.
pub fn last_in(text: &str) -> Option<&str> {
    let start = text.rfind(MARK)?;
    let rest = text.get(start..)?;
    let end = rest.find(SEAL)? + SEAL.len() + 64;
    rest.get(..end).filter(|line| line.len() <= LINE_BYTES_MAX)
}

impl Head {
    /// Reads a line; `None` where it was not made under this database's keys.
    pub fn read(keys: &Keyring, line: &str) -> Option<Self> {
        let (signed, mac) = last_in(line)?.split_once(SEAL)?;
        if keys.lookup(PURPOSE, "", signed.as_bytes()) != unhex(mac)? {
            return None;
        }
        let list = signed.rsplit(' ').next()?;
        let ends = list.split(',').filter(|end| !end.is_empty()).map(|text| {
            let mut parts = text.split(':');
            let chain = parts.next()?.parse().ok()?;
            Some((chain, End { number: parts.next()?.parse().ok()?, mac: unhex(parts.next()?)? }))
        });
        Some(Self { ends: ends.collect::<Option<_>>()? })
    }

    /// Where a chain ended then.
    pub(super) fn end_of(&self, chain: i64) -> Option<End> {
        self.ends.iter().find(|(of, _)| *of == chain).map(|(_, end)| *end)
    }
}

/// Lower-case hexadecimal.
pub(super) fn hex(mac: &Mac) -> String {
    mac.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What [`hex`] wrote.
pub(super) fn unhex(text: &str) -> Option<Mac> {
    let is_hex = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let bytes = (0..32).map(|at| u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok());
    if is_hex { bytes.collect::<Option<Vec<u8>>>()?.try_into().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use sealing::DataKey;

    use super::*;

    fn keys(byte: u8) -> Keyring {
        Keyring::new(("k".to_owned(), DataKey::generate(|bytes| bytes.fill(byte))), vec![])
    }

    fn ends() -> Vec<(i64, End)> {
        vec![
            (0, End { number: 7, mac: [1; 32] }),
            (1, End { number: 0, mac: [0; 32] }),
            (9, End { number: 2, mac: [3; 32] }),
        ]
    }

    #[test]
    fn aud_02_a_head_is_read_back_out_of_a_log_and_only_unchanged() {
        let line = line(&keys(1), Timestamp::from_micros(0), &ends());
        let log = format!("2026 INFO audit-head v1 1 mac={}\n2026 INFO {line}\n2026 INFO more", "0".repeat(64));
        assert_eq!(last_in(&log), Some(line.as_str()));
        let head = Head::read(&keys(1), &log).unwrap();
        assert_eq!(head.end_of(0), Some(End { number: 7, mac: [1; 32] }));
        assert_eq!(head.end_of(9), Some(End { number: 2, mac: [3; 32] }));
        assert_eq!(head.end_of(1), None);
        assert!(Head::read(&keys(2), &line).is_none(), "another database's keys");
        for (from, to) in [(" 0:7:", " 0:6:"), ("9:2:", "8:2:"), ("1970", "1971"), ("mac=", "mac=0")] {
            assert!(Head::read(&keys(1), &line.replacen(from, to, 1)).is_none(), "{from}");
        }
        for text in ["", "audit-head v1 ", "audit-head v1 x mac=", "audit-head v1 x mac=é"] {
            assert!(Head::read(&keys(1), text).is_none(), "{text}");
        }
    }
}
