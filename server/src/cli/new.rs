//! `guichet new`: a definitions folder to begin with.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use super::process::Exit;
use super::terminal::Terminal;

/// The files that it writes, as they lie in `server/new/` and elsewhere in the project.
const FILES: [(&str, &str); 20] = [
    ("README.md", include_str!("../../new/README.md")),
    (".gitignore", include_str!("../../new/gitignore")),
    (
        ".vscode/settings.json",
        include_str!("../../new/vscode/settings.json"),
    ),
    (
        ".vscode/extensions.json",
        include_str!("../../new/vscode/extensions.json"),
    ),
    (
        ".github/workflows/check.yml",
        include_str!("../../new/github/check.yml"),
    ),
    (
        "schema/form.schema.json",
        include_str!("../../../docs/schema/form.schema.json"),
    ),
    (
        "forms/words/en.ftl",
        include_str!("../../new/forms/words/en.ftl"),
    ),
    (
        "forms/words/zh-CN.ftl",
        include_str!("../../new/forms/words/zh-CN.ftl"),
    ),
    (
        "forms/venue/form.json",
        include_str!("../../new/forms/venue/form.json"),
    ),
    (
        "forms/venue/locales/en.json",
        include_str!("../../new/forms/venue/locales/en.json"),
    ),
    (
        "forms/venue/examples/accepted/complete.json",
        include_str!("../../new/forms/venue/examples/accepted/complete.json"),
    ),
    (
        "forms/venue/examples/accepted/least.json",
        include_str!("../../new/forms/venue/examples/accepted/least.json"),
    ),
    (
        "forms/venue/examples/refused/mobile-and-email.json",
        include_str!("../../new/forms/venue/examples/refused/mobile-and-email.json"),
    ),
    (
        "workflows/calendars/cn.json",
        include_str!("../../../workflows/calendars/cn.json"),
    ),
    (
        "workflows/venue/workflow.rhai",
        include_str!("../../new/workflows/venue/workflow.rhai"),
    ),
    (
        "workflows/venue/locales/en.json",
        include_str!("../../new/workflows/venue/locales/en.json"),
    ),
    (
        "workflows/venue/scenarios/approve.json",
        include_str!("../../new/workflows/venue/scenarios/approve.json"),
    ),
    (
        "workflows/venue/scenarios/reject-needs-reason.json",
        include_str!("../../new/workflows/venue/scenarios/reject-needs-reason.json"),
    ),
    (
        "workflows/venue/scenarios/return-and-resubmit.json",
        include_str!("../../new/workflows/venue/scenarios/return-and-resubmit.json"),
    ),
    (
        "workflows/venue/scenarios/correction-expires.json",
        include_str!("../../new/workflows/venue/scenarios/correction-expires.json"),
    ),
];
/// What may lie in a folder that counts as empty: a repository that was just made or cloned.
const REPOSITORY: &str = ".git";

/// What `new` takes.
#[derive(Args, Debug)]
pub(super) struct New {
    /// The folder to make; one that is there already must be empty
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// Writes the files and says what to do with them.
pub(super) fn run(new: &New, terminal: &mut Terminal<'_>) -> Exit {
    let folder = new.folder.as_path();
    if let Err(reason) = must_be_empty(folder).and_then(|()| write(folder)) {
        terminal.print_error(&reason);
        return Exit::CouldNotRun;
    }
    let speaker = terminal.speaker();
    let path = folder.display().to_string();
    terminal.print_line(&speaker.localize(
        "new-made",
        &[("path", path.into()), ("files", FILES.len().into())],
    ));
    // Lines to copy: what is explained stands beside them.
    let mut commands = vec![
        ("guichet check".to_owned(), "new-check"),
        ("guichet serve".to_owned(), "new-serve"),
        (
            "git init && git add . && git commit -m \"A form and its review\"".to_owned(),
            "new-git",
        ),
    ];
    if folder != Path::new(".") {
        commands.insert(0, (format!("cd {}", quoted(folder)), "new-cd"));
    }
    for (command, key) in commands {
        terminal.print_line(&format!("  {command}"));
        terminal.print_line(&format!("      {}", speaker.localize(key, &[])));
    }
    Exit::Clean
}

fn must_be_empty(folder: &Path) -> Result<(), String> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(format!(
                "{} is a file: name a folder that is empty or not there yet",
                folder.display()
            ));
        }
        Err(error) => return Err(format!("{} cannot be read: {error}", folder.display())),
    };
    for entry in entries {
        let entry =
            entry.map_err(|error| format!("{} cannot be read: {error}", folder.display()))?;
        let name = entry.file_name();
        if name != REPOSITORY {
            return Err(format!(
                "{} is not empty ({} lies in it): name a folder that is empty or not there yet",
                folder.display(),
                name.to_string_lossy()
            ));
        }
    }
    Ok(())
}

fn write(folder: &Path) -> Result<(), String> {
    for (name, text) in FILES {
        let path = folder.join(name);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent)
            .and_then(|()| fs::write(&path, text))
            .map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
    }
    Ok(())
}

/// Returns a path as a word of a shell.
fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    let is_plain = |one: char| one.is_alphanumeric() || "/._-+@".contains(one);
    if path.chars().all(is_plain) {
        path
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::cli::trial::{project, run, word};

    fn files_below(folder: &Path) -> BTreeSet<String> {
        let (mut files, mut waiting) = (BTreeSet::new(), vec![folder.to_owned()]);
        while let Some(next) = waiting.pop() {
            for entry in fs::read_dir(next).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    waiting.push(path);
                } else {
                    let name = path.strip_prefix(folder).expect("within");
                    files.insert(name.to_string_lossy().into_owned());
                }
            }
        }
        files
    }

    #[test]
    fn what_is_made_is_without_fault_and_renders() {
        let scratch = tempfile::tempdir().expect("a folder");
        let folder = scratch.path().join("an office");
        let done = run(&["new", word(&folder)]);
        assert_eq!((done.exit, done.err.as_str()), (Exit::Clean, ""));
        for text in ["an office'\n", "guichet check\n", "guichet serve\n"] {
            assert!(done.out.contains(text), "{}", done.out);
        }
        let made = files_below(&folder);
        assert_eq!(made.len(), FILES.len());
        let done = run(&["check", word(&folder)]);
        assert_eq!(
            (done.exit, done.out.as_str()),
            (
                Exit::Clean,
                "One form, one workflow, one calendar, 7 examples and scenarios: no faults.\n"
            )
        );
        for locale in ["en", "zh-CN"] {
            let form = folder.join("forms/venue/form.json");
            let done = run(&["form", "render", word(&form), "--locale", locale]);
            assert_eq!(done.exit, Exit::Clean, "{}", done.err);
        }
    }

    #[test]
    fn every_file_in_the_project_is_one_that_is_made() {
        let texts: BTreeSet<&str> = FILES.iter().map(|(_, text)| *text).collect();
        let folder = project("server/new");
        for name in files_below(&folder) {
            let text = fs::read_to_string(folder.join(&name)).expect("text");
            assert!(texts.contains(text.as_str()), "{name} is in no list");
        }
    }

    #[test]
    fn the_editor_is_led_to_a_schema_that_is_there() {
        let scratch = tempfile::tempdir().expect("a folder");
        assert_eq!(run(&["new", word(scratch.path())]).exit, Exit::Clean);
        let settings = scratch.path().join(".vscode/settings.json");
        let settings = fs::read_to_string(settings).expect("text");
        let settings: serde_json::Value = serde_json::from_str(&settings).expect("JSON");
        let url = settings["json.schemas"][0]["url"].as_str().expect("a url");
        let schema = fs::read_to_string(scratch.path().join(url)).expect("a schema");
        assert!(schema.contains("\"x-workflow\""));
    }

    #[test]
    fn a_folder_that_holds_something_is_left_alone() {
        let scratch = tempfile::tempdir().expect("a folder");
        fs::create_dir(scratch.path().join(".git")).expect("made");
        fs::write(scratch.path().join("notes.txt"), "mine").expect("written");
        let done = run(&["new", word(scratch.path())]);
        assert_eq!((done.exit, done.out.as_str()), (Exit::CouldNotRun, ""));
        assert!(
            done.err.contains("is not empty (notes.txt lies in it)"),
            "{}",
            done.err
        );
        assert_eq!(files_below(scratch.path()).len(), 1);
        let file = scratch.path().join("notes.txt");
        let done = run(&["new", word(&file)]);
        assert!(done.err.contains("is a file"), "{}", done.err);
        fs::remove_file(file).expect("removed");
        let done = run(&["new", word(scratch.path())]);
        assert_eq!(done.exit, Exit::Clean, "a fresh repository counts as empty");
    }

    #[test]
    fn a_path_is_quoted_where_a_shell_needs_it() {
        assert_eq!(quoted(Path::new("../office-2")), "../office-2");
        assert_eq!(quoted(Path::new("办公")), "办公");
        assert_eq!(quoted(Path::new("it's here")), r"'it'\''s here'");
    }
}
