//! Where a sign-in leads that was asked for no page of its own.

/// Where everybody else goes.
pub const HOME: &str = "/settings/security";

/// Where somebody goes who needed a recovery code: the app may be lost.
pub const AFTER_RECOVERY_CODE: &str = "/settings/security/apps/lost";
