//! Describes faults of definitions: for people with the line they are in, for programs as JSON.

use std::collections::BTreeMap;
use std::io::{Read as _, Write};
use std::path::Path;

use guichet_engine::diagnostic::{Diagnostic, Severity};
use guichet_engine::form::source::FILE_SIZE_BYTES_MAX;
use guichet_engine::width::is_wide;
use rustix::fs::{self, Mode, OFlags, ResolveFlags};
use serde::Serialize;

use super::terminal::{Speaker, Terminal};

/// How much of a line is shown, in characters.
const SHOWN_MAX: usize = 100;
/// A tab, as it is shown.
const TAB: &str = "    ";

/// A fault with its texts.
#[derive(Debug, Serialize)]
pub(super) struct Fault<'d> {
    /// The path relative to the definitions folder.
    pub(super) file: &'d str,
    /// From 1.
    pub(super) line: u32,
    /// From 1, in characters.
    pub(super) column: u32,
    /// `error` or `warning`.
    pub(super) severity: Severity,
    /// `F007`.
    pub(super) code: &'d str,
    /// What is wrong.
    pub(super) message: String,
    /// What to do.
    pub(super) help: String,
    /// The page about it, in the project.
    pub(super) page: String,
    /// The moves that lead to it, one after another, where it is found by trying them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) path: Vec<String>,
}

/// Writes faults to standard error, if there are any.
pub(super) fn print_errors(diagnostics: &[Diagnostic], root: &Path, terminal: &mut Terminal<'_>) {
    if !diagnostics.is_empty() {
        let faults = describe(diagnostics, &terminal.speaker());
        let _ = write_text(terminal.err, &faults, root, terminal.colour);
    }
}

/// Describes faults in the speaker's language.
pub(super) fn describe<'d>(diagnostics: &'d [Diagnostic], speaker: &Speaker) -> Vec<Fault<'d>> {
    let describe = |diagnostic: &'d Diagnostic| {
        let mut help = diagnostic.message.clone();
        help.key.push_str("-help");
        Fault {
            file: &diagnostic.place.file,
            line: diagnostic.place.line,
            column: diagnostic.place.column,
            severity: diagnostic.severity,
            code: &diagnostic.code,
            message: speaker.message(&diagnostic.message),
            help: speaker.message(&help),
            page: format!("docs/diagnostics/{}.md", diagnostic.code),
            path: speaker.path(&diagnostic.message),
        }
    };
    diagnostics.iter().map(describe).collect()
}

/// Writes faults for people: place, code and message, the line with a mark below, what to do, and the page.
pub(super) fn write_text(
    out: &mut dyn Write,
    faults: &[Fault<'_>],
    root: &Path,
    colour: bool,
) -> std::io::Result<()> {
    let paint = Paint(colour);
    let mut texts: BTreeMap<&str, Option<String>> = BTreeMap::new();
    for fault in faults {
        let path = root.join(fault.file);
        let path = path.strip_prefix(".").unwrap_or(&path);
        let (name, tone) = match fault.severity {
            Severity::Error => ("error", Tone::Red),
            Severity::Warning => ("warning", Tone::Yellow),
        };
        writeln!(
            out,
            "{}: {}: {}",
            paint.with(
                Tone::Bold,
                &format!("{}:{}:{}", path.display(), fault.line, fault.column)
            ),
            paint.with(tone, &format!("{name}[{}]", fault.code)),
            fault.message
        )?;
        let text = texts
            .entry(fault.file)
            .or_insert_with(|| read(root, fault.file));
        if let Some(line) = text.as_deref().and_then(|text| line(text, fault.line)) {
            write_line(out, line, fault, &paint, tone)?;
        }
        writeln!(out, "help: {}", fault.help)?;
        writeln!(out, "page: {}\n", fault.page)?;
    }
    Ok(())
}

/// Writes faults for programs: one array.
pub(super) fn write_json(out: &mut dyn Write, faults: &[Fault<'_>]) -> std::io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, faults)?;
    writeln!(out)
}

/// Reads a file of a folder to show a line of it: not through a link that leads out of the folder, nothing but a file, and
/// nothing too large to be a definition.
fn read(root: &Path, name: &str) -> Option<String> {
    let folder = fs::open(root, OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty()).ok()?;
    // Without waiting: to open a pipe would.
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY;
    let within = ResolveFlags::BENEATH | ResolveFlags::NO_MAGICLINKS;
    let file = fs::openat2(folder, name, flags, Mode::empty(), within).ok()?;
    let file = std::fs::File::from(file);
    let limit = 2 * FILE_SIZE_BYTES_MAX as u64;
    let known = file.metadata().ok()?;
    if !known.is_file() || known.len() > limit {
        return None;
    }
    let mut text = String::new();
    file.take(limit).read_to_string(&mut text).ok()?;
    Some(text)
}

fn line(text: &str, number: u32) -> Option<&str> {
    let index = usize::try_from(number).ok()?.checked_sub(1)?;
    text.lines()
        .nth(index)
        .filter(|line| !line.trim().is_empty())
}

/// Writes the line, or the part of it around the place, with a mark below the place.
fn write_line(
    out: &mut dyn Write,
    line: &str,
    fault: &Fault<'_>,
    paint: &Paint,
    tone: Tone,
) -> std::io::Result<()> {
    let at = usize::try_from(fault.column).unwrap_or(1).saturating_sub(1);
    let characters: Vec<char> = line.chars().collect();
    let start = if characters.len() <= SHOWN_MAX {
        0
    } else {
        at.saturating_sub(SHOWN_MAX / 2)
            .min(characters.len() - SHOWN_MAX)
    };
    let end = (start + SHOWN_MAX).min(characters.len());
    let (mut shown, mut below) = (String::new(), String::new());
    for (index, character) in characters[..end].iter().enumerate().skip(start) {
        let (text, blank) = match character {
            '\t' => (TAB.to_owned(), TAB),
            // What a definition holds must not steer the terminal.
            control if control.is_control() => ("\u{fffd}".to_owned(), " "),
            wide if is_wide(*wide) => (wide.to_string(), "\u{3000}"),
            other => (other.to_string(), " "),
        };
        shown.push_str(&text);
        if index < at {
            below.push_str(blank);
        }
    }
    let number = fault.line.to_string();
    let margin = " ".repeat(number.len());
    writeln!(out, " {number} | {}", shown.trim_end())?;
    writeln!(out, " {margin} | {below}{}", paint.with(tone, "^"))
}

#[derive(Clone, Copy)]
enum Tone {
    Bold,
    Red,
    Yellow,
}

struct Paint(bool);

impl Paint {
    fn with(&self, tone: Tone, text: &str) -> String {
        let code = match tone {
            Tone::Bold => "1",
            Tone::Red => "1;31",
            Tone::Yellow => "1;33",
        };
        if self.0 {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use guichet_engine::diagnostic::{Code, Place};

    use super::*;

    /// Checks the line and mark that are shown for a fault at this column of this line.
    fn check(line: &str, column: u32, expect: &str) {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("a.json"), format!("\n{line}\n")).expect("written");
        let code = Code {
            name: "F001",
            severity: Severity::Error,
        };
        let place = Place {
            file: "a.json".to_owned(),
            line: 2,
            column,
        };
        let diagnostics = [code.at(place, &[("reason", "x")])];
        let mut out = Vec::new();
        let faults = describe(&diagnostics, &Speaker::new("en"));
        write_text(&mut out, &faults, folder.path(), false).expect("written");
        let text = String::from_utf8(out).expect("text");
        let shown: Vec<&str> = text
            .lines()
            .skip(1)
            .take_while(|line| !line.starts_with("help: "))
            .collect();
        assert_eq!(shown.join("\n"), expect);
    }

    #[test]
    fn no_line_is_shown_of_what_lies_elsewhere_or_is_no_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let elsewhere = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(elsewhere.path(), "secret").expect("written");
        let link = |to: &Path, name: &str| {
            std::os::unix::fs::symlink(to, folder.path().join(name)).expect("a link");
        };
        link(elsewhere.path(), "out.json");
        link(Path::new("/dev/zero"), "zero.json");
        link(Path::new("/"), "root");
        std::fs::write(folder.path().join("in.json"), "own").expect("written");
        link(Path::new("in.json"), "alias.json");
        let pipe = folder.path().join("pipe.json");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.expect("mkfifo runs").success());
        for (name, expect) in [
            ("in.json", Some("own")),
            ("alias.json", Some("own")),
            ("out.json", None),
            ("zero.json", None),
            ("pipe.json", None),
            ("root/etc/hostname", None),
            ("../in.json", None),
        ] {
            assert_eq!(read(folder.path(), name).as_deref(), expect, "{name}");
        }
    }

    #[test]
    fn the_mark_stands_below_the_place_whatever_comes_before_it() {
        check("{\"a\": 1,}", 9, " 2 | {\"a\": 1,}\n   |         ^");
        check("\t\"a\"", 2, " 2 |     \"a\"\n   |     ^");
        check(
            "{\"名称\": x}",
            8,
            " 2 | {\"名称\": x}\n   |   \u{3000}\u{3000}   ^",
        );
        check("  ", 1, "");
    }

    #[test]
    fn a_long_line_is_shown_around_the_place_and_cannot_steer_the_terminal() {
        let long = format!("{}x\u{1b}[2J{}", "a".repeat(5_000), "b".repeat(5_000));
        let shown = format!(" 2 | {}x\u{fffd}[2J{}", "a".repeat(50), "b".repeat(45));
        check(&long, 5_001, &format!("{shown}\n   | {}^", " ".repeat(50)));
    }

    #[test]
    fn colours_are_for_terminals() {
        assert_eq!(Paint(true).with(Tone::Red, "x"), "\u{1b}[1;31mx\u{1b}[0m");
        assert_eq!(Paint(false).with(Tone::Red, "x"), "x");
    }
}
