//! `guichet workflow diagram`: the picture as a file of its own.

use std::path::Path;

use guichet_engine::workflow::diagram::Request;
use jiff::tz::TimeZone;

use super::folder::Read;
use crate::cli::form::compiled::templates;
use crate::cli::process::Exit;
use crate::cli::terminal::Terminal;
use crate::view::PictureWords;
use crate::view::page::{Frame, WorkflowPicture};

/// The style sheet that the picture carries along.
const STYLE: &str = "diagram.css";

pub(super) fn run(folder: &Path, terminal: &mut Terminal<'_>) -> Result<Exit, String> {
    let read = Read::of(folder, terminal)?;
    let templates = templates(&read.files)?;
    let locale = terminal.locale;
    let words = PictureWords {
        sentences: &templates.sentences,
        locale,
        time_zone: &TimeZone::UTC,
    };
    let drawing = read.workflow.draw(&Request {
        locale,
        words: &words,
        course: None,
    });
    let style = templates.assets.get(STYLE);
    let page = WorkflowPicture {
        drawing,
        css: style.map_or_else(String::new, |style| style.text.to_string()),
    };
    let svg = templates
        .page(locale, &Frame::default(), &page)
        .map_err(|error| error.to_string())?;
    terminal.print_line(svg.trim());
    Ok(Exit::Clean)
}
