//! Which model of key it is, in words.

/// Model and name, a line each, from the public lists; their date stands on top.
const LIST: &str = include_str!("providers-by-aaguid.tsv");

/// The maker's name of the model with that number, where the lists know it. What a key says
/// of its model is not verified: it helps its owner to tell keys apart, and decides nothing.
pub fn provider(aaguid: &str) -> Option<&'static str> {
    LIST.lines().filter_map(|line| line.split_once('\t')).find(|(known, _)| *known == aaguid).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_what_the_lists_know() {
        assert_eq!(provider("fcb1bcb4-f370-078c-6993-bc24d0ae3fbe"), Some("Ledger Nano X FIDO2 Authenticator"));
        assert_eq!(provider("00000000-0000-0000-0000-000000000000"), None);
        assert_eq!(provider(""), None);
    }

    #[test]
    fn every_line_is_a_model_and_a_name_in_order() {
        let rows: Vec<_> = LIST.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(rows.len() > 300, "{}", rows.len());
        assert!(rows.is_sorted());
        for row in rows {
            let (aaguid, name) = row.split_once('\t').unwrap();
            let is_plain = !name.is_empty() && name.chars().count() <= 80 && !name.contains(['\t', '<', '>']);
            assert!(aaguid.len() == 36 && aaguid != "00000000-0000-0000-0000-000000000000" && is_plain, "{row}");
        }
    }
}
