//! What stands in pictures of workflows, in the language of a page.

use guichet_engine::message::Message;
use guichet_engine::workflow::diagram::Words;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Sentences, functions};

/// The sentences and times of one language.
#[derive(Debug)]
pub struct PictureWords<'a> {
    /// The sentences.
    pub sentences: &'a Sentences,
    /// The language.
    pub locale: &'a str,
    /// The time zone in which days begin and end.
    pub time_zone: &'a TimeZone,
}

impl Words for PictureWords<'_> {
    fn localize(&self, message: &Message) -> String {
        self.sentences.message(self.locale, message)
    }

    fn moment(&self, at: Timestamp) -> String {
        functions::moment(self.sentences, self.locale, at, self.time_zone)
    }

    fn day(&self, at: Timestamp) -> String {
        functions::day(self.sentences, self.locale, at, self.time_zone)
    }
}
