//! What a function of the script can return, as far as its text shows.

use rhai::{AST, ASTNode, Expr, FnCallExpr, FnPtr, Stmt};

/// Calls within calls that are looked into.
const CALLS_MAX: usize = 16;

/// Tells whether whatever a function returns is one text, and never a list.
pub(super) fn is_one_text(script: &AST, function: &FnPtr) -> bool {
    function_is_one_text(script, function.fn_name(), 1, CALLS_MAX)
}

fn function_is_one_text(script: &AST, name: &str, arguments: usize, calls: usize) -> bool {
    let Some(calls) = calls.checked_sub(1) else {
        return false;
    };
    let mut alone = script.clone();
    alone
        .retain_functions(|_, _, function, parameters| function == name && parameters == arguments);
    let (mut returns, mut last) = (true, false);
    alone.walk(&mut |path: &[ASTNode<'_>]| {
        match path {
            // A statement of the function itself: what the last comes to is returned.
            [ASTNode::Stmt(statement)] => {
                last = block_is_one_text(script, std::slice::from_ref(*statement), calls);
            }
            [.., ASTNode::Stmt(Stmt::Return(Some(value), ..))] => {
                returns &= expression_is_one_text(script, value, calls);
            }
            _ => {}
        }
        true
    });
    returns && last
}

/// Tells whether what a block comes to is one text. One that comes to nothing gives no text; what is called then fails,
/// and is no list.
fn block_is_one_text(script: &AST, statements: &[Stmt], calls: usize) -> bool {
    match statements.last() {
        None | Some(Stmt::Noop(_)) => true,
        Some(Stmt::Return(value, ..)) => {
            let value = value.as_ref();
            value.is_none_or(|value| expression_is_one_text(script, value, calls))
        }
        Some(Stmt::Expr(value)) => expression_is_one_text(script, value, calls),
        Some(Stmt::FnCall(call, _)) => call_is_one_text(script, call, calls),
        Some(Stmt::Block(block)) => block_is_one_text(script, block.statements(), calls),
        Some(Stmt::If(flow, _)) => {
            block_is_one_text(script, flow.body.statements(), calls)
                && block_is_one_text(script, flow.branch.statements(), calls)
        }
        Some(Stmt::Switch(switch, _)) => {
            let mut values = switch.1.expressions.iter();
            values.all(|case| expression_is_one_text(script, &case.rhs, calls))
        }
        _ => false,
    }
}

fn expression_is_one_text(script: &AST, value: &Expr, calls: usize) -> bool {
    match value {
        Expr::StringConstant(..) | Expr::InterpolatedString(..) => true,
        Expr::Stmt(block) => block_is_one_text(script, block.statements(), calls),
        Expr::FnCall(call, _) => call_is_one_text(script, call, calls),
        _ => false,
    }
}

fn call_is_one_text(script: &AST, call: &FnCallExpr, calls: usize) -> bool {
    function_is_one_text(script, &call.name, call.args.len(), calls)
}

#[cfg(test)]
mod tests {
    use rhai::Engine;

    use super::*;

    fn check(script: &str, expect: bool) {
        let script = Engine::new_raw().compile(script).expect("a script");
        let function = FnPtr::new("f").expect("a name");
        assert_eq!(is_one_text(&script, &function), expect);
    }

    #[test]
    fn texts_on_every_way_are_one_text() {
        check("fn f(x) { \"a\" }", true);
        check("fn f(x) { if x.y > 1 { \"a\" } else { \"b\" } }", true);
        check(
            "fn f(x) { if x.y { return \"a\"; } g(x) } fn g(x) { \"b\" }",
            true,
        );
        check("fn f(x) { switch x { 1 => \"a\", _ => \"b\" } }", true);
    }

    #[test]
    fn what_may_be_a_list_is_not() {
        check("fn f(x) { [\"a\"] }", false);
        check("fn f(x) { if x.y { return [\"a\"]; } \"b\" }", false);
        check("fn f(x) { x.y }", false);
        check("fn f(x) { let all = []; all }", false);
        check("fn f(x) { f(x) }", false);
        check("fn g(x) { \"a\" }", false);
    }
}
