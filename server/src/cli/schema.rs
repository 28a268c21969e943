//! Finds everything that a schema file on somebody's disk is made of.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

use guichet_engine::diagnostic::Compiled;
use guichet_engine::form::source::{FILE_SIZE_BYTES_MAX, Source};
use guichet_engine::form::{CodeLists, Form, Secrets, compile, read_json};
use guichet_engine::ids::{Files, Pointer};
use serde_json::Value;

use crate::definitions::read_folder;

/// The folder of forms within a definitions folder.
const FORMS: &str = "forms";
/// The most translations that are read beside a definition.
const TRANSLATIONS_MAX: usize = 64;
/// Most files that one schema may refer to.
const FILES_MAX: usize = 500;

/// A schema file with what it needs.
#[derive(Debug)]
pub(super) struct Schema {
    /// The folder that paths are relative to.
    pub(super) root: PathBuf,
    /// The schema's own path.
    name: String,
    /// The files, by path.
    pub(super) files: Files,
    lists: CodeLists,
}

impl Schema {
    /// Reads a schema. One that lies in the `forms/` of a definitions folder may use all of that folder; any other, what
    /// its `$ref`s name within its own folder and the one around it.
    pub(super) fn read(file: &Path) -> Result<Self, String> {
        let failed = |error: std::io::Error| format!("{} cannot be read: {error}", file.display());
        let path = file.canonicalize().map_err(failed)?;
        if !path.is_file() {
            return Err(format!("{} is not a file", file.display()));
        }
        if let Some(schema) = in_definitions(&path) {
            return Ok(schema);
        }
        let folder = path.parent().unwrap_or(&path);
        let root = folder.parent().unwrap_or(folder).to_owned();
        let name = name_within(&root, &path);
        let mut files = Files::new();
        files.insert(name.clone(), read_text(&path).map_err(failed)?);
        follow(&root, &name, &mut files);
        Ok(Self {
            root,
            name,
            files,
            lists: CodeLists::built_in(),
        })
    }

    /// Compiles it to a form, with every fault.
    pub(super) fn compile(&self) -> Compiled<Form> {
        compile(&self.files, &self.name, &self.lists)
    }
}

/// Reads the schema as part of the definitions folder that it lies in, if it does.
fn in_definitions(path: &Path) -> Option<Schema> {
    let forms = path
        .ancestors()
        .skip(1)
        .find(|folder| folder.file_name().is_some_and(|name| name == FORMS))?;
    let root = forms.parent()?.to_owned();
    let name = name_within(&root, path);
    let files = read_folder(&root).ok()?.files;
    files.contains_key(&name).then(|| Schema {
        lists: CodeLists::compile(&files, &mut Vec::new()),
        root,
        name,
        files,
    })
}

fn name_within(root: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    relative.to_string_lossy().replace('\\', "/")
}

/// Reads a file, as far as a definition may be long: the compiler reports one that is longer.
fn read_text(path: &Path) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    let limit = FILE_SIZE_BYTES_MAX as u64 + 1;
    File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    if bytes.len() > FILE_SIZE_BYTES_MAX {
        return Ok(String::from_utf8_lossy(&bytes).into_owned());
    }
    String::from_utf8(bytes)
        .map_err(|_| std::io::Error::new(std::io::ErrorKind::InvalidData, "it is not UTF-8 text"))
}

/// Adds the files that are referred to, and those that those refer to; then translations beside them.
fn follow(root: &Path, name: &str, files: &mut Files) {
    let mut waiting = vec![name.to_owned()];
    while let Some(from) = waiting.pop() {
        let text = files.get(&from).map(String::as_str).unwrap_or_default();
        let Some(source) = Source::parse(&from, text, &mut Vec::new()) else {
            continue;
        };
        let mut targets = BTreeSet::new();
        references(&source.value, &mut targets);
        for target in targets {
            let Some(name) = resolved(&from, &target) else {
                continue;
            };
            if !files.contains_key(&name) && take(root, &name, files) {
                waiting.push(name);
            }
        }
    }
    let folders: BTreeSet<String> = files
        .keys()
        .filter_map(|path| Some(path.rsplit_once('/')?.0.to_owned()))
        .collect();
    for folder in folders {
        for name in translations(&root.join(&folder).join("locales")) {
            take(root, &format!("{folder}/locales/{name}"), files);
        }
    }
}

/// Returns the names of the translations in a folder, at most as many as languages are plausible.
pub(super) fn translations(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| name.ends_with(".json")).collect();
    names.sort();
    names.truncate(TRANSLATIONS_MAX);
    names
}

/// Reads a file within `root` if it is there.
fn take(root: &Path, name: &str, files: &mut Files) -> bool {
    let path = root.join(name);
    let within = path
        .canonicalize()
        .is_ok_and(|real| real.starts_with(root) && real.is_file());
    if !within || files.len() >= FILES_MAX {
        return false;
    }
    match read_text(&path) {
        Ok(text) => files.insert(name.to_owned(), text).is_none(),
        Err(_) => false,
    }
}

/// Collects every text that stands at a `$ref`.
fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            if let Some(target) = members.get("$ref").and_then(Value::as_str) {
                found.insert(target.to_owned());
            }
            members
                .values()
                .for_each(|member| references(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

/// Returns the path of the file that a `$ref` of the file `from` names; `None` for one that is no neighbouring file.
fn resolved(from: &str, target: &str) -> Option<String> {
    let path = target.split('#').next().unwrap_or_default();
    if path.is_empty() || path.contains(':') || path.starts_with('/') {
        return None;
    }
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<String> = Vec::new();
    for part in Path::new(folder).join(path).components() {
        match part {
            Component::Normal(part) => parts.push(part.to_string_lossy().into_owned()),
            Component::ParentDir => {
                parts.pop()?;
            }
            Component::CurDir => {}
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(parts.join("/"))
}

/// Reads answers as people keep them, secrets among them, and takes the secrets out: they never become answers.
pub(super) fn read_answers(form: &Form, file: &Path) -> Result<(Value, Secrets), String> {
    let text =
        read_text(file).map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
    if text.len() > FILE_SIZE_BYTES_MAX {
        return Err(format!(
            "{} is larger than {FILE_SIZE_BYTES_MAX} bytes",
            file.display()
        ));
    }
    let mut answers: Value =
        read_json(&text).map_err(|error| format!("{} is not JSON: {error}", file.display()))?;
    let fields = form.fields(&answers).into_iter();
    let typed: BTreeMap<Pointer, String> = fields
        .filter(|(_, node)| node.secret)
        .filter_map(|(pointer, _)| {
            let value = answers.pointer(pointer.as_str())?.as_str()?.to_owned();
            Some((pointer, value))
        })
        .collect();
    for pointer in typed.keys() {
        let parent = pointer
            .parent()
            .and_then(|parent| answers.pointer_mut(parent.as_str()));
        if let (Some(Value::Object(members)), Some(name)) = (parent, pointer.tokens().last()) {
            members.remove(&name);
        }
    }
    let secrets = Secrets {
        typed,
        ..Secrets::default()
    };
    Ok((answers, secrets))
}
