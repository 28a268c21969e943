//! What a field is called where it stands apart from its form: in summaries, remarks, mails and the history.

use guichet_engine::form::{Form, Node};
use guichet_engine::ids::Pointer;
use guichet_engine::workflow::{Case, Item, Performer, Workflow};

/// Returns the label of the answer at `pointer`. In a table the row comes first (`法人代表 手机`), and where other fields are called the
/// same, the section; an answer without field is called by its pointer.
#[must_use]
pub fn label_of(form: &Form, pointer: &Pointer, locale: &str) -> String {
    let Some(node) = form.node(pointer) else {
        return pointer.to_string();
    };
    let own = node.label.get(locale);
    // A column is one field, and yet has as many answers as there are rows.
    let around = row(form, pointer, locale).or_else(|| {
        let ambiguous = own.is_empty() || count_of(&form.root, own, locale) > 1;
        ambiguous.then(|| section(form, pointer, locale)).flatten()
    });
    match around {
        Some(around) => format!("{around} {own}").trim().to_owned(),
        None => own.to_owned(),
    }
}

/// Returns what one of several runs of a step is for: in the words of the script or of whoever added it, or whom it is for. A number
/// says nothing to people.
#[must_use]
pub fn item(item: &Item, workflow: &Workflow, locale: &str) -> Option<String> {
    match item {
        Item::Value(value) => value.as_str().map(str::to_owned),
        Item::Performer(Performer::Role(role)) => {
            let title = workflow.role_title(role);
            title.map(|title| title.get(locale).to_owned())
        }
        Item::Performer(Performer::Group(name) | Performer::Person(name)) => Some(name.clone()),
        Item::Performer(Performer::Applicant | Performer::System) => None,
    }
}

/// Returns the titles of the open steps, each once: with what they are for where several are of one step, or how many there are.
#[must_use]
pub fn open_steps(case: &Case, workflow: &Workflow, locale: &str) -> Vec<String> {
    let mut titles: Vec<(&str, Vec<Option<String>>)> = Vec::new();
    for open in case.open.values() {
        let title = workflow.title_of(&open.step, locale);
        let about = open.subject().and_then(|own| item(own, workflow, locale));
        match titles.iter_mut().find(|(known, _)| *known == title) {
            Some((_, all)) => all.push(about),
            None => titles.push((title, vec![about])),
        }
    }
    let written = |(title, all): (&str, Vec<Option<String>>)| {
        let named: Vec<&str> = all.iter().flatten().map(String::as_str).collect();
        match all.len() {
            1 if named.is_empty() => title.to_owned(),
            count if named.len() < count => format!("{title} × {count}"),
            _ => format!("{title} ({})", named.join(", ")),
        }
    };
    titles.into_iter().map(written).collect()
}

/// Returns how many fields are called this.
fn count_of(node: &Node, label: &str, locale: &str) -> usize {
    let own = usize::from(node.label.get(locale) == label);
    own + node
        .parts()
        .map(|part| count_of(part, label, locale))
        .sum::<usize>()
}

/// Returns what lies around an answer, from the inside out.
fn outwards(pointer: &Pointer) -> impl Iterator<Item = Pointer> {
    std::iter::successors(pointer.parent(), Pointer::parent)
}

/// Returns the title of the row that an answer stands in; its table and number where rows have no titles.
fn row(form: &Form, pointer: &Pointer, locale: &str) -> Option<String> {
    outwards(pointer).find_map(|outer| {
        let index: usize = outer.tokens().last()?.parse().ok()?;
        let table = form.node(&outer.parent()?)?;
        let title = table.row_titles()?.get(index);
        Some(title.map_or_else(
            || format!("{} {}", table.label.get(locale), index + 1),
            |title| title.get(locale).to_owned(),
        ))
    })
}

/// Returns the label of the section that an answer stands in.
fn section(form: &Form, pointer: &Pointer, locale: &str) -> Option<String> {
    outwards(pointer)
        .filter(|outer| !outer.as_str().is_empty())
        .filter_map(|outer| form.node(&outer).map(|node| node.label.get(locale)))
        .find(|label| !label.is_empty())
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[rocket::async_test]
    async fn an_answer_is_called_so_that_it_is_known_from_others() {
        let service = testing::service().await;
        let live = service.app.definitions.live();
        let form = &live.published.forms["three-in-one"];
        for (pointer, expect) in [
            ("/contacts/0/id_number", "法人代表 证件号码"),
            ("/contacts/2/id_number", "财务联系人 证件号码"),
            ("/basic/address", "单位地址"),
            ("/nowhere", "/nowhere"),
        ] {
            let pointer = Pointer::parse(pointer).expect("a pointer");
            assert_eq!(label_of(form, &pointer, "zh-CN"), expect);
        }
    }
}
