//! An effect is one room: its file, its lines in the list, and what the server does. Nothing else knows which there are.

use std::collections::BTreeSet;
use std::path::Path;

use guichet_engine::ids::Files;

use crate::support::read;

const EFFECTS: &str = "engine/src/workflow/effect/";

fn sources() -> Files {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Files::new();
    for folder in ["engine/src", "server/src"] {
        read(&root, folder, &mut files);
    }
    files
}

/// Reads the effects of the list: each type with its module, as `"notice": NotifyApplicant in notify_applicant,` says.
fn listed(files: &Files) -> Vec<(String, String)> {
    let list = files[&format!("{EFFECTS}mod.rs")]
        .lines()
        .filter_map(|line| {
            let (tag, rest) = line.trim().strip_suffix(',')?.split_once("\": ")?;
            let (name, module) = rest.split_once(" in ")?;
            tag.starts_with('"')
                .then(|| (name.to_owned(), module.to_owned()))
        });
    list.collect()
}

#[test]
fn every_file_of_an_effect_is_listed_and_every_effect_has_its_file() {
    let files = sources();
    let there: BTreeSet<String> = files
        .keys()
        .filter_map(|path| path.strip_prefix(EFFECTS)?.strip_suffix(".rs"))
        .filter(|module| !matches!(*module, "mod" | "word"))
        .map(str::to_owned)
        .collect();
    let listed: BTreeSet<String> = listed(&files)
        .into_iter()
        .map(|(_, module)| module)
        .collect();
    assert_eq!(listed, there);
}

#[test]
fn only_what_carries_effects_out_or_causes_them_knows_which_there_are() {
    let files = sources();
    let known = |path: &str| {
        path.starts_with(EFFECTS)
            || path == "server/src/service/effect/mod.rs"
            // Notifications are caused by the engine as well, where colleagues work together.
            || path == "engine/src/workflow/transition/notify.rs"
    };
    let effects = listed(&files);
    assert!(effects.len() >= 10, "{effects:?}");
    for (path, text) in files.iter().filter(|(path, _)| !known(path)) {
        for (name, module) in &effects {
            let named = [format!("Effect::{name}"), format!("effect::{module}::")];
            let found = named.iter().find(|named| text.contains(*named));
            assert_eq!(found, None, "{path}");
        }
    }
}

#[test]
fn the_documented_diff_of_an_effect_applies_to_the_one_list_of_the_server() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = std::fs::read_to_string(root.join("docs/adding.md")).expect("the page");
    let (_, diff) = page.split_once("```diff\n").expect("a diff");
    let (diff, _) = diff.split_once("```").expect("its end");
    let changed: Vec<&str> = diff
        .lines()
        .filter_map(|line| line.strip_prefix("+++ b/"))
        .collect();
    let list = "server/src/service/effect/mod.rs";
    assert_eq!(changed, [list]);
    let text = &sources()[list];
    let hunks: Vec<&str> = diff.split("@@\n").skip(1).collect();
    assert_eq!(hunks.len(), 2);
    for hunk in hunks {
        let before = hunk.lines().filter_map(|line| line.strip_prefix(' '));
        let before = before.collect::<Vec<_>>().join("\n");
        assert!(text.contains(&before), "{before}");
        assert_eq!(hunk.lines().filter(|line| line.starts_with('+')).count(), 1);
    }
}
