//! Imports run one way, file by file, and between the rooms that ARCHITECTURE.md draws.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::source::Crate;

const CRATES: [&str; 2] = ["engine/src", "server/src"];

#[test]
fn no_files_use_one_another_in_a_circle() {
    let root = guichet_tests::root();
    let mut circles = Vec::new();
    for folder in CRATES {
        let read = Crate::read(&root, folder);
        let arrows = read.arrows();
        for circle in circles_of(&arrows) {
            circles.push(describe(&circle, &arrows));
        }
    }
    assert!(
        circles.is_empty(),
        "files that use one another:\n{}",
        circles.join("\n")
    );
}

type Arrows<'a> = BTreeMap<&'a Path, BTreeMap<&'a Path, String>>;

/// Groups the files that reach one another.
fn circles_of<'a>(arrows: &Arrows<'a>) -> BTreeSet<BTreeSet<&'a Path>> {
    let reached: BTreeMap<&Path, BTreeSet<&Path>> = arrows
        .keys()
        .map(|from| (*from, reached_from(from, arrows)))
        .collect();
    reached
        .iter()
        .filter(|(from, targets)| targets.contains(*from))
        .map(|(from, targets)| {
            let back = targets
                .iter()
                .filter(|to| reached.get(*to).is_some_and(|all| all.contains(from)));
            back.copied().collect()
        })
        .collect()
}

fn reached_from<'a>(from: &Path, arrows: &Arrows<'a>) -> BTreeSet<&'a Path> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![from];
    while let Some(next) = waiting.pop() {
        for to in arrows.get(next).into_iter().flat_map(BTreeMap::keys) {
            if found.insert(*to) {
                waiting.push(to);
            }
        }
    }
    found
}

fn describe(circle: &BTreeSet<&Path>, arrows: &Arrows<'_>) -> String {
    let mut lines = vec![format!("a circle of {} files:", circle.len())];
    for from in circle {
        for (to, name) in arrows.get(from).into_iter().flatten() {
            if circle.contains(to) {
                lines.push(format!("  {} -> {}: {name}", from.display(), to.display()));
            }
        }
    }
    lines.join("\n")
}

/// The rooms of a crate in rows: a room may use those of the rows below its own.
type Rows = Vec<BTreeSet<String>>;

/// Reads what ARCHITECTURE.md says after `Inside the server:` up to the full stop.
fn rows(text: &str, crate_name: &str) -> Rows {
    let start = format!("Inside the {crate_name}: `");
    let at = text
        .find(&start)
        .unwrap_or_else(|| panic!("ARCHITECTURE.md lacks «{start}»"));
    let said = &text[at + start.len()..];
    let said = &said[..said.find('`').expect("an end")];
    said.split('→')
        .map(|row| {
            row.trim()
                .trim_matches(['{', '}'])
                .split(',')
                .map(|room| room.trim().to_owned())
                .collect()
        })
        .collect()
}

fn room(path: &Path, folder: &str) -> String {
    let inside = path.strip_prefix(folder).expect("a file of the crate");
    let first = inside.components().next().expect("a name").as_os_str();
    PathBuf::from(first)
        .with_extension("")
        .to_string_lossy()
        .into_owned()
}

#[test]
fn rooms_use_only_rooms_below_them() {
    let root = guichet_tests::root();
    let text = std::fs::read_to_string(root.join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let mut faults = Vec::new();
    for (folder, name) in CRATES.into_iter().zip(["engine", "server"]) {
        let rows = rows(&text, name);
        let row_of = |room: &str| rows.iter().position(|row| row.contains(room));
        let read = Crate::read(&root, folder);
        let mut seen = BTreeSet::new();
        for (from, targets) in read.arrows() {
            let upper = room(from, folder);
            seen.insert(upper.clone());
            for (to, item) in targets {
                let lower = room(to, folder);
                let allowed = match (row_of(&upper), row_of(&lower)) {
                    (Some(above), Some(below)) => upper == lower || above < below,
                    _ => upper == lower,
                };
                if !allowed {
                    faults.push(format!("{} -> {}: {item}", from.display(), to.display()));
                }
            }
        }
        seen.remove("lib");
        let drawn: BTreeSet<String> = rows.iter().flatten().cloned().collect();
        for room in drawn.symmetric_difference(&seen) {
            faults.push(format!(
                "{name}: the room {room} is only in one of ARCHITECTURE.md and {folder}"
            ));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
