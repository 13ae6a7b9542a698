//! Where a list goes on, as a link carries it.

use crate::platform::audit::list::Before;
use crate::platform::clock::Timestamp;

/// The text for a link.
pub fn write(before: &Before) -> String {
    format!("{}.{}", before.at.micros(), before.id)
}

/// Reads it back; none where no list has made it.
pub fn read(text: &str) -> Option<Before> {
    let (at, id) = text.split_once('.')?;
    let is_id = id.len() == 36 && id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    let at = Timestamp::from_micros(at.parse().ok()?);
    is_id.then(|| Before { at, id: id.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_nothing_else() {
        let before = Before { at: Timestamp::from_micros(12), id: "0190b3a6-0000-7000-8000-000000000000".into() };
        assert_eq!(read(&write(&before)), Some(before));
        for text in
            ["", ".", "12", "12.", "x.0190b3a6-0000-7000-8000-000000000000", "12.0190b3a6' OR 1=1 -- 8000-00000000"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
