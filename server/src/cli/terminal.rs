//! Where a command writes, and in which language.

use std::collections::BTreeMap;
use std::io::Write;

use guichet_engine::message::Message;
use serde_json::Value;

use crate::view::{PATH, Sentences, built_in};

/// The language of the program where it does not speak the one that is asked for.
const FALLBACK: &str = "en";

/// Where a command writes.
pub(super) struct Terminal<'a> {
    /// What was asked for.
    pub(super) out: &'a mut dyn Write,
    /// Everything else.
    pub(super) err: &'a mut dyn Write,
    /// Whether both are terminals that show colours.
    pub(super) colour: bool,
    /// The language.
    pub(super) locale: &'static str,
}

impl Terminal<'_> {
    /// Writes one line to standard error.
    pub(super) fn print_error(&mut self, line: &str) {
        let _ = writeln!(self.err, "guichet: {line}");
    }

    /// Writes one line to standard output.
    pub(super) fn print_line(&mut self, line: &str) {
        let _ = writeln!(self.out, "{line}");
    }

    /// Creates a speaker of this terminal's language.
    pub(super) fn speaker(&self) -> Speaker {
        Speaker::new(self.locale)
    }
}

/// Localizes sentences in one language: those that this program was built with, so that it can also speak about templates
/// that are broken.
pub(super) struct Speaker {
    sentences: Sentences,
    /// The language.
    pub(super) locale: &'static str,
}

impl Speaker {
    /// Creates a speaker of `locale`.
    pub(super) fn new(locale: &'static str) -> Self {
        let mut files = built_in();
        let folder = |locale: &str| format!("templates/locales/{locale}/");
        let is_known = files.keys().any(|path| path.starts_with(&folder(locale)));
        // A language that only the definitions have has no words for what the program itself says.
        let locale = if is_known { locale } else { FALLBACK };
        files.retain(|path, _| path.starts_with(&folder(locale)));
        Self {
            sentences: Sentences::compile(&files, &mut Vec::new()),
            locale,
        }
    }

    /// Returns the sentence of a key.
    pub(super) fn localize(&self, key: &str, args: &[(&str, Value)]) -> String {
        let args: BTreeMap<String, Value> = args
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect();
        self.sentences.get(self.locale, key, &args)
    }

    /// Returns the sentence of a message.
    pub(super) fn message(&self, message: &Message) -> String {
        self.sentences.message(self.locale, message)
    }

    /// Describes the moves that lead to a fault, where it has any.
    pub(super) fn path(&self, message: &Message) -> Vec<String> {
        let path = message.args.get(PATH);
        path.map(|path| self.sentences.localize_list(self.locale, path))
            .unwrap_or_default()
    }
}
