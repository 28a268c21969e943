//! From a script to a [`Workflow`]: every mistake is collected with its place, none stops the rest.

mod actions;
mod declare;
mod declared;
mod faults;
mod finish;
mod graph;
mod known;
mod options;
mod proved;
mod roles;
mod source;
pub(super) mod terms;
mod texts;
mod values;
mod words;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use rhai::{AST, Engine, EvalAltResult, ParseErrorType, Position, Scope, Stmt};

use super::definition::Workflow;
use super::{codes, sandbox};
use crate::diagnostic::Compiled;
use crate::ids::Files;
use declared::{Declared, lock};
use faults::Faults;
use proved::Places;
use source::Index;
use terms::in_terms_of_scripts;

pub use known::Known;

/// Longest script, in bytes.
const SCRIPT_BYTES_MAX: usize = 256 * 1024;

/// Compiles the workflow at `path` (`workflows/registration/workflow.rhai`) with its translations. The version is the
/// address of these files; calendars and scenarios do not belong to it.
#[must_use]
pub fn compile(files: &Files, path: &str, known: &Known<'_>) -> Compiled<Workflow> {
    compile_with(files, path, known, false)
}

/// Compiles as [`compile`] does, for a workflow that is to be published: what it declares is proved as well.
#[must_use]
pub fn check(files: &Files, path: &str, known: &Known<'_>) -> Compiled<Workflow> {
    compile_with(files, path, known, true)
}

fn compile_with(files: &Files, path: &str, known: &Known<'_>, proved: bool) -> Compiled<Workflow> {
    let mut faults = Faults {
        file: path.to_owned(),
        list: Vec::new(),
    };
    let text = files.get(path).map_or("", String::as_str);
    let value = read(text, &mut faults).and_then(|(ast, declared)| {
        let places = Places::from_declared(&declared);
        let workflow = finish::finish(files, path, known, ast, declared, &mut faults)?;
        if proved && !faults.any_error() {
            proved::check(&workflow, &places, &mut faults);
        }
        Some(workflow)
    });
    let mut diagnostics = faults.list;
    diagnostics.sort_by(|one, other| (&one.place, &one.code).cmp(&(&other.place, &other.code)));
    diagnostics.dedup();
    let mut compiled = Compiled { value, diagnostics };
    if compiled.has_errors() {
        compiled.value = None;
    }
    compiled
}

/// Reads the script and runs its declarations, each on its own so that one fault hides no other.
fn read(text: &str, faults: &mut Faults) -> Option<(AST, Declared)> {
    if text.len() > SCRIPT_BYTES_MAX {
        let detail = format!("{} > {SCRIPT_BYTES_MAX} bytes", text.len());
        faults.add(codes::LIMIT, Position::NONE, &[("detail", &detail)]);
        return None;
    }
    let declared = Arc::new(Mutex::new(Declared::default()));
    let mut engine = sandbox::limited();
    sandbox::register_effects(&mut engine);
    let mut names = source::names(&engine);
    declare::register(&mut engine, &declared);
    let declarations: BTreeSet<String> =
        source::names(&engine).difference(&names).cloned().collect();
    source::let_answers_be_called_like_words(&mut engine);
    let ast = match engine.compile(text) {
        Ok(ast) => ast,
        Err(error) => {
            let code = match &*error.0 {
                ParseErrorType::ExprTooDeep
                | ParseErrorType::TooManyFunctions
                | ParseErrorType::LiteralTooLarge(..) => codes::LIMIT,
                _ => codes::SYNTAX,
            };
            faults.add(code, error.1, &[("detail", &error.0.to_string())]);
            return None;
        }
    };
    names.extend(
        ast.iter_functions()
            .map(|function| function.name.to_owned()),
    );
    let index = Index::from_ast(&ast);
    index.check(&names, &declarations, faults);
    lock(&declared).index = index;
    let complete = run(&engine, &ast, faults);
    let mut declared = std::mem::take(&mut *lock(&declared));
    declared.incomplete |= !complete;
    for fault in std::mem::take(&mut declared.faults) {
        let args: Vec<(&str, &str)> = fault
            .args
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        faults.add(fault.code, fault.at, &args);
    }
    Some((ast.clone_functions_only(), declared))
}

/// Runs each statement; `false` when one failed, so that something declared is missing.
fn run(engine: &Engine, ast: &AST, faults: &mut Faults) -> bool {
    let mut scope = Scope::new();
    let mut complete = true;
    for statement in ast.statements() {
        let one = AST::new([statement.clone()], ast.shared_lib().clone());
        let Err(error) = engine.eval_ast_with_scope::<rhai::Dynamic>(&mut scope, &one) else {
            continue;
        };
        report(&error, faults);
        complete = false;
        // What a failed `let` was to define is missing from here on, and every later use would be a fault of its own.
        if !matches!(statement, Stmt::FnCall(..) | Stmt::Expr(..)) {
            break;
        }
    }
    complete
}

fn report(error: &EvalAltResult, faults: &mut Faults) {
    let inner = error.unwrap_inner();
    let at = inner.position();
    let detail = in_terms_of_scripts(&inner.to_string());
    match inner {
        EvalAltResult::ErrorFunctionNotFound(signature, _) => {
            let name = signature.split(['(', ' ']).next().unwrap_or(signature);
            // That no function has the name at all is already said, of the whole script.
            let place = faults.place(at);
            let is_said = faults
                .list
                .iter()
                .any(|fault| fault.place == place && fault.code == codes::UNKNOWN_FUNCTION.name);
            if !is_said {
                faults.add(
                    codes::WRONG_ARGUMENTS,
                    at,
                    &[("name", name), ("detail", &in_terms_of_scripts(signature))],
                );
            }
        }
        EvalAltResult::ErrorTooManyOperations(..)
        | EvalAltResult::ErrorTooManyVariables(..)
        | EvalAltResult::ErrorTooManyModules(..)
        | EvalAltResult::ErrorStackOverflow(..)
        | EvalAltResult::ErrorDataTooLarge(..)
        | EvalAltResult::ErrorTerminated(..) => {
            faults.add(codes::LIMIT, at, &[("detail", &detail)])
        }
        _ => faults.add(codes::RUNTIME, at, &[("detail", &detail)]),
    }
}
