//! Who passes on messages from outside.

use guichet_engine::ids::Files;
use guichet_engine::workflow::{Actor, Command, Known, RefusalCode, Workflow, compile};
use serde_json::json;

use crate::support::{calendar, reviewer, start};

fn workflow(options: &str) -> Workflow {
    let script = format!(
        r#"
        workflow(#{{ title: "W"{options} }});
        start(#{{ to: "paid" }});
        wait("paid", #{{ title: "P", message: "paid", to: "done" }});
        finish("done", #{{ title: "D", kind: "approved" }});
        "#
    );
    let files: Files = [("workflows/w/workflow.rhai".to_owned(), script)].into();
    let compiled = compile(&files, "workflows/w/workflow.rhai", &Known::default());
    assert_eq!(compiled.diagnostics, []);
    compiled.value.expect("a workflow")
}

fn check(options: &str, actor: Actor, refused: Option<RefusalCode>) {
    let workflow = workflow(options);
    let (case, _) = start(&workflow);
    let command = Command::Message {
        name: "paid".into(),
        value: json!(1),
        actor,
    };
    let now = "2026-03-02T03:00:00Z".parse().expect("a time");
    let decided = workflow.decide(&calendar(), &case, &command, now);
    assert_eq!(decided.err().map(|refusal| refusal.code), refused);
}

#[test]
fn where_nobody_is_named_administrators_pass_messages_on() {
    let chief = Actor::staff("zhao", "赵敏", ["administrator"]);
    check("", chief, None);
    check("", Actor::System, None);
    check("", reviewer("li", "李梅"), Some(RefusalCode::NotPermitted));
    check("", Actor::Applicant, Some(RefusalCode::NotPermitted));
}

#[test]
fn a_workflow_names_who_passes_messages_on() {
    let named = ", messages_by: role(\"reviewer\")";
    let chief = Actor::staff("zhao", "赵敏", ["administrator"]);
    check(named, chief, Some(RefusalCode::NotPermitted));
    check(named, Actor::System, None);
    check(named, reviewer("li", "李梅"), None);
}
