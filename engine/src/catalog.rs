//! Everything that a definitions folder holds, compiled.
