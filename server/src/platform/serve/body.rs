//! A request's body that must arrive in time.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::BoxError;
use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use tokio::time::Sleep;

/// How long a body may take in all, from the first time that it makes us wait.
const BODY_MAX: Duration = Duration::from_secs(30);

/// The body. A timer comes into being only when the body makes us wait: most arrive
/// with their heads.
pub(super) struct TimedBody {
    inner: Incoming,
    timer: Option<Pin<Box<Sleep>>>,
}

impl TimedBody {
    pub(super) fn new(inner: Incoming) -> Self {
        Self { inner, timer: None }
    }
}

impl Body for TimedBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.inner).poll_frame(cx) {
            return Poll::Ready(frame.map(|frame| frame.map_err(BoxError::from)));
        }
        let timer = self.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep(BODY_MAX)));
        let late = || io::Error::new(io::ErrorKind::TimedOut, "the body took too long to arrive");
        timer.as_mut().poll(cx).map(|()| Some(Err(BoxError::from(late()))))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
