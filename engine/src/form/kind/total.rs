//! A number that is the sum of others (`x-total`): shown, not asked.

use std::sync::Arc;

use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use super::number;
use crate::form::codes;
use crate::form::compile::compiler::{Compiler, SchemaContext};
use crate::form::node::{Kind, Node};
use crate::form::posted::Posted;
use crate::ids::Pointer;

#[derive(Debug)]
struct Total {
    is_integer: bool,
}

/// Takes numbers that are sums.
pub(super) fn try_compile(
    compiler: &mut Compiler<'_>,
    context: &mut SchemaContext<'_>,
) -> Option<Arc<dyn Kind>> {
    let (Value::Array(written), place) = context.effective.keywords.get("x-total")?.clone() else {
        return None;
    };
    if !number::is_number(context) || written.is_empty() {
        let args = [("pointer", context.pattern.as_str())];
        compiler.report(codes::TOTAL_BROKEN, &place, true, &args);
        return None;
    }
    let named = written.iter().enumerate();
    let named = named.filter_map(|(index, term)| Some((index, term.as_str()?)));
    for (index, term) in named {
        let pointer = Pointer::parse(term).unwrap_or_else(|| Pointer::root().join(term));
        compiler
            .terms
            .push((context.pattern.clone(), pointer, place.join(index)));
    }
    let is_integer = number::is_integer(context);
    Some(Arc::new(Total { is_integer }))
}

impl Kind for Total {
    fn control(&self) -> &'static str {
        "total"
    }

    fn is_computed(&self) -> bool {
        true
    }

    /// Returns the answer before: what is posted never counts.
    fn read(&self, _: &Node, _: &Pointer, _: &Posted<'_>, base: Option<&Value>) -> Option<Value> {
        base.cloned()
    }

    fn is_untouched(&self, _: &Node, _: &Value) -> bool {
        true
    }

    fn problem_code(&self, error: &ValidationErrorKind, value: &Value) -> Option<&'static str> {
        number::problem_code(error, value, self.is_integer)
    }

    fn can_produce(&self, value: &Value) -> bool {
        value.is_number() || value.is_string()
    }
}
