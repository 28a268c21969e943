//! `guichet form`: the page of any schema, and what is wrong with answers to it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use guichet_engine::form::{Form, Mask, Mode, NO_CORRECTIONS, Problem, Secrets, View, ViewRequest};
use guichet_engine::ids::Files;
use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::Value;

use super::check::{Format, shortened};
use super::schema::{Schema, read_answers};
use super::terminal::{Speaker, Terminal};
use super::{Exit, faults};
use crate::definitions::Compiled;
use crate::service::labels;
use crate::view::Templates;
use crate::view::page::{Frame, ProblemLine, StandaloneForm};

/// The page of any schema, and what is wrong with answers to it.
#[derive(Debug, Subcommand)]
pub(super) enum FormCommand {
    /// Writes the page of any JSON Schema as HTML
    #[command(after_help = "\
The schema needs no keyword of Guichet's. A $ref may name a neighbouring file; within forms/ of a definitions folder, \
code lists and templates of that folder are used.

Examples:
  guichet form render person.json > person.html
  guichet form render person.json --data me.json --problems --locale en > person.html

Exit codes: 0 the page is written, 2 the schema or the data is broken; standard error says where.")]
    Render(Render),
    /// Lists everything that is wrong with answers, by JSON pointer
    #[command(after_help = "\
The answers are one JSON document, as the schema describes it. A line is the JSON pointer of an answer (\"\" is the \
whole), the code of the rule, and what to do.

Examples:
  guichet form validate person.json me.json
  guichet form validate person.json me.json --format json | jq -r '.[].pointer'

Exit codes: 0 nothing is wrong, 1 something is, 2 the schema or the data is broken; standard error says where.")]
    Validate(Validate),
}

/// What `form render` takes.
#[derive(Args, Debug)]
pub(super) struct Render {
    /// The schema
    file: PathBuf,
    /// Answers to show: a JSON document
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// Shows what is wrong with the answers
    #[arg(long, requires = "data")]
    problems: bool,
}

/// What `form validate` takes.
#[derive(Args, Debug)]
pub(super) struct Validate {
    /// The schema
    file: PathBuf,
    /// The answers: a JSON document
    data: PathBuf,
    /// `text` for people, `json` for programs: an array of objects with pointer, code, message and label
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Runs a command about forms.
pub(super) fn run(command: &FormCommand, terminal: &mut Terminal<'_>) -> Exit {
    let done = match command {
        FormCommand::Render(arguments) => render(arguments, terminal),
        FormCommand::Validate(arguments) => validate(arguments, terminal),
    };
    done.unwrap_or_else(|reason| {
        terminal.complain(&reason);
        Exit::CouldNotRun
    })
}

/// The form of a schema file; its faults go to standard error.
fn compiled(file: &Path, terminal: &mut Terminal<'_>) -> Result<(Schema, Form), String> {
    let schema = Schema::read(file)?;
    let compiled = schema.compile();
    let root = shortened(schema.root.clone());
    faults::complain(&compiled.diagnostics, &root, terminal);
    let form = compiled.value.ok_or_else(|| {
        format!(
            "{} is broken: put right what is listed above",
            file.display()
        )
    })?;
    Ok((schema, form))
}

/// The style sheets that a form needs, of those of a page.
const STYLE: [&str; 2] = ["guichet.css", "form.css"];

fn render(arguments: &Render, terminal: &mut Terminal<'_>) -> Result<Exit, String> {
    let (schema, form) = compiled(&arguments.file, terminal)?;
    let (answers, secrets) = match &arguments.data {
        Some(data) => read_answers(&form, data)?,
        None => (form.initial_answers(), Secrets::default()),
    };
    let problems = if arguments.problems {
        form.validate(&answers, &secrets)
    } else {
        Vec::new()
    };
    let locale = terminal.locale;
    let templates = templates(&schema.files)?;
    let view = form.view(&ViewRequest {
        locale,
        answers: &answers,
        problems: &problems,
        secrets_kept: &BTreeSet::new(),
        attachments: &BTreeMap::new(),
        mode: Mode::Edit,
        mask: Mask::None,
        common_corrections: &NO_CORRECTIONS,
    });
    let summary = if problems.is_empty() {
        Vec::new()
    } else {
        lines(&form, &problems, &view, &terminal.speaker())
    };
    let sheets = STYLE.iter().filter_map(|name| templates.assets.get(*name));
    let css: String = sheets.map(|sheet| sheet.text.as_str()).collect();
    let notices = form.settings.notices.iter();
    let page = StandaloneForm {
        title: form.settings.title.get(locale).to_owned(),
        problems: summary,
        view,
        notices: notices
            .map(|notice| notice.get(locale).to_owned())
            .collect(),
        css,
    };
    let html = templates
        .page(locale, &Frame::default(), &page)
        .map_err(|error| error.to_string())?;
    terminal.say(html.trim_end());
    Ok(Exit::Clean)
}

/// The templates of the definitions folder that the schema lies in, else those that this program was built with.
pub(super) fn templates(files: &Files) -> Result<Templates, String> {
    let files = Compiled::template_files(files);
    let mut faults = Vec::new();
    let templates = Templates::compile(&files, &TimeZone::UTC, &mut faults);
    match faults.first() {
        None => Ok(templates),
        Some(fault) => Err(format!(
            "the templates are broken: {}:{}:{}: {}",
            fault.place.file, fault.place.line, fault.place.column, fault.code
        )),
    }
}

/// The lines of the error summary: each leads to its input.
fn lines(form: &Form, problems: &[Problem], view: &View, speaker: &Speaker) -> Vec<ProblemLine> {
    let line = |problem: &Problem| ProblemLine {
        id: id_of(view, problem.pointer.as_str()).unwrap_or_default(),
        pointer: problem.pointer.to_string(),
        label: labels::label_of(form, &problem.pointer, speaker.locale),
        text: text_of(problem, speaker),
    };
    problems.iter().map(line).collect()
}

fn id_of(view: &View, pointer: &str) -> Option<String> {
    if view.pointer == pointer {
        return Some(view.id.clone());
    }
    let cells = view.rows.iter().flat_map(|row| &row.cells);
    view.children
        .iter()
        .chain(cells)
        .find_map(|inner| id_of(inner, pointer))
}

/// What is wrong and what to do: the definition's own words, if it has any.
fn text_of(problem: &Problem, speaker: &Speaker) -> String {
    match &problem.text {
        Some(text) => text.get(speaker.locale).to_owned(),
        None => speaker.message(&problem.message),
    }
}

/// A problem as programs read it.
#[derive(Serialize)]
struct Told<'p> {
    pointer: &'p str,
    code: &'p str,
    message: String,
    label: String,
}

fn validate(arguments: &Validate, terminal: &mut Terminal<'_>) -> Result<Exit, String> {
    let (_, form) = compiled(&arguments.file, terminal)?;
    let (answers, secrets) = read_answers(&form, &arguments.data)?;
    let problems = form.validate(&answers, &secrets);
    let speaker = terminal.speaker();
    let told: Vec<Told<'_>> = problems
        .iter()
        .map(|problem| Told {
            pointer: problem.pointer.as_str(),
            code: &problem.code,
            message: text_of(problem, &speaker),
            label: labels::label_of(&form, &problem.pointer, speaker.locale),
        })
        .collect();
    match arguments.format {
        Format::Json => {
            let json = serde_json::to_string_pretty(&told).map_err(|error| error.to_string())?;
            terminal.say(&json);
        }
        Format::Text => {
            for one in &told {
                let pointer = match one.pointer {
                    "" => "\"\"",
                    pointer => pointer,
                };
                terminal.say(&format!("{pointer}: {}: {}", one.code, one.message));
            }
            let count = Value::from(told.len());
            terminal.say(&speaker.say("validate-done", &[("count", count)]));
        }
    }
    Ok(if told.is_empty() {
        Exit::Clean
    } else {
        Exit::Faults
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use serde_json::json;

    use super::*;
    use crate::cli::trial::{folders, project, run, word};

    fn files_in(folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).into_iter().flatten();
        entries
            .map(|entry| entry.expect("an entry").path())
            .collect()
    }

    /// The pointer and code of each problem that `form validate` lists.
    fn problems(schema: &Path, data: &Path, expect: Exit) -> Vec<(String, String)> {
        let done = run(&[
            "form",
            "validate",
            word(schema),
            word(data),
            "--format",
            "json",
        ]);
        assert_eq!(done.exit, expect, "{}: {}", data.display(), done.out);
        pairs(&serde_json::from_str(&done.out).expect("an array"))
    }

    fn pairs(problems: &Value) -> Vec<(String, String)> {
        let text = |problem: &Value, name: &str| problem[name].as_str().expect(name).to_owned();
        let all = problems.as_array().expect("an array").iter();
        let mut pairs: Vec<_> = all
            .map(|problem| (text(problem, "pointer"), text(problem, "code")))
            .collect();
        pairs.sort();
        pairs
    }

    #[test]
    fn every_schema_in_the_wild_has_a_page() {
        let fixtures = folders("tests/fixtures/schemas");
        assert!(fixtures.len() >= 25);
        for folder in fixtures {
            let schema = folder.join("schema.json");
            let done = run(&["form", "render", word(&schema), "--locale", "en"]);
            assert_eq!(done.exit, Exit::Clean, "{}: {}", folder.display(), done.err);
            let start = "<!doctype html>\n<html lang=\"en\">";
            assert!(done.out.starts_with(start) && done.out.ends_with("</html>\n"));
            assert!(
                done.out.contains(" name=\""),
                "{} asks for nothing",
                folder.display()
            );
            for rule in [".summary {", ".label {"] {
                assert!(done.out.contains(rule), "no style for {rule}");
            }
        }
    }

    #[test]
    fn answers_to_every_schema_in_the_wild_are_accepted_and_refused_as_expected() {
        let scratch = tempfile::tempdir().expect("a folder");
        let mut refused = 0;
        for folder in folders("tests/fixtures/schemas") {
            let schema = folder.join("schema.json");
            for data in files_in(&folder.join("accepted")) {
                assert_eq!(problems(&schema, &data, Exit::Clean), []);
            }
            for file in files_in(&folder.join("refused")) {
                let text = fs::read_to_string(&file).expect("text");
                let example: Value = serde_json::from_str(&text).expect("JSON");
                let data = scratch.path().join("data.json");
                fs::write(&data, example["answers"].to_string()).expect("written");
                let found = problems(&schema, &data, Exit::Faults);
                assert_eq!(found, pairs(&example["problems"]), "{}", file.display());
                refused += 1;
            }
        }
        assert!(refused >= 25, "{refused}");
    }

    #[test]
    fn a_form_of_a_definitions_folder_has_its_shared_parts_lists_and_translations() {
        let form = project("forms/three-in-one/form.json");
        let done = run(&["form", "render", word(&form), "--locale", "en"]);
        assert_eq!((done.exit, done.err.as_str()), (Exit::Clean, ""));
        for text in [
            "Unified social credit code",
            "Hebei",
            "Shijiazhuang",
            "Chang&#x27;an District",
            "Contacts",
        ] {
            assert!(done.out.contains(text), "{text} is missing");
        }
    }

    #[test]
    fn a_schema_finds_its_neighbours_wherever_it_lies() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |path: &str, value: &Value| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(path, value.to_string()).expect("written");
        };
        let reference = |target: &str| json!({ "$ref": target });
        write(
            "own/person.json",
            &json!({ "title": "Person", "type": "object", "properties": {
            "home": reference("parts/address.json"), "work": reference("../common/office.json#/$defs/office") } }),
        );
        write(
            "own/parts/address.json",
            &json!({ "title": "Address", "type": "object",
            "properties": { "town": reference("town.json") } }),
        );
        write(
            "own/parts/town.json",
            &json!({ "title": "Town", "type": "string", "minLength": 2 }),
        );
        write(
            "common/office.json",
            &json!({ "$defs": { "office": { "title": "Office", "type": "string" } } }),
        );
        write("own/locales/en.json", &json!({ "Person": "Somebody" }));
        write("data.json", &json!({ "home": { "town": "x" } }));
        let schema = folder.path().join("own/person.json");
        let done = run(&["form", "render", word(&schema), "--locale", "en"]);
        assert_eq!(done.exit, Exit::Clean, "{}", done.err);
        for text in ["Somebody", "Town", "Office"] {
            assert!(done.out.contains(text), "{text} is missing");
        }
        let found = problems(&schema, &folder.path().join("data.json"), Exit::Faults);
        assert_eq!(found, [("/home/town".to_owned(), "too-short".to_owned())]);
        write(
            "own/person.json",
            &json!({ "type": "object", "properties": {
            "far": reference("../../far.json"), "net": reference("https://example.com/x.json") } }),
        );
        let done = run(&["form", "render", word(&schema)]);
        assert_eq!(done.exit, Exit::CouldNotRun);
        assert_eq!(done.err.matches("error[F008]").count(), 2, "{}", done.err);
    }

    #[test]
    fn data_is_shown_and_so_is_what_is_wrong_with_it_where_asked_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        let schema = json!({ "type": "object", "properties": {
            "name": { "title": "Name", "type": "string", "maxLength": 3 },
            "word": { "title": "Word", "type": "string", "format": "password", "writeOnly": true } } });
        fs::write(path("s.json"), schema.to_string()).expect("written");
        fs::write(
            path("d.json"),
            json!({ "name": "<Anna>", "word": "hunter2" }).to_string(),
        )
        .expect("written");
        let (schema, data) = (path("s.json"), path("d.json"));
        let words = ["form", "render", word(&schema), "--data", word(&data)];
        let done = run(&words);
        assert_eq!(done.exit, Exit::Clean, "{}", done.err);
        assert!(done.out.contains("value=\"&lt;Anna&gt;\"") && !done.out.contains("hunter2"));
        assert!(!done.out.contains("id=\"summary\""));
        let done = run(&[&words[..], &["--problems"]].concat());
        assert!(
            done.out.contains("href=\"#f-name\"") && done.out.contains("at most 3 characters"),
            "{}",
            done.out
        );
        let done = run(&["form", "validate", word(&schema), word(&data)]);
        assert_eq!(done.exit, Exit::Faults);
        assert_eq!(
            done.out,
            "/name: too-long: Enter at most 3 characters.\nOne problem.\n"
        );
    }

    #[test]
    fn answers_of_a_file_are_folded_as_those_of_a_page() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        let schema = json!({ "type": "object", "properties": {
            "postcode": { "title": "Postcode", "type": "string", "format": "postcode-cn" },
            "name": { "title": "Name", "type": "string" } } });
        fs::write(path("s.json"), schema.to_string()).expect("written");
        for (answers, expect) in [
            (
                json!({ "postcode": "０５００００", "name": "\u{202e}李\u{202c}" }),
                None,
            ),
            (
                json!({ "postcode": "０５０００" }),
                Some(("/postcode", "postcode-cn")),
            ),
            (json!({ "name": "李\n示例" }), Some(("/name", "invisible"))),
        ] {
            fs::write(path("d.json"), answers.to_string()).expect("written");
            let exit = if expect.is_some() {
                Exit::Faults
            } else {
                Exit::Clean
            };
            let expect: Vec<_> = expect
                .into_iter()
                .map(|(pointer, code): (&str, &str)| (pointer.to_owned(), code.to_owned()))
                .collect();
            assert_eq!(
                problems(&path("s.json"), &path("d.json"), exit),
                expect,
                "{answers}"
            );
        }
    }

    #[test]
    fn what_cannot_be_read_or_compiled_could_not_run() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::write(&path, text).expect("written");
            path
        };
        let good = path("good.json", r#"{"type": "string", "title": "T"}"#);
        let broken = path(
            "broken.json",
            "{\"type\": \"string\",\n \"pattern\": \"(\"}",
        );
        let not_json = path("not.json", "{");
        let missing = folder.path().join("missing.json");
        for (schema, data, expect) in [
            (&broken, &good, "broken.json:2:13: error[F010]"),
            (&missing, &good, "cannot be read"),
            (&good, &missing, "cannot be read"),
            (&good, &not_json, "is not JSON"),
        ] {
            let done = run(&["form", "validate", word(schema), word(data)]);
            assert_eq!((done.exit, done.out.as_str()), (Exit::CouldNotRun, ""));
            assert!(done.err.contains(expect), "{}", done.err);
            let done = run(&["form", "render", word(schema), "--data", word(data)]);
            assert_eq!((done.exit, done.out.as_str()), (Exit::CouldNotRun, ""));
            assert!(done.err.contains(expect), "{}", done.err);
        }
    }
}
