//! The operator's way into a running server: a Unix socket in the data directory that
//! takes one JSON line and answers one. Whoever may use it could read the directory
//! anyway; the kernel says who asks.

mod ask;
mod line;
mod listen;

pub use ask::ask;
pub use listen::{Handler, Listener, bind, serve};

/// The socket's name in the data directory.
pub const FILE: &str = "operator.sock";

/// The longest line, either way.
const LINE_MAX_BYTES: usize = 64 * 1024;

/// How long a line may take to arrive.
const LINE_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(10);

/// How many may ask at once.
const CONNECTIONS_MAX: usize = 16;

#[cfg(test)]
mod tests;
