//! Pictures of random workflows.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;

/// A step of a random workflow: its title, whether it joins, where its second, third and overdue ways lead.
type Made = (
    String,
    bool,
    Vec<prop::sample::Index>,
    bool,
    Option<prop::sample::Index>,
);

fn title() -> impl Strategy<Value = String> {
    prop_oneof![
        "[审核批准复查意见规划消防]{1,24}",
        "[a-zA-Z]{1,30}( [a-z]{1,9}){0,4}",
    ]
}

fn made() -> impl Strategy<Value = Made> {
    (
        title(),
        any::<bool>(),
        prop::collection::vec(any::<prop::sample::Index>(), 0..4),
        any::<bool>(),
        prop::option::of(any::<prop::sample::Index>()),
    )
}

/// Writes a workflow in which every step leads on to the next, and to others at random.
fn script(made: &[Made]) -> String {
    let names: Vec<String> = (0..made.len()).map(|step| format!("s{step}")).collect();
    let mut text = String::from(
        "workflow(#{ title: \"随机\" }); start(#{ to: \"s0\" }); fn pick(one) { \"s0\" } \
         case_action(\"leave\", \"撤回\").by(applicant()).to(\"left\");",
    );
    for (step, (title, joins, others, one_of, overdue)) in made.iter().enumerate() {
        let next = names.get(step + 1).map_or("end", String::as_str);
        let mut actions = vec![format!("action(\"on{step}\", \"前进\").to(\"{next}\")")];
        let mut others: Vec<&String> = others.iter().map(|other| other.get(&names)).collect();
        others.sort();
        others.dedup();
        if !others.is_empty() {
            let listed: Vec<String> = others.iter().map(|name| format!("\"{name}\"")).collect();
            let choose = if *one_of && others.len() > 1 {
                ".choose(Fn(\"pick\"))"
            } else {
                ""
            };
            actions.push(format!(
                "action(\"to{step}\", \"{title}\").to({}){choose}",
                listed.join(", ")
            ));
        }
        let join = if *joins { "join: \"all\"," } else { "" };
        let overdue = overdue.as_ref().map_or_else(String::new, |to| {
            format!("due: hours(1), overdue: \"{}\",", to.get(&names))
        });
        let who = if step % 3 == 1 {
            "applicant()"
        } else {
            "role(\"reviewer\")"
        };
        let _ = writeln!(
            text,
            "step(\"s{step}\", #{{ title: \"{title}\", who: {who}, {join} {overdue} actions: [{}] }});",
            actions.join(", ")
        );
    }
    text + "finish(\"end\", #{ title: \"完\", kind: \"approved\" }); finish(\"left\", #{ title: \"撤\", kind: \"withdrawn\" });"
}

proptest! {
    // A quarter of what `PROPTEST_CASES` says, or of 256.
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases / 4,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn nothing_overlaps_in_any_picture(made in prop::collection::vec(made(), 1..14)) {
        let workflow = workflow(&script(&made));
        let drawing = drawn(&workflow, None);
        check(&drawing);
        prop_assert_eq!(drawn(&workflow, None), drawing);
    }
}
