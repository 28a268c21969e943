//! The sentences of `templates/locales/<locale>/*.ftl`, and those of the service at hand in `forms/words/<locale>.ftl`.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use guichet_engine::diagnostic::{Code, Diagnostic, Place, Severity};
use guichet_engine::form::plain_number;
use guichet_engine::ids::Files;
use guichet_engine::message::{Message, Text};
use serde::Deserialize;
use serde_json::Value;
use unic_langid::LanguageIdentifier;

use crate::locale::{self, DEFAULT};

/// A locale file that cannot be read.
const SENTENCES_BROKEN: Code = Code {
    name: "T010",
    severity: Severity::Error,
};
/// A sentence that one locale has and another lacks.
const SENTENCE_MISSING: Code = Code {
    name: "T011",
    severity: Severity::Error,
};

/// A sentence of a service that takes the place of none.
const SENTENCE_UNKNOWN: Code = Code {
    name: "T017",
    severity: Severity::Error,
};

/// The argument that is the way to a fault, one move after another.
pub const PATH: &str = "path";
/// The folder with a folder for each language.
const FOLDER: &str = "templates/locales/";

/// The folder with the sentences of the service at hand, a file for each language. They take the place of those of the same name in
/// the templates, which speak of no service.
pub const WORDS: &str = "forms/words/";

/// The largest whole number that a float holds with all before it.
const WHOLE_MAX: u64 = 1 << 53;

/// The sentences of every locale.
pub struct Sentences {
    bundles: BTreeMap<&'static str, FluentBundle<FluentResource>>,
    /// The languages in the order in which a person may choose: the default one, then by their tags.
    languages: Vec<&'static str>,
}

impl std::fmt::Debug for Sentences {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.bundles.keys()).finish()
    }
}

impl Sentences {
    /// Reads the locale files; each fault is reported at its line.
    #[must_use]
    pub fn compile(files: &Files, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut bundles = BTreeMap::new();
        let mut places: BTreeMap<&str, BTreeMap<String, Place>> = BTreeMap::new();
        let mut words: BTreeMap<&str, BTreeMap<String, Place>> = BTreeMap::new();
        let languages = languages(files, diagnostics);
        for &locale in &languages {
            let language: LanguageIdentifier = locale.parse().unwrap_or_default();
            let mut bundle = FluentBundle::new_concurrent(vec![language]);
            // The marks around arguments serve right-to-left text; in input values and mail headers they would do harm.
            bundle.set_use_isolating(false);
            let folder = format!("{FOLDER}{locale}/");
            for (path, text) in files
                .range(folder.clone()..)
                .take_while(|(path, _)| path.starts_with(&folder))
            {
                let resource = parse(path, text, diagnostics);
                places
                    .entry(locale)
                    .or_default()
                    .extend(messages(path, text, &resource));
                if let Err(errors) = bundle.add_resource(resource) {
                    let place = Place {
                        file: path.clone(),
                        line: 1,
                        column: 1,
                    };
                    diagnostics.extend(errors.iter().map(|error| {
                        SENTENCES_BROKEN.at(place.clone(), &[("reason", &error.to_string())])
                    }));
                }
            }
            let path = format!("{WORDS}{locale}.ftl");
            if let Some(text) = files.get(&path) {
                let resource = parse(&path, text, diagnostics);
                words.insert(
                    locale,
                    messages(&path, text, &resource).into_iter().collect(),
                );
                bundle.add_resource_overriding(resource);
            }
            bundles.insert(locale, bundle);
        }
        missing(&places, diagnostics);
        let known = places.get(DEFAULT);
        let is_known = |name: &String| known.is_none_or(|known| known.contains_key(name));
        let unknown = words.values().flatten().filter(|(name, _)| !is_known(name));
        diagnostics.extend(
            unknown.map(|(name, place)| SENTENCE_UNKNOWN.at(place.clone(), &[("name", name)])),
        );
        Self { bundles, languages }
    }

    /// Returns the languages in the order in which a person may choose.
    #[must_use]
    pub fn languages(&self) -> &[&'static str] {
        &self.languages
    }

    /// Returns the language of this tag, if there is one.
    #[must_use]
    pub fn language(&self, tag: &str) -> Option<&'static str> {
        let mut languages = self.languages.iter();
        languages
            .find(|language| language.eq_ignore_ascii_case(tag))
            .copied()
    }

    /// Returns the sentence for a key, in the locale or else in the default one; the key itself where there is none, so that a
    /// page is never empty.
    #[must_use]
    pub fn get(&self, locale: &str, key: &str, args: &BTreeMap<String, Value>) -> String {
        let mut fluent_args = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            fluent_args.set(name.clone(), self.argument(locale, name, value));
        }
        let found = [locale, DEFAULT].into_iter().find_map(|locale| {
            let bundle = self.bundles.get(locale)?;
            let pattern = bundle.get_message(key)?.value()?;
            Some(
                bundle
                    .format_pattern(pattern, Some(&fluent_args), &mut Vec::new())
                    .into_owned(),
            )
        });
        found.unwrap_or_else(|| key.to_owned())
    }

    /// Returns a message of the engine as a sentence.
    #[must_use]
    pub fn message(&self, locale: &str, message: &Message) -> String {
        self.get(locale, &message.key, &message.args)
    }

    fn argument(&self, locale: &str, name: &str, value: &Value) -> FluentValue<'static> {
        match value {
            // Beyond what a float holds, and with decimals, a number is its digits.
            Value::Number(number) => match number.as_i64() {
                Some(whole) if whole.unsigned_abs() <= WHOLE_MAX => FluentValue::from(whole),
                _ => FluentValue::from(plain_number(number)),
            },
            other => FluentValue::from(self.localize(locale, name, other)),
        }
    }

    /// Returns an argument in words: a text as it is, one of a definition in the locale, a message as its sentence, and each of a
    /// list.
    fn localize(&self, locale: &str, name: &str, value: &Value) -> String {
        match value {
            Value::String(text) => text.clone(),
            Value::Array(_) => {
                let separator = if name == PATH {
                    "path-separator"
                } else {
                    "comma"
                };
                let separator = self.get(locale, separator, &BTreeMap::new());
                self.localize_list(locale, value).join(&separator)
            }
            Value::Object(object) if object.contains_key("key") => Message::deserialize(value)
                .map_or_else(
                    |_| value.to_string(),
                    |message| self.message(locale, &message),
                ),
            Value::Object(_) => Text::deserialize(value)
                .map_or_else(|_| value.to_string(), |text| text.get(locale).to_owned()),
            other => other.to_string(),
        }
    }

    /// Returns each item of a list in words.
    #[must_use]
    pub fn localize_list(&self, locale: &str, list: &Value) -> Vec<String> {
        let items = list.as_array().into_iter().flatten();
        items.map(|item| self.localize(locale, "", item)).collect()
    }

    /// Returns whether the default locale has a sentence for this key.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.bundles
            .get(DEFAULT)
            .is_some_and(|bundle| bundle.has_message(key))
    }
}

/// Returns the languages that have a folder; a folder whose name is no language tag is reported.
fn languages(files: &Files, diagnostics: &mut Vec<Diagnostic>) -> Vec<&'static str> {
    let mut languages = vec![DEFAULT];
    let mut seen = BTreeSet::new();
    let paths = files.range(FOLDER.to_owned()..).map(|(path, _)| path);
    for path in paths.take_while(|path| path.starts_with(FOLDER)) {
        let Some((name, _)) = path[FOLDER.len()..].split_once('/') else {
            continue;
        };
        if !seen.insert(name) {
            continue;
        }
        match locale::tag(name).filter(|tag| *tag == name) {
            Some(tag) if tag == DEFAULT => {}
            Some(tag) => languages.push(tag),
            None => {
                let reason = format!("{name} is no language tag as BCP 47 writes it");
                diagnostics.push(SENTENCES_BROKEN.at(place(path, "", 0), &[("reason", &reason)]));
            }
        }
    }
    languages
}

fn place(path: &str, text: &str, at: usize) -> Place {
    let before = text.get(..at).unwrap_or(text);
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let line = count(before.matches('\n').count() + 1);
    let column = count(before.chars().rev().take_while(|one| *one != '\n').count() + 1);
    Place {
        file: path.to_owned(),
        line,
        column,
    }
}

fn broken(path: &str, text: &str, error: &fluent_syntax::parser::ParserError) -> Diagnostic {
    SENTENCES_BROKEN.at(
        place(path, text, error.pos.start),
        &[("reason", &error.kind.to_string())],
    )
}

/// Reads a file of sentences; each fault is reported at its line.
fn parse(path: &str, text: &str, diagnostics: &mut Vec<Diagnostic>) -> FluentResource {
    FluentResource::try_new(text.to_owned()).unwrap_or_else(|(resource, errors)| {
        diagnostics.extend(errors.iter().map(|error| broken(path, text, error)));
        resource
    })
}

/// Returns the ids of a file's messages with their places.
fn messages(path: &str, text: &str, resource: &FluentResource) -> Vec<(String, Place)> {
    // A file holds hundreds: looking for each of them anew would read it as often.
    let mut lines = BTreeMap::new();
    for (number, line) in (1..).zip(text.lines()) {
        if let Some((id, _)) = line.split_once(" =") {
            lines.entry(id).or_insert(number);
        }
    }
    let ids = resource.entries().filter_map(|entry| match entry {
        fluent_syntax::ast::Entry::Message(message) => Some(message.id.name),
        _ => None,
    });
    let at = |id: &str| {
        let file = path.to_owned();
        let line = lines.get(id).copied().unwrap_or(1);
        let place = Place {
            file,
            line,
            column: 1,
        };
        (id.to_owned(), place)
    };
    ids.map(at).collect()
}

fn missing(places: &BTreeMap<&str, BTreeMap<String, Place>>, diagnostics: &mut Vec<Diagnostic>) {
    for (locale, own) in places {
        for (other, theirs) in places.iter().filter(|(other, _)| *other != locale) {
            let lacking = own.iter().filter(|(id, _)| !theirs.contains_key(*id));
            diagnostics.extend(lacking.map(|(id, place)| {
                SENTENCE_MISSING.at(place.clone(), &[("name", id), ("locale", other)])
            }));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(locale: &str, name: &str, value: Value, expect: &str) {
        let text = format!(
            "told = {{ ${name} }}\nproof-act = {{ $step }}: {{ $action }}\n\
             comma = {{\", \"}}\npath-separator = {{\" → \"}}\n"
        );
        let path = |locale: &str| format!("templates/locales/{locale}/x.ftl");
        let files = ["zh-CN", "en"]
            .map(|locale| (path(locale), text.clone()))
            .into();
        let sentences = Sentences::compile(&files, &mut Vec::new());
        let args = [(name.to_owned(), value)].into();
        assert_eq!(sentences.get(locale, "told", &args), expect);
    }

    #[test]
    fn arguments_are_told_in_the_language_of_the_sentence() {
        let review = json!({"source": "审核", "translations": {"en": "Review"}});
        check("en", "name", review.clone(), "Review");
        check("zh-CN", "name", review.clone(), "审核");
        check("en", "names", json!([review, "b"]), "Review, b");
        let back = json!({"key": "proof-act", "args": {"step": review, "action": "back"}});
        check(
            "en",
            "path",
            json!([back, back]),
            "Review: back → Review: back",
        );
        check("en", "name", json!(3), "3");
        check("en", "name", json!({"a": 1}), "{\"a\":1}");
    }

    #[test]
    fn a_service_speaks_of_itself_and_only_where_it_may() {
        let files = [
            (
                "templates/locales/zh-CN/a.ftl",
                "title = 办理\nlead = 简介\n",
            ),
            ("templates/locales/en/a.ftl", "title = Apply\nlead = Lead\n"),
            ("forms/words/en.ftl", "title = Register\ntitel = Oops\n"),
        ];
        let files = files.map(|(path, text)| (path.to_owned(), text.to_owned()));
        let mut diagnostics = Vec::new();
        let sentences = Sentences::compile(&files.into(), &mut diagnostics);
        let said = |locale: &str, key: &str| sentences.get(locale, key, &BTreeMap::new());
        assert_eq!(said("en", "title"), "Register");
        assert_eq!(said("zh-CN", "title"), "办理");
        assert_eq!(said("zh-CN", "lead"), "简介");
        let reported = diagnostics.iter().map(|fault| {
            let place = &fault.place;
            (fault.code.as_str(), place.file.as_str(), place.line)
        });
        assert!(
            reported.eq([("T017", "forms/words/en.ftl", 2)]),
            "{diagnostics:?}"
        );
    }

    #[test]
    fn a_language_is_a_folder() {
        let files = ["zh-CN", "eo", "en", "not a tag", "EN-us"]
            .map(|name| {
                (
                    format!("templates/locales/{name}/x.ftl"),
                    "a = A\n".to_owned(),
                )
            })
            .into();
        let mut diagnostics = Vec::new();
        let sentences = Sentences::compile(&files, &mut diagnostics);
        assert_eq!(sentences.languages(), ["zh-CN", "en", "eo"]);
        assert_eq!(sentences.language("EO"), Some("eo"));
        assert_eq!(sentences.language("fr"), None);
        let reported: Vec<&str> = diagnostics
            .iter()
            .map(|fault| fault.place.file.as_str())
            .collect();
        let expect = ["EN-us", "not a tag"].map(|name| format!("templates/locales/{name}/x.ftl"));
        assert_eq!(reported, expect);
    }
}
