//! The titles of a workflow and their translations: `locales/<locale>.json` beside the script.

use std::collections::{BTreeMap, BTreeSet};

use super::declared::At;
use super::faults::Faults;
use crate::diagnostic::Diagnostic;
use crate::form::codes;
use crate::form::source::Source;
use crate::ids::{Files, Pointer};
use crate::message::Text;

/// Translations by locale and source text, and which were used.
#[derive(Debug, Default)]
pub(super) struct Texts {
    /// The translation files, as they count for the version.
    pub files: Files,
    sources: Vec<(String, Source)>,
    translations: BTreeMap<String, BTreeMap<String, String>>,
    used: BTreeSet<String>,
}

impl Texts {
    pub fn load(files: &Files, folder: &str, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut texts = Self::default();
        let prefix = format!("{folder}/locales/");
        for (path, text) in files
            .range(prefix.clone()..)
            .take_while(|(path, _)| path.starts_with(&prefix))
        {
            let Some(locale) = path[prefix.len()..]
                .strip_suffix(".json")
                .filter(|name| !name.contains('/'))
            else {
                continue;
            };
            texts.files.insert(path.clone(), text.clone());
            let Some(source) = Source::parse(path, text, diagnostics) else {
                continue;
            };
            let Some(translations) = source.translations() else {
                diagnostics.push(
                    codes::TRANSLATION_BROKEN.at(source.place_of_value(&Pointer::root()), &[]),
                );
                continue;
            };
            texts.translations.insert(locale.to_owned(), translations);
            texts.sources.push((locale.to_owned(), source));
        }
        texts
    }

    /// Translates a text; the translations missing are reported at its place.
    pub fn text(&mut self, source: &At<String>, faults: &mut Faults) -> Text {
        let mut text = Text::plain(source.value.as_str());
        if source.value.is_empty() {
            return text;
        }
        for (locale, known) in &self.translations {
            match known.get(&source.value) {
                Some(translation) => {
                    text.translations
                        .insert(locale.clone(), translation.clone());
                }
                None => {
                    let args = [("text", source.value.as_str()), ("locale", locale)];
                    faults.add(codes::TRANSLATION_MISSING, source.at, &args);
                }
            }
        }
        self.used.insert(source.value.clone());
        text
    }

    /// Warns of translations that no text has.
    pub fn report_unused(&self, diagnostics: &mut Vec<Diagnostic>) {
        for (_, source) in &self.sources {
            let keys = source
                .value
                .as_object()
                .into_iter()
                .flat_map(|members| members.keys());
            for key in keys.filter(|key| !self.used.contains(*key)) {
                let place = source.place_of_key(&Pointer::root().join(key));
                diagnostics.push(codes::TRANSLATION_UNUSED.at(place, &[("text", key)]));
            }
        }
    }
}
