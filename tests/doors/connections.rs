//! Connections that are opened to be held.

use std::time::{Duration, Instant};

use guichet_tests::server::{Server, Setup};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

use crate::visitor::{connect_from, is_served, send_and_wait};

/// Connections of one who means harm.
const MANY: usize = 600;
/// How long a head may take in these tests.
const HEAD_SECONDS: u64 = 3;

async fn hold(last: u8, port: u16, count: usize, bytes: &[u8]) -> Vec<TcpStream> {
    let mut held = Vec::new();
    for _ in 0..count {
        held.extend(send_and_wait(last, port, bytes).await);
    }
    held
}

/// Waits until the service has closed a connection.
async fn is_closed(stream: &mut TcpStream) -> bool {
    let mut rest = Vec::new();
    let read = stream.read_to_end(&mut rest);
    tokio::time::timeout(Duration::from_secs(20), read)
        .await
        .is_ok()
}

#[tokio::test]
async fn silent_half_and_slow_ones_keep_nobody_out() {
    let server = Server::start(Setup::default()).await;
    let port = server.port();
    let body = "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n\r\ncsrf=";
    for (what, bytes) in [
        ("silent", ""),
        ("half a head", "GET / HTTP/1.1\r\nHost: loc"),
        ("half a body", body),
        (
            "served and kept",
            "GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n",
        ),
    ] {
        let held = hold(2, port, MANY, bytes.as_bytes()).await;
        assert!(held.len() > MANY / 2, "{what}: {}", held.len());
        is_served(1, port).await;
        is_served(2, port).await;
        assert!(
            server.descriptors() < MANY,
            "{what}: {}",
            server.descriptors()
        );
    }
}

#[tokio::test]
async fn many_addresses_keep_nobody_out_either() {
    let setup = Setup::default().with("GUICHET_CONNECTIONS_MAX", "300");
    let server = Server::start(setup).await;
    let mut held = Vec::new();
    for last in 10..40 {
        held.extend(hold(last, server.port(), 20, b"GET / HT").await);
    }
    is_served(1, server.port()).await;
    assert!(server.descriptors() < 600, "{}", server.descriptors());
}

#[tokio::test]
async fn what_is_silent_too_long_is_closed() {
    let setup = Setup::default()
        .with("GUICHET_HEAD_SECONDS", HEAD_SECONDS.to_string())
        .with("GUICHET_STALL_SECONDS", HEAD_SECONDS.to_string());
    let server = Server::start(setup).await;
    let begun = Instant::now();
    let mut held = Vec::new();
    for bytes in [
        "",
        "GET / HTTP/1.1\r\nHost: loc",
        "GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n\r\ncsrf=",
    ] {
        held.extend(send_and_wait(1, server.port(), bytes.as_bytes()).await);
    }
    assert_eq!(held.len(), 4);
    for stream in &mut held {
        assert!(is_closed(stream).await);
    }
    assert!(begun.elapsed() >= Duration::from_secs(HEAD_SECONDS) / 2);
}

#[tokio::test]
async fn answers_that_nobody_takes_are_given_up() {
    let setup = Setup::default().with("GUICHET_STALL_SECONDS", HEAD_SECONDS.to_string());
    let server = Server::start(setup).await;
    let before = server.descriptors();
    // Asked for again and again on one connection, none of it is ever read.
    let asks = "GET /assets/style.css HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(2_000);
    let mut held = Vec::new();
    for _ in 0..50 {
        let mut stream = connect_from(2, server.port()).await.expect("connected");
        let asks = asks.clone();
        held.push(tokio::spawn(async move {
            use tokio::io::AsyncWriteExt as _;
            let _ = stream.write_all(asks.as_bytes()).await;
            tokio::time::sleep(Duration::from_secs(60)).await;
        }));
    }
    is_served(1, server.port()).await;
    let until = Instant::now() + Duration::from_secs(60);
    while server.descriptors() > before + 10 {
        assert!(Instant::now() < until, "{}", server.descriptors());
        is_served(1, server.port()).await;
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    for one in held {
        one.abort();
    }
}

#[tokio::test]
async fn a_stop_does_not_wait_for_silent_ones() {
    let mut server = Server::start(Setup::default()).await;
    let _silent = hold(2, server.port(), 20, b"GET / HT").await;
    let begun = Instant::now();
    assert_eq!(server.stop(), Some(0));
    assert!(
        begun.elapsed() < Duration::from_secs(8),
        "{:?}",
        begun.elapsed()
    );
}
