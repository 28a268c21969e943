//! The server of Guichet: everything that touches the world.

pub mod store;
