//! What a form asks, where proofs are typed into it. All forms show it with the one macro
//! `ui::proofs`: what else can be a proof gets its place there, once.

use super::now::asks_app_code;
use crate::app::App;
use crate::features::second_door;
use crate::features::sessions::{SecondFactor, SignedIn};
use crate::platform::fault::Fault;

/// The proofs that count in a form: the password and, where `factors` are named, one of them.
#[derive(Clone, Debug)]
pub struct Asks {
    factors: Vec<SecondFactor>,
    /// Whether a recovery code would not count, though the account has some.
    is_code_barred: bool,
}

/// What a form asks of the account: while two-step verification is on, each factor it has.
/// A recovery code is not among them where the session has shown the codes.
pub async fn asks(app: &App, signed_in: &SignedIn) -> Result<Asks, Fault> {
    let codes_seen = signed_in.session.codes_seen;
    let mut factors = second_door::factors(&app.db, &signed_in.account.id).await?;
    factors.retain(|factor| *factor != SecondFactor::RecoveryCode || !codes_seen);
    Ok(Asks { factors, is_code_barred: codes_seen })
}

/// The same for an act to which a recovery code does not count: none where an app or a key was
/// proved a moment ago.
pub async fn asks_device(app: &App, signed_in: &SignedIn) -> Result<Asks, Fault> {
    let mut factors = Vec::new();
    if asks_app_code(app, signed_in).await? {
        factors = second_door::factors(&app.db, &signed_in.account.id).await?;
        factors.retain(|factor| *factor != SecondFactor::RecoveryCode);
    }
    Ok(Asks { factors, is_code_barred: true })
}

impl Asks {
    /// Whether a security key can answer in place of a code.
    pub fn key(&self) -> bool {
        self.has(SecondFactor::SecurityKey)
    }

    /// Whether a code is asked.
    pub fn code(&self) -> bool {
        !self.factors.is_empty()
    }

    /// The key of the sentence that says which codes there are.
    pub fn code_hint(&self) -> &'static str {
        match (self.has(SecondFactor::AuthenticatorApp), self.has(SecondFactor::RecoveryCode)) {
            (true, false) if self.is_code_barred => "step-up-code-app-only",
            (true, false) => "step-up-code-app",
            (false, true) => "step-up-code-recovery",
            (false, false) if self.key() => "step-up-code-key",
            _ => "step-up-code-either",
        }
    }

    /// The factor that is asked first.
    pub fn first(&self) -> Option<SecondFactor> {
        self.factors.first().copied()
    }

    /// The factors that could be asked instead of that one.
    pub fn others(&self, way: Option<SecondFactor>) -> impl Iterator<Item = SecondFactor> {
        self.factors.iter().copied().filter(move |factor| Some(*factor) != way)
    }

    /// The same with no factor but that one.
    pub fn only(&self, way: Option<SecondFactor>) -> Self {
        Self { factors: way.into_iter().collect(), ..self.clone() }
    }

    /// Whether that factor counts here.
    pub fn has(&self, factor: SecondFactor) -> bool {
        self.factors.contains(&factor)
    }
}
