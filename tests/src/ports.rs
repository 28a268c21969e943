//! Free ports.

use std::net::TcpListener;

/// A port that was free a moment ago.
#[must_use]
pub fn free() -> u16 {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .expect("a free port")
        .port()
}
