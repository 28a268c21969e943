//! Guichet server.
