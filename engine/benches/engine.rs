//! What the engine costs, alone: `cargo bench -p guichet-engine`.
//!
//! The yardsticks of the same run are `yardstick_*`: parsing the same answers from JSON, and the copy of a case, on which
//! every transition is tried.
#![expect(
    clippy::disallowed_methods,
    reason = "the benchmark reads the shipped definitions"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use divan::{Bencher, black_box};
use guichet_engine::catalog::{Catalog, Published};
use guichet_engine::form::{Form, Mask, Mode, NO_CORRECTIONS, Secrets, ViewRequest};
use guichet_engine::ids::{ActionName, CaseId, Files, Pointer, Reference};
use guichet_engine::workflow::{
    self, Actor, Calendar, Case, Command, Event, EventKind, Flag, Known, Start, Workflow, scenario,
};
use jiff::Timestamp;
use serde_json::Value;

const FORM: &str = "three-in-one";

fn main() {
    divan::main();
}

fn read(root: &Path, folder: &Path, files: &mut Files) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            read(root, &path, files);
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            let name = path.strip_prefix(root).expect("inside");
            files.insert(name.to_string_lossy().into_owned(), text);
        }
    }
}

struct Shipped {
    published: Published,
    answers: Value,
    secrets: Secrets,
}

impl Shipped {
    fn load() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut files = Files::new();
        for folder in ["forms", "workflows"] {
            read(&root, &root.join(folder), &mut files);
        }
        let catalog = Catalog::compile(&files);
        let published = Published {
            forms: catalog
                .forms
                .into_iter()
                .filter_map(|(name, item)| Some((name, item.value?)))
                .collect(),
            workflows: catalog
                .workflows
                .into_iter()
                .filter_map(|(name, item)| Some((name, item.value?)))
                .collect(),
            calendars: catalog
                .calendars
                .into_iter()
                .filter_map(|(name, item)| Some((name, item.value?)))
                .collect(),
        };
        let example = &files[&format!("forms/{FORM}/examples/accepted/complete.json")];
        let mut example: Value = serde_json::from_str(example).expect("an example");
        let typed: BTreeMap<Pointer, String> =
            serde_json::from_value(example["secrets"].take()).expect("secrets");
        Self {
            published,
            answers: example["answers"].take(),
            secrets: Secrets {
                typed,
                kept: BTreeSet::new(),
            },
        }
    }

    fn form(&self) -> &Form {
        &self.published.forms[FORM]
    }

    fn workflow(&self) -> &Workflow {
        self.published
            .workflow_for(self.form())
            .expect("a workflow")
    }

    fn calendar(&self) -> Calendar {
        Calendar::clone(&self.published.calendar_for(self.workflow()))
    }

    fn start(&self) -> Start {
        Start {
            id: CaseId::new("c1"),
            reference: Reference::new("20260302-ABCD-EFGH"),
            form: self.form().reference.clone(),
            workflow: self.workflow().reference.clone(),
            answers: self.answers.clone(),
            locale: "zh-CN".to_owned(),
            baseline_answers: None,
            by: None,
        }
    }

    fn case(&self) -> Case {
        let (case, _) = self
            .workflow()
            .start(self.start(), &self.calendar(), now())
            .expect("a case");
        case
    }
}

fn now() -> Timestamp {
    "2026-03-02T02:00:00Z".parse().expect("a time")
}

/// Checks a complete submission of the longest shipped form, every rule included. The answers carry their secrets
/// apart, as in service.
#[divan::bench]
fn validate_submission(bencher: Bencher<'_, '_>) {
    let shipped = Shipped::load();
    let problems = shipped.form().validate(&shipped.answers, &shipped.secrets);
    assert_eq!(problems, []);
    bencher.bench(|| {
        shipped
            .form()
            .validate(black_box(&shipped.answers), black_box(&shipped.secrets))
    });
}

/// The same with the password kept from before, as a hash: what is left is the schema.
#[divan::bench]
fn validate_submission_with_kept_password(bencher: Bencher<'_, '_>) {
    let shipped = Shipped::load();
    let secrets = Secrets {
        typed: BTreeMap::new(),
        kept: shipped.secrets.typed.keys().cloned().collect(),
    };
    assert_eq!(shipped.form().validate(&shipped.answers, &secrets), []);
    bencher.bench(|| {
        shipped
            .form()
            .validate(black_box(&shipped.answers), black_box(&secrets))
    });
}

/// Parsing the same answers from JSON text: nothing that comes over the network is cheaper.
#[divan::bench]
fn yardstick_parse_answers(bencher: Bencher<'_, '_>) {
    let text = Shipped::load().answers.to_string();
    bencher.bench(|| serde_json::from_str::<Value>(black_box(&text)));
}

/// Builds what the templates are given for the whole form with its answers.
#[divan::bench]
fn view_form(bencher: Bencher<'_, '_>) {
    let shipped = Shipped::load();
    let request = ViewRequest {
        locale: "zh-CN",
        answers: &shipped.answers,
        problems: &[],
        secrets_kept: &BTreeSet::new(),
        attachments: &BTreeMap::new(),
        mode: Mode::Edit,
        mask: Mask::None,
        common_corrections: &NO_CORRECTIONS,
    };
    bencher.bench(|| shipped.form().view(black_box(&request)));
}

/// Begins a case.
#[divan::bench]
fn start_case(bencher: Bencher<'_, '_>) {
    let shipped = Shipped::load();
    let calendar = shipped.calendar();
    bencher
        .with_inputs(|| shipped.start())
        .bench_values(|start| shipped.workflow().start(start, &calendar, now()));
}

/// An action of the newest open step.
fn act(case: &Case, action: &str, actor: Actor) -> Command {
    let by_staff = actor != Actor::Applicant;
    let returns = action == "return";
    let flag = Flag {
        follows: Vec::new(),
        pointer: Pointer::parse("/basic/address").expect("a pointer"),
        reason: "wrong".to_owned(),
    };
    Command::Act {
        run: *case.open.keys().last().expect("an open step"),
        action: ActionName::new(action),
        actor,
        flags: if returns { vec![flag] } else { vec![] },
        reason: None,
        answers: (!by_staff).then(|| case.answers.clone()),
        item: None,
    }
}

fn reviewer() -> Actor {
    Actor::staff("r1", "李梅", ["reviewer"])
}

/// Decides an approval, of a case that was returned and submitted again so often before: the cost must not grow with it.
#[divan::bench(args = [0, 10, 100, 1000])]
fn decide_approval(bencher: Bencher<'_, '_>, rounds: usize) {
    let shipped = Shipped::load();
    let (mut case, calendar) = (shipped.case(), shipped.calendar());
    for _ in 0..rounds {
        for (action, actor) in [("return", reviewer()), ("resubmit", Actor::Applicant)] {
            let command = act(&case, action, actor);
            let decided = shipped.workflow().decide(&calendar, &case, &command, now());
            for event in decided.expect("decided") {
                case.apply(&event);
            }
        }
    }
    let command = act(&case, "approve", reviewer());
    let decided = shipped.workflow().decide(&calendar, &case, &command, now());
    assert!(decided.is_ok(), "{decided:?}");
    bencher.bench(|| {
        shipped
            .workflow()
            .decide(&calendar, black_box(&case), black_box(&command), now())
    });
}

/// One thing that happens in a scenario of a shipped workflow.
struct Transition {
    workflow: String,
    case: Case,
    command: Command,
    at: Timestamp,
}

/// Returns what moved a case, as the command that it was; `None` for the submission.
fn command_of(events: &[Event]) -> Option<Command> {
    let actor = events.first()?.actor.clone();
    let answers = events.iter().find_map(|event| match &event.kind {
        EventKind::Corrected { answers, .. } => Some(answers.clone()),
        _ => None,
    });
    // To act on what nobody has is to claim it: the action says what the command was.
    let acted = |event: &&Event| matches!(event.kind, EventKind::Acted { .. });
    let first = events.iter().find(acted).into_iter().chain(events);
    first.cloned().find_map(|event| match event.kind {
        EventKind::Claimed { run } => Some(Command::Claim {
            run,
            actor: actor.clone(),
        }),
        EventKind::Released { run } => Some(Command::Release {
            run,
            actor: actor.clone(),
        }),
        EventKind::WentOverdue { run } => Some(Command::Overdue { run }),
        EventKind::Message { name, value, .. } => Some(Command::Message {
            name,
            value,
            actor: actor.clone(),
        }),
        EventKind::Acted {
            run,
            action,
            flags,
            reason,
            ..
        } => Some(Command::Act {
            run,
            action,
            actor: actor.clone(),
            flags,
            reason,
            answers: answers.clone(),
            item: None,
        }),
        _ => None,
    })
}

/// Returns what the transition is called in the table: `two-levels fire.pass`.
fn name_of(workflow: &str, case: &Case, command: &Command) -> String {
    let step = |run: &u32| case.open.get(run).map_or("", |open| open.step.as_str());
    let what = match command {
        Command::Claim { run, .. } => format!("{}: claim", step(run)),
        Command::Release { run, .. } => format!("{}: release", step(run)),
        Command::Overdue { run } => format!("{}: overdue", step(run)),
        Command::Act { run, action, .. } => format!("{}: {action}", step(run)),
        Command::Message { name, .. } => format!("message {name}"),
        Command::Reveal { .. } | Command::Collaborate { .. } | Command::Comment { .. } => {
            "something else".to_owned()
        }
    };
    format!("{workflow} {what}")
}

/// Every transition of every shipped workflow that one of its scenarios has, by its name.
fn transitions(shipped: &Shipped) -> BTreeMap<String, Transition> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Files::new();
    read(&root, &root.join("workflows"), &mut files);
    let mut found = BTreeMap::new();
    for (name, workflow) in &shipped.published.workflows {
        let calendar = shipped.published.calendar_for(workflow);
        let folder = format!("workflows/{name}/scenarios/");
        for (path, text) in files.iter().filter(|(path, _)| path.starts_with(&folder)) {
            let trace = scenario::run(workflow, &calendar, path, text).value;
            let entries = trace.expect("a trace").entries;
            let mut case = Case::replay(&entries[0].events).expect("a case");
            for entry in &entries[1..] {
                if let Some(command) = command_of(&entry.events) {
                    found.insert(
                        name_of(name, &case, &command),
                        Transition {
                            workflow: name.clone(),
                            case: case.clone(),
                            command,
                            at: entry.at,
                        },
                    );
                }
                for event in &entry.events {
                    case.apply(event);
                }
            }
        }
    }
    found
}

/// Decides each transition of every shipped workflow: under 200 µs.
#[divan::bench(args = transitions(&Shipped::load()).into_keys())]
fn decide_shipped(bencher: Bencher<'_, '_>, name: &str) {
    let shipped = Shipped::load();
    let Transition {
        workflow,
        case,
        command,
        at,
    } = &transitions(&shipped)[name];
    let workflow = &shipped.published.workflows[workflow];
    let calendar = shipped.published.calendar_for(workflow);
    let decided = workflow.decide(&calendar, case, command, *at);
    assert!(decided.is_ok(), "{name}: {decided:?}");
    bencher.bench(|| workflow.decide(&calendar, black_box(case), black_box(command), *at));
}

/// The copy of a case: no transition is cheaper.
#[divan::bench]
fn yardstick_copy_of_a_case(bencher: Bencher<'_, '_>) {
    let case = Shipped::load().case();
    bencher.bench(|| black_box(&case).clone());
}

/// Reads a shipped workflow and proves it, as before publishing.
#[divan::bench(args = ["registration", "two-levels"])]
fn check_workflow(bencher: Bencher<'_, '_>, name: &str) {
    let shipped = Shipped::load();
    let files = &shipped.published.workflows[name].files;
    let path = format!("workflows/{name}/workflow.rhai");
    let known = Known::default();
    assert_eq!(workflow::check(files, &path, &known).diagnostics, []);
    bencher.bench(|| workflow::check(black_box(files), &path, &known));
}

/// The same without the proof.
#[divan::bench(args = ["registration", "two-levels"])]
fn yardstick_compile_workflow(bencher: Bencher<'_, '_>, name: &str) {
    let shipped = Shipped::load();
    let files = &shipped.published.workflows[name].files;
    let path = format!("workflows/{name}/workflow.rhai");
    bencher.bench(|| workflow::compile(black_box(files), &path, &Known::default()));
}

/// The longest that a proof can take: as many situations as are tried at most.
#[divan::bench(sample_count = 5)]
fn check_workflow_of_too_many_situations(bencher: Bencher<'_, '_>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/faulty");
    let mut files = Files::new();
    read(&root, &root.join("too-many-branches"), &mut files);
    let path = "too-many-branches/workflow.rhai";
    bencher.bench(|| workflow::check(black_box(&files), path, &Known::default()));
}
