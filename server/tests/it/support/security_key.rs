//! A security key in software: it makes what a browser and a key make together, byte by byte
//! from the specification, and shares no code with the product. Whatever it makes can be
//! changed before it is signed, one thing at a time.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// Of the flags in authenticator data (§6.1).
pub const PRESENT: u8 = 0x01;
pub const BACKUP_ELIGIBLE: u8 = 0x08;
pub const BACKED_UP: u8 = 0x10;
const ATTESTED: u8 = 0x40;

/// A key pair in a device.
pub struct SoftKey {
    pair: EcdsaKeyPair,
    pub credential_id: Vec<u8>,
    pub aaguid: [u8; 16],
    pub counter: u32,
}

/// What the browser says.
#[derive(Clone)]
pub struct Client {
    pub ceremony: &'static str,
    pub challenge: String,
    pub origin: String,
    pub cross_origin: Option<bool>,
    pub top_origin: Option<String>,
    /// The whole text, where it is not to be made of the above.
    pub raw: Option<Vec<u8>>,
}

/// What the authenticator says.
#[derive(Clone)]
pub struct Data {
    pub rp_id: String,
    pub flags: u8,
    pub counter: u32,
    pub extra: Vec<u8>,
}

/// A new credential before it is written down.
pub struct Creation {
    pub client: Client,
    pub data: Data,
    pub credential_id: Vec<u8>,
    /// What the browser calls it.
    pub id: Vec<u8>,
    pub cose: Vec<u8>,
    pub aaguid: [u8; 16],
    pub format: &'static str,
}

/// An assertion before it is signed.
pub struct Assertion {
    pub client: Client,
    pub data: Data,
    pub id: Vec<u8>,
    pub user_handle: Option<String>,
    pub appid: Option<bool>,
    pub spoils_signature: bool,
}

pub fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl SoftKey {
    /// A new one, of no model.
    pub fn new() -> Self {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, document.as_ref()).unwrap();
        let credential_id = Sha256::digest(pair.public_key().as_ref()).to_vec();
        Self { pair, credential_id, aaguid: [0; 16], counter: 0 }
    }

    /// The public key in COSE form (RFC 9053 §7.1).
    pub fn cose(&self) -> Vec<u8> {
        let point = self.pair.public_key().as_ref();
        let head = [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
        [&head[..], &point[1..33], &[0x22, 0x58, 0x20], &point[33..65]].concat()
    }

    /// A new credential for these options, on a page of that origin.
    pub fn creation(&self, options: &Value, origin: &str) -> Creation {
        Creation {
            client: Client::new("webauthn.create", options, origin),
            data: Data::new(options["rp"]["id"].as_str().unwrap(), PRESENT, self.counter),
            credential_id: self.credential_id.clone(),
            id: self.credential_id.clone(),
            cose: self.cose(),
            aaguid: self.aaguid,
            format: "none",
        }
    }

    /// An assertion for these options, on a page of that origin.
    pub fn assertion(&mut self, options: &Value, origin: &str) -> Assertion {
        self.counter += 1;
        Assertion {
            client: Client::new("webauthn.get", options, origin),
            data: Data::new(options["rpId"].as_str().unwrap(), PRESENT, self.counter),
            id: self.credential_id.clone(),
            user_handle: None,
            appid: None,
            spoils_signature: false,
        }
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.pair.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec()
    }

    /// The assertion as `JSON.stringify` writes it.
    pub fn answer(&self, assertion: &Assertion) -> String {
        let client = assertion.client.bytes();
        let data = assertion.data.bytes(&[]);
        let mut signature = self.sign(&[data.as_slice(), &Sha256::digest(&client)].concat());
        if assertion.spoils_signature {
            *signature.last_mut().unwrap() ^= 1;
        }
        let id = base64url(&assertion.id);
        let mut extensions = json!({});
        if let Some(appid) = assertion.appid {
            extensions["appid"] = appid.into();
        }
        let mut response = json!({ "clientDataJSON": base64url(&client), "authenticatorData": base64url(&data),
            "signature": base64url(&signature) });
        if let Some(handle) = &assertion.user_handle {
            response["userHandle"] = base64url(handle.as_bytes()).into();
        }
        json!({ "id": id, "rawId": id, "type": "public-key", "authenticatorAttachment": "cross-platform",
            "response": response, "clientExtensionResults": extensions })
        .to_string()
    }
}

impl Client {
    fn new(ceremony: &'static str, options: &Value, origin: &str) -> Self {
        let challenge = options["challenge"].as_str().unwrap().to_owned();
        Self { ceremony, challenge, origin: origin.to_owned(), cross_origin: Some(false), top_origin: None, raw: None }
    }

    pub fn bytes(&self) -> Vec<u8> {
        if let Some(raw) = &self.raw {
            return raw.clone();
        }
        let mut text =
            format!(r#"{{"type":"{}","challenge":"{}","origin":"{}""#, self.ceremony, self.challenge, self.origin);
        if let Some(cross_origin) = self.cross_origin {
            text += &format!(r#","crossOrigin":{cross_origin}"#);
        }
        if let Some(top_origin) = &self.top_origin {
            text += &format!(r#","topOrigin":"{top_origin}""#);
        }
        (text + "}").into_bytes()
    }
}

impl Data {
    fn new(rp_id: &str, flags: u8, counter: u32) -> Self {
        Self { rp_id: rp_id.to_owned(), flags, counter, extra: Vec::new() }
    }

    fn bytes(&self, attested: &[u8]) -> Vec<u8> {
        let flags = if attested.is_empty() { self.flags } else { self.flags | ATTESTED };
        [&Sha256::digest(&self.rp_id)[..], &[flags], &self.counter.to_be_bytes(), attested, &self.extra].concat()
    }
}

impl Creation {
    /// The credential as `toJSON` writes it.
    pub fn json(&self) -> Value {
        let length = u16::try_from(self.credential_id.len()).unwrap().to_be_bytes();
        let attested = [&self.aaguid[..], &length, &self.credential_id, &self.cose].concat();
        let data = self.data.bytes(&attested);
        let format = [&[0x60 + u8::try_from(self.format.len()).unwrap()], self.format.as_bytes()].concat();
        let length = u16::try_from(data.len()).unwrap();
        // CBOR has one form for each length: one byte of it up to 255.
        let head = if length < 256 { vec![0x58, length as u8] } else { [&[0x59], &length.to_be_bytes()[..]].concat() };
        let object =
            [&[0xA3, 0x63], &b"fmt"[..], &format, &[0x67], b"attStmt", &[0xA0, 0x68], b"authData", &head, &data]
                .concat();
        let id = base64url(&self.id);
        json!({ "id": id, "rawId": id, "type": "public-key", "clientExtensionResults": { "credProps": { "rk": false } },
            "response": { "clientDataJSON": base64url(&self.client.bytes()), "attestationObject": base64url(&object),
                "transports": ["usb", "nfc", "surprise"] } })
    }
}
