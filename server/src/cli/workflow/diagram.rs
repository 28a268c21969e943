//! `guichet workflow diagram`: the picture as a file of its own.

use std::path::Path;

use guichet_engine::workflow::diagram::{Drawing, Request};
use jiff::tz::TimeZone;
use serde::Serialize;

use super::folder::Read;
use crate::cli::Exit;
use crate::cli::form::templates;
use crate::cli::terminal::Terminal;
use crate::view::PictureWords;

/// The style sheet that the picture carries along.
const STYLE: &str = "diagram.css";

#[derive(Serialize)]
struct Context<'a> {
    locale: &'a str,
    page: AlonePage<'a>,
}

/// What `diagram/alone.html` is given as `page`.
#[derive(Serialize)]
struct AlonePage<'a> {
    drawing: Drawing,
    css: &'a str,
}

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
    let page = AlonePage {
        drawing,
        css: style.map_or("", |style| style.text.as_str()),
    };
    let svg = templates
        .render("diagram/alone.html", &Context { locale, page })
        .map_err(|error| error.to_string())?;
    terminal.say(svg.trim());
    Ok(Exit::Clean)
}
