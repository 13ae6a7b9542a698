//! What every feature stands on.

mod mail;
