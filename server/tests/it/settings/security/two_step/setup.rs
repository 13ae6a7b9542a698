//! `/settings/security/two-step/setup`, step by step

mod app;
mod codes;
mod key;
mod leaving;
mod square;
mod start;
mod window;
