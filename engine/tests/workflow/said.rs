//! The sentences of workflows, as a page would say them.

use std::path::Path;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use guichet_engine::message::{Message, Text};
use serde_json::Value;

/// The sentences of one language.
pub struct Speaker {
    locale: &'static str,
    bundle: FluentBundle<FluentResource>,
}

impl Speaker {
    pub fn new(locale: &'static str) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let path = root.join(format!("templates/locales/{locale}/workflow.ftl"));
        let text = std::fs::read_to_string(path).expect("sentences");
        let language: unic_langid::LanguageIdentifier = locale.parse().expect("a locale");
        let mut bundle = FluentBundle::new(vec![language]);
        bundle.set_use_isolating(false);
        let resource = FluentResource::try_new(text).expect("messages");
        bundle.add_resource(resource).expect("no message twice");
        Self { locale, bundle }
    }

    /// Puts a message into a sentence; it must have one that uses no argument that it is not given.
    pub fn say(&self, message: &Message) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in &message.args {
            args.set(name.clone(), FluentValue::from(self.argument(name, value)));
        }
        let found = self.bundle.get_message(&message.key);
        let pattern = found.and_then(|found| found.value());
        let pattern = pattern.unwrap_or_else(|| panic!("{} lacks {}", self.locale, message.key));
        let mut errors = Vec::new();
        let said = self
            .bundle
            .format_pattern(pattern, Some(&args), &mut errors);
        assert!(
            errors.is_empty(),
            "{} {}: {errors:?}",
            self.locale,
            message.key
        );
        said.into_owned()
    }

    fn argument(&self, name: &str, value: &Value) -> String {
        let between = if name == "path" { " → " } else { "、" };
        match value {
            Value::String(text) => text.clone(),
            Value::Array(items) => {
                let items = items.iter().map(|item| self.argument(name, item));
                items.collect::<Vec<_>>().join(between)
            }
            Value::Object(object) if object.contains_key("key") => {
                self.say(&serde_json::from_value(value.clone()).expect("a message"))
            }
            Value::Object(_) => {
                let text: Text = serde_json::from_value(value.clone()).expect("a text");
                text.get(self.locale).to_owned()
            }
            other => other.to_string(),
        }
    }
}
