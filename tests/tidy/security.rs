//! What docs/security.md says is tested is tested: every test that a row names is there.

use std::collections::BTreeSet;
use std::path::Path;

/// Collects the names of all tests below a folder.
fn tests_below(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            tests_below(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = std::fs::read_to_string(&path).expect("text");
            let mut is_test = false;
            for line in text.lines().map(str::trim) {
                if line.starts_with("#[") {
                    is_test |= line.contains("test]")
                        || line.contains("::test(")
                        || line.contains("async_test");
                } else if let Some(rest) = line.split("fn ").nth(1).filter(|_| is_test) {
                    let name = rest.split('(').next().unwrap_or_default();
                    found.insert(name.to_owned());
                    is_test = false;
                }
            }
        }
    }
}

#[test]
fn every_test_that_the_page_on_security_names_is_there() {
    let root = guichet_tests::root();
    let page = std::fs::read_to_string(root.join("docs/security.md")).expect("docs/security.md");
    let mut known = BTreeSet::new();
    for folder in [
        "engine/src",
        "engine/tests",
        "server/src",
        "server/tests",
        "tests",
    ] {
        tests_below(&root.join(folder), &mut known);
    }
    assert!(
        known.len() > 300,
        "hardly a test is recognised: {}",
        known.len()
    );
    let rows = page.lines().filter(|line| line.starts_with("| "));
    let (mut named, mut missing) = (0, Vec::new());
    for row in rows {
        let Some(last) = row.trim_end_matches(" |").rsplit(" | ").next() else {
            continue;
        };
        for name in last.split('`').skip(1).step_by(2) {
            named += 1;
            if !known.contains(name) {
                missing.push(name.to_owned());
            }
        }
    }
    assert!(named > 20, "the page names {named} tests");
    assert!(missing.is_empty(), "no such tests: {missing:?}");
}
