//! Lines of text: what may stand in one, and where it breaks.

/// The width of a plain-text line: under the 78 characters of RFC 5322 §2.1.1 even
/// with the quotation mark of an answer before it.
pub(super) const WIDTH_CHARS: usize = 76;

/// Whether a character has no shape of its own and could disguise what stands around
/// it: bidirectional controls, joiners, soft hyphens, tags, variation selectors.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Whether a character could turn the reading direction of what follows it.
fn turns_text(c: char) -> bool {
    matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The text as one line: every run of white space (line breaks of any alphabet
/// included) becomes a space; controls and direction marks go. What people typed
/// reaches a mail only through here, so that none of it can begin a header, a line
/// or a body of its own.
pub(super) fn one_line(text: &str) -> String {
    let kept: String = text.chars().filter(|c| c.is_whitespace() || !(c.is_control() || turns_text(*c))).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One line for a header. Words of the form `=?…?=` would be decoded by the reader
/// into something that was not checked here (RFC 2047 §2), so none is left intact.
pub(super) fn header_line(text: &str, max_chars: usize) -> String {
    let line = one_line(text).replace("=?", "= ?");
    if line.chars().count() <= max_chars {
        return line;
    }
    line.chars().take(max_chars.saturating_sub(1)).chain(['…']).collect()
}

/// Breaks a line between words. A word that is longer than a line stays whole, as an
/// address must; the transfer encoding then keeps the limit of RFC 5321 §4.5.3.1.6.
pub(super) fn wrap(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / WIDTH_CHARS);
    let mut width = 0;
    for word in text.split(' ') {
        let chars = word.chars().count();
        if width > 0 && width + 1 + chars > WIDTH_CHARS {
            out.push('\n');
            width = 0;
        } else if width > 0 {
            out.push(' ');
            width += 1;
        }
        out.push_str(word);
        width += chars;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_is_one_line() {
        assert_eq!(one_line("a\r\nBcc: b\0\n\n.\r\n\u{2028}c\u{85}d \u{202E}e\u{1b}[31m"), "a Bcc: b . c d e[31m");
        assert_eq!(header_line("=?utf-8?b?QmNj?= x", 40), "= ?utf-8?b?QmNj?= x");
        assert_eq!(header_line("=?=?=?", 40), "= ?= ?= ?");
        assert_eq!(header_line("abcdef", 4), "abc…");
    }

    #[test]
    fn wraps_between_words_and_never_inside_one() {
        let text = format!("{} https://x.test/{} end", "word ".repeat(40).trim(), "y".repeat(90));
        let wrapped = wrap(&text);
        assert_eq!(wrapped.replace('\n', " "), text);
        assert!(wrapped.lines().all(|line| line.chars().count() <= WIDTH_CHARS || !line.contains(' ')));
        assert_eq!(wrap(""), "");
    }
}
