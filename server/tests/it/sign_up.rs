//! `/sign-up`
