//! Lists the shipped templates, so that a release carries them: `guichet form render` works in any folder. Other builds
//! read them where they are, so that a changed sentence needs no new build.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rustc-check-cfg=cfg(carries_templates)");
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("PROFILE")? != "release" {
        return Ok(());
    }
    println!("cargo::rustc-cfg=carries_templates");
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("..");
    println!(
        "cargo::rerun-if-changed={}",
        root.join("templates").display()
    );
    let mut files = Vec::new();
    collect(&root.join("templates"), &mut files)?;
    files.sort();
    let mut list = String::from("&[\n");
    for file in files {
        let name = file
            .strip_prefix(&root)?
            .to_string_lossy()
            .replace('\\', "/");
        writeln!(
            list,
            "({name:?}, include_str!({:?})),",
            file.canonicalize()?
        )?;
    }
    list.push_str("]\n");
    let out = PathBuf::from(std::env::var("OUT_DIR")?).join("templates.rs");
    std::fs::write(out, list)?;
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
