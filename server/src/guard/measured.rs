//! A request's body on its way to the reader of its parts: measured, and handed over one piece at a time.
//!
//! The reader takes all that is there before it looks at any of it, and keeps whatever stands before a part until that part
//! begins. Unmeasured, a fast sender would fill the memory.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll};

use futures::Stream;
use tokio::io::AsyncRead;
use tokio_util::bytes::Bytes;
use tokio_util::io::ReaderStream;

/// Bytes of one piece.
const PIECE_BYTES: usize = 64 * 1024;
/// The most that may stand between two parts, in bytes: boundary, headers, and the piece that they end in.
const HEAD_BYTES_MAX: u64 = 2 * PIECE_BYTES as u64;

/// How much of a body may still come. Shared between the body and whoever reads it.
#[derive(Debug)]
pub(super) struct Gauge {
    body_left: AtomicU64,
    head_left: AtomicU64,
    is_exceeded: AtomicBool,
}

impl Gauge {
    /// Creates a gauge for a body of at most so many bytes.
    pub(super) fn new(body_bytes_max: u64) -> Arc<Self> {
        Arc::new(Self {
            body_left: AtomicU64::new(body_bytes_max),
            head_left: AtomicU64::new(HEAD_BYTES_MAX),
            is_exceeded: AtomicBool::new(false),
        })
    }

    /// Notes that what comes next stands before a part.
    pub(super) fn expect_head(&self) {
        self.head_left.store(HEAD_BYTES_MAX, Ordering::Relaxed);
    }

    /// Notes that what comes next is the content of a part.
    pub(super) fn expect_content(&self) {
        self.head_left.store(u64::MAX, Ordering::Relaxed);
    }

    /// Returns whether more came than may.
    pub(super) fn is_exceeded(&self) -> bool {
        self.is_exceeded.load(Ordering::Relaxed)
    }

    fn spend(&self, bytes: u64) -> std::io::Result<()> {
        for left in [&self.body_left, &self.head_left] {
            let before = left.load(Ordering::Relaxed);
            if before < bytes {
                self.is_exceeded.store(true, Ordering::Relaxed);
                return Err(std::io::Error::other("more than may be sent"));
            }
            if before != u64::MAX {
                left.store(before - bytes, Ordering::Relaxed);
            }
        }
        Ok(())
    }
}

/// A body that keeps to a [`Gauge`].
pub(super) struct Measured<R> {
    pieces: ReaderStream<R>,
    gauge: Arc<Gauge>,
    has_given: bool,
}

impl<R: AsyncRead + Unpin> Measured<R> {
    pub(super) fn new(body: R, gauge: Arc<Gauge>) -> Self {
        Self {
            pieces: ReaderStream::with_capacity(body, PIECE_BYTES),
            gauge,
            has_given: false,
        }
    }
}

impl<R: AsyncRead + Unpin> Stream for Measured<R> {
    type Item = std::io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        // After each piece comes a pause, in which the reader looks at what it has.
        if std::mem::take(&mut self.has_given) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let polled = Pin::new(&mut self.pieces).poll_next(cx);
        let Poll::Ready(Some(Ok(piece))) = polled else {
            return polled;
        };
        self.has_given = true;
        let spent = self.gauge.spend(piece.len() as u64);
        Poll::Ready(Some(spent.map(|()| piece)))
    }
}

#[cfg(test)]
mod tests {
    use futures::StreamExt;

    use super::*;

    async fn read(bytes: usize, body_max: u64, as_head: bool) -> (usize, bool) {
        let gauge = Gauge::new(body_max);
        if as_head {
            gauge.expect_head();
        } else {
            gauge.expect_content();
        }
        let content = vec![b'x'; bytes];
        let mut body = Measured::new(content.as_slice(), Arc::clone(&gauge));
        let mut read = 0;
        while let Some(Ok(piece)) = body.next().await {
            read += piece.len();
        }
        (read, gauge.is_exceeded())
    }

    #[rocket::async_test]
    async fn a_body_ends_at_its_limit_and_what_precedes_a_part_at_another() {
        let head = usize::try_from(HEAD_BYTES_MAX).expect("fits");
        for (bytes, body_max, as_head, expect_exceeded) in [
            (1_000_000, 1_000_000, false, false),
            (1_000_001, 1_000_000, false, true),
            (head, 10_000_000, true, false),
            (head + 1, 10_000_000, true, true),
        ] {
            let (read, is_exceeded) = read(bytes, body_max, as_head).await;
            assert_eq!(is_exceeded, expect_exceeded, "{bytes}");
            assert_eq!(read == bytes, !expect_exceeded, "{bytes}");
        }
    }

    #[rocket::async_test]
    async fn one_piece_is_taken_at_a_time() {
        let content = vec![b'x'; 10 * PIECE_BYTES];
        let gauge = Gauge::new(u64::MAX);
        gauge.expect_content();
        let mut body = Measured::new(content.as_slice(), gauge);
        let mut pieces = 0;
        // What the reader does when it is woken: it takes pieces until there are none for now.
        futures::future::poll_fn(|cx| {
            while let Poll::Ready(Some(Ok(_))) = body.poll_next_unpin(cx) {
                pieces += 1;
            }
            Poll::Ready(())
        })
        .await;
        assert_eq!(pieces, 1);
    }
}
