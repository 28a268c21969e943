//! Functions of a script, tried before it is published: on the form's fields, on its least answers and on its examples. What
//! fails there would fail when somebody acts on a real application.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rhai::{AST, ASTNode, Dynamic, EvalAltResult, Expr, FnPtr, Position};
use serde_json::Value;

use super::actor::Actor;
use super::case::Case;
use super::compile::terms::in_terms_of_scripts;
use super::definition::{Action, Each, Effects, StepKind, Trigger, Workflow};
use super::event::{Event, EventKind, Start};
use super::{codes, sandbox};
use crate::diagnostic::{Diagnostic, Place};
use crate::form::Form;
use crate::ids::{CaseId, Pointer, Reference, StepName};

/// Members of a function's parameter that say what happened before: what is there on the way is not known here.
const OF_THE_WAY: [&str; 8] = [
    "before", "item", "messages", "outcomes", "reason", "tallies", "values", "by",
];

/// Says what a function is to return.
enum Returns<'a> {
    Effects,
    Targets(&'a Action),
    Items,
    Number,
    Time,
}

/// A form whose applications go through a workflow, with answers that it could have.
pub(crate) struct Tried<'a> {
    /// The form.
    pub(crate) form: &'a Form,
    /// Answers: the least, and those of the examples.
    pub(crate) answers: Vec<Value>,
}

/// Tries every function of a workflow on the forms that go through it.
pub(crate) fn try_functions(
    workflow: &Workflow,
    file: &str,
    forms: &[Tried<'_>],
) -> Vec<Diagnostic> {
    let place = |at: Position| Place {
        file: file.to_owned(),
        line: at
            .line()
            .and_then(|line| u32::try_from(line).ok())
            .unwrap_or(1),
        column: at
            .position()
            .and_then(|at| u32::try_from(at).ok())
            .unwrap_or(1)
            .max(1),
    };
    let mut faults = Vec::new();
    for (function, returns) in functions(workflow) {
        let text = Text::returned_by(&workflow.script, function.fn_name());
        let unknown = text.answers.iter().find(|(path, _)| {
            !forms.is_empty() && forms.iter().all(|tried| !is_answer(tried.form, path))
        });
        if let Some((path, at)) = unknown {
            let args = [("name", path.join("."))];
            let args: Vec<(&str, &str)> = args
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            faults.push(codes::UNKNOWN_ANSWER.at(place(*at), &args));
            continue;
        }
        if text.depends_on_the_way {
            continue;
        }
        let failed = forms.iter().find_map(|tried| {
            let mut answers = tried.answers.iter();
            answers.find_map(|answers| fails(workflow, tried.form, answers, function, &returns))
        });
        if let Some((at, detail)) = failed {
            faults.push(codes::FUNCTION_FAILS.at(place(at), &[("detail", &detail)]));
        }
    }
    faults
}

/// Returns every function that a workflow would call, with what it is to return.
fn functions(workflow: &Workflow) -> Vec<(&FnPtr, Returns<'_>)> {
    let mut found = Vec::new();
    let steps = workflow.steps.values();
    let enters = steps.map(|step| &step.enter);
    let enters = enters.chain(workflow.finishes.values().map(|finish| &finish.enter));
    for enter in enters.chain([&workflow.start.enter]) {
        if let Some(Effects::Computed(function)) = enter {
            found.push((function, Returns::Effects));
        }
    }
    for step in workflow.steps.values() {
        if let Some(Each::Computed(function)) = &step.each {
            found.push((function, Returns::Items));
        }
        if let StepKind::Wait(Trigger::TimeOf(function)) = &step.kind {
            found.push((function, Returns::Time));
        }
        found.extend(
            step.needed
                .iter()
                .map(|function| (function, Returns::Number)),
        );
    }
    let actions = workflow.steps.values().flat_map(|step| &step.actions);
    for action in actions.chain(&workflow.case_actions) {
        let choose = action.choose.iter();
        found.extend(choose.map(|function| (function, Returns::Targets(action))));
    }
    found
}

/// Holds what the text of a function asks of its parameter.
#[derive(Default)]
struct Text {
    /// The answers that it names, by their members.
    answers: Vec<(Vec<String>, Position)>,
    /// Says whether it depends on what happened on the way.
    depends_on_the_way: bool,
}

impl Text {
    fn returned_by(script: &AST, name: &str) -> Self {
        let mut text = Self::default();
        let mut functions = script.iter_functions();
        let function = functions.find(|function| function.name == name);
        let parameter =
            function.and_then(|function| function.params.first().map(|name| (*name).to_owned()));
        let Some(parameter) = parameter else {
            return text;
        };
        let mut alone = script.clone();
        alone.retain_functions(|_, _, function, _| function == name);
        let mut inner: BTreeSet<Position> = BTreeSet::new();
        alone.walk(&mut |path: &[ASTNode<'_>]| {
            if let Some(ASTNode::Expr(Expr::Dot(dot, _, at))) = path.last()
                && inner.insert(*at)
                && matches!(&dot.lhs, Expr::Variable(variable, ..) if variable.1 == parameter)
            {
                text.note(&dot.rhs);
            }
            true
        });
        // What it calls may ask of the way what it does not ask itself.
        let mut calls = false;
        alone.walk(&mut |path: &[ASTNode<'_>]| {
            if let Some(ASTNode::Expr(Expr::FnCall(call, _))) = path.last() {
                let mut known = script.iter_functions();
                calls |= known.any(|function| function.name == call.name.as_str());
            }
            true
        });
        text.depends_on_the_way |= calls;
        text
    }

    fn note(&mut self, members: &Expr) {
        let (names, at) = properties(members);
        match names.split_first() {
            Some((first, rest)) if first == "answers" && !rest.is_empty() => {
                self.answers.push((rest.to_vec(), at));
            }
            Some((first, _)) => self.depends_on_the_way |= OF_THE_WAY.contains(&first.as_str()),
            None => {}
        }
    }
}

/// Returns the members that are asked one of another, and where the last of them stands.
fn properties(expression: &Expr) -> (Vec<String>, Position) {
    let mut names = Vec::new();
    let mut at = expression.position();
    let mut next = Some(expression);
    while let Some(expression) = next {
        let (here, rest) = match expression {
            Expr::Dot(dot, ..) => (&dot.lhs, Some(&dot.rhs)),
            other => (other, None),
        };
        let Expr::Property(property, place) = here else {
            break;
        };
        names.push(property.2.to_string());
        at = *place;
        next = rest;
    }
    (names, at)
}

/// Tells whether a form has an answer of this name, or one that has no members of its own at which the name could be wrong.
fn is_answer(form: &Form, path: &[String]) -> bool {
    let mut at = Pointer::root();
    for name in path {
        let whole = form.node(&at);
        let has_parts =
            whole.is_none_or(|node| node.parts().next().is_some() && !node.is_repeated());
        if !has_parts {
            return true;
        }
        let inner = at.join(name);
        let mut fields = form.root.parts();
        let is_within = |node: &crate::form::Node| node.pattern.is_within(&inner);
        if form.node(&inner).is_none() && !fields.any(|node| anywhere(node, &is_within)) {
            return false;
        }
        at = inner;
    }
    true
}

/// Tells whether a node, or one inside, is meant.
fn anywhere(node: &crate::form::Node, is_meant: &impl Fn(&crate::form::Node) -> bool) -> bool {
    is_meant(node) || node.parts().any(|part| anywhere(part, is_meant))
}

/// Returns why a function fails on these answers, and where.
fn fails(
    workflow: &Workflow,
    form: &Form,
    answers: &Value,
    function: &FnPtr,
    returns: &Returns<'_>,
) -> Option<(Position, String)> {
    let submitted = Event {
        seq: 1,
        at: Timestamp::UNIX_EPOCH,
        actor: Actor::Applicant,
        kind: EventKind::Submitted(Start {
            id: CaseId::new(""),
            reference: Reference::new(""),
            form: form.reference.clone(),
            workflow: workflow.reference.clone(),
            answers: answers.clone(),
            locale: String::new(),
            baseline_answers: None,
            by: None,
        }),
    };
    let case = Case::replay(&[submitted])?;
    let view = sandbox::case_view(&case, &Actor::Applicant, Timestamp::UNIX_EPOCH, None);
    let returned = match sandbox::try_call(workflow, function, view) {
        Ok(returned) => returned,
        Err(error) => return Some((place_of(&error), in_terms_of_scripts(&error.to_string()))),
    };
    let wrong = wrong(returned, returns)?;
    Some((position_of(&workflow.script, function), wrong))
}

/// Returns where a function failed: within whatever it called last.
fn place_of(error: &EvalAltResult) -> Position {
    match error {
        EvalAltResult::ErrorInFunctionCall(_, _, inner, _) => place_of(inner),
        other => other.position(),
    }
}

/// Returns the place of the first statement of a function.
fn position_of(script: &AST, function: &FnPtr) -> Position {
    let mut alone = script.clone();
    alone.retain_functions(|_, _, name, _| name == function.fn_name());
    let mut first = Position::NONE;
    alone.walk(&mut |path: &[ASTNode<'_>]| {
        if let Some(ASTNode::Stmt(statement)) = path.first() {
            first = statement.position();
        }
        false
    });
    first
}

/// Returns what is wrong with what a function returned.
fn wrong(returned: Dynamic, returns: &Returns<'_>) -> Option<String> {
    let found = returned.type_name();
    match returns {
        Returns::Effects => {
            let effects = returned.try_cast::<rhai::Array>();
            let effects = effects.and_then(sandbox::effects_of);
            effects
                .is_none()
                .then(|| "not an array of effects".to_owned())
        }
        Returns::Items => sandbox::items_of(returned).err(),
        Returns::Number => {
            let number = returned.as_int().ok().filter(|number| *number > 0);
            number
                .is_none()
                .then(|| format!("{found} is not a number from 1 on"))
        }
        Returns::Time => (!returned.is_string()).then(|| format!("{found} is not a time")),
        Returns::Targets(action) => {
            let names = match sandbox::names_of(returned) {
                Ok(names) => names,
                Err(wrong) => return Some(wrong),
            };
            let declared = |name: &StepName| action.to.iter().any(|target| target.name == *name);
            let unknown = names.iter().find(|name| !declared(name));
            unknown.map(|name| format!("{name} is not among the targets"))
        }
    }
}
