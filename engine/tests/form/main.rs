//! Forms, as an administrator writes them and as they are found in the wild.

mod broken;
mod page;
mod properties;
mod sentences;
mod support;
mod wild;
