//! `guichet form render`: the page of a schema.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use clap::Args;
use guichet_engine::form::{Form, Mask, Mode, NO_CORRECTIONS, Problem, Secrets, View, ViewRequest};

use super::compiled::{compiled, templates, text_of};
use crate::cli::process::Exit;
use crate::cli::schema::read_answers;
use crate::cli::terminal::{Speaker, Terminal};
use crate::service::labels;
use crate::view::page::{Frame, ProblemLine, StandaloneForm};

/// What `form render` takes.
#[derive(Args, Debug)]
pub(in crate::cli) struct Render {
    /// The schema
    file: PathBuf,
    /// Answers to show: a JSON document
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// Shows what is wrong with the answers
    #[arg(long, requires = "data")]
    problems: bool,
}

/// The style sheets that a form needs, of those of a page.
const STYLE: [&str; 2] = ["guichet.css", "form.css"];

/// Writes the page to standard output.
pub(super) fn render(arguments: &Render, terminal: &mut Terminal<'_>) -> Result<Exit, String> {
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
    let css: String = sheets.map(|sheet| &*sheet.text).collect();
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
    terminal.print_line(html.trim_end());
    Ok(Exit::Clean)
}

/// Returns the lines of the error summary: each leads to its input.
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
