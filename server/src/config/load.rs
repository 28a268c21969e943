//! Reads the configuration: the file, then the variables over it. The first fault ends the start, in one line.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use serde_json::Value;
use toml::Spanned;

use super::Config;
use super::check;
use super::keys::{KEYS, Key, Kind, PREFIX, VARIABLES};
use super::settings::{ConfigError, Settings};

/// The file that is read from the working folder, when it is there and no other is named.
pub const FILE_NAME: &str = "guichet.toml";
/// How alike two names are, at least, for one to be offered in place of the other; 1 is the same.
const LIKENESS_MIN: f64 = 0.6;

impl Config {
    /// Loads the configuration of `file`, or else of `guichet.toml` where the working folder has one, overridden by the
    /// `GUICHET_*` among `variables`. Relative paths become absolute by `working_folder`.
    ///
    /// # Errors
    /// One line that names the place, the fault and, for a name that is not known, the nearest that is.
    pub fn load(
        file: Option<&Path>,
        variables: impl IntoIterator<Item = (OsString, OsString)>,
        working_folder: &Path,
    ) -> Result<Self, ConfigError> {
        let mut settings = Settings::default();
        if let Some(path) = chosen_file(file, working_folder) {
            read_file(&path, &mut settings)?;
        }
        read_variables(variables, &mut settings)?;
        let values = Value::Object(settings.values.clone());
        let mut config: Self =
            serde_json::from_value(values).map_err(|error| ConfigError(error.to_string()))?;
        // Taken apart and put together again, a path has no `.` in it.
        config.data = working_folder.join(&config.data).components().collect();
        config.definitions = working_folder
            .join(&config.definitions)
            .components()
            .collect();
        check::check(&mut config, &settings)?;
        Ok(config)
    }

    /// Loads the configuration as [`Config::load`] does, with the variables and the working folder of this process.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn from_process(file: Option<&Path>) -> Result<Self, ConfigError> {
        let working_folder = std::env::current_dir()
            .map_err(|error| ConfigError(format!("the working folder is gone: {error}")))?;
        Self::load(file, std::env::vars_os(), &working_folder)
    }
}

fn chosen_file(file: Option<&Path>, working_folder: &Path) -> Option<PathBuf> {
    if let Some(file) = file {
        return Some(working_folder.join(file));
    }
    let usual = working_folder.join(FILE_NAME);
    usual.exists().then_some(usual)
}

fn read_file(path: &Path, settings: &mut Settings) -> Result<(), ConfigError> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| ConfigError(format!("{} cannot be read: {error}", path.display())))?;
    let line_of = |at: usize| text[..at.min(text.len())].matches('\n').count() + 1;
    let place = |at: usize| format!("{}:{}", path.display(), line_of(at));
    let table: BTreeMap<Spanned<String>, Spanned<toml::Value>> =
        toml::from_str(&text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            ConfigError(format!("{}: {}", place(at), one_line(error.message())))
        })?;
    // In the order of the file: the first fault is the one that is told.
    let mut table: Vec<_> = table.into_iter().collect();
    table.sort_by_key(|(name, _)| name.span().start);
    for (name, value) in table {
        let origin = place(name.span().start);
        let Some(key) = KEYS.iter().find(|key| key.name == name.get_ref()) else {
            let known = KEYS.iter().map(|key| key.name.to_owned());
            let fault = unknown("key", name.get_ref(), known);
            return Err(ConfigError(format!("{origin}: {fault}")));
        };
        let value = file_value(key, value.get_ref())
            .map_err(|fault| ConfigError(format!("{origin}: {} {fault}", key.name)))?;
        settings.set(key, value, format!("{origin}: {}", key.name));
    }
    Ok(())
}

fn file_value(key: &Key, value: &toml::Value) -> Result<Value, String> {
    match (key.kind, value) {
        (Kind::Text | Kind::Path, toml::Value::String(text)) => Ok(Value::from(text.as_str())),
        (Kind::Text | Kind::Path, other) => {
            Err(format!("must be a text in quotation marks, not {other}"))
        }
        (Kind::Number { min, max }, toml::Value::Integer(number)) => bounded(*number, min, max),
        (Kind::Number { min, max }, other) => Err(format!("{}, not {other}", wanted(min, max))),
    }
}

fn read_variables(
    variables: impl IntoIterator<Item = (OsString, OsString)>,
    settings: &mut Settings,
) -> Result<(), ConfigError> {
    let mut ours: Vec<(String, OsString)> = variables
        .into_iter()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
        .filter(|(name, _)| name.starts_with(PREFIX) && !VARIABLES.contains(&name.as_str()))
        .collect();
    ours.sort();
    for (name, value) in ours {
        let Some(key) = KEYS.iter().find(|key| key.variable() == name) else {
            let known = KEYS.iter().map(Key::variable);
            let known = known.chain(VARIABLES.map(str::to_owned));
            return Err(ConfigError(unknown("variable", &name, known)));
        };
        let value = value
            .into_string()
            .map_err(|_| ConfigError(format!("{name} is not UTF-8")))?;
        // An empty variable counts as not set: container files can only set or empty one.
        if value.is_empty() {
            continue;
        }
        let value = match key.kind {
            Kind::Text | Kind::Path => Ok(Value::from(value)),
            Kind::Number { min, max } => match value.trim().parse() {
                Ok(number) => bounded(number, min, max),
                Err(_) => Err(format!("{}, not {value:?}", wanted(min, max))),
            },
        };
        let value = value.map_err(|fault| ConfigError(format!("{name} {fault}")))?;
        settings.set(key, value, name);
    }
    Ok(())
}

fn wanted(min: i64, max: i64) -> String {
    format!("must be a whole number from {min} to {max}")
}

fn bounded(number: i64, min: i64, max: i64) -> Result<Value, String> {
    if (min..=max).contains(&number) {
        Ok(Value::from(number))
    } else {
        Err(format!("{}, not {number}", wanted(min, max)))
    }
}

fn unknown(what: &str, name: &str, known: impl Iterator<Item = String>) -> String {
    let nearest = known
        .map(|other| (strsim::jaro_winkler(name, &other), other))
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .filter(|(likeness, _)| *likeness >= LIKENESS_MIN);
    match nearest {
        Some((_, other)) => format!("the {what} {name:?} is not known; did you mean {other}?"),
        None => format!("the {what} {name:?} is not known; docs/operator.md lists them all"),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
