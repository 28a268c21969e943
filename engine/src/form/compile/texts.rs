//! The texts of a definition and their translations.

use std::collections::BTreeSet;

use super::compiler::Compiler;
use super::schema::Location;
use crate::form::codes;
use crate::form::source::Source;
use crate::ids::Pointer;
use crate::message::Text;

impl Compiler<'_> {
    /// Reads `locales/*.json` beside every file of the form.
    pub(in crate::form) fn load_translations(&mut self) {
        let folders: BTreeSet<String> = self
            .sources
            .keys()
            .filter_map(|file| {
                file.rsplit_once('/')
                    .map(|(folder, _)| format!("{folder}/locales/"))
            })
            .collect();
        let main_folder = self
            .main
            .rsplit_once('/')
            .map(|(folder, _)| format!("{folder}/locales/"));
        for (path, text) in self.files {
            let Some((folder, file)) = path
                .rsplit_once('/')
                .map(|(folder, file)| (format!("{folder}/"), file))
            else {
                continue;
            };
            let Some(locale) = file
                .strip_suffix(".json")
                .filter(|_| folders.contains(&folder))
            else {
                continue;
            };
            self.texts.files.insert(path.clone());
            let Some(source) = Source::parse(path, text, &mut self.diagnostics) else {
                continue;
            };
            let Some(translations) = source.translations() else {
                let place = source.place_of_value(&Pointer::root());
                self.diagnostics
                    .push(codes::TRANSLATION_BROKEN.at(place, &[]));
                continue;
            };
            let known = self
                .texts
                .translations
                .entry(locale.to_owned())
                .or_default();
            known.extend(translations);
            if main_folder.as_ref() == Some(&folder) {
                self.texts.form_locales.push((source, locale.to_owned()));
            }
        }
    }

    /// Returns a text with its translations.
    pub(in crate::form) fn text(&mut self, source: &str, location: &Location) -> Text {
        let mut text = Text::plain(source);
        for (locale, known) in &self.texts.translations {
            match known.get(source) {
                Some(translation) => {
                    text.translations
                        .insert(locale.clone(), translation.clone());
                }
                None => {
                    self.texts
                        .missing
                        .push((locale.clone(), source.to_owned(), location.clone()))
                }
            }
        }
        self.texts.used.insert(source.to_owned());
        text
    }

    /// Warns of texts without translation, and of the form's own translations that no text has.
    pub(in crate::form) fn report_translations(&mut self) {
        for (locale, text, location) in std::mem::take(&mut self.texts.missing) {
            self.report(
                codes::TRANSLATION_MISSING,
                &location,
                false,
                &[("text", &text), ("locale", &locale)],
            );
        }
        for (source, _) in &self.texts.form_locales {
            let keys = source
                .value
                .as_object()
                .into_iter()
                .flat_map(|members| members.keys());
            for key in keys.filter(|key| !self.texts.used.contains(*key)) {
                let place = source.place_of_key(&Pointer::root().join(key));
                self.diagnostics
                    .push(codes::TRANSLATION_UNUSED.at(place, &[("text", key)]));
            }
        }
    }
}
