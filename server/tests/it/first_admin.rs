//! `/first-admin`
