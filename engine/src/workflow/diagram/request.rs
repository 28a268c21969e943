//! What is to be drawn, and in which language.

use jiff::Timestamp;

use super::course::Course;
use crate::message::Message;

/// Says what stands in a picture, in the language of its reader: its width decides how large a box must be.
pub trait Words {
    /// Puts a message into a sentence.
    fn localize(&self, message: &Message) -> String;
    /// Writes a day and time to the minute.
    fn moment(&self, at: Timestamp) -> String;
    /// Writes a day.
    fn day(&self, at: Timestamp) -> String;
}

/// Says what is to be drawn.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The language of titles.
    pub locale: &'a str,
    /// The language of all else.
    pub words: &'a dyn Words,
    /// Says where a case is and has been; `None`: the workflow alone.
    pub course: Option<&'a Course>,
}
