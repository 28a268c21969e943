//! The words by which an action says what it does. They are chained, and change one and the same draft.

use std::sync::{Arc, Mutex};

use rhai::{Dynamic, Engine, FnPtr, NativeCallContext, Position};

use super::declared::{ActionDraft, ActionHandle, At, Declared, Shared, lock};
use super::source::Spot;
use crate::workflow::performer::Performer;

/// Says what `same_person()` gives.
#[derive(Clone, Copy, Debug)]
struct SamePerson;

/// Adds the functions that make actions and say what they do.
pub(super) fn register(engine: &mut Engine, declared: &Shared) {
    engine.register_type_with_name::<ActionHandle>("action");
    engine.register_type_with_name::<SamePerson>("same person");
    engine.register_fn("same_person", || SamePerson);
    register_makers(engine, declared);
    register_words(engine, declared);
    register_lists(engine, declared);
}

fn register_makers(engine: &mut Engine, declared: &Shared) {
    for function in ["action", "case_action"] {
        let shared = Arc::clone(declared);
        engine.register_fn(
            function,
            move |context: NativeCallContext<'_>, name: Dynamic, title: Dynamic| {
                let declared = &mut *lock(&shared);
                let call = context.call_position();
                let (name_at, title_at) = (
                    declared.index.argument(call, 0).at,
                    declared.index.argument(call, 1).at,
                );
                let empty = |at| At {
                    value: String::new(),
                    at,
                };
                let name = declared.name(function, name, name_at);
                let title = declared.text(function, title, title_at);
                let draft = ActionDraft::new(
                    name.unwrap_or_else(|| empty(name_at)),
                    title.unwrap_or_else(|| empty(title_at)),
                );
                let handle = ActionHandle(Arc::new(Mutex::new(draft)));
                if function == "case_action" {
                    declared.case_actions.push(handle.clone());
                }
                handle
            },
        );
    }
}

fn register_words(engine: &mut Engine, declared: &Shared) {
    type Say = fn(&mut ActionDraft, Position);
    let words: [(&str, Say); 10] = [
        ("flags_fields", |action, at| action.flags_fields = Some(at)),
        ("needs_reason", |action, _| action.needs_reason = true),
        ("internal", |action, _| {
            action.reason_for_applicant = Some(false)
        }),
        ("for_applicant", |action, _| {
            action.reason_for_applicant = Some(true)
        }),
        ("submits_answers", |action, _| action.submits_answers = true),
        ("ends", |action, _| action.ends = true),
        ("stays", |action, _| action.stays = true),
        ("back", |action, at| action.back = Some(at)),
        ("counts", |action, at| action.counts = Some(at)),
        ("adds_item", |action, at| action.adds_item = Some(at)),
    ];
    for (word, say) in words {
        engine.register_fn(
            word,
            move |context: NativeCallContext<'_>, action: ActionHandle| {
                say(&mut lock(&action.0), context.call_position());
                action
            },
        );
    }
    engine.register_fn("by", |action: ActionHandle, who: Performer| {
        lock(&action.0).by = Some(who);
        action
    });
    let shared = Arc::clone(declared);
    engine.register_fn(
        "notes",
        move |context: NativeCallContext<'_>, action: ActionHandle, name: Dynamic| {
            let declared = &mut *lock(&shared);
            let at = declared.index.argument(context.call_position(), 0).at;
            lock(&action.0).notes = declared.name("notes", name, at);
            action
        },
    );
    let shared = Arc::clone(declared);
    engine.register_fn(
        "choose",
        move |context: NativeCallContext<'_>, action: ActionHandle, choose: FnPtr| {
            let declared = &mut *lock(&shared);
            let at = declared.index.argument(context.call_position(), 0).at;
            let value = declared.function(choose, at);
            lock(&action.0).choose = Some(At { value, at });
            action
        },
    );
}

/// Adds the words that take one to four names, each alone or in an array. `to` takes `same_person()` as well.
fn register_lists(engine: &mut Engine, declared: &Shared) {
    type List = fn(&mut ActionDraft) -> &mut Vec<At<String>>;
    let words: [(&'static str, List); 6] = [
        ("to", |action| &mut action.to),
        ("cancels", |action| &mut action.cancels),
        ("cancels_ahead", |action| &mut action.cancels_ahead),
        ("completes", |action| &mut action.completes),
        ("only_while", |action| &mut action.only_while),
        ("not_while", |action| &mut action.not_while),
    ];
    type Context<'a> = NativeCallContext<'a>;
    for (word, list) in words {
        let shared = Arc::clone(declared);
        let add = move |context: &Context<'_>, action: ActionHandle, names: Vec<Dynamic>| {
            let declared = &mut *lock(&shared);
            for (number, name) in names.into_iter().enumerate() {
                let spot = declared.index.argument(context.call_position(), number);
                declared.list(word, list, &action, name, &spot);
            }
            action
        };
        let one = add.clone();
        engine.register_fn(
            word,
            move |context: Context<'_>, action: ActionHandle, a: Dynamic| {
                one(&context, action, vec![a])
            },
        );
        let two = add.clone();
        engine.register_fn(
            word,
            move |context: Context<'_>, action: ActionHandle, a: Dynamic, b: Dynamic| {
                two(&context, action, vec![a, b])
            },
        );
        let three = add.clone();
        engine.register_fn(
            word,
            move |context: Context<'_>,
                  action: ActionHandle,
                  a: Dynamic,
                  b: Dynamic,
                  c: Dynamic| { three(&context, action, vec![a, b, c]) },
        );
        engine.register_fn(
            word,
            move |context: Context<'_>,
                  action: ActionHandle,
                  a: Dynamic,
                  b: Dynamic,
                  c: Dynamic,
                  d: Dynamic| { add(&context, action, vec![a, b, c, d]) },
        );
    }
}

impl Declared {
    fn list(
        &mut self,
        word: &'static str,
        list: fn(&mut ActionDraft) -> &mut Vec<At<String>>,
        action: &ActionHandle,
        name: Dynamic,
        spot: &Spot,
    ) {
        if word == "to" && name.is::<SamePerson>() {
            lock(&action.0).same_person = Some(spot.at);
        } else if let Some(items) = name.clone().try_cast::<rhai::Array>() {
            for (number, item) in items.into_iter().enumerate() {
                self.list(word, list, action, item, &Spot::point(spot.item(number)));
            }
        } else if let Some(name) = self.text(word, name, spot.at) {
            list(&mut lock(&action.0)).push(name);
        }
    }
}
