//! Templates that name others: each must be there, or pages fail when they are drawn.

use guichet_engine::diagnostic::{Diagnostic, Place};
use guichet_engine::ids::Files;

use super::codes;

/// The tags that name a template.
const TAGS: [&str; 4] = ["include", "extends", "import", "from"];

/// A name of a template in another.
#[derive(Debug, PartialEq, Eq)]
struct Named<'t> {
    name: &'t str,
    /// The byte at which it stands.
    at: usize,
}

/// Returns the templates that are named and not there, each at the place that names it. Names that are put together only when
/// a page is drawn are not looked at.
pub(super) fn dangling(files: &Files) -> Vec<Diagnostic> {
    let templates = files
        .iter()
        .filter(|(path, _)| path.ends_with(".html") || path.ends_with(".txt"));
    let mut faults = Vec::new();
    for (path, text) in templates {
        let lacking = named(text)
            .into_iter()
            .filter(|named| !files.contains_key(&format!("templates/{}", named.name)));
        faults.extend(lacking.map(|named| {
            codes::TEMPLATE_UNKNOWN.at(place(path, text, named.at), &[("name", named.name)])
        }));
    }
    faults
}

/// Returns the names that a template's tags give as a plain text.
fn named(text: &str) -> Vec<Named<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(begin) = text[at..].find("{%").map(|begin| at + begin) {
        // What stands in a comment names nothing.
        if let Some(comment) = text[at..begin].find("{#") {
            let inside = at + comment + 2;
            at = text[inside..]
                .find("#}")
                .map_or(text.len(), |end| inside + end + 2);
            continue;
        }
        let inside = begin + 2;
        let end = text[inside..]
            .find("%}")
            .map_or(text.len(), |end| inside + end);
        found.extend(literal(&text[inside..end]).map(|(offset, name)| Named {
            name,
            at: inside + offset,
        }));
        at = end;
    }
    found
}

/// Returns the text that follows a tag's word, with its offset; `None` when it is only a part of an expression, or may be missing.
fn literal(tag: &str) -> Option<(usize, &str)> {
    let trimmed = tag.trim_start_matches(['-', '+']).trim_start();
    let rest = TAGS
        .iter()
        .find_map(|word| trimmed.strip_prefix(word))?
        .trim_start();
    let quote = rest
        .chars()
        .next()
        .filter(|one| matches!(one, '"' | '\''))?;
    let (name, after) = rest[1..].split_once(quote)?;
    let after = after.trim_matches(['-', '+', ' ', '\n', '\t']);
    let is_whole = after.is_empty() || after.starts_with("import") || after.starts_with("as ");
    is_whole.then_some((tag.len() - rest.len(), name))
}

fn place(path: &str, text: &str, at: usize) -> Place {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let before = &text[..at];
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    Place {
        file: path.to_owned(),
        line: count(before.matches('\n').count() + 1),
        column: count(before[line_start..].chars().count() + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[(&str, u32, u32)]) {
        let files = Files::from([
            ("templates/a.html".to_owned(), text.to_owned()),
            ("templates/parts/b.html".to_owned(), String::new()),
        ]);
        let faults = dangling(&files);
        let found: Vec<_> = faults
            .iter()
            .map(|fault| {
                let name = fault.message.args["name"].as_str().expect("a name");
                (name, fault.place.line, fault.place.column)
            })
            .collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn a_template_that_is_named_must_be_there() {
        check("{% include \"parts/b.html\" %}", &[]);
        check(
            "页{%- include 'parts/c.html' -%}",
            &[("parts/c.html", 1, 14)],
        );
        check(
            "\n  {% extends \"d.html\" %}\n{% include \"e.html\" %}",
            &[("d.html", 2, 14), ("e.html", 3, 12)],
        );
        check(
            "{% from \"f.html\" import x %}{% import \"g.html\" as g %}",
            &[("f.html", 1, 9), ("g.html", 1, 39)],
        );
    }

    #[test]
    fn what_may_be_missing_or_is_put_together_later_is_not_looked_at() {
        check("{% include \"fields/\" ~ view.control ~ \".html\" %}", &[]);
        check("{% include \"x.html\" ignore missing %}", &[]);
        check(
            "{% include name %}{% includes \"x.html\" %}{% if \"x.html\" %}",
            &[],
        );
        check(
            "{# {% include \"x.html\" %} #}{% include \"y.html\" %}",
            &[("y.html", 1, 40)],
        );
        check("{# unended {% include \"x.html\" %}", &[]);
        check("{% include \"x.html", &[]);
        check("{%", &[]);
    }
}
