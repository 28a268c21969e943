//! One request and its answer: from the connection to Rocket and back.
//!
//! Rocket's own server takes no listener but its own, and sets no deadline on anything. So connections are answered here,
//! and Rocket is handed each request by its local client, which is what its tests are made of
//! ([decision 0028](../../../docs/decisions/0028-connections-are-answered-by-us.md)).

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use futures::TryStreamExt;
use futures::channel::mpsc;
use futures::sink::SinkExt;
use http_body_util::{BodyExt, Either, Full, StreamBody};
use hyper::body::{Body as _, Frame, Incoming};
use hyper::{Request, Response, StatusCode, header};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use rocket::http::{Cookie, Header, Method};
use rocket::local::asynchronous::{Client, LocalRequest, LocalResponse};
use tokio::io::AsyncReadExt;
use tokio::sync::oneshot;
use tokio_util::bytes::Bytes;
use tokio_util::io::StreamReader;

use super::canonical::NOWHERE;
use super::connections::Connection;
use super::paced::PacedBody;
use crate::frame::is_canonical;
use crate::guard::body::WireBody;

/// Answers up to this length are handed to the connection at once; longer ones as they are taken.
const WHOLE_BYTES_MAX: usize = 256 * 1024;
/// Bytes of a longer answer that are read at a time.
const PIECE_BYTES: usize = 64 * 1024;

/// What stands in no address, though some browsers send it as it is.
const ODD: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

type Pieces = mpsc::Receiver<io::Result<Frame<Bytes>>>;

/// The body of an answer.
pub(super) type Reply = Response<Either<Full<Bytes>, StreamBody<Pieces>>>;

/// Where requests of one connection come from and go to.
#[derive(Clone)]
pub(super) struct Exchange {
    pub(super) client: Arc<Client>,
    pub(super) connection: Arc<Connection>,
    pub(super) peer: SocketAddr,
    pub(super) stall: Duration,
}

impl Exchange {
    /// Answers a request.
    pub(super) async fn answer(self, request: Request<Incoming>) -> Result<Reply, Infallible> {
        self.connection.working();
        let connection = Arc::clone(&self.connection);
        let (head, reply) = oneshot::channel();
        // A task of its own: what was begun is ended though its client leaves.
        tokio::spawn(self.carry_out(request, head));
        let reply = reply
            .await
            .unwrap_or_else(|_| bare(StatusCode::INTERNAL_SERVER_ERROR));
        match reply.body() {
            Either::Left(_) => connection.replied(),
            Either::Right(_) => connection.replying(),
        }
        Ok(reply)
    }

    async fn carry_out(self, request: Request<Incoming>, head: oneshot::Sender<Reply>) {
        let client = Arc::clone(&self.client);
        let Some(local) = self.to_rocket(&client, request) else {
            let _ = head.send(bare(StatusCode::BAD_REQUEST));
            return;
        };
        let mut response = local.dispatch().await;
        let mut reply = head_of(&response);
        let length = response.body().preset_size();
        if let Some(length) = length
            && !response.headers().contains("Transfer-Encoding")
        {
            reply = reply.header(header::CONTENT_LENGTH, length);
        }
        let is_short =
            response.body().is_none() || length.is_some_and(|length| length <= WHOLE_BYTES_MAX);
        if is_short {
            let mut whole = Vec::with_capacity(length.unwrap_or_default());
            let reply = match response.read_to_end(&mut whole).await {
                Ok(_) => finish(reply, Either::Left(Full::new(Bytes::from(whole)))),
                Err(_) => bare(StatusCode::INTERNAL_SERVER_ERROR),
            };
            let _ = head.send(reply);
            return;
        }
        let (mut pieces, body) = mpsc::channel(0);
        let body = Either::Right(StreamBody::new(body));
        if head.send(finish(reply, body)).is_err() {
            return;
        }
        loop {
            let mut piece = Vec::with_capacity(PIECE_BYTES);
            let read = (&mut response)
                .take(PIECE_BYTES as u64)
                .read_to_end(&mut piece)
                .await;
            let next = match read {
                Ok(0) => break,
                Ok(_) => Ok(Frame::data(Bytes::from(piece))),
                Err(error) => Err(error),
            };
            if pieces.send(next).await.is_err() {
                break;
            }
        }
        self.connection.replied();
    }

    /// Makes of a request what Rocket takes; `None` where it knows no such method.
    fn to_rocket<'c>(
        &self,
        client: &'c Client,
        request: Request<Incoming>,
    ) -> Option<LocalRequest<'c>> {
        let (parts, body) = request.into_parts();
        let method: Method = parts.method.as_str().parse().ok()?;
        let path = parts.uri.path_and_query()?.as_str();
        let path = if is_canonical(parts.uri.path()) {
            path
        } else {
            NOWHERE
        };
        let mut local = client
            .req(method, utf8_percent_encode(path, ODD).to_string())
            .remote(self.peer);
        for cookies in parts.headers.get_all(header::COOKIE) {
            let cookies = cookies.to_str().unwrap_or_default().split(';');
            for cookie in cookies.filter_map(|one| Cookie::parse_encoded(one.trim()).ok()) {
                local = local.cookie(cookie.into_owned());
            }
        }
        for (name, value) in &parts.headers {
            if let Ok(value) = std::str::from_utf8(value.as_bytes()) {
                local.add_header(Header::new(name.as_str().to_owned(), value.to_owned()));
            }
        }
        if !body.is_end_stream() {
            let content = body.into_data_stream().map_err(io::Error::other);
            let body = PacedBody::new(
                StreamReader::new(content),
                Arc::clone(&self.connection),
                self.stall,
            );
            local.inner().local_cache(|| WireBody::new(body));
        }
        Some(local)
    }
}

fn head_of(response: &LocalResponse<'_>) -> hyper::http::response::Builder {
    let mut reply = Response::builder().status(response.status().code);
    for one in response.headers().iter() {
        reply = reply.header(one.name.as_str(), one.value.as_bytes());
    }
    reply
}

fn finish(
    reply: hyper::http::response::Builder,
    body: Either<Full<Bytes>, StreamBody<Pieces>>,
) -> Reply {
    reply
        .body(body)
        .unwrap_or_else(|_| bare(StatusCode::INTERNAL_SERVER_ERROR))
}

/// Returns an answer without a page, where there is nobody to draw one.
fn bare(status: StatusCode) -> Reply {
    let mut reply = Response::new(Either::Left(Full::new(Bytes::new())));
    *reply.status_mut() = status;
    reply
}
