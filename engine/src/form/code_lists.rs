//! Code lists: the built-in divisions of GB/T 2260, and the lists of `forms/lists/`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use gb2260::Division;
use serde::Deserialize;

use super::codes;
use super::source::Source;
use crate::diagnostic::Diagnostic;
use crate::ids::{Files, Pointer};
use crate::message::Text;

/// The folder of code lists.
pub const FOLDER: &str = "forms/lists/";
/// The folder of the translations of their labels, one file a locale.
const LOCALES: &str = "forms/lists/locales/";

/// One entry of a list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeListItem {
    /// The value that is stored.
    pub value: String,
    /// What people read.
    pub label: String,
    /// The value one level up, for lists with levels.
    #[serde(default)]
    pub parent: Option<String>,
    /// The level; empty in a list without levels.
    #[serde(default)]
    pub level: String,
}

/// A list, in the order in which it is shown.
#[derive(Clone, Debug, Default)]
pub struct CodeList {
    items: Vec<CodeListItem>,
}

impl CodeList {
    /// Returns the items of one level.
    pub fn level(&self, level: &str) -> impl Iterator<Item = &CodeListItem> {
        self.items.iter().filter(move |item| item.level == level)
    }
}

/// All lists by name.
#[derive(Clone, Debug, Default)]
pub struct CodeLists {
    lists: BTreeMap<String, Arc<CodeList>>,
    /// Translations of labels: by label, then by locale.
    translations: BTreeMap<String, BTreeMap<String, String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeListFile {
    base: Option<String>,
    #[serde(default)]
    items: Vec<CodeListItem>,
    #[serde(default)]
    add: Vec<CodeListItem>,
    #[serde(default)]
    remove: Vec<String>,
}

impl CodeLists {
    /// Compiles the lists of the definitions folder, and adds the built-in ones.
    #[must_use]
    pub fn compile(files: &Files, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut lists = Self::built_in();
        let list_files = files
            .range(FOLDER.to_owned()..)
            .take_while(|(path, _)| path.starts_with(FOLDER));
        for (path, text) in list_files {
            let Some(name) = path
                .strip_prefix(FOLDER)
                .and_then(|name| name.strip_suffix(".json"))
                .filter(|name| !name.contains('/'))
            else {
                continue;
            };
            let Some(source) = Source::parse(path, text, diagnostics) else {
                continue;
            };
            match CodeListFile::deserialize(&source.value) {
                Ok(written) => {
                    let list = lists.build(&source, written, diagnostics);
                    lists.lists.insert(name.to_owned(), Arc::new(list));
                }
                Err(error) => {
                    let place = source.place_of_value(&Pointer::root());
                    diagnostics
                        .push(codes::LIST_BROKEN.at(place, &[("reason", &error.to_string())]));
                }
            }
        }
        lists.translate(files, diagnostics);
        lists
    }

    /// Returns only the built-in lists.
    #[must_use]
    pub fn built_in() -> Self {
        let list = DIVISIONS.get_or_init(|| Arc::new(divisions()));
        Self {
            lists: BTreeMap::from([("gb2260".to_owned(), Arc::clone(list))]),
            translations: BTreeMap::new(),
        }
    }

    /// Returns a list by name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Arc<CodeList>> {
        self.lists.get(name)
    }

    /// Returns a label with its translations. Not every label needs one: a list may have thousands.
    #[must_use]
    pub fn text(&self, item: &CodeListItem) -> Text {
        let translations = self.translations.get(&item.label);
        Text {
            source: item.label.clone(),
            translations: translations.cloned().unwrap_or_default(),
        }
    }

    /// Reads the translations beside the lists; one that no label has is reported.
    fn translate(&mut self, files: &Files, diagnostics: &mut Vec<Diagnostic>) {
        let items = self.lists.values().flat_map(|list| &list.items);
        let labels: BTreeSet<&str> = items.map(|item| item.label.as_str()).collect();
        let locale_files = files
            .range(LOCALES.to_owned()..)
            .take_while(|(path, _)| path.starts_with(LOCALES));
        for (path, text) in locale_files {
            let Some(locale) = path
                .strip_prefix(LOCALES)
                .and_then(|name| name.strip_suffix(".json"))
            else {
                continue;
            };
            let Some(source) = Source::parse(path, text, diagnostics) else {
                continue;
            };
            let Ok(written) = BTreeMap::<String, String>::deserialize(&source.value) else {
                let place = source.place_of_value(&Pointer::root());
                diagnostics.push(codes::TRANSLATION_BROKEN.at(place, &[]));
                continue;
            };
            for (label, translation) in written {
                if labels.contains(label.as_str()) {
                    let known = self.translations.entry(label).or_default();
                    known.insert(locale.to_owned(), translation);
                } else {
                    let place = source.place_of_key(&Pointer::root().join(&label));
                    diagnostics.push(codes::TRANSLATION_UNUSED.at(place, &[("text", &label)]));
                }
            }
        }
    }

    fn build(
        &self,
        source: &Source,
        written: CodeListFile,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> CodeList {
        let mut list = CodeList { items: Vec::new() };
        for (at, item) in written.items.into_iter().enumerate() {
            if list.items.iter().any(|known| known.value == item.value) {
                let place = source.place_of_value(&Pointer::root().join("items").join(at));
                diagnostics.push(codes::LIST_VALUE.at(place, &[("value", &item.value)]));
            } else {
                list.items.push(item);
            }
        }
        if let Some(base) = &written.base {
            if let Some(found) = self.get(base) {
                list.items.splice(0..0, found.items.iter().cloned());
            } else {
                let place = source.place_of_value(&Pointer::root().join("base"));
                diagnostics.push(codes::LIST_BASE_UNKNOWN.at(place, &[("name", base)]));
            }
        }
        for (at, value) in written.remove.iter().enumerate() {
            let before = list.items.len();
            list.items.retain(|item| item.value != *value);
            if list.items.len() == before {
                let place = source.place_of_value(&Pointer::root().join("remove").join(at));
                diagnostics.push(codes::LIST_VALUE.at(place, &[("value", value)]));
            }
        }
        for (at, added) in written.add.into_iter().enumerate() {
            if let Some(known) = list.items.iter_mut().find(|item| item.value == added.value) {
                known.label.clone_from(&added.label);
            } else if added
                .parent
                .as_ref()
                .is_some_and(|parent| !list.items.iter().any(|item| item.value == *parent))
            {
                let place = source.place_of_value(&Pointer::root().join("add").join(at));
                diagnostics.push(codes::LIST_VALUE.at(place, &[("value", &added.value)]));
            } else {
                list.items.push(added);
            }
        }
        list.items
            .sort_by(|one, other| (&one.level, &one.value).cmp(&(&other.level, &other.value)));
        list
    }
}

static DIVISIONS: OnceLock<Arc<CodeList>> = OnceLock::new();

/// Returns provinces, prefectures and counties of the latest revision of GB/T 2260 that the crate `gb2260` holds. The
/// placeholder 市辖区 of a municipality is shown by the municipality's own name, and that of a city is left out.
fn divisions() -> CodeList {
    let mut items = Vec::new();
    let mut push = |code: &str, label: String, level: &str, parent: Option<String>| {
        items.push(CodeListItem {
            value: code.to_owned(),
            label,
            parent,
            level: level.to_owned(),
        });
    };
    for province in (11..=82).filter_map(|number| Division::get(&format!("{number}0000"))) {
        push(province.code, province.name.to_owned(), "province", None);
        let mut has_prefecture = false;
        for number in 1..=99 {
            let Some(prefecture) = Division::get(&format!("{}{number:02}00", &province.code[..2]))
            else {
                continue;
            };
            has_prefecture = true;
            let label = match prefecture.name {
                "市辖区" => province.name.to_owned(),
                "县" => format!("{}（县）", province.name),
                name => name.to_owned(),
            };
            push(
                prefecture.code,
                label,
                "prefecture",
                Some(province.code.to_owned()),
            );
            let counties = (1..=99).filter_map(|number| {
                Division::get(&format!("{}{number:02}", &prefecture.code[..4]))
            });
            for county in counties.filter(|county| county.name != "市辖区") {
                push(
                    county.code,
                    county.name.to_owned(),
                    "county",
                    Some(prefecture.code.to_owned()),
                );
            }
        }
        if !has_prefecture {
            // Taiwan, Hong Kong and Macao have no divisions in the standard: the region stands for its own city.
            push(
                &format!("{}0100", &province.code[..2]),
                province.name.to_owned(),
                "prefecture",
                Some(province.code.to_owned()),
            );
        }
    }
    CodeList { items }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn divisions_start_where_the_manual_does() {
        let lists = CodeLists::built_in();
        let list = lists.get("gb2260").expect("built in");
        let label = |level: &str, code: &str| {
            list.level(level)
                .find(|item| item.value == code)
                .map(|item| item.label.clone())
        };
        assert_eq!(label("province", "130000").as_deref(), Some("河北省"));
        assert_eq!(label("prefecture", "130100").as_deref(), Some("石家庄市"));
        assert_eq!(label("county", "130102").as_deref(), Some("长安区"));
        assert_eq!(label("prefecture", "110100").as_deref(), Some("北京市"));
        assert_eq!(label("county", "130101"), None);
        assert_eq!(list.level("province").count(), 34);
    }

    #[test]
    fn labels_have_the_translations_beside_the_lists() {
        let ports = r#"{"items": [{"value": "QHD", "label": "秦皇岛港"}, {"value": "TSG", "label": "唐山港"}]}"#;
        let english = r#"{"秦皇岛港": "Port of Qinhuangdao", "河北省": "Hebei", "长安区": "Chang'an District"}"#;
        let files = Files::from([
            ("forms/lists/ports.json".to_owned(), ports.to_owned()),
            ("forms/lists/locales/en.json".to_owned(), english.to_owned()),
        ]);
        let mut diagnostics = Vec::new();
        let lists = CodeLists::compile(&files, &mut diagnostics);
        assert_eq!(diagnostics, vec![]);
        let english = |list: &str, level: &str, value: &str| {
            let list = lists.get(list).expect("compiled");
            let item = list.level(level).find(|item| item.value == value);
            lists.text(item.expect("an item")).get("en").to_owned()
        };
        assert_eq!(english("ports", "", "QHD"), "Port of Qinhuangdao");
        assert_eq!(english("ports", "", "TSG"), "唐山港");
        assert_eq!(english("gb2260", "province", "130000"), "Hebei");
        assert_eq!(english("gb2260", "county", "130102"), "Chang'an District");
    }

    #[test]
    fn a_list_file_mends_its_base() {
        let text = r#"{"base": "gb2260", "remove": ["130521"],
            "add": [{"value": "130505", "label": "任泽区", "parent": "130500", "level": "county"}]}"#;
        let files = Files::from([("forms/lists/divisions.json".to_owned(), text.to_owned())]);
        let mut diagnostics = Vec::new();
        let lists = CodeLists::compile(&files, &mut diagnostics);
        assert_eq!(diagnostics, vec![]);
        let list = lists.get("divisions").expect("compiled");
        assert!(list.level("county").any(|item| item.label == "任泽区"));
        assert!(!list.level("county").any(|item| item.value == "130521"));
    }
}
