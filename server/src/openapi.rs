//! The OpenAPI 3.1 document, made from the handlers. A test holds it against the
//! surface matrix: no route without its description, no description without its route.

use axum::Json;
use utoipa::openapi::OpenApi as Document;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi, ToResponse, ToSchema};

use crate::features::{
    activity, address_settings, app_settings, check_up, code_settings, drill, guessing, key_settings,
    password_recovery, password_settings, repudiations, session_settings, sign_in, sign_up, step_up, two_step_setup,
};
use crate::platform::surface::{Credential, Routes, Row};

const DOCUMENT: Row = Row::api_read("/api/v1/openapi.json", Credential::Nobody);

/// The way in of the document.
pub fn routes(routes: Routes) -> Routes {
    routes.add(&DOCUMENT, async || Json(document()))
}

/// RFC 9457: what every answer that is not a success carries.
#[derive(ToSchema, ToResponse)]
#[response(description = "The request was refused, or something failed.", content_type = "application/problem+json")]
#[allow(dead_code, reason = "the shape of what web::problem_json writes")]
pub struct ProblemResponse {
    /// `urn:vestibule:problem:…`: stable, to be compared.
    #[schema(rename = "type")]
    r#type: String,
    /// The status of the answer.
    status: u16,
    /// The status in words.
    title: String,
    /// A sentence for people, in the server's language.
    detail: String,
    /// The field it is about, where it is about one.
    field: Option<String>,
    /// With `step-up-needed`: the proofs that `POST /api/v1/step-up` takes, `password` and `second-factor`.
    missing: Option<Vec<String>>,
    /// The id under which a fault was logged.
    instance: Option<String>,
}

#[derive(OpenApi)]
#[openapi(
    info(title = "Vestibule", description = "Account security: sign-up, sign-in in two steps, two-step set-up."),
    paths(
        sign_up::sign_up, sign_up::resend, sign_up::confirm, sign_up::check_password,
        sign_in::sign_in, sign_in::second_step, sign_in::ask_key, sign_in::sign_out, sign_in::who_am_i,
        two_step_setup::status, two_step_setup::start, two_step_setup::confirm_app,
        two_step_setup::ask_key, two_step_setup::confirm_key,
        two_step_setup::cancel, two_step_setup::activate, two_step_setup::deactivate,
        step_up::step_up,
        activity::list, activity::export,
        app_settings::list, app_settings::start, app_settings::replace, app_settings::recover, app_settings::confirm,
        app_settings::cancel, app_settings::activate_replacement, app_settings::activate_recovery,
        app_settings::rename, app_settings::remove, app_settings::restore,
        key_settings::list, key_settings::ask, key_settings::begin, key_settings::cancel, key_settings::finish,
        key_settings::rename, key_settings::remove,
        code_settings::list, code_settings::view, code_settings::renew,
        password_settings::change, password_recovery::request, password_recovery::set,
        address_settings::list, address_settings::add, address_settings::resend, address_settings::make_primary,
        address_settings::remove, address_settings::confirm, address_settings::undo,
        session_settings::list, session_settings::end, session_settings::end_others, repudiations::repudiate,
        guessing::look, guessing::reset, drill::look, drill::submit, drill::put_off, check_up::read, served
    ),
    components(responses(ProblemResponse)),
    modifiers(&Bearers)
)]
struct Api;

/// This document.
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "meta", responses((status = 200, description = "OpenAPI 3.1")))]
#[allow(dead_code, reason = "only its description is used")]
fn served() {}

struct Bearers;

impl Modify for Bearers {
    fn modify(&self, document: &mut Document) {
        let components = document.components.get_or_insert_default();
        for name in ["session", "pending"] {
            let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
            components.add_security_scheme(name, bearer);
        }
    }
}

/// The document.
pub fn document() -> Document {
    Api::openapi()
}
