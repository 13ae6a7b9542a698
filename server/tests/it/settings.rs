//! `/settings`

mod security;
