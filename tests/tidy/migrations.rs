//! The numbers of migrations are unique and rise by one, in the folder as in the list.

use crate::source::files;

#[test]
fn migrations_are_numbered_one_by_one() {
    let root = guichet_tests::root();
    let store = root.join("server/src/store");
    let mut names = Vec::new();
    for path in files(&store.join("migrations"), &["surql"]) {
        names.push(
            path.file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned(),
        );
    }
    let list = std::fs::read_to_string(store.join("migrations.rs")).expect("the list");
    for (number, name) in (1..).zip(&names) {
        assert!(
            name.starts_with(&format!("{number:04}_")),
            "number {number} is missing or given twice: {name}"
        );
        let line = format!("({number}, include_str!(\"migrations/{name}\")),");
        assert!(list.contains(&line), "store/migrations.rs lacks «{line}»");
    }
    assert!(names.len() >= 9, "{names:?}");
}
