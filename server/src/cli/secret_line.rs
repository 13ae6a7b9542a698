//! A password comes from standard input: the command line and the environment can be
//! read by others, and are kept in histories.

use std::io::{self, Read};

use zeroize::Zeroizing;

/// The longest line that is read: the longest password, and its line end.
const LINE_MAX_BYTES: usize = 4 * 1024 + 2;

/// Why there is no password.
#[derive(Debug, thiserror::Error)]
pub enum SecretLineError {
    /// Reading failed.
    #[error("the password cannot be read from standard input: {0}")]
    Io(#[from] io::Error),
    /// There is no line, or an empty one.
    #[error("there is no password on standard input")]
    Empty,
    /// It is longer than any password.
    #[error("the password on standard input is longer than 4 KiB")]
    TooLong,
    /// It is not text.
    #[error("the password on standard input is not UTF-8")]
    NotText,
}

/// The first line of `input`, without its end.
pub fn read_password(input: impl Read) -> Result<Zeroizing<String>, SecretLineError> {
    // The full size from the start: growing would leave unwiped copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(LINE_MAX_BYTES + 1));
    input.take(LINE_MAX_BYTES as u64).read_to_end(&mut bytes)?;
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    match std::str::from_utf8(line) {
        _ if line.is_empty() => Err(SecretLineError::Empty),
        _ if line.len() > LINE_MAX_BYTES - 2 => Err(SecretLineError::TooLong),
        Ok(text) => Ok(Zeroizing::new(text.to_owned())),
        Err(_) => Err(SecretLineError::NotText),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_the_first_line() {
        for (input, password) in [("pass word\nmore\n", "pass word"), ("x\r\n", "x"), (" x ", " x ")] {
            assert_eq!(read_password(input.as_bytes()).unwrap().as_str(), password);
        }
        let longest = "x".repeat(4096);
        assert_eq!(read_password(format!("{longest}\r\n").as_bytes()).unwrap().as_str(), longest);
        assert!(matches!(read_password(format!("{longest}x").as_bytes()), Err(SecretLineError::TooLong)));
        assert!(matches!(read_password(&b"\nx"[..]), Err(SecretLineError::Empty)));
        assert!(matches!(read_password(&b"\xff\n"[..]), Err(SecretLineError::NotText)));
    }
}
