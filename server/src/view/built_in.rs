//! The templates that this program was built with.

use guichet_engine::ids::Files;

/// The shipped `templates/`, by path (`templates/error.html`).
#[cfg(carries_templates)]
#[must_use]
pub fn built_in() -> Files {
    const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/templates.rs"));
    let owned = |(path, text): &(&str, &str)| ((*path).to_owned(), (*text).to_owned());
    FILES.iter().map(owned).collect()
}

/// The shipped `templates/`, by path (`templates/error.html`). Only a release carries them; other builds read them where
/// they are, so that a changed sentence needs no new build.
#[cfg(not(carries_templates))]
#[must_use]
pub fn built_in() -> Files {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Files::new();
    let mut waiting = vec![root.join("templates")];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                waiting.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path)
                && let Ok(name) = path.strip_prefix(&root)
            {
                files.insert(name.to_string_lossy().replace('\\', "/"), text);
            }
        }
    }
    files
}
