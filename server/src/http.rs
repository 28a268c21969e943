//! The HTTP service: connections, and what Rocket makes of their requests.

mod build;
mod canonical;
mod connections;
mod exchange;
mod paced;
mod serve;

pub use build::build;
pub use connections::{Connections, DESCRIPTORS_RESERVED};
pub use serve::{HEAD_BYTES_MAX, HEADERS_MAX, Server};

#[cfg(test)]
mod tests;
