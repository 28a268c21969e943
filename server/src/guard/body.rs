//! A request's body: from a connection of ours, or as Rocket holds it for a test's client.

use std::io;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use rocket::data::{Data, DataStream, ToByteUnit};
use rocket::request::Request;
use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf, Take};

type Reader = Box<dyn AsyncRead + Send + Unpin>;

/// The body of a request that came over a connection, until a guard takes it. Kept with the request.
#[derive(Default)]
pub(crate) struct WireBody(Mutex<Option<Reader>>);

impl WireBody {
    /// Holds what comes over a connection.
    pub(crate) fn new(reader: impl AsyncRead + Send + Unpin + 'static) -> Self {
        Self(Mutex::new(Some(Box::new(reader))))
    }

    fn take(&self) -> Option<Reader> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// A body that is being read.
pub(super) enum Body<'r> {
    /// From a connection.
    Wire(Take<Reader>),
    /// From what Rocket holds of it.
    Held(Box<DataStream<'r>>),
}

/// Opens the body of a request, of which at most so many bytes are read.
pub(super) fn open<'r>(request: &Request<'_>, data: Data<'r>, bytes_max: u64) -> Body<'r> {
    match request.local_cache(WireBody::default).take() {
        Some(reader) => Body::Wire(reader.take(bytes_max)),
        None => Body::Held(Box::new(data.open(bytes_max.bytes()))),
    }
}

impl AsyncRead for Body<'_> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Wire(reader) => Pin::new(reader).poll_read(cx, buf),
            Self::Held(stream) => Pin::new(stream).poll_read(cx, buf),
        }
    }
}
