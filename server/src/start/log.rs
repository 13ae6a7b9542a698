//! Structured logs to standard error.

use tracing_subscriber::fmt;

use crate::platform::config::{Log, LogFormat};

/// Starts the log; a second call does nothing.
pub fn start_log(log: &Log) {
    let builder = fmt().with_max_level(log.level).with_writer(std::io::stderr).with_target(false);
    // Fails only where a log runs already, which is then the log.
    let _ = match log.format {
        LogFormat::Text => builder.with_ansi(false).try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
}
