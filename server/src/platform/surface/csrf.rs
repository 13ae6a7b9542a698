//! Telling our own pages' requests from those another site made a browser send
//! (Fetch Metadata; RFC 6454 §7 for the older header). No tokens in forms.

use axum::http::{HeaderMap, HeaderName, header::ORIGIN};

use crate::platform::config::Origin;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Whether an unsafe request comes from one of our own pages. A request that says
/// nothing about where it comes from is refused, and so is one that says it twice.
pub fn is_same_origin(headers: &HeaderMap, ours: &Origin) -> bool {
    let only = |name: HeaderName| {
        let mut values = headers.get_all(name).iter();
        match (values.next(), values.next()) {
            (None, _) => Some(None),
            (Some(value), None) => Some(Some(value.as_bytes())),
            (Some(_), Some(_)) => None,
        }
    };
    match (only(SEC_FETCH_SITE), only(ORIGIN)) {
        // Scripts cannot set this header, so where a browser sends it, it decides.
        (Some(Some(site)), Some(_)) => site == b"same-origin",
        (Some(None), Some(Some(origin))) => origin == ours.as_str().as_bytes(),
        _ => false,
    }
}
