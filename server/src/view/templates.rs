//! The templates, compiled once from the definitions folder.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use guichet_engine::diagnostic::{Code, Diagnostic, Place, Severity};
use guichet_engine::ids::{Files, Version};
use jiff::tz::TimeZone;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior};
use serde::Serialize;

use super::assets::{Asset, assets};
use super::bounds;
use super::fluent::WORDS;
use super::page::{Frame, Page};
use super::{Sentences, functions};

/// A template that cannot be compiled.
const TEMPLATE_BROKEN: Code = Code {
    name: "T012",
    severity: Severity::Error,
};
/// Steps that rendering one page may take: far above any real page, so that a template that never ends is stopped.
const FUEL: u64 = 20_000_000;

/// The context of a page's template.
#[derive(Serialize)]
struct Context<'a, P> {
    locale: &'a str,
    frame: &'a Frame,
    page: &'a P,
}

/// A template could not be rendered.
#[derive(Debug, thiserror::Error)]
#[error("{template}: {reason}")]
pub struct RenderError {
    /// The template that fails: the one asked for, or one that it includes.
    pub template: String,
    /// The line, where it is known.
    pub line: Option<usize>,
    /// The reason, with the line.
    pub reason: String,
}

/// Every template and sentence of one version of `templates/`.
#[derive(Debug)]
pub struct Templates {
    environment: Environment<'static>,
    /// The sentences.
    pub sentences: Arc<Sentences>,
    /// The files under `templates/assets/` by name.
    pub assets: BTreeMap<String, Asset>,
    /// The address of all of `templates/`.
    pub version: Version,
    /// Where the template stands that is drawn now, while they are tried.
    trial: Option<Trial>,
}

/// What is drawn now, for whoever waits for it.
pub type Trial = Arc<Mutex<String>>;

impl Templates {
    /// Compiles everything under `templates/`, with the words of the service. The result serves only when no diagnostic is an error.
    #[must_use]
    pub fn compile(files: &Files, time_zone: &TimeZone, diagnostics: &mut Vec<Diagnostic>) -> Self {
        const FOLDER: &str = "templates/";
        let files: Files = files
            .iter()
            .filter(|(path, _)| path.starts_with(FOLDER) || path.starts_with(WORDS))
            .map(|(path, text)| (path.clone(), text.clone()))
            .collect();
        let sentences = Arc::new(Sentences::compile(&files, diagnostics));
        let mut environment = Environment::new();
        environment.set_auto_escape_callback(|name| {
            if name.ends_with(".txt") {
                AutoEscape::None
            } else {
                AutoEscape::Html
            }
        });
        environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        if let Ok(syntax) = SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()
        {
            environment.set_syntax(syntax);
        }
        environment.set_fuel(Some(FUEL));
        // Steps do not bound what one of them writes: a list of lists of lists is made in few.
        environment.set_formatter(|out, state, value| {
            if bounds::is_small(value) {
                return minijinja::escape_formatter(out, state, value);
            }
            let reason = "a list or object is too large to be written";
            Err(Error::new(ErrorKind::InvalidOperation, reason))
        });
        functions::register(&mut environment, &sentences, time_zone);
        let assets = assets(&files);
        let addresses: BTreeMap<String, String> = assets
            .iter()
            .map(|(name, asset)| (name.clone(), asset.url(name)))
            .collect();
        environment.add_function("asset", move |name: &str| {
            addresses
                .get(name)
                .cloned()
                .ok_or_else(|| Error::new(ErrorKind::InvalidOperation, format!("no asset {name}")))
        });
        for (path, text) in files
            .iter()
            .filter(|(path, _)| path.ends_with(".html") || path.ends_with(".txt"))
        {
            let name = path.trim_start_matches(FOLDER).to_owned();
            if let Err(error) = environment.add_template_owned(name, text.clone()) {
                diagnostics.push(broken(path, text, &error));
            }
        }
        Self {
            environment,
            sentences,
            assets,
            version: Version::from_files(&files),
            trial: None,
        }
    }

    /// Tells through `trial`, from now on, what is being drawn; `None` ends that.
    pub fn set_trial(&mut self, trial: Option<Trial>) {
        self.trial = trial;
    }

    /// Renders a page in a language.
    ///
    /// # Errors
    /// When its template does not exist, or fails on these values.
    pub fn page<P: Page>(
        &self,
        locale: &str,
        frame: &Frame,
        page: &P,
    ) -> Result<String, RenderError> {
        let context = Context {
            locale,
            frame,
            page,
        };
        self.render(P::TEMPLATE, &context)
    }

    /// Renders a template that is known by its name only: those of mails.
    ///
    /// # Errors
    /// When the template does not exist, or fails on these values.
    pub fn render(&self, name: &str, context: &impl Serialize) -> Result<String, RenderError> {
        let failed = |error: &minijinja::Error| {
            let (template, line) = place_of(error);
            RenderError {
                template: template.unwrap_or(name).to_owned(),
                line,
                reason: describe(error),
            }
        };
        if let Some(trial) = &self.trial {
            name.clone_into(&mut trial.lock().unwrap_or_else(PoisonError::into_inner));
        }
        let template = self
            .environment
            .get_template(name)
            .map_err(|error| failed(&error))?;
        template
            .render(Serde(context))
            .map_err(|error| failed(&error))
    }

    /// Returns whether there is a template of this name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.environment.get_template(name).is_ok()
    }
}

/// Returns where an error arose: the innermost cause that says so.
fn place_of(error: &minijinja::Error) -> (Option<&str>, Option<usize>) {
    let mut place = (error.name(), error.line());
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        if let Some(inner) = inner.downcast_ref::<minijinja::Error>()
            && inner.name().is_some()
        {
            place = (inner.name(), inner.line());
        }
        cause = inner.source();
    }
    place
}

/// Returns the whole chain of causes: an error inside an included template is wrapped by each that includes it.
fn describe(error: &minijinja::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        text.push_str(&format!(": {inner}"));
        cause = inner.source();
    }
    text
}

fn broken(path: &str, text: &str, error: &minijinja::Error) -> Diagnostic {
    let line = error.line().unwrap_or(1);
    let start = error.range().map_or(0, |range| range.start);
    let line_start = text
        .get(..start)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |at| at + 1);
    let column = text
        .get(line_start..start)
        .map_or(1, |before| before.chars().count() + 1);
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let place = Place {
        file: path.to_owned(),
        line: count(line),
        column: count(column),
    };
    let reason = error
        .detail()
        .map_or_else(|| error.kind().to_string(), str::to_owned);
    TEMPLATE_BROKEN.at(place, &[("reason", &reason)])
}
