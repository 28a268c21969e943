//! The shipped forms compile without a fault and have the labels of the registration manual.
#![expect(clippy::disallowed_methods, reason = "tests read fixtures")]

use std::path::Path;

use guichet_engine::form::{self, CodeLists};
use guichet_engine::ids::{Files, Pointer};

fn definitions() -> Files {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Files::new();
    collect(&root, &root.join("forms"), &mut files);
    files
}

fn collect(root: &Path, folder: &Path, files: &mut Files) {
    for entry in std::fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let name = path
                .strip_prefix(root)
                .expect("inside")
                .to_string_lossy()
                .replace('\\', "/");
            files.insert(name, std::fs::read_to_string(&path).expect("text"));
        }
    }
}

fn compile(name: &str) -> form::Form {
    let files = definitions();
    let mut diagnostics = Vec::new();
    let lists = CodeLists::compile(&files, &mut diagnostics);
    let compiled = form::compile(&files, &format!("forms/{name}/form.json"), &lists);
    assert_eq!(compiled.diagnostics, vec![], "{name}");
    compiled.value.expect("a form")
}

#[test]
fn three_types_compile_without_a_fault() {
    for name in ["three-in-one", "enterprise", "public-institution"] {
        let form = compile(name);
        assert_eq!(form.settings.time_limit_minutes, Some(30));
        assert_eq!(form.settings.workflow.as_deref(), Some("registration"));
        assert_eq!(form.settings.notices.len(), 4);
        assert_eq!(form.settings.terms.len(), 2);
        assert!(form.settings.account.is_some());
    }
}

#[test]
fn each_figure_keeps_its_own_label() {
    for (form, label) in [
        ("three-in-one", "单位名称"),
        ("enterprise", "单位全称"),
        ("public-institution", "单位全称"),
    ] {
        let pointer = Pointer::parse("/basic/name").expect("a pointer");
        let form = compile(form);
        let node = form.root.find(&pointer).expect("a field");
        assert_eq!(node.label.get("zh-CN"), label);
        assert!(node.required);
    }
}

#[test]
fn sections_stand_in_the_order_of_the_manual() {
    let form = compile("three-in-one");
    assert_eq!(form.root.control(), "section");
    let labels: Vec<&str> = form
        .root
        .parts()
        .map(|child| child.label.source.as_str())
        .collect();
    assert_eq!(
        labels,
        ["基本信息", "联系方式", "管理员账户信息", "注册资料"]
    );
    let english: Vec<&str> = form
        .root
        .parts()
        .map(|child| child.label.get("en"))
        .collect();
    assert_eq!(
        english,
        [
            "Basic information",
            "Contacts",
            "Administrator's account",
            "Registration documents"
        ]
    );
}

#[test]
fn every_example_is_accepted_or_refused_as_it_says() {
    let files = definitions();
    for (name, least) in [
        ("three-in-one", 50),
        ("enterprise", 50),
        ("public-institution", 50),
        ("bonded-warehouse", 25),
        ("change", 20),
        ("renewal", 15),
    ] {
        let mut diagnostics = Vec::new();
        let count = form::examples::run(
            &compile(name),
            &files,
            &format!("forms/{name}/"),
            &mut diagnostics,
        );
        assert!(count > least, "{name}: {count} examples");
        let faults: Vec<String> = diagnostics
            .iter()
            .map(|fault| {
                format!(
                    "{}: {} {:?}",
                    fault.place.file, fault.code, fault.message.args
                )
            })
            .collect();
        assert_eq!(faults, Vec::<String>::new());
    }
}

#[test]
fn a_change_begins_with_what_each_type_registers() {
    let change = compile("change");
    assert!(change.settings.prefilled);
    let files = definitions();
    for name in ["three-in-one", "enterprise", "public-institution"] {
        let path = format!("forms/{name}/examples/accepted/complete.json");
        let example: serde_json::Value = serde_json::from_str(&files[&path]).expect("JSON");
        let registered = &example["answers"];
        let before = change.prefill(registered);
        for section in ["basic", "contacts", "account"] {
            assert_eq!(
                before[section]["name"], registered[section]["name"],
                "{name}"
            );
        }
        assert_eq!(before["contacts"], registered["contacts"], "{name}");
        assert_eq!(before["account"]["login"], registered["account"]["login"]);
        let problems = change.validate(&before, &form::Secrets::default());
        let codes: Vec<&str> = problems
            .iter()
            .map(|problem| problem.pointer.as_str())
            .collect();
        assert_eq!(codes, ["/change/reason"], "{name}");
        assert!(!compile(name).has_changes(&before, &before));
    }
}
