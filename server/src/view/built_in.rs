//! The templates and definitions that this program was built with.

use guichet_engine::ids::Files;

/// Returns the shipped `templates/`, by path (`templates/error.html`).
#[must_use]
pub fn built_in() -> Files {
    part("templates")
}

/// Returns the shipped `forms/` and `workflows/`, by path (`forms/lists/README.md`).
#[must_use]
pub fn built_in_definitions() -> Files {
    let mut files = part("forms");
    files.append(&mut part("workflows"));
    files
}

#[cfg(carries_definitions)]
fn part(name: &str) -> Files {
    const FORMS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/forms.rs"));
    const TEMPLATES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/templates.rs"));
    const WORKFLOWS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/workflows.rs"));
    let files = match name {
        "forms" => FORMS,
        "templates" => TEMPLATES,
        _ => WORKFLOWS,
    };
    let owned = |(path, text): &(&str, &str)| ((*path).to_owned(), (*text).to_owned());
    files.iter().map(owned).collect()
}

/// Returns the files that a release carries; other builds read them where they are, so that a changed sentence needs no new build.
#[cfg(not(carries_definitions))]
fn part(name: &str) -> Files {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Files::new();
    let mut waiting = vec![root.join(name)];
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
