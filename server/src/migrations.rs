//! Every migration, in order; forward only, one text for both engines.

use db::{Migration, Sql};

/// The schema, step by step.
pub const ALL: &[Migration] = &[
    Migration { version: 1, name: "platform", sql: Sql::Both(include_str!("../migrations/0001_platform.sql")) },
    Migration { version: 2, name: "outbox", sql: Sql::Both(include_str!("../migrations/0002_outbox.sql")) },
    Migration { version: 3, name: "accounts", sql: Sql::Both(include_str!("../migrations/0003_accounts.sql")) },
    Migration { version: 4, name: "sign_up", sql: Sql::Both(include_str!("../migrations/0004_sign_up.sql")) },
    Migration { version: 5, name: "two_step", sql: Sql::Both(include_str!("../migrations/0005_two_step.sql")) },
    Migration { version: 6, name: "code_sheets", sql: Sql::Both(include_str!("../migrations/0006_code_sheets.sql")) },
    Migration {
        version: 7,
        name: "password_resets",
        sql: Sql::Both(include_str!("../migrations/0007_password_resets.sql")),
    },
    Migration { version: 8, name: "app_settings", sql: Sql::Both(include_str!("../migrations/0008_app_settings.sql")) },
    Migration { version: 9, name: "sessions", sql: Sql::Both(include_str!("../migrations/0009_sessions.sql")) },
    Migration { version: 10, name: "addresses", sql: Sql::Both(include_str!("../migrations/0010_addresses.sql")) },
    Migration {
        version: 11,
        name: "repudiations",
        sql: Sql::Both(include_str!("../migrations/0011_repudiations.sql")),
    },
    Migration {
        version: 12,
        name: "trusted_browsers",
        sql: Sql::Both(include_str!("../migrations/0012_trusted_browsers.sql")),
    },
    Migration { version: 13, name: "drills", sql: Sql::Both(include_str!("../migrations/0013_drills.sql")) },
    Migration { version: 14, name: "upkeep", sql: Sql::Both(include_str!("../migrations/0014_upkeep.sql")) },
    Migration {
        version: 15,
        name: "security_keys",
        sql: Sql::Both(include_str!("../migrations/0015_security_keys.sql")),
    },
    Migration { version: 16, name: "peppers", sql: Sql::Both(include_str!("../migrations/0016_peppers.sql")) },
    Migration {
        version: 17,
        name: "former_addresses",
        sql: Sql::Both(include_str!("../migrations/0017_former_addresses.sql")),
    },
];
