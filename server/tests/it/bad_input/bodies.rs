//! Bodies of the wrong size or kind, whatever is in them.

use axum::body::Body;

use super::{FORM, JSON, Scene, assert_told, is_api, media_type};
use crate::on_both_engines;

/// One byte more than is taken.
const TOO_MUCH: usize = 64 * 1024 + 1;

on_both_engines! {
    async fn pwd_01_longer_than_64_kib_is_413(server) {
        Scene::of(server).await.unchanged(async |scene| {
            let hashes = scene.server.hashes();
            for row in scene.server.matrix().into_iter().filter(|row| row.csrf != vestibule::platform::surface::Csrf::Safe) {
                let what = format!("{:?} {}", row.verb, row.path);
                for bytes in [TOO_MUCH, 1_000_000] {
                    let answer = scene.send(row, Some(media_type(row)), "x".repeat(bytes)).await;
                    assert_told(&answer, 413, &what);
                }
                // Without a Content-Length, in pieces.
                let pieces = (0..64).map(|_| Ok::<_, std::io::Error>(axum::body::Bytes::from(vec![b'x'; 2_048])));
                let stream = Body::from_stream(futures_util::stream::iter(pieces));
                assert_told(&scene.send(row, Some(media_type(row)), stream).await, 413, &what);
            }
            assert_eq!(scene.server.hashes(), hashes);
        }).await;
    }

    async fn csr_06_of_another_kind_is_415(server) {
        Scene::of(server).await.unchanged(async |scene| {
            for row in scene.with_fields(false).into_iter().chain(scene.with_fields(true)) {
                let other = if is_api(row) { FORM } else { JSON };
                let kinds = [
                    None,
                    Some(other),
                    Some("text/plain"),
                    Some("multipart/form-data; boundary=x"),
                    Some("application/x-www-form-urlencodedx"),
                    Some("application/json-seq"),
                    Some("text/html; application/json"),
                    Some(""),
                ];
                for kind in kinds {
                    let answer = scene.send(row, kind, row.fixture).await;
                    assert_told(&answer, 415, &format!("{} as {kind:?}", row.path));
                }
                // Two that contradict each other.
                let answer = scene.send_with(row, &[("content-type", "text/plain")]).await;
                assert_told(&answer, 415, row.path);
            }
        }).await;
    }

    async fn what_takes_no_body_refuses_one(server) {
        Scene::of(server).await.unchanged(async |scene| {
            let rows = scene.server.matrix().into_iter();
            let bare: Vec<_> = rows.filter(|row| row.csrf != vestibule::platform::surface::Csrf::Safe && row.fixture.is_empty()).collect();
            assert!(bare.len() >= 4, "{bare:?}");
            for row in bare {
                for body in ["x=1", "{}", "_method=GET"] {
                    assert_told(&scene.send(row, Some(media_type(row)), body).await, 400, row.path);
                }
            }
        }).await;
    }
}
