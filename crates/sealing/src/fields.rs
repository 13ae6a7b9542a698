//! Several byte strings as one, in such a way that no two lists give the same bytes.

/// Appends a field: its length as eight bytes, most significant first, and its bytes.
pub(crate) fn push(joined: &mut Vec<u8>, field: &[u8]) {
    joined.extend_from_slice(&(field.len() as u64).to_be_bytes());
    joined.extend_from_slice(field);
}

/// All fields of a list, each with its length.
pub(crate) fn joined(fields: &[&[u8]]) -> Vec<u8> {
    let mut joined = Vec::with_capacity(fields.iter().map(|field| field.len() + 8).sum());
    fields.iter().for_each(|field| push(&mut joined, field));
    joined
}

#[cfg(test)]
mod tests {
    use super::joined;
    use proptest::collection::vec;
    use proptest::prelude::*;

    #[test]
    fn lengths_come_first() {
        assert_eq!(joined(&[b"ab", b""]), b"\0\0\0\0\0\0\0\x02ab\0\0\0\0\0\0\0\0");
    }

    proptest! {
        #[test]
        fn lists_do_not_collide(a in vec(vec(0..2u8, 0..3), 0..4), b in vec(vec(0..2u8, 0..3), 0..4)) {
            let [x, y] = [&a, &b].map(|list| joined(&list.iter().map(Vec::as_slice).collect::<Vec<_>>()));
            prop_assert_eq!(x == y, a == b);
        }
    }
}
