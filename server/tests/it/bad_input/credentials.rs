//! Credentials that come twice, and hosts that are not ours.

use axum::body::Body;
use axum::http::header;
use vestibule::platform::surface::Credential;

use super::{Scene, assert_told, fitting};
use crate::on_both_engines;

on_both_engines! {
    async fn ses_two_cookies_of_one_name_are_400(server) {
        Scene::of(server).await.unchanged(async |scene| {
            for row in scene.server.matrix() {
                let name = match row.credential {
                    Credential::Session => "session",
                    Credential::PendingSignIn => "pending-sign-in",
                    Credential::StartLink => "start-link",
                    _ => continue,
                };
                let visitor = scene.visitor(row);
                let own = format!("{name}={}", visitor.cookies[name]);
                for [first, second] in [[own.as_str(), own.as_str()], [own.as_str(), &format!("{name}=x")],
                    [&format!("{name}="), own.as_str()]]
                {
                    // In one line, and in two.
                    for lines in [vec![format!("{first}; {second}")], vec![first.to_owned(), second.to_owned()]] {
                        let mut bare = visitor.clone();
                        bare.cookies.clear();
                        let request = lines.iter().fold(fitting(&bare, row), |request, line| request.header(header::COOKIE, line));
                        let answer = bare.send(request.body(Body::from(row.fixture)).unwrap()).await;
                        assert_told(&answer, 400, &format!("{:?} {} {lines:?}", row.verb, row.path));
                    }
                }
            }
        }).await;
    }

    async fn ses_pages_that_look_for_a_session_refuse_two_as_well(server) {
        Scene::of(server).await.unchanged(async |scene| {
            let own = scene.session.cookies["session"].clone();
            for path in ["/", "/sign-in"] {
                let mut bare = scene.nobody.clone();
                let request = bare.request(axum::http::Method::GET, path).header(header::COOKIE, format!("session={own}; session={own}"));
                assert_told(&bare.send(request.body(Body::empty()).unwrap()).await, 400, path);
            }
        }).await;
    }

    async fn tok_two_authorization_headers_are_400(server) {
        Scene::of(server).await.unchanged(async |scene| {
            for row in scene.server.matrix() {
                if !matches!(row.credential, Credential::ApiSession | Credential::ApiPendingSignIn) {
                    continue;
                }
                let own = format!("Bearer {}", scene.visitor(row).bearer.unwrap());
                for second in [own.as_str(), "Bearer x", "Basic eDp4", ""] {
                    let answer = scene.send_with(row, &[("authorization", second)]).await;
                    assert_told(&answer, 400, &format!("{:?} {} {second}", row.verb, row.path));
                }
            }
        }).await;
    }

    async fn tok_a_bearer_value_counts_in_its_header_only(server) {
        let scene = Scene::of(server).await;
        let token = scene.program.bearer.clone().unwrap();
        let mut bare = scene.nobody.clone();
        for path in ["/api/v1/me", "/api/v1/two-step"] {
            for query in [format!("access_token={token}"), format!("token={token}")] {
                let answer = bare.get(&format!("{path}?{query}")).await;
                assert_told(&answer, 401, path);
            }
            for scheme in ["Basic", "Token", "bearer\t", ""] {
                let mut program = scene.nobody.clone();
                program.extra_headers.push(("authorization", format!("{scheme} {token}")));
                assert_told(&program.get(path).await, 401, scheme);
            }
            let mut program = scene.nobody.clone();
            program.extra_headers.push(("authorization", format!("bEARER {token}")));
            assert_eq!(program.get(path).await.status, 200);
        }
    }

    async fn mai_01_another_host_is_421(server) {
        Scene::of(server).await.unchanged(async |scene| {
            for row in scene.server.matrix() {
                let visitor = scene.visitor(row);
                for host in ["evil.test", "localhost", "localhost:8081", "localhost:8080.evil.test", "evil@localhost:8080", ""] {
                    let mut request = fitting(&visitor, row).body(Body::from(row.fixture)).unwrap();
                    request.headers_mut().insert(header::HOST, host.parse().unwrap());
                    let answer = visitor.clone().send(request).await;
                    assert_told(&answer, 421, &format!("{:?} {} {host}", row.verb, row.path));
                }
                let twice = scene.send_with(row, &[("host", "localhost:8080")]).await;
                assert_told(&twice, 421, row.path);
            }
        }).await;
    }

    async fn mai_01_links_name_the_origin_whatever_was_asked(server) {
        let mut browser = server.browser();
        browser.extra_headers.extend([
            ("x-forwarded-host", "evil.test".to_owned()),
            ("x-forwarded-proto", "https".to_owned()),
            ("forwarded", "host=evil.test;proto=https".to_owned()),
        ]);
        let fields = [("username", "eve"), ("email", "eve@example.test"), ("password", "quiet river lantern otter")];
        assert_eq!(browser.post("/sign-up", &fields).await.status, 200);
        let (_, text) = server.newest_mail("eve@example.test").await.unwrap();
        assert!(text.contains("http://localhost:8080/sign-up/confirmation?token=") && !text.contains("evil"), "{text}");
    }
}
