//! `/settings`
