//! The engine reaches no file, clock, network, environment or database: not by a crate it depends on, not by a call.
#![expect(
    clippy::disallowed_methods,
    reason = "tests read files and start cargo"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

/// What the engine must not bring along, by the beginning of the crate's name.
const WORLDLY: [&str; 14] = [
    "async-std",
    "diesel",
    "hyper",
    "lettre",
    "mio",
    "object_store",
    "reqwest",
    "rocket",
    "rustls",
    "socket2",
    "sqlx",
    "surrealdb",
    "tokio",
    "ureq",
];

/// What the engine must not name. The calls are listed one by one in `clippy.toml`; this holds without clippy.
const REACHING_OUT: [&str; 10] = [
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "SystemTime",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "TimeZone::system",
    "std::io::std",
];

#[test]
fn no_crate_that_touches_the_world_is_among_the_dependencies() {
    let output = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()))
        .args([
            "tree",
            "--package",
            "guichet-engine",
            "--edges",
            "normal",
            "--prefix",
            "none",
            "--offline",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let tree = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let crates: Vec<&str> = tree
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert!(
        crates.contains(&"jsonschema"),
        "the tree is read wrongly: {tree}"
    );
    let found: Vec<&&str> = crates
        .iter()
        .filter(|name| WORLDLY.iter().any(|worldly| name.starts_with(worldly)))
        .collect();
    assert!(found.is_empty(), "{found:?}");
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn no_source_names_what_reaches_out() {
    let mut files = Vec::new();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut files,
    );
    assert!(files.len() > 40, "{} sources", files.len());
    for file in files {
        let text = std::fs::read_to_string(&file).expect("text");
        let found: Vec<&&str> = REACHING_OUT
            .iter()
            .filter(|name| text.contains(**name))
            .collect();
        assert!(found.is_empty(), "{}: {found:?}", file.display());
    }
}

#[test]
fn clippy_refuses_the_same() {
    let listed = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("clippy.toml"))
        .expect("clippy.toml");
    for group in [
        "std::fs::",
        "std::net::",
        "std::env::",
        "std::time::SystemTime::now",
        "std::time::Instant::now",
        "jiff::Timestamp::now",
        "jiff::Zoned::now",
    ] {
        assert!(listed.contains(group), "{group}");
    }
}
