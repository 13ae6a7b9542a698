//! A session as the JSON doors answer it.

use serde::Serialize;
use utoipa::ToSchema;

use super::open::Opened;

/// An open session. The token goes into `Authorization: Bearer`.
#[derive(Serialize, ToSchema)]
pub struct SessionBody {
    /// Shown once; begins with `vses_`.
    pub token: String,
    /// When it ends at the latest.
    pub expires_at: String,
}

impl From<&Opened> for SessionBody {
    fn from(opened: &Opened) -> Self {
        Self { token: opened.token.expose().to_owned(), expires_at: opened.expires_at.rfc3339() }
    }
}
