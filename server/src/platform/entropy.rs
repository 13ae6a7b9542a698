//! Randomness is a parameter, as the clock is.

/// Where unpredictable bytes come from.
pub trait Entropy: Send + Sync {
    /// Fills the whole buffer with unpredictable bytes.
    fn fill(&self, buffer: &mut [u8]);
}

/// The operating system's generator.
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[expect(clippy::disallowed_methods, reason = "the one reader of the system's randomness")]
    fn fill(&self, buffer: &mut [u8]) {
        // A process that cannot draw a secret must not go on and hand out a
        // predictable one: there is no answer to give, so there is none.
        if getrandom::fill(buffer).is_err() {
            std::process::abort();
        }
    }
}

/// A random array, for identifiers and nonces.
pub fn bytes<const N: usize>(entropy: &dyn Entropy) -> [u8; N] {
    let mut out = [0; N];
    entropy.fill(&mut out);
    out
}
