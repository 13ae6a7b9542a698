//! Every check of WebAuthn Level 3 §7.1, broken alone: each is refused, and nothing is written.

use axum::http::StatusCode;

use super::{ADDED, OPTIONS, ORIGIN, SoftKey, TOUCH};
use crate::on_both_engines;
use crate::support::security_key::{BACKED_UP, Creation};

type Break = (&'static str, fn(&mut Creation));

/// The client data of a right answer, told otherwise.
type Retell = (&'static str, fn(String) -> Vec<u8>);

const BREAKS: &[Break] = &[
    ("wan_07 the other ceremony", |c| c.client.ceremony = "webauthn.get"),
    ("wan_07 a payment", |c| c.client.ceremony = "payment.get"),
    ("wan_02 another challenge", |c| c.client.challenge = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".into()),
    ("wan_02 a challenge cut short", |c| c.client.challenge.truncate(20)),
    ("wan_02 no challenge", |c| c.client.challenge.clear()),
    ("another host", |c| c.client.origin = "http://evil.test:8080".into()),
    ("another scheme", |c| c.client.origin = "https://localhost:8080".into()),
    ("another port", |c| c.client.origin = "http://localhost:8081".into()),
    ("no port", |c| c.client.origin = "http://localhost".into()),
    ("a longer origin", |c| c.client.origin = "http://localhost:8080.evil.test".into()),
    ("an origin with a path", |c| c.client.origin = "http://localhost:8080/".into()),
    ("wan_06 a frame of another site", |c| c.client.cross_origin = Some(true)),
    ("wan_06 in a page of another site", |c| c.client.top_origin = Some("https://evil.test".into())),
    ("wan_05 another relying party", |c| c.data.rp_id = "evil.test".into()),
    ("wan_05 the domain above", |c| c.data.rp_id = "".into()),
    ("wan_13 nobody present", |c| c.data.flags = 0),
    ("wan_14 backed up but not to be", |c| c.data.flags |= BACKED_UP),
    ("wan_15 bytes behind the end", |c| c.data.extra = vec![0]),
    ("wan_15 extensions that are not there", |c| c.data.flags |= 0x80),
    ("another id than it has", |c| c.id = vec![1; 32]),
    ("no id", |c| (c.id, c.credential_id) = (vec![], vec![])),
    ("an id too long", |c| (c.id, c.credential_id) = (vec![1; 1024], vec![1; 1024])),
    ("wan_15 an algorithm nobody offered", |c| c.cose[4] = 0x2E),
    ("wan_15 a curve of another algorithm", |c| c.cose[6] = 0x02),
    ("wan_15 a point off the curve", |c| c.cose[20] ^= 1),
    ("wan_15 a label twice", |c| c.cose[5] = 0x01),
    ("wan_15 one label more", |c| {
        c.cose[0] = 0xA6;
        c.cose.extend([0x04, 0x01]);
    }),
    ("wan_15 a coordinate too short", |c| {
        c.cose[9] = 0x1F;
        c.cose.remove(10);
    }),
    ("an attestation of no known format", |c| c.format = "mine"),
    ("wan_17 self attestation without a signature", |c| c.format = "packed"),
];

/// Client data as text, made of the right one.
const TEXTS: &[Retell] = &[
    ("wan_07 a byte order mark", |text| format!("\u{feff}{text}").into_bytes()),
    ("wan_07 UTF-16", |text| text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
    ("wan_07 a type twice", |text| text.replacen('{', r#"{"type":"webauthn.get","#, 1).into_bytes()),
    ("wan_07 the same type twice", |text| text.replacen('{', r#"{"type":"webauthn.create","#, 1).into_bytes()),
    ("wan_07 a challenge twice", |text| text.replacen('{', r#"{"challenge":"AAAA","#, 1).into_bytes()),
    ("wan_07 an origin twice", |text| text.replace('}', r#","origin":"http://localhost:8080"}"#).into_bytes()),
    ("something behind it", |text| format!("{text}{{}}").into_bytes()),
    ("an array", |text| format!("[{text}]").into_bytes()),
    ("nothing", |_| Vec::new()),
];

on_both_engines! {
    async fn each_check_alone(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        browser.begin_key(&ann, "Key", &server.code(&ann.key)).await;
        let before = server.snapshot().await;
        for (what, spoil) in BREAKS {
            let key = SoftKey::new();
            let mut creation = key.creation(&browser.options(OPTIONS).await, ORIGIN);
            spoil(&mut creation);
            let answer = browser.send_key(&creation.json()).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{what}: {}", answer.body);
            assert_eq!(server.snapshot().await, before, "{what}");
        }
        for (what, change) in TEXTS {
            let key = SoftKey::new();
            let mut creation = key.creation(&browser.options(OPTIONS).await, ORIGIN);
            creation.client.raw = Some(change(String::from_utf8(creation.client.bytes()).unwrap()));
            let answer = browser.send_key(&creation.json()).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{what}: {}", answer.body);
            assert_eq!(server.snapshot().await, before, "{what}");
        }
        // Beside them all: the same, with nothing broken.
        let credential = SoftKey::new().creation(&browser.options(OPTIONS).await, ORIGIN).json();
        assert_eq!(browser.send_key(&credential).await.location(), ADDED);
    }

    /// What a browser of the future adds does no harm (§5.8.1).
    async fn members_that_nobody_knows_are_let_be(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        browser.begin_key(&ann, "Key", &server.code(&ann.key)).await;
        let key = SoftKey::new();
        let mut creation = key.creation(&browser.options(OPTIONS).await, ORIGIN);
        let text = String::from_utf8(creation.client.bytes()).unwrap();
        creation.client.raw = Some(text.replacen('{', r#"{"other_keys_can_be_added_here":"x","#, 1).into_bytes());
        assert_eq!(browser.send_key(&creation.json()).await.location(), ADDED);
    }

    async fn what_is_no_credential_is_told_so(server) {
        let ann = server.two_step_person("ann").await;
        let mut browser = server.signed_in_twice(&ann).await;
        browser.begin_key(&ann, "Key", &server.code(&ann.key)).await;
        browser.options(OPTIONS).await;
        let before = server.snapshot().await;
        for text in ["", "{}", "[]", "null", "x", r#"{"id":"AA"}"#] {
            let answer = browser.post(TOUCH, &[("credential", text)]).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{text}: {}", answer.body);
        }
        assert_eq!(server.snapshot().await, before);
    }
}
