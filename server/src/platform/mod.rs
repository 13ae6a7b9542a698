//! What every feature stands on, and what knows none of them.

pub mod clock;
pub mod entropy;
pub mod locale;
