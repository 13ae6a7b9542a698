//! The files every page needs, inside the binary: style, script, mark and typeface.

use std::fmt::Write as _;
use std::sync::LazyLock;

use sha2::{Digest as _, Sha256};

/// One file, as it is sent.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    /// The name below `/assets/`.
    pub name: &'static str,
    /// What is in it.
    pub bytes: &'static [u8],
    /// Its media type.
    pub content_type: &'static str,
    /// A hash of what is in it, in hexadecimal: the `?v=` of its address.
    pub version: &'static str,
    /// The same in quotes, as the `ETag` header wants it.
    pub etag: &'static str,
}

/// All files: name, media type, content. The typeface carries its version in its
/// name because the style sheet, which is constant text, names it.
const FILES: &[(&str, &str, &[u8])] = &[
    ("vestibule.css", "text/css; charset=utf-8", include_bytes!("../../../assets/vestibule.css")),
    ("vestibule.js", "text/javascript; charset=utf-8", include_bytes!("../../../assets/vestibule.js")),
    ("mark.svg", "image/svg+xml", include_bytes!("../../../assets/mark.svg")),
    ("favicon.svg", "image/svg+xml", include_bytes!("../../../assets/favicon.svg")),
    (
        "fonts/schibsted-grotesk-5.woff2",
        "font/woff2",
        include_bytes!("../../../assets/fonts/schibsted-grotesk-5.woff2"),
    ),
    (
        "fonts/LICENSE-schibsted-grotesk.txt",
        "text/plain; charset=utf-8",
        include_bytes!("../../../assets/fonts/LICENSE-schibsted-grotesk.txt"),
    ),
];

// Hashed once: the strings live as long as the process, as the files do.
static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| FILES.iter().map(prepare).collect());

/// The file of that name.
pub fn find(name: &str) -> Option<Asset> {
    ASSETS.iter().find(|asset| asset.name == name).copied()
}

/// The address of the file of that name, which changes when the file does, so that
/// browsers may keep it for ever.
pub fn address(name: &str) -> String {
    match find(name) {
        Some(asset) => format!("/assets/{name}?v={}", asset.version),
        None => format!("/assets/{name}"),
    }
}

fn prepare(&(name, content_type, bytes): &(&'static str, &'static str, &'static [u8])) -> Asset {
    let mut version = String::new();
    for byte in Sha256::digest(bytes).iter().take(8) {
        // Writing to a String cannot fail.
        let _ = write!(version, "{byte:02x}");
    }
    let etag = format!("\"{version}\"");
    Asset { name, bytes, content_type, version: version.leak(), etag: etag.leak() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_found_with_its_hash() {
        for (name, _, bytes) in FILES {
            let asset = find(name).unwrap();
            assert_eq!(asset.bytes, *bytes);
            assert_eq!(asset.version.len(), 16);
            assert_eq!(address(name), format!("/assets/{name}?v={}", asset.version));
        }
        assert!(find("../Cargo.toml").is_none());
    }

    #[test]
    fn the_style_sheet_names_only_files_that_are_there() {
        let style = std::str::from_utf8(find("vestibule.css").unwrap().bytes).unwrap();
        for rest in style.split("url(\"").skip(1) {
            let name = rest.split('"').next().unwrap();
            assert!(find(name).is_some(), "{name}");
        }
    }
}
