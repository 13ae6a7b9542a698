//! PWD-11: a start without the pepper that stored passwords need.

use std::fs;

use super::{Installation, create, signed_in};

const SERVE: &[&str] = &["serve", "--listen", "127.0.0.1:0"];
const CREATE: &[&str] =
    &["user", "create", "--username", "bob", "--email", "b@example.test", "--confirmed", "--password-stdin"];
const VARIABLE: &str = "VESTIBULE_PASSWORDS__PEPPER_FILE";

#[test]
fn pwd_11_a_missing_pepper_is_a_refusal_that_says_what_to_do() {
    let file = std::env::temp_dir().join(format!("vestibule-pepper-{}", std::process::id()));
    let (old, new) = ("0f".repeat(32), "a5".repeat(32));
    fs::write(&file, &old).unwrap();
    let mut place = Installation::new().with(VARIABLE, file.to_str().unwrap());
    create(&place, "alice");
    for text in [&new, "not a pepper"] {
        fs::write(&file, text).unwrap();
        for args in [SERVE, CREATE] {
            let ran = place.run(args, "four otters paint quietly\n");
            assert!(!ran.done && ran.err.contains("passwords.pepper_file"), "{ran:?}");
            assert!(!ran.err.contains(&new) && !ran.err.contains("not a pepper"), "{ran:?}");
        }
    }
    // What needs no password needs no pepper.
    let ran = place.run(&["user", "list"], "");
    assert!(ran.done && ran.out.contains("alice"), "{ran:?}");
    fs::write(&file, format!("{new}\n{old}\n")).unwrap();
    signed_in(&place.serve(&[]), "alice");
    // It is the new one's from now on.
    fs::write(&file, &new).unwrap();
    signed_in(&place.serve(&[]), "alice");
    place = place.with(VARIABLE, "");
    let ran = place.run(SERVE, "");
    assert!(!ran.done && ran.err.contains("pepper"), "{ran:?}");
    fs::remove_file(&file).unwrap();
}
