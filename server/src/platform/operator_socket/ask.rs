//! The command line's side.

use std::io;
use std::path::Path;

use serde_json::Value;
use tokio::net::UnixStream;
use tokio::time::timeout;

use super::line;

/// How long an answer may take: a password hash behind a full queue, and the commit.
const ANSWER_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(30);

/// Asks the server that has bound `path`; `None` where there is none.
pub async fn ask(path: &Path, request: &Value) -> io::Result<Option<Value>> {
    let mut stream = match UnixStream::connect(path).await {
        Ok(stream) => stream,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused) => {
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    line::write(&mut stream, request).await?;
    // The answer's own line limit starts when its first byte is there.
    timeout(ANSWER_TIMEOUT, stream.readable()).await??;
    line::read(&mut stream).await.map(Some)
}
