//! What a list of the desk can be narrowed to: forms, steps and people there are.

use guichet_engine::workflow::{StepKind, Workflow};

use super::filter::Filter;
use crate::guard::Visitor;
use crate::reply::PageError;
use crate::service::staff;
use crate::view::page::{ChoiceView, DeskPage};

/// Adds the choices to the page.
pub(super) async fn add(
    visitor: &Visitor<'_>,
    filter: &Filter,
    page: &mut DeskPage,
) -> Result<(), PageError> {
    let locale = visitor.locale;
    let live = visitor.app.definitions.live();
    let published = &live.published;
    for (name, form) in &published.forms {
        let title = form.settings.title.get(locale);
        page.forms.push(ChoiceView::new(name, title));
    }
    let chosen = published.forms.get(&filter.form);
    let workflows: Vec<&Workflow> = match chosen.and_then(|form| published.workflow_for(form)) {
        Some(workflow) => vec![workflow],
        None => published.workflows.values().map(AsRef::as_ref).collect(),
    };
    for workflow in workflows {
        let steps = workflow.steps.values();
        let steps = steps.filter(|step| matches!(step.kind, StepKind::People));
        let steps = steps.map(|step| (step.name.as_str(), &step.title));
        let finishes = workflow.finishes.values();
        let finishes = finishes.map(|finish| (finish.name.as_str(), &finish.title));
        for (name, title) in steps.chain(finishes) {
            add_step(&mut page.steps, name, title.get(locale));
        }
    }
    let people = staff::colleagues(visitor.app).await?.into_iter();
    page.people = people
        .map(|(id, name, _)| ChoiceView::new(&id, &name))
        .collect();
    Ok(())
}

/// Adds a step; one that several workflows call the same stands there once, by all its titles.
fn add_step(steps: &mut Vec<ChoiceView>, name: &str, title: &str) {
    match steps.iter_mut().find(|known| known.value == name) {
        Some(known) if known.title.split(" / ").any(|own| own == title) => {}
        Some(known) => known.title = format!("{} / {title}", known.title),
        None => steps.push(ChoiceView::new(name, title)),
    }
}
