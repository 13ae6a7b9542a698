//! One JSON value on one line.

use std::io;

use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::{LINE_MAX_BYTES, LINE_TIMEOUT};

/// Reads until a line end, the other side's end, or the limit. The buffer is wiped:
/// a line may hold a new account's password.
pub(super) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Value> {
    // The full size from the start: growing would leave unwiped copies behind.
    let mut buffer = Zeroizing::new(vec![0; LINE_MAX_BYTES]);
    let length = timeout(LINE_TIMEOUT, fill(stream, &mut buffer)).await??;
    let line = buffer.get(..length).unwrap_or_default();
    serde_json::from_slice(line).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "that is not one line of JSON"))
}

/// The length of the line.
async fn fill(stream: &mut (impl AsyncRead + Unpin), buffer: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    loop {
        let Some(rest) = buffer.get_mut(length..).filter(|rest| !rest.is_empty()) else {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the line is longer than 64 KiB"));
        };
        let count = stream.read(rest).await?;
        let fresh = rest.get(..count).unwrap_or_default();
        if let Some(end) = fresh.iter().position(|byte| *byte == b'\n') {
            return Ok(length + end);
        }
        length += count;
        if count == 0 {
            return Ok(length);
        }
    }
}

/// Writes a value and the line end.
pub(super) async fn write(stream: &mut (impl AsyncWrite + Unpin), value: &Value) -> io::Result<()> {
    let mut line = Zeroizing::new(serde_json::to_vec(value)?);
    line.push(b'\n');
    timeout(LINE_TIMEOUT, stream.write_all(&line)).await?
}
