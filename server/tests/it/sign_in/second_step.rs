//! `/sign-in/second-step`, and the same over the API

mod clock_hint;
mod forms;
mod parallel;
mod pending;
mod recovery_codes;
mod replay;
mod users;
mod window;
