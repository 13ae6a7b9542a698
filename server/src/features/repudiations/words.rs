//! The keys of what is said of each change.

use super::reverts::Outcome;
use crate::features::notices::Kind;

/// What happened.
pub fn what(kind: Kind) -> &'static str {
    match kind {
        Kind::TwoStepOn => "repudiations-what-two-step-on",
        Kind::TwoStepOff => "repudiations-what-two-step-off",
        Kind::AppAdded => "repudiations-what-app-added",
        Kind::AppReplaced => "repudiations-what-app-replaced",
        Kind::AppRemoved => "repudiations-what-app-removed",
        Kind::KeyAdded => "repudiations-what-key-added",
        Kind::KeyRemoved => "repudiations-what-key-removed",
        Kind::DeviceReplaced => "repudiations-what-device-replaced",
        Kind::CodesViewed => "repudiations-what-codes-viewed",
        Kind::CodesRenewed => "repudiations-what-codes-renewed",
        Kind::Password => "repudiations-what-password",
        Kind::AddressAdded => "repudiations-what-address-added",
        Kind::AddressConfirmed => "repudiations-what-address-confirmed",
        Kind::AddressPrimary => "repudiations-what-address-primary",
        Kind::AddressRemoved => "repudiations-what-address-removed",
        Kind::SignIn => "repudiations-what-sign-in",
    }
}

/// What becomes of it; none where all of that is said of every change.
pub fn does(kind: Kind, asks_password: bool) -> Option<&'static str> {
    Some(match kind {
        Kind::TwoStepOn if asks_password => "repudiations-does-two-step-on-last",
        Kind::TwoStepOn => "repudiations-does-two-step-on",
        Kind::TwoStepOff => "repudiations-does-two-step-off",
        Kind::AppAdded => "repudiations-does-app-added",
        Kind::AppReplaced => "repudiations-does-app-replaced",
        Kind::AppRemoved => "repudiations-does-app-removed",
        Kind::KeyAdded => "repudiations-does-key-added",
        Kind::KeyRemoved => "repudiations-does-key-removed",
        Kind::DeviceReplaced => "repudiations-does-device-replaced",
        Kind::CodesViewed => "repudiations-does-codes-viewed",
        Kind::CodesRenewed => "repudiations-does-codes-renewed",
        Kind::AddressAdded | Kind::AddressConfirmed => "repudiations-does-address-added",
        Kind::AddressPrimary => "repudiations-does-address-primary",
        Kind::AddressRemoved => "repudiations-does-address-removed",
        Kind::Password | Kind::SignIn => return None,
    })
}

/// What has become of it.
pub fn outcome(kind: Kind, outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Reverted => done(kind),
        Outcome::TwoStepOff => "repudiations-done-activation",
        Outcome::Gone => "repudiations-gone",
        Outcome::Kept => kept(kind),
        Outcome::Nothing => "repudiations-nothing",
    }
}

fn done(kind: Kind) -> &'static str {
    match kind {
        Kind::TwoStepOn | Kind::AppAdded => "repudiations-done-app-added",
        Kind::TwoStepOff => "repudiations-done-two-step-off",
        Kind::AppReplaced => "repudiations-done-app-replaced",
        Kind::AppRemoved => "repudiations-done-app-removed",
        Kind::KeyAdded => "repudiations-done-key-added",
        Kind::KeyRemoved => "repudiations-done-key-removed",
        Kind::CodesViewed => "repudiations-done-codes-viewed",
        Kind::CodesRenewed => "repudiations-done-codes-renewed",
        Kind::AddressAdded | Kind::AddressConfirmed => "repudiations-done-address-added",
        Kind::AddressPrimary => "repudiations-done-address-primary",
        Kind::AddressRemoved => "repudiations-done-address-removed",
        Kind::DeviceReplaced | Kind::Password | Kind::SignIn => "repudiations-nothing",
    }
}

fn kept(kind: Kind) -> &'static str {
    match kind {
        Kind::TwoStepOn => "repudiations-kept-two-step-on",
        Kind::DeviceReplaced => "repudiations-kept-device-replaced",
        Kind::AddressAdded | Kind::AddressConfirmed => "repudiations-kept-address-added",
        Kind::AddressPrimary => "repudiations-kept-address-primary",
        Kind::AddressRemoved => "repudiations-kept-address-removed",
        Kind::KeyAdded => "repudiations-kept-key",
        _ => "repudiations-kept-app",
    }
}
