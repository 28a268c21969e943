//! The style sheets, scripts and pictures that pages load.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use guichet_engine::ids::{Files, Version};

use crate::gzip;

/// The folder of the assets.
const FOLDER: &str = "templates/assets/";
/// The text before the name of a module that another one imports.
const IMPORT: &str = "from \"./";

/// A style sheet, script or picture that pages load, under an address that changes with its content.
#[derive(Debug, Clone)]
pub struct Asset {
    /// The content. Where it imports modules, their names are their addresses.
    pub text: Arc<str>,
    /// The same as gzip.
    pub packed: Arc<[u8]>,
    /// The first digits of its content address.
    pub hash: String,
    /// Its media type.
    pub media_type: &'static str,
}

impl Asset {
    fn new(name: &str, text: String, media_type: &'static str) -> Self {
        let files = Files::from([(name.to_owned(), text)]);
        let hash = Version::from_files(&files).short().to_owned();
        let text = files.into_values().next().unwrap_or_default();
        let packed = gzip::join(&[&gzip::Piece::packed(text.as_bytes())]);
        Self {
            text: text.into(),
            packed: packed.into(),
            hash,
            media_type,
        }
    }

    /// Returns the address of the asset of this name.
    pub(super) fn url(&self, name: &str) -> String {
        format!("/assets/{}/{name}", self.hash)
    }
}

/// Returns the assets of a definitions folder by name.
pub(super) fn assets(files: &Files) -> BTreeMap<String, Asset> {
    let sources: BTreeMap<&str, &str> = files
        .range(FOLDER.to_owned()..)
        .take_while(|(path, _)| path.starts_with(FOLDER))
        .map(|(path, text)| (&path[FOLDER.len()..], text.as_str()))
        .collect();
    let mut assets = BTreeMap::new();
    for name in sources.keys() {
        add(name, &sources, &mut BTreeSet::new(), &mut assets);
    }
    assets
}

/// Adds an asset, after those that it imports: its address then changes with theirs, so that each can be kept for ever.
/// Modules that import one another in a circle keep the bare name of one, which is served but not kept.
fn add<'a>(
    name: &'a str,
    sources: &BTreeMap<&'a str, &'a str>,
    above: &mut BTreeSet<&'a str>,
    assets: &mut BTreeMap<String, Asset>,
) {
    let (Some(text), Some(media_type)) = (sources.get(name), media_type(name)) else {
        return;
    };
    if assets.contains_key(name) || !above.insert(name) {
        return;
    }
    let mut linked = (*text).to_owned();
    if media_type.starts_with("text/javascript") {
        for import in imports(text) {
            add(import, sources, above, assets);
            if let Some(asset) = assets.get(import) {
                let bare = format!("{IMPORT}{import}\"");
                linked = linked.replace(&bare, &format!("from \"{}\"", asset.url(import)));
            }
        }
    }
    above.remove(name);
    assets.insert(name.to_owned(), Asset::new(name, linked, media_type));
}

/// Returns the names of the modules that a script imports.
fn imports(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(IMPORT).skip(1);
    parts.filter_map(|part| Some(part.split_once('"')?.0))
}

/// Returns the media type of a file by its name; `None` for what pages do not load.
fn media_type(name: &str) -> Option<&'static str> {
    match name.rsplit('.').next()? {
        "css" => Some("text/css; charset=utf-8"),
        "js" | "mjs" => Some("text/javascript; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compiled(files: &[(&str, &str)]) -> BTreeMap<String, Asset> {
        let file = |(name, text): &(&str, &str)| (format!("{FOLDER}{name}"), (*text).to_owned());
        assets(&files.iter().map(file).collect())
    }

    #[test]
    fn a_module_changes_its_address_with_what_it_imports() {
        let compile = |text| {
            compiled(&[
                ("a.mjs", "import { b } from \"./b.mjs\";\nb();\n"),
                ("b.mjs", text),
                ("notes.txt", "x"),
            ])
        };
        let (before, after) = (
            compile("export const b = 1;"),
            compile("export const b = 2;"),
        );
        assert_eq!(before.len(), 2);
        let b = &before["b.mjs"];
        let import = format!("import {{ b }} from \"{}\";", b.url("b.mjs"));
        assert!(
            before["a.mjs"].text.contains(&import),
            "{}",
            before["a.mjs"].text
        );
        assert_ne!(b.hash, after["b.mjs"].hash);
        assert_ne!(before["a.mjs"].hash, after["a.mjs"].hash);
    }

    #[test]
    fn modules_in_a_circle_are_there() {
        let assets = compiled(&[
            ("a.mjs", "import { b } from \"./b.mjs\";"),
            ("b.mjs", "import { a } from \"./a.mjs\";"),
        ]);
        assert_eq!(assets.len(), 2);
        assert!(assets["b.mjs"].text.contains("\"./a.mjs\""));
        assert!(assets["a.mjs"].text.contains(&assets["b.mjs"].url("b.mjs")));
    }

    #[test]
    fn the_shipped_modules_import_what_there_is() {
        let assets = assets(&crate::view::built_in());
        let has_bare = |asset: &&Asset| asset.text.contains(IMPORT);
        assert_eq!(assets.values().find(has_bare).map(|one| &one.text), None);
        assert!(assets["form.mjs"].text.contains("from \"/assets/"));
    }
}
