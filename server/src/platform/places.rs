//! Where a network is, by a file of the operator's in the form of MaxMind's databases. It is
//! a guess that helps somebody to know their own sign-in; nothing is decided by it.
//!
//! The file comes from elsewhere: of what it says only short, plain names are shown.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use maxminddb::{PathElement, Reader, WithinOptions};

use super::client::Network;
use super::locale::Locale;

/// The largest file that is read: it is held in memory. The largest one sold, of cities in
/// every language and with much besides, stays well below.
const FILE_BYTES_MAX: u64 = 1024 * 1024 * 1024;

/// Longer ones are no names of places.
const NAME_CHARS_MAX: usize = 64;

/// How many networks of a file are looked at for one that has a place.
const TRIED_MAX: usize = 10_000;

/// The language of the names, which is that of our pages.
const LANGUAGE: &str = "en";

/// What knows where networks are; by default nothing does.
#[derive(Default)]
pub struct Places(Option<Reader<Vec<u8>>>);

/// Why a file is of no use.
#[derive(Debug, thiserror::Error)]
pub enum NoPlaces {
    /// It cannot be read.
    #[error("places.database: {} cannot be read: {source}. Put the file there, or take the key away", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It is something else.
    #[error(
        "places.database: {} is {problem}. It must be a database of cities or countries in MaxMind's form (.mmdb), \
         unpacked; or take the key away", path.display()
    )]
    Wrong {
        /// The file.
        path: PathBuf,
        /// What it is.
        problem: &'static str,
    },
}

impl Places {
    /// Reads the file.
    pub fn open(path: &Path) -> Result<Self, NoPlaces> {
        let wrong = |problem| NoPlaces::Wrong { path: path.to_owned(), problem };
        let bytes = read(path).map_err(|source| NoPlaces::Unreadable { path: path.to_owned(), source })?;
        let reader = Reader::from_source(bytes.ok_or_else(|| wrong("no file, or larger than 1 GiB"))?);
        let reader = reader.map_err(|_| wrong("no such database, or damaged"))?;
        // One of networks' owners, say, is read as well, and would never name a place.
        let has_places = reader.networks(WithinOptions::default()).is_ok_and(|mut networks| {
            networks
                .by_ref()
                .take(TRIED_MAX)
                .any(|one| one.is_ok_and(|found| name(&found, "city").is_some() || name(&found, "country").is_some()))
        });
        if has_places { Ok(Self(Some(reader))) } else { Err(wrong("a database without places")) }
    }

    /// Where the network of that text is, in words.
    pub fn of(&self, locale: &Locale, network: &str) -> Option<String> {
        let address = Network::from_stored(network)?.address();
        let found = self.0.as_ref()?.lookup(address).ok()?;
        match (name(&found, "city"), name(&found, "country")) {
            (Some(city), Some(country)) => Some(locale.t2("common-place", "city", city, "country", country)),
            (city, country) => city.or(country).map(str::to_owned),
        }
    }

    /// The network's text, with its place behind it where that is known.
    pub fn beside(&self, locale: &Locale, network: &str) -> String {
        match self.of(locale, network) {
            Some(place) => locale.t2("common-network-place", "network", network, "place", place),
            None => network.to_owned(),
        }
    }
}

/// The whole file; none where it is no plain one, or too large.
fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    // Asked before it is opened: opening a pipe would wait for its writer.
    if !path.metadata()?.is_file() {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= FILE_BYTES_MAX).then_some(bytes))
}

/// The name of a kind of place, if it is short and plain: a character that turns the text
/// around it, or breaks the line, has no place in a name.
fn name<'a>(found: &maxminddb::LookupResult<'a, Vec<u8>>, kind: &'a str) -> Option<&'a str> {
    let path = [PathElement::Key(kind), PathElement::Key("names"), PathElement::Key(LANGUAGE)];
    let name: &str = found.decode_path(&path).ok()??;
    let is_short = name.chars().nth(NAME_CHARS_MAX).is_none();
    let is_plain = !name.chars().any(|c| c.is_control() || is_format(c));
    (is_short && is_plain && !name.trim().is_empty()).then(|| name.trim())
}

/// Invisible characters that change how those around them are shown (Unicode's Cf, as far as
/// text knows them).
fn is_format(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIR: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/support/places");

    /// The files were written by another program; `make.py` beside them says how.
    #[test]
    fn places_in_words_and_only_plain_ones() {
        let locale = Locale::english().unwrap();
        let places = Places::open(&Path::new(DIR).join("city.mmdb")).unwrap();
        let table = [
            ("192.0.2.7", Some("Lisbon, Portugal")),
            ("192.0.2.200", Some("Portugal")),
            ("198.51.100.7", Some("Utrecht")),
            ("198.51.100.200", None),
            ("2001:db8:1:2::/64", Some("São Paulo, Brazil")),
            ("2001:db8:2::/64", None),
            ("203.0.113.1", Some("<script>alert(1)</script>, \"><b>&amp;")),
            ("203.0.113.33", Some("Norway")),
            ("203.0.113.65", None),
            ("203.0.113.97", None),
            ("203.0.113.129", None),
            ("::/64", None),
            ("somewhere", None),
            ("", None),
        ];
        for (network, place) in table {
            assert_eq!(places.of(&locale, network).as_deref(), place, "{network}");
        }
        assert_eq!(places.beside(&locale, "192.0.2.7"), "192.0.2.7 (Lisbon, Portugal)");
        assert_eq!(places.beside(&locale, "198.51.100.200"), "198.51.100.200");
        assert_eq!(Places::default().beside(&locale, "192.0.2.7"), "192.0.2.7");
    }

    #[test]
    fn a_file_that_is_none_is_refused_with_what_to_do() {
        let scratch = crate::platform::data_dir::tests::Scratch::new();
        let city = std::fs::read(Path::new(DIR).join("city.mmdb")).unwrap();
        let write = |name: &str, bytes: &[u8]| {
            let path = scratch.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            path
        };
        let head_gone = write("cut.mmdb", &city[..city.len() / 2]);
        let tail_only = write("tail.mmdb", &city[city.len() - 300..]);
        let table = [
            (scratch.path().join("absent.mmdb"), "cannot be read"),
            (scratch.path().to_owned(), "no file"),
            (Path::new("/dev/zero").to_owned(), "no file"),
            (write("empty.mmdb", b""), "no such database"),
            (write("text.mmdb", b"place,network\n"), "no such database"),
            (head_gone, "no such database"),
            (tail_only, "no such database"),
            (Path::new(DIR).join("asn.mmdb"), "without places"),
        ];
        for (path, problem) in table {
            let message = Places::open(&path).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(
                message.contains(problem) && message.contains("take the key away"),
                "{}: {message}",
                path.display()
            );
            assert!(message.starts_with("places.database: "), "{message}");
        }
    }

    /// Whatever stands in it: an answer or none, and never a panic.
    #[test]
    fn damaged_bytes_name_no_place_and_stop_nothing() {
        let scratch = crate::platform::data_dir::tests::Scratch::new();
        let locale = Locale::english().unwrap();
        let city = std::fs::read(Path::new(DIR).join("city.mmdb")).unwrap();
        let path = scratch.path().join("damaged.mmdb");
        for at in 0..city.len() {
            for byte in [0x00, 0xff, city[at] ^ 0x20] {
                let mut bytes = city.clone();
                bytes[at] = byte;
                std::fs::write(&path, &bytes).unwrap();
                if let Ok(places) = Places::open(&path) {
                    places.of(&locale, "192.0.2.7");
                }
            }
        }
    }
}
