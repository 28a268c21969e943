//! The commands that a newcomer begins with, by the real program and over HTTP: no browser is needed.

mod demo;
mod new;
