//! What the tests of workflows share.

use std::path::Path;

use guichet_engine::ids::{ActionName, CaseId, DefinitionRef, Files, Reference, Version};
use guichet_engine::workflow::{
    Actor, Calendar, Case, Command, Event, Known, RunId, Start, Workflow, compile,
};
use jiff::Timestamp;
use serde_json::json;

/// Reads the text of everything under `workflows/`.
pub fn shipped() -> Files {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Files::new();
    read(&root, "workflows", &mut files);
    files
}

/// Adds every text file below a folder.
pub fn read(root: &Path, folder: &str, files: &mut Files) {
    for entry in std::fs::read_dir(root.join(folder)).expect("folder") {
        let name = entry
            .expect("entry")
            .file_name()
            .into_string()
            .expect("name");
        let path = if folder.is_empty() {
            name
        } else {
            format!("{folder}/{name}")
        };
        if root.join(&path).is_dir() {
            read(root, &path, files);
        } else if let Ok(text) = std::fs::read_to_string(root.join(&path)) {
            files.insert(path, text);
        }
    }
}

/// Compiles the registration workflow.
pub fn registration() -> Workflow {
    let compiled = compile(
        &shipped(),
        "workflows/registration/workflow.rhai",
        &Known::default(),
    );
    assert_eq!(compiled.diagnostics, []);
    compiled.value.expect("a workflow")
}

/// Compiles the Chinese calendar.
pub fn calendar() -> Calendar {
    let compiled = Calendar::compile(&shipped(), "workflows/calendars/cn.json");
    assert_eq!(compiled.diagnostics, []);
    compiled.value.expect("a calendar")
}

/// Creates a reviewer.
pub fn reviewer(id: &str, name: &str) -> Actor {
    Actor::staff(id, name, ["reviewer"])
}

/// Creates the command for an action without flags, reason or answers.
pub fn act(run: RunId, action: &str, actor: &Actor) -> Command {
    Command::Act {
        run,
        action: ActionName::new(action),
        actor: actor.clone(),
        flags: vec![],
        reason: None,
        answers: None,
        item: None,
    }
}

/// Begins a case, on Monday 2026-03-02 at 10:00 in Shanghai.
pub fn start(workflow: &Workflow) -> (Case, Vec<Event>) {
    start_at(workflow, "2026-03-02T02:00:00Z".parse().expect("time"))
}

/// Begins a case at this time.
pub fn start_at(workflow: &Workflow, now: Timestamp) -> (Case, Vec<Event>) {
    let reference = |name: &str| DefinitionRef {
        name: name.into(),
        version: Version::from_stored("1"),
    };
    let start = Start {
        id: CaseId::new("c1"),
        reference: Reference::new("R-1"),
        form: reference("three-in-one"),
        workflow: workflow.reference.clone(),
        answers: json!({"basic": {"name": "示例公司", "address": "石家庄"}, "contacts": [{"name": "张"}]}),
        locale: "zh-CN".into(),
        baseline_answers: None,
        by: None,
    };
    workflow.start(start, &calendar(), now).expect("a case")
}
