//! Actions as pages show them.

use guichet_engine::workflow::{Action, RunId};

use crate::view::page::ActionView;

/// Returns an action as pages show it.
pub(in crate::routes) fn action(run: RunId, action: &Action, locale: &str) -> ActionView {
    ActionView {
        name: action.name.to_string(),
        title: action.title.get(locale).to_owned(),
        run,
        flags_fields: action.flags_fields,
        needs_reason: action.needs_reason,
        adds_item: action.takes_item(),
    }
}
