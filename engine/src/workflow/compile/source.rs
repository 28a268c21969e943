//! Where things stand in a script: every call with its arguments, every key of a written-out map.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};

use rhai::{AST, ASTNode, Engine, Expr, FnCallExpr, Position, Stmt, Token};

use super::faults::Faults;
use crate::workflow::codes;
use crate::workflow::effect::NOTICE;

/// Functions that are part of the language and stand in no list.
const LANGUAGE: [&str; 8] = [
    "Fn",
    "call",
    "curry",
    "is_shared",
    "type_of",
    "is_def_var",
    "is_def_fn",
    "this",
];

/// The place of a written-out value and, where it is a map or an array, of its parts.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    pub at: Position,
    pub keys: BTreeMap<String, (Position, Spot)>,
    pub items: Vec<Spot>,
}

impl Spot {
    /// Creates a place without parts.
    pub fn point(at: Position) -> Self {
        Self {
            at,
            keys: BTreeMap::new(),
            items: Vec::new(),
        }
    }

    fn from_expression(expression: &Expr) -> Self {
        let mut spot = Self::point(expression.start_position());
        match expression {
            Expr::Map(map, _) => {
                let members = map.0.iter();
                spot.keys = members
                    .map(|(key, value)| {
                        (
                            key.name.to_string(),
                            (key.pos, Self::from_expression(value)),
                        )
                    })
                    .collect();
            }
            Expr::Array(items, _) => spot.items = items.iter().map(Self::from_expression).collect(),
            _ => {}
        }
        spot
    }

    /// Returns the place of a key's value; this place where the map is not written out.
    pub fn value(&self, key: &str) -> Self {
        self.keys
            .get(key)
            .map_or_else(|| Self::point(self.at), |(_, spot)| spot.clone())
    }

    /// Returns the place of a key.
    pub fn key(&self, key: &str) -> Position {
        self.keys.get(key).map_or(self.at, |(at, _)| *at)
    }

    /// Returns the place of an item.
    pub fn item(&self, index: usize) -> Position {
        self.items.get(index).map_or(self.at, |spot| spot.at)
    }
}

/// A call of a function.
#[derive(Debug)]
struct Call {
    name: String,
    args: Vec<Spot>,
    operator: bool,
    declaring: bool,
    /// The text that is its first argument.
    text: Option<String>,
}

/// Every call of a script by its place.
#[derive(Debug, Default)]
pub(super) struct Index {
    calls: HashMap<Position, Call>,
    /// The notices named in `notice("…")`, wherever it stands.
    pub notices: Vec<(String, Position)>,
    /// The roles named in `role("…")` by functions, which run later.
    pub roles: Vec<(String, Position)>,
}

impl Index {
    pub fn from_ast(ast: &AST) -> Self {
        let mut index = Self::default();
        index.add(ast, false);
        index.add(&ast.clone_statements_only(), true);
        for call in index.calls.values() {
            let (Some(text), Some(spot)) = (&call.text, call.args.first()) else {
                continue;
            };
            match call.name.as_str() {
                NOTICE => index.notices.push((text.clone(), spot.at)),
                "role" if !call.declaring => index.roles.push((text.clone(), spot.at)),
                _ => {}
            }
        }
        index
    }

    fn add(&mut self, ast: &AST, declaring: bool) {
        ast.walk(&mut |path: &[ASTNode<'_>]| {
            match path.last() {
                Some(ASTNode::Stmt(Stmt::FnCall(call, at)))
                | Some(ASTNode::Expr(Expr::FnCall(call, at) | Expr::MethodCall(call, at))) => {
                    self.calls.insert(*at, Call::from_call(call, declaring));
                }
                _ => {}
            }
            true
        });
    }

    /// Returns the place of an argument of the call at `at`, counted without what stands before the dot.
    pub fn argument(&self, at: Position, number: usize) -> Spot {
        let spot = self.calls.get(&at).and_then(|call| call.args.get(number));
        spot.cloned().unwrap_or_else(|| Spot::point(at))
    }

    /// Reports functions that do not exist, and declarations inside functions.
    pub fn check(
        &self,
        names: &BTreeSet<String>,
        declarations: &BTreeSet<String>,
        faults: &mut Faults,
    ) {
        for (at, call) in &self.calls {
            let name = call.name.as_str();
            if call.operator || names.contains(name) || LANGUAGE.contains(&name) {
                continue;
            }
            if !declarations.contains(name) {
                faults.add(codes::UNKNOWN_FUNCTION, *at, &[("name", name)]);
            } else if !call.declaring {
                faults.add(codes::DECLARED_INSIDE, *at, &[("name", name)]);
            }
        }
    }
}

impl Call {
    fn from_call(call: &FnCallExpr, declaring: bool) -> Self {
        let text = match call.args.first() {
            Some(Expr::StringConstant(text, _)) => Some(text.to_string()),
            _ => None,
        };
        Self {
            name: call.name.to_string(),
            args: call.args.iter().map(Spot::from_expression).collect(),
            operator: call.is_operator_call(),
            declaring,
            text,
        }
    }
}

/// Returns the names of all functions registered in an engine.
pub(super) fn names(engine: &Engine) -> BTreeSet<String> {
    let named = engine.collect_fn_metadata(None, |info| Some(info.metadata.name.to_string()), true);
    named.into_iter().collect()
}

/// Takes a reserved word after a dot for the name that it is there: an answer may be called `case`.
pub(super) fn let_answers_be_called_like_words(engine: &mut Engine) {
    let after_dot = AtomicBool::new(false);
    #[expect(
        deprecated,
        reason = "rhai marks by that what may still change; the fixtures would show it"
    )]
    engine.on_parse_token(move |token, _, _| {
        let is_dot = matches!(token, Token::Period | Token::Elvis);
        match token {
            Token::Reserved(word) if after_dot.swap(is_dot, Ordering::Relaxed) => {
                Token::Identifier(word)
            }
            other => {
                after_dot.store(is_dot, Ordering::Relaxed);
                other
            }
        }
    });
}
