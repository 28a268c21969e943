//! Taking connections: who is let in, how long a request may take to come, and how all ends.

use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use rocket::local::asynchronous::Client;
use rocket::{Build, Rocket};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::build::build;
use super::connections::{Admitted, Connections};
use super::exchange::Exchange;
use crate::app::AppRef;
use crate::config::Config;
use crate::limits::network_of;

/// The longest head of a request, in bytes: first line and headers.
pub const HEAD_BYTES_MAX: usize = 128 * 1024;
/// The most headers of a request.
pub const HEADERS_MAX: usize = 100;
/// How long to wait after no connection could be taken.
const RETRY: Duration = Duration::from_millis(50);
/// What somebody is told for whom there is no room.
const NO_ROOM: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// How requests come in.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    head: Duration,
    stall: Duration,
}

/// The service as it takes connections.
pub struct Server {
    listener: TcpListener,
    client: Arc<Client>,
    connections: Arc<Connections>,
    bounds: Bounds,
    stop: watch::Sender<bool>,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server")
            .field("connections", &self.connections.count())
            .finish_non_exhaustive()
    }
}

impl Server {
    /// Listens where the configuration says. Nothing is taken before [`Server::run`].
    ///
    /// # Errors
    /// One line that says why not.
    pub async fn listen(app: &AppRef) -> Result<Self, String> {
        Self::listen_with(build(Arc::clone(app)), &app.config).await
    }

    /// As [`Server::listen`], for a service with routes of its own.
    ///
    /// # Errors
    /// As [`Server::listen`].
    pub async fn listen_with(rocket: Rocket<Build>, config: &Config) -> Result<Self, String> {
        let cannot = |error: &dyn std::fmt::Display| format!("the service cannot run: {error}");
        let client = Client::untracked(rocket)
            .await
            // Looking at its kind keeps the error from printing on its own.
            .map_err(|error| cannot(&error.kind()))?;
        let address: IpAddr = config.address.parse().map_err(|error| cannot(&error))?;
        let listener = TcpListener::bind((address, config.port))
            .await
            .map_err(|error| cannot(&error))?;
        let per_address = config.connections_per_address_max;
        // All connections of a proxy come from one address.
        let per_address = config.proxy_header.is_none().then_some(per_address);
        Ok(Self {
            listener,
            client: Arc::new(client),
            connections: Connections::new(config.connections_max, per_address),
            bounds: Bounds {
                head: Duration::from_secs(u64::from(config.head_seconds)),
                stall: Duration::from_secs(u64::from(config.stall_seconds)),
            },
            stop: watch::Sender::new(false),
        })
    }

    /// Returns the address that it listens on.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Returns the open connections.
    #[must_use]
    pub fn connections(&self) -> Arc<Connections> {
        Arc::clone(&self.connections)
    }

    /// Takes connections until `stop` resolves. Those under way then go on until they are answered.
    pub async fn run(&self, stop: impl Future<Output = ()>) {
        let mut stop = pin!(stop);
        loop {
            let taken = tokio::select! {
                biased;
                () = &mut stop => break,
                taken = self.listener.accept() => taken,
            };
            match taken {
                Ok((stream, peer)) => self.take(stream, peer),
                Err(error) => {
                    tracing::warn!(code = error.raw_os_error(), "a connection cannot be taken");
                    self.connections.give_one_up();
                    tokio::time::sleep(RETRY).await;
                }
            }
        }
        self.stop.send_replace(true);
    }

    fn take(&self, stream: TcpStream, peer: SocketAddr) {
        let _ = stream.set_nodelay(true);
        let address = network_of(peer.ip());
        let Some(admitted) = self.connections.admit(address) else {
            tracing::info!(target: "guichet::security", event = "connection-refused", %address, "too many connections");
            let _ = stream.try_write(NO_ROOM);
            return;
        };
        tokio::spawn(serve(
            admitted,
            stream,
            peer,
            Arc::clone(&self.client),
            self.bounds,
            self.stop.subscribe(),
        ));
    }
}

/// Answers the requests of one connection.
async fn serve(
    admitted: Admitted,
    stream: TcpStream,
    peer: SocketAddr,
    client: Arc<Client>,
    bounds: Bounds,
    mut stop: watch::Receiver<bool>,
) {
    let connection = Arc::clone(&admitted.connection);
    let exchange = Exchange {
        client,
        connection: Arc::clone(&connection),
        peer,
        stall: bounds.stall,
    };
    let stream = super::paced::Paced::new(stream, Arc::clone(&connection), bounds.stall);
    let answering = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(bounds.head)
        .max_buf_size(HEAD_BYTES_MAX)
        .max_headers(HEADERS_MAX)
        .serve_connection(
            TokioIo::new(stream),
            service_fn(move |request| exchange.clone().answer(request)),
        );
    let mut answering = pin!(answering);
    // What goes wrong on a connection is its client's affair.
    tokio::select! {
        _ = &mut answering => {}
        () = connection.closed() => {}
        _ = stop.changed() => {
            answering.as_mut().graceful_shutdown();
            tokio::select! {
                _ = &mut answering => {}
                () = connection.closed() => {}
            }
        }
    }
}
