//! Another visitor, and connections of whoever means harm.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

/// How long another visitor waits at most, whatever goes on.
pub const SERVED_WITHIN: Duration = Duration::from_secs(1);
/// How often it is tried: a machine at work on something else is no fault of the service.
const TRIES: usize = 5;

/// Opens a connection from an address of this machine (`127.0.0.x`).
pub async fn connect_from(last: u8, port: u16) -> std::io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(([127, 0, 0, last], 0).into())?;
    socket.connect(([127, 0, 0, 1], port).into()).await
}

/// As [`connect_from`], sends something, and leaves the connection as it is.
pub async fn send_and_wait(last: u8, port: u16, bytes: &[u8]) -> Option<TcpStream> {
    let mut stream = connect_from(last, port).await.ok()?;
    stream.write_all(bytes).await.ok()?;
    Some(stream)
}

/// Asks for a page from an address; gives the status, or what went wrong.
pub async fn get(last: u8, port: u16, path: &str) -> Result<u16, String> {
    let asked = async {
        let mut stream = connect_from(last, port).await?;
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        Ok::<_, std::io::Error>(answer)
    };
    let answer = tokio::time::timeout(Duration::from_secs(30), asked).await;
    let answer = answer
        .map_err(|_| "no answer".to_owned())?
        .map_err(|error| error.to_string())?;
    let status = answer.get(9..12).unwrap_or_default();
    let status = String::from_utf8_lossy(status).parse();
    status.map_err(|_| String::from_utf8_lossy(&answer).into_owned())
}

/// A visitor from this address is served a page within a second.
pub async fn is_served(last: u8, port: u16) {
    let mut waits = Vec::new();
    for _ in 0..TRIES {
        let begun = Instant::now();
        let status = get(last, port, "/login").await;
        let waited = begun.elapsed();
        if status == Ok(200) && waited < SERVED_WITHIN {
            return;
        }
        waits.push((status, waited));
    }
    panic!("127.0.0.{last} is not served: {waits:?}");
}
