//! Every problem and every fault has its sentences, in both languages, and its page.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use guichet_engine::form::codes::CODES;
use guichet_engine::form::messages::problem_keys;

use crate::support::{root, text};

const LOCALES: [&str; 2] = ["zh-CN", "en"];

/// The messages of a locale's file, each with the arguments that it uses.
fn messages(locale: &str) -> BTreeMap<String, BTreeSet<String>> {
    let resource =
        fluent_syntax::parser::parse(text(&format!("templates/locales/{locale}/form.ftl")));
    let resource = resource.unwrap_or_else(|(_, errors)| panic!("{locale}: {errors:?}"));
    let messages = resource.body.into_iter().filter_map(|entry| match entry {
        Entry::Message(message) => {
            let mut args = BTreeSet::new();
            collect(&message.value.expect("a sentence"), &mut args);
            Some((message.id.name, args))
        }
        _ => None,
    });
    let mut known = BTreeMap::new();
    for (name, args) in messages {
        assert!(
            known.insert(name.clone(), args).is_none(),
            "{locale}: {name} stands twice"
        );
    }
    known
}

fn collect(pattern: &Pattern<String>, args: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else {
            continue;
        };
        let selector = match expression {
            Expression::Inline(inline) => inline,
            Expression::Select { selector, variants } => {
                variants
                    .iter()
                    .for_each(|variant| collect(&variant.value, args));
                selector
            }
        };
        if let InlineExpression::VariableReference { id } = selector {
            args.insert(id.name.clone());
        }
    }
}

#[test]
fn every_problem_and_every_code_has_its_sentences_and_none_is_stale() {
    let problems = problem_keys().into_iter().map(|(key, _)| key);
    let sentence = |code: &str| format!("diagnostic-{code}");
    let codes = CODES.iter().flat_map(|code| {
        let sentence = sentence(code.name);
        [format!("{sentence}-help"), sentence]
    });
    let wanted: BTreeSet<String> = problems.chain(codes).collect();
    for locale in LOCALES {
        let known: BTreeSet<String> = messages(locale).into_keys().collect();
        let missing: Vec<&String> = wanted.difference(&known).collect();
        let stale: Vec<&String> = known.difference(&wanted).collect();
        assert!(
            missing.is_empty() && stale.is_empty(),
            "{locale}: missing {missing:?}, stale {stale:?}"
        );
    }
}

#[test]
fn sentences_of_problems_use_exactly_the_arguments_that_they_are_given() {
    for locale in LOCALES {
        let known = messages(locale);
        for (key, args) in problem_keys() {
            let args: BTreeSet<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
            assert_eq!(known.get(&key), Some(&args), "{locale}: {key}");
        }
    }
}

#[test]
fn sentences_end_as_sentences_do() {
    for (locale, end) in [("zh-CN", "。"), ("en", ".")] {
        let file = text(&format!("templates/locales/{locale}/form.ftl"));
        let problems = file.lines().filter(|line| line.starts_with("problem-"));
        let wrong: Vec<&str> = problems.filter(|line| !line.ends_with(end)).collect();
        assert!(wrong.is_empty(), "{locale}: {wrong:?}");
    }
}

#[test]
fn every_code_has_its_page() {
    let lacks = |code: &&str| {
        let path = root().join(format!("docs/diagnostics/{code}.md"));
        let page = std::fs::read_to_string(path).unwrap_or_default();
        let complete = page.starts_with(&format!("# {code}: "))
            && page.contains("\n## Example\n")
            && page.contains("\n## What to do\n");
        !complete
    };
    let lacking: Vec<&str> = CODES.iter().map(|code| code.name).filter(lacks).collect();
    assert!(lacking.is_empty(), "{lacking:?}");
}
