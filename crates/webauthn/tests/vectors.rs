//! The test vectors of the specification (Level 3 §16): what it says is right is taken, and
//! the same with one thing changed is not.

#![allow(clippy::unwrap_used, reason = "tests: what cannot go on, fails")]

use serde_json::{Value, json};
use webauthn::{
    Asserted, Assertion, Credential, Known, Refused, Registration, RelyingParty, to_base64url, verify_assertion,
    verify_registration,
};

struct Vector {
    name: &'static str,
    challenge: Vec<u8>,
    attestation: Vec<u8>,
    client_data: Vec<u8>,
    get_challenge: Vec<u8>,
    auth_data: Vec<u8>,
    get_client_data: Vec<u8>,
    signature: Vec<u8>,
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap()).collect()
}

fn vectors() -> Vec<Vector> {
    let blocks = include_str!("vectors.txt").split("\n\n").skip(1);
    let vector = |block: &'static str| {
        let lines: Vec<&str> = block.lines().collect();
        Vector {
            name: lines[0],
            challenge: hex(lines[1]),
            attestation: hex(lines[2]),
            client_data: hex(lines[3]),
            get_challenge: hex(lines[4]),
            auth_data: hex(lines[5]),
            get_client_data: hex(lines[6]),
            signature: hex(lines[7]),
        }
    };
    blocks.map(vector).collect()
}

fn vector(name: &str) -> Vector {
    vectors().into_iter().find(|vector| vector.name == name).unwrap()
}

fn rp(origins: &[String]) -> RelyingParty<'_> {
    RelyingParty { id: "example.org", origins, app_id: None }
}

fn origins() -> Vec<String> {
    vec!["https://example.org".to_owned()]
}

/// The credential's id as it stands in the authenticator data.
fn id_of(attestation: &[u8]) -> Vec<u8> {
    let at = attestation.windows(8).position(|window| window == b"authData").unwrap();
    let data = &attestation[at + 8..];
    let data = &data[if data[0] == 0x58 { 2 } else { 3 }..];
    let length = usize::from(u16::from_be_bytes([data[53], data[54]]));
    data[55..55 + length].to_vec()
}

impl Vector {
    fn registration(&self) -> Value {
        let id = to_base64url(&id_of(&self.attestation));
        json!({ "id": id, "rawId": id, "type": "public-key", "clientExtensionResults": {}, "response": {
            "clientDataJSON": to_base64url(&self.client_data),
            "attestationObject": to_base64url(&self.attestation) } })
    }

    fn register(&self) -> Result<Credential, Refused> {
        let given: Registration = serde_json::from_value(self.registration()).unwrap();
        verify_registration(&rp(&origins()), &self.challenge, false, &given)
    }

    fn assertion(&self) -> Value {
        let id = to_base64url(&id_of(&self.attestation));
        json!({ "id": id, "rawId": id, "type": "public-key", "clientExtensionResults": {}, "response": {
            "clientDataJSON": to_base64url(&self.get_client_data),
            "authenticatorData": to_base64url(&self.auth_data),
            "signature": to_base64url(&self.signature) } })
    }

    fn assert(&self, credential: &Credential) -> Result<Asserted, Refused> {
        let given: Assertion = serde_json::from_value(self.assertion()).unwrap();
        let known = Known {
            id: &credential.id,
            public_key: &credential.public_key,
            user_handle: b"alice",
            is_backup_eligible: credential.is_backup_eligible,
            sign_count: credential.sign_count,
        };
        verify_assertion(&rp(&origins()), &self.get_challenge, false, &known, &given)
    }
}

#[test]
fn wan_17_what_the_specification_says_is_right_is_taken() {
    let mut taken = 0;
    for vector in vectors() {
        let expected = match vector.name {
            "packed-es384" | "packed-es512" | "packed-ed448" => Err(Refused::Algorithm),
            name if name.ends_with("Origin") => Err(Refused::CrossOrigin),
            _ => Ok(()),
        };
        let registered = vector.register();
        assert_eq!(registered.as_ref().map(drop).map_err(|refused| *refused), expected, "{}", vector.name);
        if let Ok(credential) = registered {
            let asserted = vector.assert(&credential);
            assert!(asserted.is_ok_and(|asserted| !asserted.is_behind), "{}: {asserted:?}", vector.name);
            taken += 1;
        }
    }
    assert_eq!(taken, 10);
}

#[test]
fn wan_17_a_key_that_speaks_for_itself_must_be_right() {
    let mut vector = vector("packed-self-es256");
    let at = vector.attestation.windows(3).position(|window| window == b"sig").unwrap();
    // The last byte of the signature, which is 0x45 to 0x48 bytes long.
    let end = at + 5 + usize::from(vector.attestation[at + 4]) - 1;
    vector.attestation[end] ^= 1;
    assert_eq!(vector.register(), Err(Refused::AttestationSignature));
}

#[test]
fn every_bit_of_what_was_signed_counts() {
    let mut vector = vector("none-es256");
    let credential = vector.register().unwrap();
    for at in 0..vector.auth_data.len() {
        vector.auth_data[at] ^= 0x20;
        let refused = vector.assert(&credential).unwrap_err();
        let expected = if at < 32 { Refused::RpId } else { Refused::Signature };
        assert_eq!(refused, expected, "byte {at}");
        vector.auth_data[at] ^= 0x20;
    }
    assert!(vector.assert(&credential).is_ok());
}

#[test]
fn wan_15_nothing_stands_behind_the_end() {
    let mut vector = vector("none-es256");
    let credential = vector.register().unwrap();
    vector.auth_data.push(0);
    assert_eq!(vector.assert(&credential), Err(Refused::AuthData));
    vector.attestation.push(0);
    assert_eq!(vector.register(), Err(Refused::Attestation));
}

#[test]
fn a_cut_attestation_is_refused_wherever_it_is_cut() {
    let whole = vector("packed-es256");
    let given = whole.registration();
    for length in 0..whole.attestation.len() {
        let mut cut = given.clone();
        cut["response"]["attestationObject"] = to_base64url(&whole.attestation[..length]).into();
        let given: Registration = serde_json::from_value(cut).unwrap();
        assert!(verify_registration(&rp(&origins()), &whole.challenge, false, &given).is_err(), "{length}");
    }
}
