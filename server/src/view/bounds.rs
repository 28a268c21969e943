//! How large a value may be that a template writes.

use minijinja::Value;
use minijinja::value::ValueKind;

/// Lists, objects and what is in them, counted wherever they stand: what stands in two places counts twice.
const PARTS_MAX: usize = 100_000;
/// How deep they may nest.
const DEPTH_MAX: usize = 64;

/// Tells whether a value may be written.
pub(super) fn is_small(value: &Value) -> bool {
    let mut left = PARTS_MAX;
    fits(value, DEPTH_MAX, &mut left)
}

fn fits(value: &Value, depth: usize, left: &mut usize) -> bool {
    let is_map = match value.kind() {
        ValueKind::Seq => false,
        ValueKind::Map => true,
        _ => return true,
    };
    let (Some(depth), Ok(parts)) = (depth.checked_sub(1), value.try_iter()) else {
        return false;
    };
    for part in parts {
        let Some(less) = left.checked_sub(1) else {
            return false;
        };
        *left = less;
        let inner = if is_map {
            value.get_item(&part).unwrap_or_default()
        } else {
            part
        };
        if !fits(&inner, depth, left) {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_doubles_at_every_level_is_told_at_once() {
        let mut value = Value::from(vec![1, 2]);
        assert!(is_small(&value));
        for _ in 0..40 {
            value = Value::from(vec![value.clone(), value]);
        }
        assert!(!is_small(&value));
        let many: Value = (0..50_000).collect();
        assert!(is_small(&many));
        let mut deep = Value::from(1);
        for _ in 0..100 {
            deep = Value::from(vec![deep]);
        }
        assert!(!is_small(&deep));
    }
}
