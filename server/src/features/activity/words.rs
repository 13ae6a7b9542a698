//! Events in words: the key of the sentence for each action, result and way in. A test
//! holds this against the source: what can be written can be read.

use crate::platform::audit::list::Kind;

/// What was asked.
pub fn action(name: &str) -> &'static str {
    match name {
        "sign_in.password" => "activity-sign-in-password",
        "sign_in.second_step" => "activity-sign-in-second-step",
        "sign_in.start_again" => "activity-sign-in-start-again",
        "sign_out" => "activity-sign-out",
        "sign_up.request" => "activity-sign-up-request",
        "sign_up.resend" => "activity-sign-up-resend",
        "sign_up.confirm" => "activity-sign-up-confirm",
        "sign_up.accept" => "activity-sign-up-accept",
        "sign_up.invite" => "activity-sign-up-invite",
        "two_step.set_up" => "activity-two-step-set-up",
        "two_step.confirm_app" => "activity-two-step-confirm-app",
        "two_step.cancel" => "activity-two-step-cancel",
        "two_step.activate" => "activity-two-step-activate",
        "two_step.deactivate" => "activity-two-step-deactivate",
        "recovery_codes.view" => "activity-recovery-codes-view",
        "recovery_codes.renew" => "activity-recovery-codes-renew",
        "password.change" => "activity-password-change",
        "password.recover" => "activity-password-recover",
        "password.reset" => "activity-password-reset",
        "admin.create" => "activity-admin-create",
        "admin.disable" => "activity-admin-disable",
        "admin.enable" => "activity-admin-enable",
        "admin.first" => "activity-admin-first",
        "step_up" => "activity-step-up",
        "activity.export" => "activity-export-taken",
        "audit.head" => "activity-audit-head",
        "session.end" => "activity-session-end",
        "session.end_trust" => "activity-session-end-trust",
        "session.end_others" => "activity-session-end-others",
        "authenticator_app.begin" => "activity-app-begin",
        "authenticator_app.begin_replacement" => "activity-app-begin-replacement",
        "authenticator_app.begin_recovery" => "activity-app-begin-recovery",
        "authenticator_app.cancel" => "activity-app-cancel",
        "authenticator_app.confirm" => "activity-app-confirm",
        "authenticator_app.add" => "activity-app-add",
        "authenticator_app.replace" => "activity-app-replace",
        "authenticator_app.recover" => "activity-app-recover",
        "authenticator_app.remove" => "activity-app-remove",
        "authenticator_app.rename" => "activity-app-rename",
        "authenticator_app.restore" => "activity-app-restore",
        "security_key.begin" => "activity-key-begin",
        "security_key.cancel" => "activity-key-cancel",
        "security_key.add" => "activity-key-add",
        "security_key.remove" => "activity-key-remove",
        "security_key.rename" => "activity-key-rename",
        "two_step.confirm_key" => "activity-two-step-confirm-key",
        "address.add" => "activity-address-add",
        "address.resend" => "activity-address-resend",
        "address.confirm" => "activity-address-confirm",
        "address.primary" => "activity-address-primary",
        "address.remove" => "activity-address-remove",
        "address.undo" => "activity-address-undo",
        "guessing.reset" => "activity-guessing-reset",
        "drill.try" => "activity-drill-try",
        "drill.put_off" => "activity-drill-put-off",
        "account.repudiate" => "activity-account-repudiate",
        // Written by another version of the server.
        _ => "activity-other",
    }
}

/// What came of it.
pub fn result(name: &str) -> &'static str {
    match name {
        "allowed" => "activity-result-done",
        "not-proved-by-sign-in" | "step-up-needed" => "activity-result-stale",
        "app-refused" => "activity-result-app-refused",
        "trust-reused" => "activity-result-trust-reused",
        "wrong-password" | "wrong-credentials" => "activity-result-wrong-password",
        "wrong-code" => "activity-result-wrong-code",
        "wrong-key-answer" | "key-wrong-site" | "unknown-key" => "activity-result-wrong-key",
        "key-answer-over" => "activity-result-ended",
        "copied-key" => "activity-result-copied-key",
        "key-yours" | "key-others" => "activity-result-known-key",
        "used-code" | "used-recovery-code" => "activity-result-used-code",
        "codes-seen-here" => "activity-result-codes-seen",
        "app-code-needed" => "activity-result-app-code-needed",
        "frozen" => "activity-result-frozen",
        "too-many-tries" => "activity-result-too-many-tries",
        "sign-in-ended" | "addition-ended" | "no-such-app" | "no-such-key" | "address-gone" | "not-found"
        | "set-up-ended" | "link-over" | "sheet-over" | "not-invited" | "shown-once" => "activity-result-ended",
        "changed" | "not-due" | "other-step" | "two-step-off" | "already-on" | "already-off" => {
            "activity-result-changed"
        }
        "username-taken" => "activity-result-taken",
        "sign-up-closed" => "activity-result-closed",
        "password-too-short"
        | "too-many-apps"
        | "too-many-keys"
        | "not-a-credential"
        | "not-chosen"
        | "name-missing"
        | "name-too-long"
        | "name-unreadable"
        | "address-listed"
        | "too-many-addresses"
        | "address-confirmed"
        | "address-not-confirmed"
        | "address-primary"
        | "primary-stays"
        | "last-address-stays"
        | "address-taken"
        | "address-missing"
        | "address-too-long"
        | "code-missing"
        | "codes-not-saved"
        | "login-missing"
        | "no-password"
        | "not-a-code"
        | "not-a-username"
        | "not-an-address"
        | "password-common"
        | "password-date"
        | "password-from-context"
        | "password-guessable"
        | "password-keyboard"
        | "password-missing"
        | "password-repeats"
        | "password-sequence"
        | "password-too-short-alone"
        | "requirements-missing"
        | "same-password"
        | "too-large"
        | "unreadable"
        | "username-missing"
        | "username-reserved" => "activity-result-form",
        _ => "activity-result-refused",
    }
}

/// When and by which way in; whether the network says anything, which the operator's does not.
pub fn surface(name: &str) -> (&'static str, bool) {
    match name {
        "web" => ("activity-by-web", true),
        "api" => ("activity-by-api", true),
        _ => ("activity-by-operator", false),
    }
}

/// A kind of events.
pub fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::All => "activity-show-all",
        Kind::SignIns => "activity-show-sign-ins",
        Kind::Changes => "activity-show-changes",
        Kind::Refused => "activity-show-refused",
    }
}
