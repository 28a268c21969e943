//! Definitions to try things on: the repository's own, and a plain form that asks for no password and no file.

use std::path::Path;

use serde_json::json;

use crate::root;

/// The name of the plain form.
pub const PLAIN: &str = "plain";
/// The number of plain fields it has beside name and e-mail.
const FIELDS: usize = 33;

/// Copies the repository's definitions to a folder and adds the plain form with its workflow.
pub fn write(to: &Path) {
    for part in ["forms", "workflows", "templates"] {
        copy(&root().join(part), &to.join(part));
    }
    let mut properties = serde_json::Map::new();
    for number in 1..=FIELDS {
        properties.insert(
            format!("field_{number}"),
            json!({ "title": format!("Field {number}"), "type": "string", "maxLength": 100 }),
        );
    }
    properties.insert(
        "name".to_owned(),
        json!({ "title": "Name", "type": "string" }),
    );
    properties.insert(
        "email".to_owned(),
        json!({ "title": "E-mail", "type": "string", "format": "email" }),
    );
    let form = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Plain", "type": "object",
        "x-workflow": "plain", "x-applicant": { "email": "/email", "name": "/name" },
        "required": ["name", "email"], "properties": properties,
    });
    std::fs::create_dir_all(to.join("forms").join(PLAIN)).expect("a folder");
    std::fs::write(
        to.join("forms").join(PLAIN).join("form.json"),
        form.to_string(),
    )
    .expect("written");
    std::fs::create_dir_all(to.join("workflows/plain")).expect("a folder");
    let workflow = r#"
        workflow(#{ title: "Plain", calendar: "cn" });
        start(#{ to: "review", enter: [notice("received")] });
        step("review", #{ title: "Review", who: role("reviewer"), due: working_days(2), actions: [action("approve", "Approve").to("approved")] });
        finish("approved", #{ title: "Approved", kind: "approved", enter: [notice("approved")] });
    "#;
    std::fs::write(to.join("workflows/plain/workflow.rhai"), workflow).expect("written");
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).expect("copied");
        }
    }
}

/// The plain form's answers, as a browser posts them after other pairs.
#[must_use]
pub fn filled() -> String {
    let mut body = "&%2Fname=Example&%2Femail=a%40example.com".to_owned();
    for number in 1..=FIELDS {
        body += &format!("&%2Ffield_{number}=some+words+that+somebody+typed+{number}");
    }
    body
}
