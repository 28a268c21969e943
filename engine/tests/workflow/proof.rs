//! What the proof promises: a workflow that passes never gets stuck, whatever is done, in whichever order.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use guichet_engine::ids::{ActionName, CaseId, Files, Reference, StepName};
use guichet_engine::workflow::{
    Actor, Calendar, Case, Command, Flag, Known, RunId, Start, Workflow, check, compile,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::support::{read, reviewer};

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).expect("fits") % most
    }

    fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }
}

/// Writes a workflow of up to six steps: splits, joins, choices, ways back, times that run out.
fn script(dice: &mut Dice) -> String {
    let steps = 2 + dice.below(5);
    let mut script = "workflow(#{ title: \"x\" });\n".to_owned();
    script += "fn way(application) { application.answers.way }\n";
    let first = if dice.percent(40) {
        "[\"s0\", \"s1\"]"
    } else {
        "\"s0\""
    };
    script += &format!("start(#{{ to: {first} }});\n");
    for step in 0..steps {
        let who = [
            "role(\"reviewer\")",
            "role(\"administrator\")",
            "applicant()",
        ][dice.below(3)];
        let join = if dice.percent(35) {
            "join: \"all\", "
        } else {
            ""
        };
        let overdue = if dice.percent(25) {
            format!(
                "due: hours(5), overdue: \"{}\", ",
                target(dice, step, steps)
            )
        } else {
            String::new()
        };
        let actions: Vec<String> = (0..1 + dice.below(3))
            .map(|number| action(dice, number, step, steps))
            .collect();
        let clock = if dice.percent(20) {
            "clock: \"stopped\", "
        } else {
            ""
        };
        script += &format!(
            "step(\"s{step}\", #{{ title: \"s{step}\", who: {who}, {join}{overdue}{clock}actions: [{}] }});\n",
            actions.join(", ")
        );
    }
    script + "finish(\"end\", #{ title: \"end\", kind: \"rejected\" });\n"
}

/// Picks mostly a later step, sometimes an earlier one or the finish.
fn target(dice: &mut Dice, step: usize, steps: usize) -> String {
    let later = step + 1 + dice.below(2);
    match dice.below(10) {
        0..=6 if later < steps => format!("s{later}"),
        7 => format!("s{}", dice.below(steps)),
        _ => "end".to_owned(),
    }
}

fn action(dice: &mut Dice, number: usize, step: usize, steps: usize) -> String {
    let (one, other) = (target(dice, step, steps), target(dice, step, steps));
    let name = format!("action(\"a{number}\", \"a{number}\")");
    let several = dice.percent(40) && one != other;
    if several && dice.percent(40) {
        return format!("{name}.to(\"{one}\", \"{other}\").choose(Fn(\"way\"))");
    }
    if several && one != "end" && other != "end" {
        return format!("{name}.to(\"{one}\", \"{other}\")");
    }
    format!("{name}.to(\"{one}\")")
}

/// Returns the workflow of a script, if it passes.
fn passed(script: String) -> Option<Workflow> {
    let files = [("workflows/x/workflow.rhai".to_owned(), script)].into();
    check(&files, "workflows/x/workflow.rhai", &Known::default()).value
}

/// A case that is played, with what the functions of the script go by.
struct Play<'w> {
    workflow: &'w Workflow,
    calendar: Calendar,
    case: Case,
    now: Timestamp,
}

impl<'w> Play<'w> {
    fn start(workflow: &'w Workflow) -> Self {
        let now = "2026-03-02T02:00:00Z".parse().expect("a time");
        let start = Start {
            id: CaseId::new("c"),
            reference: Reference::new("R"),
            form: workflow.reference.clone(),
            workflow: workflow.reference.clone(),
            answers: json!({"way": "end"}),
            locale: "en".into(),
            baseline_answers: None,
            by: None,
        };
        let calendar = Calendar::plain();
        let (case, _) = workflow.start(start, &calendar, now).expect("a case");
        Self {
            workflow,
            calendar,
            case,
            now,
        }
    }

    /// Carries out a command; whether it was.
    fn dared(&mut self, command: &Command) -> bool {
        let decided = self
            .workflow
            .decide(&self.calendar, &self.case, command, self.now);
        let carried_out = decided.is_ok();
        for event in decided.into_iter().flatten() {
            self.case.apply(&event);
        }
        carried_out
    }

    /// Lists everything that anybody could try now, sensible or not. A function of the script may choose any target.
    fn tries(&self) -> Vec<(Option<StepName>, Command)> {
        let administrator = Actor::staff("zhao", "赵", ["administrator"]);
        let actors = [
            Actor::Applicant,
            reviewer("li", "李"),
            reviewer("wang", "王"),
            administrator,
        ];
        let mut tries = Vec::new();
        for (run, open) in &self.case.open {
            let run = *run;
            tries.push((None, Command::Overdue { run }));
            let step = &self.workflow.steps[&open.step];
            for actor in &actors {
                let actor = actor.clone();
                tries.push((
                    None,
                    Command::Claim {
                        run,
                        actor: actor.clone(),
                    },
                ));
                tries.push((
                    None,
                    Command::Release {
                        run,
                        actor: actor.clone(),
                    },
                ));
                for action in &step.actions {
                    for target in &action.to {
                        let command = self.act(run, &actor, action.submits_answers, &action.name);
                        tries.push((Some(target.name.clone()), command));
                    }
                }
            }
        }
        tries
    }

    fn act(&self, run: RunId, actor: &Actor, answers: bool, action: &ActionName) -> Command {
        Command::Act {
            run,
            action: action.clone(),
            actor: actor.clone(),
            flags: Vec::<Flag>::new(),
            reason: None,
            answers: answers.then(|| self.case.answers.clone()),
            item: None,
        }
    }

    /// Tries one thing, after some time.
    fn try_one(&mut self, (way, mut command): (Option<StepName>, Command), hours: i64) -> bool {
        self.now = self
            .now
            .checked_add(SignedDuration::from_hours(hours))
            .expect("a time");
        if let Some(way) = way {
            self.case.answers = json!({ "way": way });
        }
        if let Command::Act {
            answers: Some(answers),
            ..
        } = &mut command
        {
            *answers = self.case.answers.clone();
        }
        self.dared(&command)
    }

    fn situation(&self) -> (BTreeMap<&str, usize>, BTreeSet<StepName>, bool) {
        let mut open = BTreeMap::new();
        for step in self.case.open.values() {
            *open.entry(step.step.as_str()).or_default() += 1;
        }
        (
            open,
            self.case.waiting.clone(),
            self.case.finished.is_some(),
        )
    }

    /// Tells whether the end can be reached from here: everything is tried, until it is.
    fn can_end(self) -> bool {
        let mut seen = BTreeSet::from([format!("{:?}", self.situation())]);
        let mut ahead = vec![self];
        while let Some(play) = ahead.pop() {
            if play.case.finished.is_some() {
                return true;
            }
            for attempt in play.tries() {
                let mut next = Play {
                    workflow: play.workflow,
                    calendar: play.calendar.clone(),
                    case: play.case.clone(),
                    now: play.now,
                };
                let hours = if matches!(attempt.1, Command::Overdue { .. }) {
                    6
                } else {
                    0
                };
                let claims = format!(
                    "{:?}",
                    next.case
                        .open
                        .values()
                        .map(|open| &open.assignee)
                        .collect::<Vec<_>>()
                );
                if next.try_one(attempt, hours)
                    && seen.insert(format!("{:?}{claims}", next.situation()))
                {
                    ahead.push(next);
                }
            }
            assert!(seen.len() < 20_000, "too many situations");
        }
        false
    }
}

#[test]
fn a_workflow_that_passes_never_gets_stuck() {
    let (mut passing, mut ended) = (0, 0);
    for seed in 1..=200_u64 {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let script = script(&mut dice);
        let Some(workflow) = passed(script.clone()) else {
            continue;
        };
        passing += 1;
        for _ in 0..4 {
            let mut play = Play::start(&workflow);
            for _ in 0..dice.below(40) {
                let mut tries = play.tries();
                if tries.is_empty() {
                    break;
                }
                let attempt = tries.swap_remove(dice.below(tries.len()));
                play.try_one(attempt, i64::from(dice.percent(30)) * 6);
            }
            ended += usize::from(play.case.finished.is_some());
            let situation = format!("{:?}", play.situation());
            assert!(
                play.can_end(),
                "seed {seed}: stuck in {situation}\n{script}"
            );
        }
    }
    assert!(
        passing >= 50 && ended >= 40,
        "{passing} passed, {ended} ended"
    );
}

#[test]
fn what_the_proof_calls_stuck_cannot_end() {
    for name in ["join-waits-for-what-repeats", "join-waits-for-a-reminder"] {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/faulty");
        let mut files = Files::new();
        read(&root, name, &mut files);
        let path = format!("{name}/workflow.rhai");
        let workflow = compile(&files, &path, &Known::default()).value;
        let workflow = workflow.expect("a workflow");
        assert!(!Play::start(&workflow).can_end(), "{name}");
    }
}
