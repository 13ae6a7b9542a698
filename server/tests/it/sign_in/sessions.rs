//! What sign-in opens: sessions, from their first request to their last

mod ends;
mod identity;
mod lifetime;
mod stored;
