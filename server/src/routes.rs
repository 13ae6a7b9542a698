//! The map of all URLs: a line a feature.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use tower::ServiceBuilder;

use crate::app::Shared;
use crate::features::{
    activity, address_settings, admin, app_settings, check_up, code_settings, dev_mailbox, drill, guessing, health,
    key_settings, password_recovery, password_settings, profile, repudiations, session_settings, sign_in, sign_up,
    step_up, two_step_setup,
};
use crate::openapi;
use crate::platform::client::{ClientLayer, HostLayer};
use crate::platform::surface::Routes;
use crate::platform::web::{BODY_BYTES_MAX, frame};

/// All ways in.
pub fn matrix(app: &Shared) -> Routes {
    let routes = health::routes(Routes::new(app));
    let routes = sign_up::routes(routes);
    let routes = sign_in::routes(routes);
    let routes = step_up::routes(routes);
    let routes = profile::routes(routes);
    let routes = two_step_setup::routes(routes);
    let routes = code_settings::routes(routes);
    let routes = app_settings::routes(routes);
    let routes = key_settings::routes(routes);
    let routes = password_settings::routes(routes);
    let routes = password_recovery::routes(routes);
    let routes = activity::routes(routes);
    let routes = address_settings::routes(routes);
    let routes = session_settings::routes(routes);
    let routes = guessing::routes(routes);
    let routes = drill::routes(routes);
    let routes = check_up::routes(routes);
    let routes = repudiations::routes(routes);
    let routes = admin::routes(routes);
    let routes = dev_mailbox::routes(routes);
    openapi::routes(routes)
}

/// The whole HTTP service, from the host check to the handlers.
pub fn service(app: &Shared) -> Router {
    let frame = ServiceBuilder::new()
        .layer(ClientLayer::new(&app.config.trusted_proxies))
        .layer(from_fn_with_state(app.clone(), frame))
        .layer(HostLayer::new(app.config.origin.clone()))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX));
    matrix(app).into_router().layer(frame).with_state(app.clone())
}
