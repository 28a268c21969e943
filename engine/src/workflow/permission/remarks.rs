//! Reasons, flags and items: those that an action needs are there, within their limits, and no others.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::form::is_ignorable;
use crate::workflow::definition::Action;
use crate::workflow::flag::Flag;
use crate::workflow::refusal::{Refusal, RefusalCode};

/// Characters of a reason.
pub const REASON_MAX: usize = 2_000;

/// Bytes of what one run more is for.
pub const ITEM_MAX: usize = 2_000;

/// Flagged answers in one return.
pub const FLAGS_MAX: usize = 200;

/// Characters that show nothing though they count as letters.
const UNSEEN: [char; 5] = ['\u{115f}', '\u{1160}', '\u{2800}', '\u{3164}', '\u{ffa0}'];

/// Trims a reason; `None` where nothing is left that anybody sees.
pub(in crate::workflow) fn non_blank(reason: Option<&str>) -> Option<&str> {
    let is_seen = |one: char| {
        !one.is_whitespace() && !one.is_control() && !is_ignorable(one) && !UNSEEN.contains(&one)
    };
    reason
        .map(str::trim)
        .filter(|reason| reason.contains(is_seen))
}

/// Refuses an action that lacks the reason or the flags it needs, or has others, or too long ones.
pub(in crate::workflow) fn check_remarks(
    action: &Action,
    flags: &[Flag],
    reason: Option<&str>,
) -> Result<(), Refusal> {
    let refuse = |code: RefusalCode| Refusal::new(code).with("action", action.name.as_str());
    let reason = non_blank(reason);
    if action.needs_reason && reason.is_none() {
        return Err(refuse(RefusalCode::ReasonMissing));
    }
    if reason.is_some_and(|reason| reason.chars().count() > REASON_MAX) {
        return Err(refuse(RefusalCode::ReasonTooLong).with("most", REASON_MAX));
    }
    if !action.flags_fields {
        return if flags.is_empty() {
            Ok(())
        } else {
            Err(refuse(RefusalCode::FlagsNotAsked))
        };
    }
    if flags.is_empty() {
        return Err(refuse(RefusalCode::FlagsMissing));
    }
    if flags.len() > FLAGS_MAX {
        return Err(refuse(RefusalCode::FlagsTooMany).with("most", FLAGS_MAX));
    }
    let mut seen = BTreeSet::new();
    for flag in flags {
        let refuse = |code: RefusalCode| refuse(code).with("pointer", flag.pointer.as_str());
        match non_blank(Some(&flag.reason)) {
            None => return Err(refuse(RefusalCode::FlagReasonMissing)),
            Some(text) if text.chars().count() > REASON_MAX => {
                return Err(refuse(RefusalCode::FlagReasonTooLong).with("most", REASON_MAX));
            }
            Some(_) if !seen.insert(&flag.pointer) => return Err(refuse(RefusalCode::FlagTwice)),
            Some(_) => {}
        }
    }
    Ok(())
}

/// Refuses an item with an action that adds none, and an action that adds one without.
pub(in crate::workflow) fn check_item(
    action: &Action,
    item: Option<&Value>,
) -> Result<(), Refusal> {
    let refuse = |code: RefusalCode| Refusal::new(code).with("action", action.name.as_str());
    let blank = |item: &&Value| {
        let text = item.as_str();
        text.is_some_and(|text| non_blank(Some(text)).is_none())
    };
    match (action.takes_item(), item.filter(|item| !blank(item))) {
        (false, None) if item.is_none() => Ok(()),
        (false, _) => Err(refuse(RefusalCode::ItemNotAsked)),
        (true, None) => Err(refuse(RefusalCode::ItemMissing)),
        (true, Some(item)) => {
            let size = serde_json::to_string(item).map_or(usize::MAX, |text| text.len());
            if size > ITEM_MAX {
                return Err(refuse(RefusalCode::ItemTooLong).with("most", ITEM_MAX));
            }
            Ok(())
        }
    }
}
