//! The only place where routes are made.

use axum::Router;
use axum::extract::{Request, State};
use axum::handler::Handler;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, on};

use super::{Csrf, Row, Verb, csrf};
use crate::app::Shared;
use crate::platform::web::Problem;

/// The routes of a feature, each with its row.
pub struct Routes {
    app: Shared,
    router: Router<Shared>,
    rows: Vec<&'static Row>,
}

impl Routes {
    /// No routes yet.
    pub fn new(app: &Shared) -> Self {
        Self { app: app.clone(), router: Router::new(), rows: Vec::new() }
    }

    /// Adds the way in that `row` describes.
    #[expect(clippy::disallowed_methods, reason = "the one maker of routes")]
    pub fn add<H, T>(mut self, row: &'static Row, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        let filter = match row.verb {
            Verb::Get => MethodFilter::GET,
            Verb::Post => MethodFilter::POST,
            Verb::Delete => MethodFilter::DELETE,
        };
        let mut route = on(filter, handler);
        if row.csrf == Csrf::SameOrigin {
            route = route.layer(from_fn_with_state(self.app.clone(), refuse_cross_site));
        }
        self.router = self.router.route(row.path, route);
        self.rows.push(row);
        self
    }

    /// The context, for features whose ways in depend on it.
    pub fn app(&self) -> &Shared {
        &self.app
    }

    /// All rows, for the tests and the OpenAPI check.
    pub fn rows(&self) -> &[&'static Row] {
        &self.rows
    }

    /// The router, with an answer for everything that is not in the matrix.
    #[expect(clippy::disallowed_methods, reason = "the one maker of routes")]
    pub fn into_router(self) -> Router<Shared> {
        self.router
            .fallback(async || Problem::not_found())
            .method_not_allowed_fallback(async || Problem::method_not_allowed())
    }
}

async fn refuse_cross_site(State(app): State<Shared>, request: Request, next: Next) -> Response {
    if csrf::is_same_origin(request.headers(), &app.config.origin) {
        next.run(request).await
    } else {
        Problem::cross_site().into_response()
    }
}
