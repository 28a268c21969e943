//! Clients that let the service wait: how long it does, for what they send and for what they take.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep};

use super::connections::Connection;

/// The slowest that a body may come or an answer be taken on the whole, beyond one stall: no line is slower.
const BYTES_PER_SECOND_MIN: u64 = 2 * 1024;

/// How long a client may let the service wait: not longer than one stall at a time, and on the whole no longer than the
/// slowest line would take.
#[derive(Debug)]
struct Allowance {
    stall: Duration,
    waited: Duration,
    bytes: u64,
    since: Option<Instant>,
}

impl Allowance {
    fn new(stall: Duration) -> Self {
        Self {
            stall,
            waited: Duration::ZERO,
            bytes: 0,
            since: None,
        }
    }

    /// Something came or went.
    fn moved(&mut self, bytes: usize, now: Instant) {
        self.bytes = self.bytes.saturating_add(bytes as u64);
        if let Some(since) = self.since.take() {
            self.waited += now.saturating_duration_since(since);
        }
    }

    /// Begins to wait; gives how long it may take, unless a wait is under way already.
    fn wait(&mut self, now: Instant) -> Option<Duration> {
        if self.since.is_some() {
            return None;
        }
        self.since = Some(now);
        let whole = self.stall + Duration::from_secs(self.bytes / BYTES_PER_SECOND_MIN);
        Some(whole.saturating_sub(self.waited).min(self.stall))
    }
}

/// An [`Allowance`] with the timer that ends a wait.
#[derive(Debug)]
struct Patience {
    allowance: Allowance,
    timer: Option<Pin<Box<Sleep>>>,
}

impl Patience {
    fn new(stall: Duration) -> Self {
        Self {
            allowance: Allowance::new(stall),
            timer: None,
        }
    }

    fn moved(&mut self, bytes: usize) {
        self.allowance.moved(bytes, Instant::now());
    }

    /// Waits on.
    ///
    /// # Errors
    /// When it has waited long enough.
    fn wait(&mut self, cx: &mut Context<'_>) -> io::Result<()> {
        let now = Instant::now();
        if let Some(left) = self.allowance.wait(now) {
            match &mut self.timer {
                Some(timer) => timer.as_mut().reset(now + left),
                None => self.timer = Some(Box::pin(tokio::time::sleep_until(now + left))),
            }
        }
        let timer = self.timer.as_mut();
        if timer.is_some_and(|timer| timer.as_mut().poll(cx).is_ready()) {
            let reason = "the client lets the service wait too long";
            return Err(io::Error::new(io::ErrorKind::TimedOut, reason));
        }
        Ok(())
    }
}

/// A connection's stream, whose client must take what it asked for.
#[derive(Debug)]
pub(super) struct Paced {
    stream: TcpStream,
    connection: Arc<Connection>,
    patience: Patience,
}

impl Paced {
    pub(super) fn new(stream: TcpStream, connection: Arc<Connection>, stall: Duration) -> Self {
        Self {
            stream,
            connection,
            patience: Patience::new(stall),
        }
    }

    fn wrote(
        &mut self,
        cx: &mut Context<'_>,
        polled: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        match polled {
            Poll::Ready(Ok(bytes)) => {
                self.patience.moved(bytes);
                self.connection.moved();
            }
            Poll::Ready(Err(_)) => {}
            Poll::Pending => {
                self.connection.waits();
                self.patience.wait(cx)?;
            }
        }
        polled
    }
}

impl AsyncRead for Paced {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buf))?;
        if buf.filled().len() > before {
            self.connection.moved();
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Paced {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.wrote(cx, polled)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.wrote(cx, polled)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = ready!(Pin::new(&mut self.stream).poll_flush(cx));
        self.connection.flushed();
        Poll::Ready(flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// A request's body, whose client must send what it announced.
pub(super) struct PacedBody<R> {
    content: R,
    connection: Arc<Connection>,
    patience: Patience,
}

impl<R> PacedBody<R> {
    pub(super) fn new(content: R, connection: Arc<Connection>, stall: Duration) -> Self {
        Self {
            content,
            connection,
            patience: Patience::new(stall),
        }
    }
}

impl<R: AsyncRead + Unpin> AsyncRead for PacedBody<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let polled = Pin::new(&mut self.content).poll_read(cx, buf);
        if polled.is_pending() {
            self.connection.waits();
            self.patience.wait(cx)?;
        } else {
            self.patience.moved(buf.filled().len() - before);
            self.connection.moved();
        }
        polled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns after how many waits of `pause`, between which `bytes` move, the patience ends.
    fn waits(pause: Duration, bytes: usize) -> Option<u32> {
        let mut allowance = Allowance::new(Duration::from_secs(30));
        let mut now = Instant::now();
        for count in 0..1_000 {
            if allowance.wait(now).is_some_and(|left| left < pause) {
                return Some(count);
            }
            now += pause;
            allowance.moved(bytes, now);
        }
        None
    }

    #[test]
    fn a_stall_has_an_end_and_so_has_a_trickle() {
        let seconds = Duration::from_secs;
        assert_eq!(waits(seconds(31), 1_000_000), Some(0), "one stall");
        assert_eq!(waits(seconds(10), 1), Some(3), "a trickle");
        assert_eq!(waits(seconds(1), 4_096), None, "a slow line is served");
    }
}
