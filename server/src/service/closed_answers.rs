//! What a correction leaves as it was.

use std::collections::BTreeSet;

use guichet_engine::ids::Pointer;
use serde_json::Value;

/// Returns the answers now, but for those outside `open`: what was not sent back stays exactly as it was.
pub(super) fn with_closed_kept(
    at: &Pointer,
    (before, now): (Option<&Value>, Option<&Value>),
    open: &BTreeSet<Pointer>,
) -> Option<Value> {
    if before == now || open.iter().any(|open| at.is_within(open)) {
        return now.cloned();
    }
    if !open.iter().any(|open| open.is_within(at)) {
        return before.cloned();
    }
    let members = |value: Option<&Value>| value.and_then(Value::as_object).cloned();
    match (before, now) {
        (Some(Value::Array(old)), Some(Value::Array(new))) => {
            let count = old.len().max(new.len());
            let items = (0..count).filter_map(|index| {
                with_closed_kept(&at.join(index), (old.get(index), new.get(index)), open)
            });
            Some(items.collect())
        }
        (before, now) => {
            let (old, new) = (
                members(before).unwrap_or_default(),
                members(now).unwrap_or_default(),
            );
            let added = new.keys().filter(|name| !old.contains_key(*name));
            let names = old.keys().chain(added);
            let kept = names.filter_map(|name| {
                let inner = (old.get(name), new.get(name));
                Some((name.clone(), with_closed_kept(&at.join(name), inner, open)?))
            });
            let kept: serde_json::Map<String, Value> = kept.collect();
            (before.is_some() || !kept.is_empty()).then_some(Value::Object(kept))
        }
    }
}
