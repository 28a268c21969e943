//! What ARCHITECTURE.md names is there.

use std::path::Path;

/// Returns what stands between back quotes.
fn quoted(text: &str) -> Vec<&str> {
    text.lines()
        .flat_map(|line| line.split('`').skip(1).step_by(2))
        .collect()
}

/// Tells whether the words name a file or folder of the project: a path, no command and no placeholder.
fn is_path(words: &str) -> bool {
    let ending = Path::new(words).extension().is_some_and(|ending| {
        ["rs", "md", "toml", "html", "surql", "ftl"]
            .iter()
            .any(|known| ending == *known)
    });
    let plain = !words.contains([' ', '<', '*', '$', ':', '(', '{', '…']);
    plain && !words.starts_with('/') && (ending || words.ends_with('/'))
}

#[test]
fn every_path_of_the_architecture_is_there() {
    let root = guichet_tests::root();
    let text = std::fs::read_to_string(root.join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    // A short path is one below a crate's sources, as the text around it says.
    let bases = [
        "",
        "engine/src",
        "server/src",
        "engine/src/form",
        "engine/src/workflow",
        "server/src/store",
        "server/src/routes",
        "server/src/worker",
        "server/src/view",
        "tests",
        "tests/fixtures",
    ];
    let paths: Vec<&str> = quoted(&text)
        .into_iter()
        .filter(|words| is_path(words))
        .collect();
    assert!(paths.len() > 10, "hardly a path is recognised: {paths:?}");
    let missing: Vec<&&str> = paths
        .iter()
        .filter(|path| !bases.iter().any(|base| root.join(base).join(path).exists()))
        .collect();
    assert!(
        missing.is_empty(),
        "ARCHITECTURE.md names what is not there: {missing:?}"
    );
}

/// Files of a room where one file and one line are all that it takes: every file has its line.
#[test]
fn rooms_of_one_file_each_list_every_file() {
    let root = guichet_tests::root();
    for room in [
        "engine/src/form/kind",
        "engine/src/form/format",
        "server/src/service/effect",
        "server/src/worker",
        "server/src/view",
    ] {
        let list = std::fs::read_to_string(root.join(room).join("mod.rs")).expect("a list");
        for entry in std::fs::read_dir(root.join(room)).expect("a room") {
            let path = entry.expect("an entry").path();
            let name = path
                .file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            if path.is_dir() || name == "mod" || name == "tests" {
                continue;
            }
            let listed = list
                .lines()
                .any(|line| line.trim_end().ends_with(&format!("mod {name};")));
            assert!(listed, "{room}/mod.rs does not name {name}");
        }
    }
}
