//! From what was declared to the model: names are looked up, translations found, the graph checked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rhai::{AST, FnPtr, Position};

use super::declared::{
    ActionDraft, ActionHandle, At, Declared, FinishDraft, RoleDraft, StepDraft, lock,
};
use super::faults::Faults;
use super::known::Known;
use super::texts::Texts;
use super::{graph, roles, words};
use crate::ids::{ActionName, DefinitionRef, Files, Role, StepName, Version};
use crate::message::Text;
use crate::workflow::codes;
use crate::workflow::collaboration::Allow;
use crate::workflow::definition::{
    Action, Each, Effects, Finish, Opening, Step, StepKind, Target, Trigger, Workflow,
};
use crate::workflow::due::Period;
use crate::workflow::performer::Performer;
use crate::workflow::roles::administrator;

/// Makes the model, as far as the declarations allow, and reports what is wrong with it.
pub(super) fn finish(
    files: &Files,
    path: &str,
    known: &Known<'_>,
    ast: AST,
    declared: Declared,
    faults: &mut Faults,
) -> Option<Workflow> {
    let (folder, _) = path.rsplit_once('/').unwrap_or(("", path));
    let mut texts = Texts::load(files, folder, &mut faults.list);
    check_all(known, &ast, &declared, faults);
    let script = files.get_key_value(path);
    let script = script.map(|(path, text)| (path.clone(), text.clone()));
    let mut version_files: Files = texts.files.clone();
    version_files.extend(script);
    let reference = DefinitionRef {
        name: folder.rsplit('/').next().unwrap_or(folder).to_owned(),
        version: Version::from_files(&version_files),
    };
    let main = declared.workflow.as_ref()?;
    let reasons = main.reasons.iter();
    let reasons = reasons.map(|reason| texts.text(reason, faults)).collect();
    let roles = main
        .roles
        .as_ref()
        .map(|declared| roles_of(declared, &mut texts, faults));
    let steps = declared.steps.iter();
    let steps: BTreeMap<StepName, Step> = steps
        .map(|draft| step(draft, &declared, &mut texts, faults))
        .map(|step| (step.name.clone(), step))
        .collect();
    let case_actions = declared.case_actions.iter();
    let case_actions = case_actions
        .map(|handle| case_action(handle, &mut texts, faults))
        .collect();
    let finishes = declared.finishes.iter();
    let finishes = finishes
        .map(|draft| finish_of(draft, &mut texts, faults))
        .map(|finish| (finish.name.clone(), finish))
        .collect();
    let title = texts.text(&main.title, faults);
    texts.report_unused(&mut faults.list);
    let start = declared.start.as_ref()?;
    let reachable = reachable_from_each(&steps);
    Some(Workflow {
        reference,
        files: Arc::new(version_files),
        title,
        calendar: main.calendar.as_ref().map(|name| name.value.clone()),
        start: Opening {
            to: names(&start.to),
            enter: start.enter.clone(),
        },
        steps,
        case_actions,
        finishes,
        when_empty: main.when_empty.as_ref().map(step_name),
        manager: main.manager.clone(),
        messages_by: main
            .messages_by
            .clone()
            .unwrap_or_else(|| Performer::Role(administrator())),
        reasons,
        roles,
        due: main.due.as_ref().map(|due| due.value),
        overdue: main.overdue.as_ref().map(step_name),
        reachable,
        script: Arc::new(ast),
    })
}

fn roles_of(roles: &[RoleDraft], texts: &mut Texts, faults: &mut Faults) -> BTreeMap<Role, Text> {
    let roles = roles.iter();
    roles
        .map(|role| {
            (
                Role::new(role.name.value.as_str()),
                texts.text(&role.title, faults),
            )
        })
        .collect()
}

fn case_action(handle: &ActionHandle, texts: &mut Texts, faults: &mut Faults) -> Action {
    let draft = lock(&handle.0);
    let by = draft.by.clone().unwrap_or(Performer::Applicant);
    action(&draft, by, false, texts, faults)
}

fn finish_of(draft: &FinishDraft, texts: &mut Texts, faults: &mut Faults) -> Finish {
    Finish {
        name: step_name(&draft.name),
        title: texts.text(&draft.title, faults),
        kind: draft.kind,
        enter: draft.enter.clone(),
    }
}

/// Reports everything that is wrong with the declarations.
fn check_all(known: &Known<'_>, ast: &AST, declared: &Declared, faults: &mut Faults) {
    words::resolve_back(declared, faults);
    check_known(known, declared, faults);
    roles::check(declared, faults);
    check_names(declared, faults);
    check_days(declared, faults);
    check_functions(ast, declared, faults);
    if !declared.incomplete {
        graph::check(declared, faults);
        words::check(declared, faults);
        check_declared(declared, faults);
    }
}

fn step(draft: &StepDraft, declared: &Declared, texts: &mut Texts, faults: &mut Faults) -> Step {
    let who = draft.who.clone().unwrap_or(Performer::Applicant);
    let staffed = |name: &str| {
        declared.steps.iter().any(|step| {
            step.name.value == name && step.who.as_ref().is_some_and(Performer::is_staff)
        })
    };
    let actions = draft.actions.iter().map(|handle| {
        let draft = lock(&handle.0);
        let by = draft.by.clone().unwrap_or_else(|| who.clone());
        let resubmits = by == Performer::Applicant
            && who == Performer::Applicant
            && draft.to.iter().any(|target| staffed(&target.value));
        action(&draft, by, resubmits, texts, faults)
    });
    let actions = actions.collect();
    Step {
        name: step_name(&draft.name),
        title: texts.text(&draft.title, faults),
        kind: draft.kind.clone(),
        performer: who.clone(),
        due: draft.due.as_ref().map(|due| due.value),
        clock_stopped: draft.clock_stopped,
        answers_open: draft.answers_open,
        join: draft.join,
        cancels: names(&draft.cancels),
        actions,
        overdue: names(
            draft
                .overdue
                .as_ref()
                .map_or(&[][..], |overdue| &overdue.value),
        ),
        enter: draft.enter.clone(),
        each: draft.each.clone(),
        complete: draft.complete.as_ref().map(|complete| complete.value),
        all_speak: draft.all_speak.as_ref().is_some_and(|all| all.value),
        needed: draft.needed.clone(),
        otherwise: names(&draft.otherwise),
        one_at_a_time: draft.one_at_a_time.as_ref().map(|word| word.value.clone()),
        not_by: names(&draft.not_by),
        not_by_ever: names(&draft.not_by_ever),
        allow: allowed(draft, declared),
        remind: draft.remind.iter().map(|remind| remind.value).collect(),
        escalate: draft.escalate.as_ref().map(|who| who.value.clone()),
    }
}

/// Returns what a step says of its own, else what the workflow says of all its steps of staff.
fn allowed(draft: &StepDraft, declared: &Declared) -> BTreeSet<Allow> {
    let main = declared.workflow.as_ref();
    let of_all = main.and_then(|main| main.allow.as_ref());
    let is_staffed = draft.who.as_ref().is_some_and(Performer::is_staff);
    let of_all = of_all.filter(|_| is_staffed);
    draft.allow.as_ref().or(of_all).cloned().unwrap_or_default()
}

/// Finds, for each step, all steps that a case can come to from there: nothing is searched for when a case moves.
fn reachable_from_each(steps: &BTreeMap<StepName, Step>) -> BTreeMap<StepName, BTreeSet<StepName>> {
    let from = |from: &Step| {
        let mut seen = BTreeSet::new();
        let mut ahead: Vec<&StepName> = from.destinations().collect();
        while let Some(name) = ahead.pop() {
            if let Some(step) = steps.get(name).filter(|_| seen.insert(name.clone())) {
                ahead.extend(step.destinations());
            }
        }
        seen
    };
    steps
        .values()
        .map(|step| (step.name.clone(), from(step)))
        .collect()
}

/// Reports what every workflow has and this one lacks.
fn check_declared(declared: &Declared, faults: &mut Faults) {
    let missing = [
        ("workflow", declared.workflow.is_none()),
        ("start", declared.start.is_none()),
    ];
    for (name, _) in missing.iter().filter(|(_, missing)| *missing) {
        faults.add(
            codes::MISSING_DECLARATION,
            Position::NONE,
            &[("name", name)],
        );
    }
    if declared.finishes.is_empty() {
        faults.add(codes::NO_FINISH, Position::NONE, &[]);
    }
}

/// Takes the name of a step or finish; one of another shape was reported where it is declared, and nothing is published then.
fn step_name(name: &At<String>) -> StepName {
    StepName::new(name.value.as_str())
}

fn names(list: &[At<String>]) -> Vec<StepName> {
    list.iter().map(step_name).collect()
}

fn action(
    draft: &ActionDraft,
    by: Performer,
    resubmits: bool,
    texts: &mut Texts,
    faults: &mut Faults,
) -> Action {
    let target = |name: &At<String>| Target {
        name: step_name(name),
        same_person: draft.same_person.is_some() || draft.back.is_some(),
    };
    Action {
        name: ActionName::new(draft.name.value.as_str()),
        title: texts.text(&draft.title, faults),
        by,
        to: draft.to.iter().map(target).collect(),
        choose: draft.choose.as_ref().map(|choose| choose.value.clone()),
        flags_fields: draft.flags_fields.is_some(),
        needs_reason: draft.needs_reason,
        reason_for_applicant: draft.reason_for_applicant,
        submits_answers: draft.submits_answers || resubmits,
        ends: draft.ends,
        stays: draft.stays || draft.adds_item.is_some(),
        back: draft.back.is_some(),
        counts: draft.counts.is_some(),
        adds_item: draft.adds_item.is_some(),
        notes: draft.notes.as_ref().map(|name| name.value.clone()),
        cancels: names(&draft.cancels),
        cancels_ahead: names(&draft.cancels_ahead),
        completes: names(&draft.completes),
        only_while: names(&draft.only_while),
        not_while: names(&draft.not_while),
    }
}

/// Reports what is to be defined elsewhere and is not.
fn check_known(known: &Known<'_>, declared: &Declared, faults: &mut Faults) {
    let list = |names: &BTreeSet<String>| names.iter().cloned().collect::<Vec<_>>().join(", ");
    if let Some(notices) = known.notices {
        for (name, at) in declared
            .index
            .notices
            .iter()
            .filter(|(name, _)| !notices.contains(name))
        {
            faults.add(
                codes::UNKNOWN_NOTICE,
                *at,
                &[("name", name), ("known", &list(notices))],
            );
        }
    }
    let Some(workflow) = &declared.workflow else {
        return;
    };
    if let (Some(calendars), Some(calendar)) = (known.calendars, &workflow.calendar)
        && !calendars.contains(&calendar.value)
    {
        let args = [
            ("name", calendar.value.as_str()),
            ("known", &list(calendars)),
        ];
        faults.add(codes::UNKNOWN_CALENDAR, calendar.at, &args);
    }
    for form in &workflow.forms {
        if let Some(forms) = known.forms.filter(|forms| !forms.contains(&form.value)) {
            faults.add(
                codes::UNKNOWN_FORM,
                form.at,
                &[("name", &form.value), ("known", &list(forms))],
            );
        }
    }
}

/// Reports steps and finishes that share a name, and actions that can be taken in one step and do.
fn check_names(declared: &Declared, faults: &mut Faults) {
    let steps = declared.steps.iter().map(|step| &step.name);
    let mut seen = BTreeSet::new();
    for name in steps.chain(declared.finishes.iter().map(|finish| &finish.name)) {
        if !seen.insert(name.value.as_str()) {
            faults.add(codes::DECLARED_TWICE, name.at, &[("name", &name.value)]);
        }
    }
    let name_of = |handle: &ActionHandle| lock(&handle.0).name.clone();
    let mut of_case = BTreeSet::new();
    for name in declared.case_actions.iter().map(name_of) {
        if !of_case.insert(name.value.clone()) {
            faults.add(codes::DECLARED_TWICE, name.at, &[("name", &name.value)]);
        }
    }
    for step in &declared.steps {
        let mut seen = of_case.clone();
        for name in step.actions.iter().map(name_of) {
            if !seen.insert(name.value.clone()) {
                let args = [("name", name.value.as_str()), ("step", &step.name.value)];
                faults.add(codes::ACTION_TWICE, name.at, &args);
            }
        }
    }
}

/// Days are counted in a calendar; what happens when time runs out needs a time.
fn check_days(declared: &Declared, faults: &mut Faults) {
    let calendar = declared
        .workflow
        .as_ref()
        .is_none_or(|workflow| workflow.calendar.is_some());
    let mut counted = |period: &At<Period>| {
        if !calendar && !matches!(period.value, Period::Hours(_)) {
            faults.add(codes::NO_CALENDAR, period.at, &[]);
        }
    };
    for step in &declared.steps {
        step.due.iter().for_each(&mut counted);
        step.remind.iter().for_each(&mut counted);
        if let StepKind::Wait(Trigger::Time(value)) = step.kind {
            let at = step.name.at;
            counted(&At { value, at });
        }
    }
    let main = declared.workflow.as_ref();
    main.and_then(|main| main.due.as_ref())
        .into_iter()
        .for_each(&mut counted);
    for step in &declared.steps {
        if let (Some(overdue), None) = (&step.overdue, &step.due) {
            faults.add(codes::OVERDUE_WITHOUT_DUE, overdue.at, &[]);
        }
    }
}

/// Reports functions given by name that the script does not have with one parameter.
fn check_functions(ast: &AST, declared: &Declared, faults: &mut Faults) {
    let exists = |function: &FnPtr| {
        function.is_anonymous()
            || ast
                .iter_functions()
                .any(|known| known.name == function.fn_name() && known.params.len() == 1)
    };
    let handles = declared
        .steps
        .iter()
        .flat_map(|step| &step.actions)
        .chain(&declared.case_actions);
    for handle in handles {
        let draft = lock(&handle.0);
        if let Some(choose) = draft
            .choose
            .as_ref()
            .filter(|choose| !exists(&choose.value))
        {
            faults.add(
                codes::UNKNOWN_FUNCTION,
                choose.at,
                &[("name", choose.value.fn_name())],
            );
        }
    }
    let steps = declared
        .steps
        .iter()
        .map(|step| (&step.enter, step.name.at));
    let finishes = declared
        .finishes
        .iter()
        .map(|finish| (&finish.enter, finish.name.at));
    let start = declared
        .start
        .iter()
        .map(|start| (&start.enter, Position::NONE));
    for step in &declared.steps {
        let each = match &step.each {
            Some(Each::Computed(function)) => Some(function),
            _ => None,
        };
        let until = match &step.kind {
            StepKind::Wait(Trigger::TimeOf(function)) => Some(function),
            _ => None,
        };
        for function in each.into_iter().chain(until).filter(|known| !exists(known)) {
            let args = [("name", function.fn_name())];
            faults.add(codes::UNKNOWN_FUNCTION, step.name.at, &args);
        }
    }
    for (enter, at) in steps.chain(finishes).chain(start) {
        if let Some(Effects::Computed(function)) = enter
            && !exists(function)
        {
            faults.add(codes::UNKNOWN_FUNCTION, at, &[("name", function.fn_name())]);
        }
    }
}
