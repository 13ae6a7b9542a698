//! LEA-02: what holds a secret cannot be printed by mistake.

use std::fs;
use std::path::{Path, PathBuf};

fn sources(dir: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            into.push(path);
        }
    }
}

/// The fields of types with `Debug` in a source, as `name: Type`.
fn printed_fields(source: &str) -> Vec<String> {
    let mut fields = Vec::new();
    for (at, _) in source.match_indices("#[derive(") {
        let rest = &source[at..];
        let derived = rest.split(")]").next().unwrap();
        let Some(body) = rest.split_once(" {\n").map(|(_, body)| body) else { continue };
        let is_own = !rest[..rest.find(" {\n").unwrap()].contains(';');
        if derived.contains("Debug") && is_own {
            let lines = body.lines().take_while(|line| *line != "}" && *line != "    }").map(str::trim);
            let names = lines.filter(|line| !line.starts_with("//") && !line.starts_with('#') && line.contains(": "));
            fields.extend(names.map(|line| line.trim_start_matches("pub ").trim_end_matches(',').to_owned()));
        }
    }
    fields
}

/// Whether a field of that name and type would hold a secret in the clear.
fn is_secret(field: &str) -> bool {
    let (name, kind) = field.split_once(": ").unwrap();
    let names = ["password", "new_password", "token", "secret", "code", "codes", "ticket"];
    let is_bytes = ["String", "Vec<u8>", "[u8;", "Zeroizing", "&str", "Token", "Secret", "Password"];
    names.contains(&name) && is_bytes.iter().any(|part| kind.contains(part)) && kind != "&'static str"
}

#[test]
fn lea_02_no_type_that_can_be_printed_holds_a_secret() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    sources(&root.join("src"), &mut files);
    for crate_dir in fs::read_dir(root.join("../crates")).unwrap() {
        sources(&crate_dir.unwrap().path().join("src"), &mut files);
    }
    let mut seen = 0;
    for file in files {
        let fields = printed_fields(&fs::read_to_string(&file).unwrap());
        seen += fields.len();
        let secret = fields.iter().find(|field| is_secret(field));
        assert_eq!(secret, None, "{}", file.display());
    }
    assert!(seen > 150, "{seen} fields were looked at");
}

#[test]
fn a_secret_field_would_be_found() {
    let source =
        "#[derive(Clone, Debug)]\npub struct Form {\n    /// Typed.\n    pub password: String,\n    name: String,\n}\n";
    assert_eq!(printed_fields(source), ["password: String", "name: String"]);
    assert!(is_secret("password: String") && is_secret("code: Option<String>") && !is_secret("name: String"));
    assert_eq!(printed_fields(&source.replace("Debug", "Default")), Vec::<String>::new());
}
