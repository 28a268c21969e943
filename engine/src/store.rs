//! The port to a store: what one transaction holds.
