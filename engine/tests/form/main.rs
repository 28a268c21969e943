//! Forms, as an administrator writes them and as they are found in the wild.

mod broken;
mod sentences;
mod support;
