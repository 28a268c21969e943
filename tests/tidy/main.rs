//! What ARCHITECTURE.md says of the house, held by a test: imports run one way, nothing outgrows its place, the tables are true.

mod claims;
mod imports;
mod migrations;
mod security;
mod service_words;
mod sizes;
mod source;
