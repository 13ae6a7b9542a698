//! `/settings/security/two-step`, and the same over the API

mod disable;
mod disable_effects;
mod setup;
