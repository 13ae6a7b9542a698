//! Forms with something wrong in them.

use super::{FORM, Scene, answers_all_the_same, assert_told, is_optional};
use crate::on_both_engines;

/// The names and values of a fixture.
fn fields(fixture: &str) -> Vec<(&str, &str)> {
    fixture.split('&').map(|pair| pair.split_once('=').unwrap()).collect()
}

/// The fixture with one field's pair in another form.
fn with(fixture: &str, field: &str, other: &str) -> String {
    let pair = |(name, value): (&str, &str)| if name == field { other.to_owned() } else { format!("{name}={value}") };
    fields(fixture).into_iter().map(pair).collect::<Vec<_>>().join("&")
}

on_both_engines! {
    async fn mai_02_fields_are_exactly_those_of_the_page(server) {
        Scene::of(server).await.unchanged(async |scene| {
            for row in scene.with_fields(false) {
                let mut bodies = vec![
                    format!("{}&surplus=1", row.fixture),
                    format!("{}&_method=DELETE", row.fixture),
                    format!("{}&=", row.fixture),
                    format!("surplus&{}", row.fixture),
                    "{}".to_owned(),
                    format!("[{}]", row.fixture),
                ];
                for (name, value) in fields(row.fixture) {
                    bodies.push(format!("{}&{name}={value}", row.fixture));
                    bodies.push(format!("{}&{name}=other", row.fixture));
                    bodies.push(with(row.fixture, name, &format!("{name}%5B%5D={value}")));
                    bodies.push(with(row.fixture, name, &format!("{name}[0]={value}")));
                    bodies.push(with(row.fixture, name, &format!("{name}.x={value}")));
                    bodies.push(with(row.fixture, name, &format!("{}={value}", name.to_uppercase())));
                }
                for body in bodies {
                    assert_told(&scene.send(row, Some(FORM), body.clone()).await, 400, &format!("{} {body}", row.path));
                }
            }
        }).await;
    }

    async fn a_missing_field_is_400(server) {
        Scene::of(server).await.unchanged(async |scene| {
            for row in scene.with_fields(false) {
                for (name, _) in fields(row.fixture).into_iter().filter(|(name, _)| !is_optional(row, name)) {
                    let rest: Vec<String> = fields(row.fixture)
                        .into_iter()
                        .filter(|(other, _)| *other != name)
                        .map(|(name, value)| format!("{name}={value}"))
                        .collect();
                    let answer = scene.send(row, Some(FORM), rest.join("&")).await;
                    assert_told(&answer, 400, &format!("{} without {name}", row.path));
                }
            }
        }).await;
    }

    async fn pwd_02_what_is_not_utf_8_is_400(server) {
        Scene::of(server).await.unchanged(async |scene| {
            let hashes = scene.server.hashes();
            for row in scene.with_fields(false) {
                for (name, value) in fields(row.fixture) {
                    for broken in ["%ff", "%c0%80", "%ed%a0%80", "%f5%80%80%80", "%e2%82"] {
                        let body = with(row.fixture, name, &format!("{name}={value}{broken}"));
                        assert_told(&scene.send(row, Some(FORM), body.clone()).await, 400, &format!("{} {body}", row.path));
                    }
                    let mut raw = with(row.fixture, name, &format!("{name}={value}")).into_bytes();
                    raw.push(0xff);
                    assert_told(&scene.send(row, Some(FORM), raw).await, 400, row.path);
                }
            }
            assert_eq!(scene.server.hashes(), hashes);
        }).await;
    }

    async fn pwd_02_nul_is_refused_in_every_field(server) {
        Scene::of(server).await.unchanged(async |scene| {
            for row in scene.with_fields(false) {
                // The codes' box comes after a step that this set-up has not taken yet: any
                // text there leads back to that step.
                if row.fixture.contains("saved=") || answers_all_the_same(row) {
                    continue;
                }
                for (name, value) in fields(row.fixture) {
                    let body = with(row.fixture, name, &format!("{name}={value}%00x"));
                    let answer = scene.send(row, Some(FORM), body.clone()).await;
                    assert!(answer.status.is_client_error(), "{} {body}: {}", row.path, answer.status);
                    assert_told(&answer, answer.status.as_u16(), &format!("{} {body}", row.path));
                }
            }
        }).await;
    }
}
