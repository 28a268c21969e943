//! What a field is called where it stands apart from its form: in summaries, remarks, mails and the history.

use guichet_engine::form::{Form, Node, NodeKind};
use guichet_engine::ids::Pointer;

/// The label of the answer at `pointer`. Where other fields are called the same, the row or section that it stands in comes
/// first (`法人代表 手机`); an answer without field is called by its pointer.
#[must_use]
pub fn of(form: &Form, pointer: &Pointer, locale: &str) -> String {
    let Some(node) = form.node(pointer) else {
        return pointer.to_string();
    };
    let own = node.label.get(locale);
    let count = count_of(&form.root, own, locale);
    match around(form, pointer, locale).filter(|_| count > 1 || own.is_empty()) {
        Some(around) => format!("{around} {own}").trim().to_owned(),
        None => own.to_owned(),
    }
}

/// How many fields are called this.
fn count_of(node: &Node, label: &str, locale: &str) -> usize {
    let own = usize::from(node.label.get(locale) == label);
    own + node
        .parts()
        .map(|part| count_of(part, label, locale))
        .sum::<usize>()
}

/// The title of the row, else the label of the section around an answer.
fn around(form: &Form, pointer: &Pointer, locale: &str) -> Option<String> {
    let mut at = pointer.parent();
    while let Some(outer) = at {
        let index = outer
            .tokens()
            .last()
            .and_then(|token| token.parse::<usize>().ok());
        let table = outer.parent().and_then(|table| form.node(&table));
        if let (Some(index), Some(table)) = (index, table)
            && let NodeKind::Table { rows, .. } = &table.kind
        {
            let title = rows.as_ref().and_then(|rows| rows.get(index));
            return Some(title.map_or_else(
                || format!("{} {}", table.label.get(locale), index + 1),
                |title| title.get(locale).to_owned(),
            ));
        }
        let label = form
            .node(&outer)
            .map(|node| node.label.get(locale))
            .filter(|label| !label.is_empty() && !outer.as_str().is_empty());
        if let Some(label) = label {
            return Some(label.to_owned());
        }
        at = outer.parent();
    }
    None
}
