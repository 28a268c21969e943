//! Tests of the repository's templates: every page in both languages, every shipped form, and schemas in the wild.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use guichet_engine::catalog::Catalog;
use guichet_engine::diagnostic::{Diagnostic, Severity};
use guichet_engine::form::view::AttachmentView;
use guichet_engine::form::{
    Form, Mask, Mode, NO_CORRECTIONS, Problem, Secrets, View, ViewRequest, compile_schema,
};
use guichet_engine::ids::Files;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::page::{CasePage, DeskPage, FormPage, Frame, Page};
use super::renderable::PAGES;
use super::templates::Templates;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn files() -> Files {
    crate::definitions::read_folder(&root())
        .expect("readable definitions")
        .files
}

fn templates(files: &Files) -> (Templates, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let zone = TimeZone::get("Asia/Shanghai").expect("a zone");
    let templates = Templates::compile(files, &zone, &mut diagnostics);
    (templates, diagnostics)
}

fn complete_answers() -> Value {
    let path = root().join("forms/three-in-one/examples/accepted/complete.json");
    let text = std::fs::read_to_string(path).expect("an example");
    let example: Value = serde_json::from_str(&text).expect("JSON");
    example["answers"].clone()
}

/// Collects the files behind the attachment ids of these answers.
fn attachments(value: &Value, found: &mut BTreeMap<String, AttachmentView>) {
    match value {
        Value::String(id) if id.starts_with("example-") => {
            let file = AttachmentView {
                id: id.clone(),
                file_name: format!("扫描件 {id}.jpg"),
                size_bytes: 1_600_000,
                url: format!("/apply/three-in-one/attachments/{id}"),
                preview_url: format!("/apply/three-in-one/attachments/{id}/preview"),
            };
            found.insert(id.clone(), file);
        }
        Value::Array(items) => items.iter().for_each(|item| attachments(item, found)),
        Value::Object(members) => members.values().for_each(|item| attachments(item, found)),
        _ => {}
    }
}

fn view_of(
    form: &Form,
    locale: &str,
    answers: &Value,
    problems: &[Problem],
    mode: Mode<'_>,
    mask: Mask<'_>,
) -> View {
    let mut files = BTreeMap::new();
    attachments(answers, &mut files);
    form.view(&ViewRequest {
        locale,
        answers,
        problems,
        secrets_kept: &BTreeSet::new(),
        attachments: &files,
        mode,
        mask,
        common_corrections: &NO_CORRECTIONS,
    })
}

/// Returns the values of an attribute.
fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let before = format!(" {name}=\"");
    html.split(before.as_str())
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect()
}

/// Returns the faults of a page: ids given twice, references to none, keys instead of sentences.
fn faults(html: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let ids = attributes(html, "id");
    let known: BTreeSet<&str> = ids.iter().copied().collect();
    if known.len() != ids.len() {
        let mut seen = BTreeSet::new();
        let twice = ids.iter().filter(|id| !seen.insert(**id));
        faults.extend(twice.map(|id| format!("the id {id} is given twice")));
    }
    for name in [
        "for",
        "aria-labelledby",
        "aria-describedby",
        "form",
        "data-copy",
    ] {
        let referred = attributes(html, name)
            .into_iter()
            .flat_map(str::split_whitespace);
        let lost = referred.filter(|id| !known.contains(id));
        faults.extend(lost.map(|id| format!("{name} refers to {id}, which is not there")));
    }
    for href in attributes(html, "href") {
        if let Some(id) = href.strip_prefix('#').filter(|id| !known.contains(id)) {
            faults.push(format!("a link leads to #{id}, which is not there"));
        }
    }
    if html.contains("style=\"") || html.contains(" onclick") {
        faults.push("there is something inline".to_owned());
    }
    faults
}

/// Returns the words of a page that look like keys: no sentence has them.
fn keys(html: &str) -> Vec<String> {
    let mut words = Vec::new();
    for part in html.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        let texts = ["alt", "aria-label", "placeholder", "title"]
            .into_iter()
            .flat_map(|name| attributes(tag, name));
        // Words for programs stand between these marks.
        let text = if tag.starts_with("code") { "" } else { text };
        words.extend(texts.chain([text]).map(|text| text.trim().to_owned()));
    }
    let is_key = |text: &String| {
        text.contains('-')
            && text.starts_with(|letter: char| letter.is_ascii_lowercase())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    words.retain(is_key);
    words.retain(|word| !matches!(word.as_str(), "three-in-one"));
    words
}

#[test]
fn templates_and_sentences_have_no_fault() {
    let (_, diagnostics) = templates(&files());
    let errors: Vec<_> = diagnostics
        .iter()
        .filter(|fault| fault.severity == Severity::Error)
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn every_page_is_rendered_in_every_language() {
    let (templates, _) = templates(&files());
    let mut wrong = Vec::new();
    for page in PAGES {
        for locale in templates.sentences.languages() {
            let samples = (page.render)(&templates, locale).into_iter().zip(1..);
            for (html, number) in samples {
                let html = html.unwrap_or_else(|error| panic!("{}: {error}", page.template));
                let has_language = html.contains(&format!("<html lang=\"{locale}\">"));
                assert!(has_language || !html.contains("<html"), "{}", page.template);
                let keys = keys(&html).into_iter();
                let keys = keys.map(|key| format!("{key} is no sentence"));
                let found = faults(&html).into_iter().chain(keys);
                let name = format!("{} {number}", page.template);
                wrong.extend(found.map(|fault| format!("{locale} {name}: {fault}")));
                keep(locale, &name.replace('/', "-"), &html);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Templates are read by administrators, beside one another and in differences.
#[test]
fn templates_are_narrow_and_short() {
    const WIDTH_MAX: usize = 160;
    const LINES_MAX: usize = 80;
    let files = files();
    let is_template = |path: &str| path.ends_with(".html") || path.ends_with(".txt");
    let templates = files
        .iter()
        .filter(|(path, _)| path.starts_with("templates/") && is_template(path));
    let is_large = |text: &str| {
        text.lines().count() > LINES_MAX
            || text.lines().any(|line| line.chars().count() > WIDTH_MAX)
    };
    let large: Vec<&String> = templates
        .filter(|(_, text)| is_large(text))
        .map(|(path, _)| path)
        .collect();
    assert!(large.is_empty(), "{large:?}");
}

/// A template that surrounds itself with the layout is a page, and a page has a type.
#[test]
fn every_template_of_a_page_has_a_type() {
    let is_page = |text: &String| text.contains("{% extends \"layout.html\" %}");
    let files = files();
    let pages = files.iter().filter(|(_, text)| is_page(text));
    let names: BTreeSet<&str> = pages
        .filter_map(|(path, _)| path.strip_prefix("templates/"))
        .collect();
    assert!(names.len() > 20, "{names:?}");
    let typed: BTreeSet<&str> = PAGES.iter().map(|page| page.template).collect();
    assert!(names.is_subset(&typed), "{names:?} {typed:?}");
}

/// Returns a page without what changes with every style sheet: the addresses of assets.
fn steady(templates: &Templates, html: &str) -> String {
    let assets = templates.assets.values();
    assets.fold(html.to_owned(), |html, asset| {
        html.replace(&asset.hash, "hash")
    })
}

/// Renders a page and compares it with what was reviewed.
fn check_reviewed<P: Page>(templates: &Templates, name: &str, page: &P) {
    let frame = Frame::sample(P::READER, Vec::new());
    let html = templates.page("zh-CN", &frame, page).expect("a page");
    insta::assert_snapshot!(name, steady(templates, &html));
}

#[test]
fn pages_are_as_reviewed() {
    let files = files();
    let (templates, _) = templates(&files);
    let form = Catalog::compile(&files).forms["three-in-one"]
        .value
        .clone()
        .expect("a form");
    let view = |answers: &Value, mode, mask| view_of(&form, "zh-CN", answers, &[], mode, mask);
    let untouched = FormPage {
        title: form.settings.title.get("zh-CN").to_owned(),
        view: view(&form.initial_answers(), Mode::Edit, Mask::None),
        ..FormPage::samples().swap_remove(0)
    };
    check_reviewed(&templates, "form", &untouched);
    check_reviewed(&templates, "desk", &DeskPage::samples().swap_remove(0));
    let revealed = BTreeSet::new();
    let case = CasePage {
        view: view(&complete_answers(), Mode::Read, Mask::Personal(&revealed)),
        ..CasePage::samples().swap_remove(0)
    };
    check_reviewed(&templates, "case", &case);
}

/// Returns every view of a form, outermost first.
fn all(view: &View) -> Vec<&View> {
    let cells = view.rows.iter().flat_map(|row| &row.cells);
    let inner = view.children.iter().chain(cells).flat_map(all);
    std::iter::once(view).chain(inner).collect()
}

/// A template of these tests: answers and nothing round them.
const ANSWERS_ALONE: &str = "answers_alone.html";

/// Compiles the repository's templates and [`ANSWERS_ALONE`].
fn templates_with_answers_alone(mut files: Files) -> Templates {
    let text = "{% from \"components/answers.html\" import answers %}{{ answers(page.part) }}";
    files.insert(format!("templates/{ANSWERS_ALONE}"), text.to_owned());
    templates(&files).0
}

/// Renders a form for editing and for reading, and each part of it alone.
fn try_form(templates: &Templates, form: &Form, answers: &Value, mode: Mode<'_>) -> Vec<String> {
    let mut wrong = Vec::new();
    let problems = form.validate(answers, &Secrets::default());
    let view = view_of(form, "en", answers, &problems, mode, Mask::None);
    let page = json!({"title": "x", "view": view, "problems": [], "notices": [], "css": ""});
    let context = |template: &str, part: &View| {
        let whole = template.starts_with("form");
        let page = if whole {
            page.clone()
        } else {
            json!({"reactive": false, "part": part})
        };
        let context =
            json!({"locale": "en", "frame": Frame::default(), "page": page, "view": part});
        templates.render(template, &context)
    };
    match context("form_standalone.html", &view) {
        Ok(html) => wrong.extend(faults(&html)),
        Err(error) => wrong.push(error.to_string()),
    }
    let read = view_of(form, "en", answers, &[], Mode::Read, Mask::None);
    match context(ANSWERS_ALONE, &read) {
        Ok(html) => wrong.extend(faults(&html)),
        Err(error) => wrong.push(error.to_string()),
    }
    for part in all(&view) {
        match context("part.html", part) {
            Ok(html) => {
                let id = format!(" id=\"part-{}", part.id);
                if !html.contains(&id) {
                    wrong.push(format!("the part {} has no id", part.id));
                }
            }
            Err(error) => wrong.push(error.to_string()),
        }
    }
    wrong
}

#[test]
fn every_shipped_form_and_every_schema_is_drawn() {
    let files = files();
    let mut forms: BTreeMap<String, (std::sync::Arc<Form>, Vec<Value>)> = BTreeMap::new();
    for (name, item) in Catalog::compile(&files).forms {
        let form = item.value.expect("a form");
        let initial = form.initial_answers();
        forms.insert(name, (form, vec![initial, complete_answers()]));
    }
    let folder = root().join("tests/fixtures/schemas");
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let text = std::fs::read_to_string(path.join("schema.json")).expect("a schema");
        let form = std::sync::Arc::new(compile_schema("schema.json", &text).value.expect("a form"));
        let mut answers = vec![form.initial_answers()];
        let examples = std::fs::read_dir(path.join("accepted"))
            .into_iter()
            .flatten();
        for example in examples {
            let text = std::fs::read_to_string(example.expect("an entry").path()).expect("text");
            answers.push(serde_json::from_str(&text).expect("JSON"));
        }
        forms.insert(path.display().to_string(), (form, answers));
    }
    assert!(forms.len() > 30);
    let templates = templates_with_answers_alone(files);
    let mut wrong = BTreeSet::new();
    for (name, (form, answers)) in &forms {
        for answers in answers {
            let flags = BTreeMap::from([(guichet_engine::ids::Pointer::root(), "why".to_owned())]);
            for mode in [
                Mode::Edit,
                Mode::Correct(&flags),
                Mode::Correct(&BTreeMap::new()),
            ] {
                let found = try_form(&templates, form, answers, mode);
                wrong.extend(found.into_iter().map(|fault| format!("{name}: {fault}")));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Returns the number of sections that lie in one another.
fn depth(view: &View) -> usize {
    1 + view.children.iter().map(depth).max().unwrap_or_default()
}

#[test]
fn a_form_as_deep_as_forms_may_be_is_drawn_on_a_small_stack() {
    const STACK_BYTES: usize = 2 * 1024 * 1024;
    let mut schema = json!({"type": "array", "items": {"type": "string"}});
    let mut definitions = serde_json::Map::new();
    for level in 0..36 {
        let object = json!({"type": "object", "properties": {"next": schema}});
        definitions.insert(format!("level{level}"), object);
        schema = json!({"$ref": format!("#/$defs/level{level}")});
    }
    let root = json!({"$defs": definitions, "type": "object", "properties": {"next": schema}});
    let compiled = compile_schema("schema.json", &root.to_string());
    let form = compiled.value.expect("a form");
    let view = view_of(&form, "en", &json!({}), &[], Mode::Edit, Mask::None);
    assert!(depth(&view) > 32, "{}", depth(&view));
    let templates = templates_with_answers_alone(files());
    let draw = move || try_form(&templates, &form, &json!({}), Mode::Edit);
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES);
    let faults = thread.spawn(draw).expect("a thread").join();
    assert_eq!(faults.expect("drawn"), Vec::<String>::new());
}

/// Writes a page to the folder that `GUICHET_PAGES` names, to be looked at in a browser.
fn keep(locale: &str, name: &str, html: &str) {
    if let Some(folder) = std::env::var_os("GUICHET_PAGES") {
        let folder = PathBuf::from(folder).join(locale);
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join(format!("{name}.html")), html).expect("written");
    }
}
