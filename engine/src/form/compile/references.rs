//! The files that a form refers to, and where each `$ref` leads.

use std::rc::Rc;

use serde_json::{Map, Value};

use super::compiler::Compiler;
use super::schema::{Location, NAMES_BESIDE, Resource};
use crate::form::codes;
use crate::form::source::Source;
use crate::ids::Pointer;

/// A `$ref`, taken apart.
pub(in crate::form) enum Reference {
    /// A place in one of the files.
    To(Location),
    /// A file that is not there.
    MissingFile(String),
    /// Nothing in its file.
    Nothing,
}

/// Keywords whose members are schemas by name: what stands there is a name, never a keyword.
pub(super) const SCHEMAS_BY_NAME: &[&str] = &[
    "properties",
    "patternProperties",
    "$defs",
    "definitions",
    "dependentSchemas",
    "dependencies",
];

/// Keywords whose values are data, where `$ref` means nothing.
pub(super) fn is_data(keyword: &str) -> bool {
    matches!(
        keyword,
        "const" | "enum" | "default" | "examples" | "example"
    ) || keyword.starts_with("x-")
}

/// Visits every schema within a value, outermost first.
pub(super) fn walk(
    value: &Value,
    at: &Location,
    visit: &mut impl FnMut(&Location, &Map<String, Value>),
) {
    walk_in(value, at, false, visit);
}

fn walk_in(
    value: &Value,
    at: &Location,
    by_name: bool,
    visit: &mut impl FnMut(&Location, &Map<String, Value>),
) {
    match value {
        Value::Object(members) => {
            if !by_name {
                visit(at, members);
            }
            for (name, member) in members {
                if by_name || !is_data(name) {
                    let inner_by_name = !by_name && SCHEMAS_BY_NAME.contains(&name.as_str());
                    walk_in(member, &at.join(name), inner_by_name, visit);
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                walk_in(item, &at.join(index), false, visit);
            }
        }
        _ => {}
    }
}

/// Returns the reference that a schema makes, of whichever kind.
pub(super) fn reference_of(members: &Map<String, Value>) -> Option<(&'static str, &str)> {
    ["$ref", "$dynamicRef", "$recursiveRef"]
        .into_iter()
        .find_map(|keyword| Some((keyword, members.get(keyword)?.as_str()?)))
}

impl Compiler<'_> {
    /// Parses a file once.
    pub(in crate::form) fn load(&mut self, file: &Rc<str>) -> Option<()> {
        if self.sources.contains_key(file) {
            return Some(());
        }
        let text = self.files.get(&**file)?;
        let source = Source::parse(file, text, &mut self.diagnostics)?;
        let root = Location {
            file: Rc::clone(file),
            pointer: Pointer::root(),
        };
        let (mut uses_extensions, mut resources) = (false, Vec::<Resource>::new());
        walk(&source.value, &root, &mut |at, members| {
            uses_extensions |= members
                .keys()
                .any(|name| name.starts_with("x-") && !NAMES_BESIDE.contains(&name.as_str()));
            let id = ["$id", "id"]
                .into_iter()
                .find_map(|keyword| members.get(keyword)?.as_str());
            if let Some(id) = id.filter(|id| !id.starts_with('#')) {
                let base = innermost(&resources, at).map_or("", |outer| &outer.uri);
                let uri = absolute(base, id.trim_end_matches('#'));
                resources.push(Resource {
                    at: at.clone(),
                    uri,
                });
            }
        });
        self.uses_extensions |= uses_extensions;
        self.resources.extend(resources);
        self.sources.insert(Rc::clone(file), source);
        Some(())
    }

    /// Parses every file that is referred to, and reports references that lead nowhere.
    pub(in crate::form) fn load_references(&mut self) {
        let mut waiting = vec![Rc::clone(&self.main)];
        let mut seen = waiting.clone();
        while let Some(file) = waiting.pop() {
            let mut references = Vec::new();
            if let Some(source) = self.sources.get(&file) {
                let root = Location {
                    file: Rc::clone(&file),
                    pointer: Pointer::root(),
                };
                walk(&source.value, &root, &mut |at, members| {
                    if let Some((keyword, target)) = reference_of(members) {
                        references.push((at.clone(), keyword, target.to_owned()));
                    }
                });
            }
            for (location, keyword, target) in references {
                let other: Rc<str> = file_named(&file, &target);
                if !seen.contains(&other) && self.files.contains_key(&*other) {
                    seen.push(Rc::clone(&other));
                    self.load(&other);
                    waiting.push(other);
                }
                if let Some(other) = self.file_with_address(&location, &target)
                    && !seen.contains(&other)
                {
                    seen.push(Rc::clone(&other));
                    self.load(&other);
                    waiting.push(other);
                }
                let place = location.join(keyword);
                match self.resolve(&location, &target) {
                    Reference::To(_) => {}
                    // What is wrong with the file itself is said already.
                    Reference::MissingFile(name) if self.files.contains_key(&name) => {
                        self.has_unreadable_file = true;
                    }
                    Reference::MissingFile(name) => {
                        self.report(
                            codes::REF_TO_MISSING_FILE,
                            &place,
                            false,
                            &[("file", &name)],
                        );
                    }
                    Reference::Nothing => {
                        self.report(codes::REF_TO_NOTHING, &place, false, &[("ref", &target)]);
                    }
                }
            }
        }
    }

    /// Returns the file, not read so far, that carries the address to which a reference leads.
    fn file_with_address(&self, from: &Location, target: &str) -> Option<Rc<str>> {
        let (path, _) = target.split_once('#').unwrap_or((target, ""));
        if path.is_empty() || !matches!(self.resolve(from, target), Reference::MissingFile(_)) {
            return None;
        }
        let base = innermost(&self.resources, from).map_or("", |resource| &resource.uri);
        let addresses = [path.to_owned(), absolute(base, path)];
        let carries = |text: &str| {
            let written = |address: &String| {
                text.contains(&format!("\"{address}\""))
                    || text.contains(&format!("\"{address}#\""))
            };
            addresses.iter().any(written) && has_address(text, &addresses)
        };
        let mut files = self.files.iter();
        let (file, _) = files.find(|(file, text)| {
            file.ends_with(".json") && !self.sources.contains_key(file.as_str()) && carries(text)
        })?;
        Some(file.as_str().into())
    }

    /// Returns where a reference of the schema at `from` leads: within its own resource, to a schema with that address,
    /// or to a file.
    pub(in crate::form) fn resolve(&self, from: &Location, target: &str) -> Reference {
        let (path, fragment) = target.split_once('#').unwrap_or((target, ""));
        let root = Location {
            file: Rc::clone(&from.file),
            pointer: Pointer::root(),
        };
        let resource = innermost(&self.resources, from);
        if path.is_empty() {
            let within = resource.and_then(|resource| self.part(&resource.at, fragment));
            return match within.or_else(|| self.part(&root, fragment)) {
                Some(location) => Reference::To(location),
                None => Reference::Nothing,
            };
        }
        let uri = absolute(resource.map_or("", |resource| &resource.uri), path);
        let known = self
            .resources
            .iter()
            .find(|resource| resource.uri == uri || resource.uri == path);
        let start = match known {
            Some(resource) => resource.at.clone(),
            None => Location {
                file: file_named(&from.file, target),
                pointer: Pointer::root(),
            },
        };
        if !self.sources.contains_key(&start.file) {
            let name = if path.contains(':') {
                path.to_owned()
            } else {
                start.file.to_string()
            };
            return Reference::MissingFile(name);
        }
        self.part(&start, fragment)
            .map_or(Reference::Nothing, Reference::To)
    }

    /// Returns the part of a resource that a fragment names: by pointer or by anchor.
    fn part(&self, start: &Location, fragment: &str) -> Option<Location> {
        let value = self.value(start)?;
        if !fragment.is_empty() && !fragment.starts_with('/') {
            let mut found = None;
            walk(value, start, &mut |at, members| {
                if found.is_none() && is_anchor(members, fragment) {
                    found = Some(at.clone());
                }
            });
            return found;
        }
        [fragment.to_owned(), percent_decoded(fragment)]
            .into_iter()
            .find(|pointer| value.pointer(pointer).is_some())
            .and_then(|pointer| {
                Some(Location {
                    file: Rc::clone(&start.file),
                    pointer: Pointer::parse(&format!("{}{pointer}", start.pointer))?,
                })
            })
    }
}

/// Returns whether the schema in a file names itself by one of these addresses.
fn has_address(text: &str, addresses: &[String]) -> bool {
    let Ok(schema) = serde_json::from_str::<Value>(text) else {
        return false;
    };
    let mut ids = ["$id", "id"]
        .iter()
        .filter_map(|keyword| schema.get(keyword)?.as_str());
    ids.any(|id| {
        addresses
            .iter()
            .any(|address| address == id.trim_end_matches('#'))
    })
}

fn is_anchor(members: &Map<String, Value>, name: &str) -> bool {
    let is = |keyword: &str, text: &str| members.get(keyword).and_then(Value::as_str) == Some(text);
    is("$anchor", name)
        || is("$dynamicAnchor", name)
        || is("$id", &format!("#{name}"))
        || is("id", &format!("#{name}"))
}

/// Returns the resource that a place belongs to.
fn innermost<'r>(resources: &'r [Resource], place: &Location) -> Option<&'r Resource> {
    resources
        .iter()
        .filter(|resource| {
            resource.at.file == place.file && place.pointer.is_within(&resource.at.pointer)
        })
        .max_by_key(|resource| resource.at.pointer.as_str().len())
}

/// Resolves an address relative to another (RFC 3986, without the rare cases).
fn absolute(base: &str, target: &str) -> String {
    if target.contains("://") || target.starts_with("urn:") || base.is_empty() {
        return target.to_owned();
    }
    let authority = base.find("://").map_or(0, |at| {
        base[at + 3..]
            .find('/')
            .map_or(base.len(), |end| at + 3 + end)
    });
    if target.starts_with('/') {
        return format!("{}{target}", &base[..authority]);
    }
    format!(
        "{}/{}",
        &base[..authority],
        relative(base.get(authority..).unwrap_or_default(), target)
    )
}

/// Returns the file that a reference in `file` names.
fn file_named(file: &str, target: &str) -> Rc<str> {
    let path = target.split('#').next().unwrap_or_default();
    if path.is_empty() {
        file.into()
    } else {
        relative(file, path).into()
    }
}

/// Resolves a path relative to the folder of `file`, taking `..` out; it never leaves the definitions folder.
fn relative(file: &str, path: &str) -> String {
    let mut parts: Vec<&str> = file.split('/').filter(|part| !part.is_empty()).collect();
    if !file.ends_with('/') {
        parts.pop();
    }
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Returns what a reference writes by percent signs as it is.
pub(super) fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after
            .get(..2)
            .filter(|_| *first == b'%')
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{absolute, percent_decoded, relative};

    #[test]
    fn addresses_are_relative_to_each_other() {
        for (base, target, made) in [
            (
                "https://example.com/a/b.json",
                "c.json",
                "https://example.com/a/c.json",
            ),
            (
                "https://example.com/a/b.json",
                "/c.json",
                "https://example.com/c.json",
            ),
            (
                "https://example.com",
                "c.json",
                "https://example.com/c.json",
            ),
            (
                "https://example.com/a",
                "https://other.org/x",
                "https://other.org/x",
            ),
            ("", "/schemas/address", "/schemas/address"),
        ] {
            assert_eq!(absolute(base, target), made, "{target} from {base}");
        }
    }

    #[test]
    fn paths_never_leave_the_folder() {
        assert_eq!(
            relative("forms/a/form.json", "../shared/b.json"),
            "forms/shared/b.json"
        );
        assert_eq!(
            relative("forms/a/form.json", "../../../../etc/passwd"),
            "etc/passwd"
        );
    }

    #[test]
    fn percent_signs_are_decoded() {
        assert_eq!(percent_decoded("/a%20b/%E5%90%8D"), "/a b/名");
        assert_eq!(percent_decoded("/100%"), "/100%");
    }
}
