use std::fs;

use guichet_engine::ids::Pointer;

use guichet_engine::ids::Files;
use jiff::SignedDuration;

use super::*;
use crate::store::DefinitionRow;
use crate::testing::definitions as shipped;

const FORM: &str = r#"{"title": "Permit", "type": "object", "required": ["name"], "properties": {
    "name": {"type": "string", "title": "Name"}, "town": {"type": "string", "title": "Town"}}}"#;
const PATH: &str = "forms/permit/form.json";

/// A definitions folder and a store, over which services start one after another.
struct House {
    folder: tempfile::TempDir,
    store: Store,
}

impl House {
    async fn new(files: &[(&str, &str)]) -> Self {
        let fatal = Arc::new(|reason: &str| panic!("fatal: {reason}"));
        let house = Self {
            folder: tempfile::tempdir().expect("a folder"),
            store: Store::open("mem://", None, fatal).await.expect("a store"),
        };
        for (path, text) in files {
            house.write(path, text);
        }
        house
    }

    fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }

    fn remove(&self, path: &str) {
        fs::remove_file(self.folder.path().join(path)).expect("removed");
    }

    async fn open(&self) -> std::result::Result<Definitions, OpenError> {
        let store = self.store.clone();
        let prepared = Definitions::prepare(self.folder.path(), &TimeZone::UTC).await?;
        Definitions::open(prepared, Clock::new(SignedDuration::ZERO), store).await
    }
}

fn label(live: &Live, form: &str, pointer: &str) -> String {
    let pointer = Pointer::parse(pointer).expect("a pointer");
    let form = live.published.forms.get(form).expect("a form");
    form.node(&pointer).expect("a field").label.source.clone()
}

fn codes_of(live: &Live) -> Vec<&str> {
    live.diagnostics
        .iter()
        .map(|fault| fault.code.as_str())
        .collect()
}

fn broken(opened: std::result::Result<Definitions, OpenError>) -> Vec<String> {
    match opened {
        Err(OpenError::Broken(faults)) => faults
            .iter()
            .map(|fault| format!("{}:{} {}", fault.place.file, fault.place.line, fault.code))
            .collect(),
        Err(OpenError::Failed(reason)) => panic!("{reason}"),
        Ok(_) => panic!("it serves"),
    }
}

#[tokio::test]
async fn what_changes_in_a_file_serves_at_the_next_look() {
    let house = House::new(&[]).await;
    for (path, text) in shipped() {
        house.write(&path, text);
    }
    let definitions = house.open().await.expect("opened");
    let before = definitions.live();
    assert_eq!(codes_of(&before), Vec::<&str>::new());
    let old = before.published.forms["three-in-one"].reference.clone();

    let form = "forms/three-in-one/form.json";
    let text = shipped()[form].replacen(
        "\"address\",\n        \"credit_code\"",
        "\"credit_code\"",
        1,
    );
    let text = text.replacen(
        "\"properties\": {\n        \"region\"",
        "\"properties\": {\n        \"web_site\": { \"type\": \"string\", \"title\": \"网址\" },\n        \"region\"",
        1,
    );
    assert!(text.contains("网址"));
    house.write(form, text);
    for (path, from, to) in [
        ("forms/shared/enterprise.json", "单位名称", "企业名称"),
        ("forms/shared/attachments.json", "10485760", "1048576"),
    ] {
        let text = shipped()[path].replace(from, to);
        assert_ne!(text, shipped()[path]);
        house.write(path, text);
    }
    assert!(definitions.reload().await.expect("reloaded"));

    let live = definitions.live();
    assert!(live.generation > before.generation);
    let form = &live.published.forms["three-in-one"];
    let node = |pointer: &str| form.node(&Pointer::parse(pointer).expect("a pointer"));
    assert_eq!(label(&live, "three-in-one", "/basic/name"), "企业名称");
    assert!(!node("/basic/address").expect("a field").required);
    assert!(!node("/basic/web_site").expect("a new field").required);
    let scan = node("/attachments/credit_code_certificate").expect("a scan");
    let rules = scan.attachment_rules().expect("rules of files");
    assert_eq!(rules.size_bytes_max, 1_048_576);
    // Examples that no longer hold, and texts not translated yet, are told and keep nothing from serving.
    assert_eq!(live.error_count(), 0);
    assert!(codes_of(&live).contains(&"F027"), "{:?}", codes_of(&live));

    let kept = definitions.form(&old).await.expect("read").expect("a form");
    assert_eq!(kept.reference, old);
    let name = Pointer::parse("/basic/name").expect("a pointer");
    assert_eq!(kept.node(&name).expect("a field").label.source, "单位名称");
    let again = definitions.form(&old).await.expect("read").expect("a form");
    assert!(Arc::ptr_eq(&kept, &again), "compiled twice");
}

#[tokio::test]
async fn a_broken_edit_keeps_the_last_good_version_and_is_told() {
    let house = House::new(&[(PATH, FORM)]).await;
    let definitions = house.open().await.expect("opened");
    house.write("forms/other/form.json", FORM.replace("Permit", "Other"));
    house.write(
        PATH,
        FORM.replace("\"Name\"", "\"Full name\"")
            .replace("\"type\": \"object\"", "\"type\": \"objekt\""),
    );
    definitions.reload().await.expect("reloaded");
    let live = definitions.live();
    assert_eq!(label(&live, "permit", "/name"), "Name");
    assert_eq!(live.published.forms.len(), 2, "the good one serves");
    assert_eq!(live.refused.forms, BTreeSet::from(["permit".to_owned()]));
    let fault = &live.diagnostics[0];
    assert_eq!((fault.place.file.as_str(), fault.place.line), (PATH, 1));

    house.write(PATH, FORM.replace("\"Name\"", "\"Full name\""));
    definitions.reload().await.expect("reloaded");
    let live = definitions.live();
    assert_eq!(label(&live, "permit", "/name"), "Full name");
    assert_eq!(codes_of(&live), Vec::<&str>::new());
}

#[tokio::test]
async fn each_way_of_breaking_a_file_half_way_keeps_what_served() {
    let house = House::new(&[(PATH, FORM)]).await;
    let definitions = house.open().await.expect("opened");
    let half = &FORM[..FORM.len() / 2];
    for (bytes, code) in [
        (Vec::new(), "F001"),
        (half.as_bytes().to_vec(), "F001"),
        (b"{\"title\": \"\xff\xfe\"}".to_vec(), "D001"),
        (vec![b' '; 3 * 1024 * 1024], "D002"),
    ] {
        house.write(PATH, &bytes);
        definitions.reload().await.expect("reloaded");
        let live = definitions.live();
        assert_eq!(label(&live, "permit", "/name"), "Name");
        assert!(
            codes_of(&live).contains(&code),
            "{code}: {:?}",
            codes_of(&live)
        );
    }
    house.remove(PATH);
    definitions.reload().await.expect("reloaded");
    assert_eq!(label(&definitions.live(), "permit", "/name"), "Name");
    assert_eq!(codes_of(&definitions.live()), ["D005"]);
    fs::remove_dir_all(house.folder.path().join("forms")).expect("removed");
    definitions.reload().await.expect("reloaded");
    assert_eq!(label(&definitions.live(), "permit", "/name"), "Name");
}

#[tokio::test]
async fn a_form_whose_folder_goes_is_offered_no_more_and_its_versions_stay() {
    let house = House::new(&[(PATH, FORM), ("forms/other/form.json", FORM)]).await;
    let definitions = house.open().await.expect("opened");
    let old = definitions.live().published.forms["other"]
        .reference
        .clone();
    house.remove("forms/other/form.json");
    definitions.reload().await.expect("reloaded");
    let names: Vec<String> = definitions.live().published.forms.keys().cloned().collect();
    assert_eq!(names, ["permit"]);
    assert!(definitions.form(&old).await.expect("read").is_some());
}

#[tokio::test]
async fn a_restart_publishes_nothing_and_nothing_new_is_no_change() {
    let house = House::new(&[(PATH, FORM)]).await;
    let definitions = house.open().await.expect("opened");
    let published = |live: &Live| live.published.forms["permit"].reference.clone();
    let first = published(&definitions.live());
    let row = DefinitionRow {
        kind: "form".to_owned(),
        reference: first.clone(),
        files: Files::new(),
    };
    assert!(
        !house.store.publish(&row).await.expect("published"),
        "it is published already"
    );
    assert!(!definitions.reload().await.expect("reloaded"));
    assert_eq!(definitions.live().generation, 1);
    let again = house.open().await.expect("opened again");
    assert_eq!(published(&again.live()), first);
}

#[tokio::test]
async fn a_broken_folder_at_the_first_start_does_not_serve() {
    let house = House::new(&[(PATH, "{"), ("forms/other/form.json", FORM)]).await;
    assert_eq!(
        broken(house.open().await),
        ["forms/permit/form.json:1 F001"]
    );
    house.remove(PATH);
    house.remove("forms/other/form.json");
    assert_eq!(broken(house.open().await), ["forms:1 D005"]);
    let missing = house.folder.path().join("missing");
    let zone = TimeZone::UTC;
    let opened = Definitions::prepare(&missing, &zone).await;
    let Err(OpenError::Failed(reason)) = opened else {
        panic!("it serves")
    };
    assert!(
        reason.contains("does not exist; set GUICHET_DEFINITIONS"),
        "{reason}"
    );
}

#[tokio::test]
async fn a_broken_folder_at_a_later_start_serves_the_last_good_versions() {
    let calendar = r#"{"base": "weekends", "time_zone": "Asia/Shanghai", "published_until": "2026-12-31", "holidays": [], "working_days": []}"#;
    let workflow = shipped()["workflows/registration/workflow.rhai"].clone();
    let form = FORM.replacen('{', "{\"x-workflow\": \"registration\",", 1);
    let files = [
        (PATH, form.as_str()),
        ("workflows/registration/workflow.rhai", &workflow),
        ("workflows/calendars/cn.json", calendar),
        ("templates/locales/en/own.ftl", "own = Own\n"),
        ("templates/locales/zh-CN/own.ftl", "own = 自有\n"),
    ];
    let house = House::new(&files).await;
    let first = house.open().await.expect("opened").live();
    for path in [
        PATH,
        "workflows/registration/workflow.rhai",
        "workflows/calendars/cn.json",
    ] {
        house.write(path, "{");
    }
    house.write("templates/locales/en/own.ftl", "own Own\n");
    let live = house.open().await.expect("opened again").live();
    let versions = |live: &Live| {
        let form = live.published.forms["permit"].reference.clone();
        let workflow = live.published.workflows["registration"].reference.clone();
        (form, workflow, live.templates.version.clone())
    };
    assert_eq!(versions(&live), versions(&first));
    assert!(live.published.calendars.contains_key("cn"));
    assert!(live.refused.templates && live.refused.calendars.contains("cn"));
    assert!(live.refused.workflows.contains("registration"));
    // What never was good keeps nothing else from serving.
    house.write("forms/never/form.json", "{");
    let live = house.open().await.expect("opened once more").live();
    assert!(!live.published.forms.contains_key("never"));
}

#[tokio::test]
async fn a_form_whose_code_list_is_broken_is_not_published() {
    let house = House::new(&[
        (PATH, FORM),
        (
            "forms/lists/ports.json",
            r#"{"items": [{"value": "1", "label": "A"}]}"#,
        ),
    ])
    .await;
    let definitions = house.open().await.expect("opened");
    let before = definitions.live().published.forms["permit"]
        .reference
        .clone();
    house.write("forms/lists/ports.json", r#"{"items": [{"value": 1}]}"#);
    definitions.reload().await.expect("reloaded");
    let live = definitions.live();
    assert_eq!(live.published.forms["permit"].reference, before);
    assert!(live.refused.forms.contains("permit"));
}

#[tokio::test]
async fn pages_of_ones_own_must_be_complete_and_may_change_while_it_runs() {
    let house = House::new(&[(PATH, FORM)]).await;
    for (path, text) in shipped()
        .into_iter()
        .filter(|(path, _)| path.starts_with("templates/"))
    {
        house.write(&path, text);
    }
    let definitions = house.open().await.expect("opened");
    let first = definitions.live().templates.version.clone();
    house.remove("templates/login.html");
    definitions.reload().await.expect("reloaded");
    let live = definitions.live();
    assert_eq!(codes_of(&live), ["T013"]);
    assert_eq!(live.templates.version, first);
    house.write("templates/login.html", "{% include \"parts/none.html\" %}");
    definitions.reload().await.expect("reloaded");
    assert_eq!(codes_of(&definitions.live()), ["T014"]);
    house.write("templates/login.html", "<h1>{{ page.name }}</h1>");
    definitions.reload().await.expect("reloaded");
    let live = definitions.live();
    assert_ne!(live.templates.version, first);
    let context = serde_json::json!({"page": {"name": "<b>"}});
    assert_eq!(
        live.templates
            .render("login.html", &context)
            .expect("drawn"),
        "<h1>&lt;b&gt;</h1>"
    );
}

#[cfg(unix)]
#[tokio::test]
async fn links_are_followed_within_the_folder_and_never_out_of_it() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().expect("a folder");
    let secret = outside.path().join("form.json");
    fs::write(&secret, FORM).expect("written");
    let house = House::new(&[(PATH, FORM)]).await;
    let at = |path: &str| house.folder.path().join(path);
    fs::create_dir(at("forms/linked")).expect("made");
    symlink("../permit/form.json", at("forms/linked/form.json")).expect("linked");
    symlink("..", at("forms/permit/round")).expect("linked");
    let read = read_folder(house.folder.path()).expect("read");
    assert_eq!(read.faults.len(), 1, "{:?}", read.faults);
    assert_eq!(read.faults[0].code, "D004");
    fs::remove_file(at("forms/permit/round")).expect("removed");
    let read = read_folder(house.folder.path()).expect("read");
    assert_eq!(read.faults, []);
    assert_eq!(read.files["forms/linked/form.json"], FORM);
    fs::create_dir(at("forms/escaped")).expect("made");
    symlink(&secret, at("forms/escaped/form.json")).expect("linked");
    symlink(outside.path(), at("forms/outside")).expect("linked");
    let read = read_folder(house.folder.path()).expect("read");
    let found: Vec<_> = read
        .faults
        .iter()
        .map(|fault| (fault.code.as_str(), fault.place.file.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("D003", "forms/escaped/form.json"),
            ("D003", "forms/outside")
        ]
    );
    assert!(!read.files.contains_key("forms/escaped/form.json"));
}

#[tokio::test]
async fn what_is_no_definition_is_not_read() {
    let house = House::new(&[(PATH, FORM)]).await;
    for path in [
        "forms/permit/.form.json.swp",
        "forms/permit/form.json~",
        "forms/permit/#form.json#",
        "forms/permit/README.md",
        "forms/.git/x.json",
        "other/x.json",
    ] {
        house.write(path, "{");
    }
    let read = read_folder(house.folder.path()).expect("read");
    assert_eq!(read.files.keys().collect::<Vec<_>>(), [PATH]);
    assert_eq!(read.faults, []);
}

#[tokio::test]
async fn a_folder_with_too_many_files_is_taken_as_a_whole_or_not_at_all() {
    let house = House::new(&[(PATH, FORM)]).await;
    let definitions = house.open().await.expect("opened");
    let many = house.folder.path().join("forms/many");
    fs::create_dir(&many).expect("made");
    for number in 0..=10_000 {
        fs::write(many.join(format!("{number}.json")), "{}").expect("written");
    }
    house.write(PATH, FORM.replace("\"Name\"", "\"Full name\""));
    definitions.reload().await.expect("reloaded");
    let live = definitions.live();
    assert_eq!(codes_of(&live), ["D004"]);
    assert_eq!(label(&live, "permit", "/name"), "Name");
}

#[test]
fn every_code_has_its_sentences_and_its_page() {
    let sentences = crate::view::Sentences::compile(&shipped(), &mut Vec::new());
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let names = codes::CODES.iter().map(|code| code.name);
    for name in names.chain(["T010", "T011", "T012"]) {
        let page = fs::read_to_string(root.join(format!("docs/diagnostics/{name}.md")));
        assert!(
            page.expect(name).starts_with(&format!("# {name}: ")),
            "{name}"
        );
        assert!(sentences.has(&format!("diagnostic-{name}")), "{name}");
        assert!(sentences.has(&format!("diagnostic-{name}-help")), "{name}");
    }
}
