//! What the engine says to people: keys with arguments, and the texts that definitions bring along.
//! Sentences live in the locale files and in definitions, never here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A key of the locale files with its arguments.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// A Fluent message id, such as `problem-too-short`.
    pub key: String,
    /// Arguments by name: numbers and strings; [`Text`]s and messages, as their stored form; and lists of these.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<String, Value>,
}

impl Message {
    /// Creates a message without arguments.
    #[must_use]
    pub fn new(key: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            args: BTreeMap::new(),
        }
    }

    /// Adds an argument.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.args.insert(name.to_owned(), value.into());
        self
    }
}

/// A text of a definition: as its author wrote it, and its translations by locale (`en`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// The text in the language the definition is written in.
    pub source: String,
    /// Translations by locale.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub translations: BTreeMap<String, String>,
}

impl Text {
    /// Creates a text without translations.
    #[must_use]
    pub fn plain(source: impl Into<String>) -> Self {
        Self {
            source: source.into(),
            translations: BTreeMap::new(),
        }
    }

    /// Returns the translation for `locale`, else the source.
    #[must_use]
    pub fn get(&self, locale: &str) -> &str {
        self.translations
            .get(locale)
            .map_or(self.source.as_str(), String::as_str)
    }
}
