//! Why the service could not be opened.

use guichet_engine::diagnostic::Diagnostic;

/// The service cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// One line that says why.
    #[error("{0}")]
    Failed(String),
    /// The definitions are broken and there is no good version to serve.
    #[error("the definitions are broken")]
    Broken(Vec<Diagnostic>),
}
