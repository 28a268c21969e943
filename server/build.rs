//! Lists the shipped templates, forms and workflows, so that a release carries them: `guichet form render` and `guichet demo`
//! work in any folder. Other builds read them where they are, so that a changed sentence needs no new build.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rustc-check-cfg=cfg(carries_definitions)");
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("PROFILE")? != "release" {
        return Ok(());
    }
    println!("cargo::rustc-cfg=carries_definitions");
    link_compactly()?;
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("..");
    for part in ["forms", "templates", "workflows"] {
        println!("cargo::rerun-if-changed={}", root.join(part).display());
        let mut files = Vec::new();
        collect(&root.join(part), &mut files)?;
        files.sort();
        let out = PathBuf::from(std::env::var("OUT_DIR")?).join(format!("{part}.rs"));
        std::fs::write(out, list(&root, &files)?)?;
    }
    Ok(())
}

/// Has equal functions kept once, and what the loader must adjust at every start packed. Both are the linker's own, which
/// is LLD where Rust uses it without being asked.
fn link_compactly() -> Result<(), std::env::VarError> {
    if std::env::var("TARGET")? == "x86_64-unknown-linux-gnu" {
        println!("cargo::rustc-link-arg-bins=-Wl,--icf=all");
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
    Ok(())
}

/// Writes the files as an array of their names and contents.
fn list(root: &Path, files: &[PathBuf]) -> Result<String, Box<dyn std::error::Error>> {
    let mut list = String::from("&[\n");
    for file in files {
        let name = file
            .strip_prefix(root)?
            .to_string_lossy()
            .replace('\\', "/");
        let path = file.canonicalize()?;
        writeln!(list, "({name:?}, include_str!({path:?})),")?;
    }
    list.push_str("]\n");
    Ok(list)
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
