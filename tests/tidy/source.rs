//! The project's own Rust files as syntax: where each module lies, what it defines, what it names.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use syn::visit::Visit;
use syn::{Item, UseTree};

/// A path from the crate's root to a module or an item: `["store", "rows", "CaseRow"]`.
pub type Names = Vec<String>;

/// One file of a crate, without its tests.
#[derive(Debug)]
pub struct Source {
    /// From the project's folder.
    pub path: PathBuf,
    /// The module that the file is.
    pub module: Names,
    /// What the file defines.
    pub defines: BTreeSet<String>,
    /// What it gives on from elsewhere: the name here, and where it comes from. A glob has the name `*`.
    reexports: Vec<(String, Names)>,
    /// What it brings in: the name here, and where it comes from.
    imports: BTreeMap<String, Names>,
    /// Every path that the code names, as it is written.
    named: BTreeSet<Names>,
}

/// The files of one crate, by module.
#[derive(Debug)]
pub struct Crate {
    files: BTreeMap<Names, Source>,
}

/// Lists every file below `folder` with one of these endings, in the order of their paths.
pub fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).expect("a folder that can be read") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|ending| endings.iter().any(|wanted| ending == *wanted))
            {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

impl Crate {
    /// Reads the crate whose sources lie in `folder` of the project, without files that only tests use.
    pub fn read(root: &Path, folder: &str) -> Self {
        let base = root.join(folder);
        let mut read = BTreeMap::new();
        let mut of_tests = Vec::new();
        for path in files(&base, &["rs"]) {
            let inside = path.strip_prefix(&base).expect("a file of the folder");
            let module = module_of(inside);
            if inside == Path::new("main.rs") {
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("text");
            let syntax = syn::parse_file(&text).expect("Rust");
            of_tests.extend(modules_of_tests(&module, &syntax.items));
            let source = Source::new(
                path.strip_prefix(root).expect("a file").to_owned(),
                module.clone(),
                &syntax.items,
            );
            read.insert(module, source);
        }
        read.retain(|module: &Names, _| !of_tests.iter().any(|tests| module.starts_with(tests)));
        assert!(!read.is_empty(), "no sources in {folder}");
        Self { files: read }
    }

    /// Returns for each file the files whose names it uses, with one such name each.
    pub fn arrows(&self) -> BTreeMap<&Path, BTreeMap<&Path, String>> {
        let mut arrows: BTreeMap<&Path, BTreeMap<&Path, String>> = BTreeMap::new();
        for source in self.files.values() {
            let from = arrows.entry(&source.path).or_default();
            let imported = source.imports.values().cloned();
            let named = source.named.iter().filter_map(|path| source.absolute(path));
            for target in imported.chain(named) {
                if let Some(to) = self.definer(&target, 0)
                    && to.path != source.path
                {
                    let name = target.last().cloned().unwrap_or_default();
                    from.entry(&to.path).or_insert(name);
                }
            }
        }
        arrows
    }

    /// Finds the file that defines what an absolute path names, through what modules give on.
    fn definer(&self, target: &[String], depth: usize) -> Option<&Source> {
        if depth > 8 {
            return None;
        }
        let length = (0..=target.len())
            .rev()
            .find(|length| self.files.contains_key(&target[..*length]))?;
        let source = &self.files[&target[..length]];
        let Some(name) = target.get(length) else {
            // The module itself: `use crate::store;` alone takes nothing; its names are seen where they are used.
            return None;
        };
        if source.defines.contains(name) {
            return Some(source);
        }
        let onward = |from: &Names| {
            let mut whole = from.clone();
            whole.extend(target[length + 1..].iter().cloned());
            self.definer(&whole, depth + 1)
        };
        source
            .reexports
            .iter()
            .filter(|(given, _)| given == name)
            .find_map(|(_, from)| onward(from))
            .or_else(|| {
                let globs = source.reexports.iter().filter(|(given, _)| given == "*");
                globs.into_iter().find_map(|(_, from)| {
                    let mut whole = from.clone();
                    whole.extend(target[length..].iter().cloned());
                    self.definer(&whole, depth + 1)
                })
            })
    }
}

impl Source {
    fn new(path: PathBuf, module: Names, items: &[Item]) -> Self {
        let mut source = Self {
            path,
            module,
            defines: BTreeSet::new(),
            reexports: Vec::new(),
            imports: BTreeMap::new(),
            named: BTreeSet::new(),
        };
        for item in items.iter().filter(|item| !is_of_tests(attributes(item))) {
            source.take(item);
        }
        source
    }

    fn take(&mut self, item: &Item) {
        if let Some(name) = name_of(item) {
            self.defines.insert(name);
        }
        match item {
            Item::Use(item) => {
                let mut leaves = Vec::new();
                leaves_of(&item.tree, &mut Vec::new(), &mut leaves);
                let public = !matches!(item.vis, syn::Visibility::Inherited);
                for (name, path) in leaves {
                    let Some(from) = self.absolute(&path) else {
                        continue;
                    };
                    if public {
                        self.reexports.push((name, from));
                    } else {
                        self.imports.insert(name, from);
                    }
                }
            }
            Item::Mod(child) if child.content.is_none() => {
                let mut whole = self.module.clone();
                whole.push(child.ident.to_string());
                self.imports.insert(child.ident.to_string(), whole);
            }
            other => {
                let mut paths = Paths::default();
                paths.visit_item(other);
                self.named.extend(paths.found);
            }
        }
    }

    /// Makes a path of this file absolute; nothing when it leads out of the crate or is a bare name.
    fn absolute(&self, path: &[String]) -> Option<Names> {
        let mut base = match path.first()?.as_str() {
            "crate" => Vec::new(),
            "self" => self.module.clone(),
            "super" => {
                let ups = path.iter().take_while(|name| *name == "super").count();
                let kept = self.module.len().checked_sub(ups)?;
                let mut base = self.module[..kept].to_vec();
                base.extend(path[ups..].iter().cloned());
                return Some(base);
            }
            first => {
                let mut base = self.imports.get(first)?.clone();
                base.extend(path[1..].iter().cloned());
                return Some(base);
            }
        };
        base.extend(path[1..].iter().cloned());
        Some(base)
    }
}

/// Collects every path of an item, but for what only tests see.
#[derive(Default)]
struct Paths {
    found: BTreeSet<Names>,
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_of_tests(attributes(item)) {
            syn::visit::visit_item(self, item);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names = path.segments.iter().map(|part| part.ident.to_string());
        self.found.insert(names.collect());
        syn::visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        // The arguments of most macros are expressions: `json!`, `format!` and the like name paths, too.
        let parser = syn::punctuated::Punctuated::<syn::Expr, syn::Token![,]>::parse_terminated;
        if let Ok(arguments) = called.parse_body_with(parser) {
            for argument in &arguments {
                self.visit_expr(argument);
            }
        }
        syn::visit::visit_macro(self, called);
    }
}

fn module_of(inside: &Path) -> Names {
    let mut names: Names = inside
        .with_extension("")
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    if names
        .last()
        .is_some_and(|name| name == "mod" || name == "lib")
    {
        names.pop();
    }
    names
}

/// Lists the modules in files of their own that only tests see.
fn modules_of_tests(module: &Names, items: &[Item]) -> Vec<Names> {
    let modules = items.iter().filter_map(|item| match item {
        Item::Mod(item) if is_of_tests(&item.attrs) => Some(item.ident.to_string()),
        _ => None,
    });
    modules
        .map(|name| module.iter().cloned().chain([name]).collect())
        .collect()
}

fn leaves_of(tree: &UseTree, before: &mut Names, found: &mut Vec<(String, Names)>) {
    match tree {
        UseTree::Path(path) => {
            before.push(path.ident.to_string());
            leaves_of(&path.tree, before, found);
            before.pop();
        }
        UseTree::Name(name) if name.ident == "self" => {
            let last = before.last().cloned().unwrap_or_default();
            found.push((last, before.clone()));
        }
        UseTree::Name(name) => {
            let mut whole = before.clone();
            whole.push(name.ident.to_string());
            found.push((name.ident.to_string(), whole));
        }
        UseTree::Rename(rename) => {
            let mut whole = before.clone();
            if rename.ident != "self" {
                whole.push(rename.ident.to_string());
            }
            found.push((rename.rename.to_string(), whole));
        }
        UseTree::Glob(_) => found.push(("*".to_owned(), before.clone())),
        UseTree::Group(group) => {
            for item in &group.items {
                leaves_of(item, before, found);
            }
        }
    }
}

fn name_of(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Mod(item) if item.content.is_some() => &item.ident,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}

fn attributes(item: &Item) -> &[syn::Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

fn is_of_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute
                .parse_args::<syn::Path>()
                .is_ok_and(|path| path.is_ident("test"))
    })
}
