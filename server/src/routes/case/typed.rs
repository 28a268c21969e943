//! What is typed on the page of a case. One form holds all of it: whatever is pressed brings all of it along, and nothing is lost.
//!
//! Inputs that there are once for each step have its run in their name. What a post is about is told apart here, and given to its
//! handler under the short names; programs may post those alone.

use std::collections::{BTreeMap, BTreeSet};

use guichet_engine::workflow::RunId;

use crate::guard::Posted;
use crate::service::review_drafts::Said;
use crate::view::page::{CaseStep, TypedCollaboration};

/// What the page's one form has, and what a program posts has not.
const WHOLE: &str = "whole";
/// When a signature is asked for if nobody chooses.
const WHEN: &str = "add-signer-before";
/// What belongs to one step and is posted with its run.
const OF_STEP: [&str; 8] = [
    "action", "reason", "item", "to", "why", "when", "by", "value",
];

/// What of all that was typed a post sends: it is used up once that is carried out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Part {
    /// Nothing of it.
    #[default]
    Nothing,
    /// The decision on a step, with what is flagged.
    Decision(RunId),
    /// What is settled with colleagues about a step, by the form of this name.
    Collaboration(RunId, String),
    /// The comment.
    Comment,
    /// The message of this name.
    Message(String),
}

impl Part {
    /// Returns the short name of an input of this part.
    fn short<'n>(&self, name: &'n str) -> Option<&'n str> {
        let (word, rest) = name.split_once(' ').unwrap_or((name, ""));
        let is_own = match self {
            Self::Nothing => false,
            Self::Decision(run) => match word {
                "flag" => true,
                "reason" | "listed" if rest.starts_with('/') => return Some(name),
                "action" | "reason" | "item" => rest == run.to_string(),
                _ => false,
            },
            Self::Collaboration(run, form) => match word {
                "to" | "why" | "when" => rest == format!("{run} {form}"),
                "by" => form == "extend" && rest == run.to_string(),
                _ => false,
            },
            Self::Comment => word == "comment",
            Self::Message(own) => word == "value" && rest == own,
        };
        is_own.then_some(if word == "why" { "reason" } else { word })
    }

    /// Returns the name on the page of what was posted under a short one.
    fn long(&self, name: &str) -> Option<String> {
        Some(match (self, name) {
            (Self::Decision(run), "action" | "reason" | "item") => format!("{name} {run}"),
            (Self::Decision(_), _) if self.short(name).is_some() => name.to_owned(),
            (Self::Collaboration(run, form), "to") => format!("to {run} {form}"),
            (Self::Collaboration(run, form), "reason") => format!("why {run} {form}"),
            (Self::Collaboration(run, form), "command") if form == "add-signer" => {
                format!("when {run} {form}")
            }
            (Self::Collaboration(run, _), "by") => format!("by {run}"),
            (Self::Comment, "comment") => name.to_owned(),
            (Self::Message(own), "value") => format!("value {own}"),
            _ => return None,
        })
    }
}

/// What was typed, so that it is kept where it is not carried out.
#[derive(Default)]
pub(super) struct Typed {
    /// All that stands on the page, where all of it was posted.
    pub(super) whole: Option<Said>,
    /// What was posted, where that is not all.
    pub(super) said: Said,
    /// What of it is being sent.
    pub(super) part: Part,
    /// For colleagues.
    pub(super) collaboration: TypedCollaboration,
    /// The version of the case that it was typed on.
    pub(super) seen: Option<u64>,
}

/// Tells apart what is posted about one part from all that stands on the page.
pub(super) fn split(posted: &Posted, part: Part) -> (Posted, Typed) {
    let Some(whole) = whole(posted) else {
        let long = |(name, value): &(String, String)| Some((part.long(name)?, value.clone()));
        let typed = Typed {
            said: posted.pairs.iter().filter_map(long).collect(),
            part,
            ..Typed::default()
        };
        return (posted.clone(), typed);
    };
    let mut pairs: Vec<(String, String)> = Vec::new();
    for (name, value) in &posted.pairs {
        // Only what is not in a part keeps its name: who pressed what.
        if let Some(short) = part.short(name) {
            pairs.push((short.to_owned(), value.clone()));
        } else if ["run", "name", "pointer", "seen", "lang"].contains(&name.as_str()) {
            pairs.push((name.clone(), value.clone()));
        }
    }
    let typed = Typed {
        whole: Some(whole),
        part,
        ..Typed::default()
    };
    (Posted { pairs }, typed)
}

/// Returns what was posted where it is all that stands on the page: then it must not be lost, whoever is logged in.
pub(super) fn sent(posted: &Posted) -> Option<&Posted> {
    let has_mark = posted.pairs.iter().any(|(name, _)| name == WHOLE);
    has_mark.then_some(posted)
}

/// Returns all that was typed, where the page's one form was posted: names that the page has, and what says something.
pub(super) fn whole(posted: &Posted) -> Option<Said> {
    let posted = sent(posted)?;
    let says = |(name, value): &&(String, String)| {
        let (word, rest) = name.split_once(' ').unwrap_or((name, ""));
        let is_known = match word {
            "flag" | "comment" => rest.is_empty(),
            "listed" => rest.starts_with('/'),
            word => OF_STEP.contains(&word) && !rest.is_empty(),
        };
        is_known && !value.trim().is_empty() && !(word == "when" && value == WHEN)
    };
    Some(posted.pairs.iter().filter(says).cloned().collect())
}

/// Returns a post of the page's one form to work with colleagues as a program would post it, with what it sends: its button says
/// run, form, command and, where it is about a signature, whose.
pub(super) fn collaboration(posted: &Posted) -> Option<(Posted, Typed)> {
    let pressed = posted.get("collaborate").to_owned();
    let mut words = pressed.split(' ');
    let run: RunId = words.next()?.parse().ok()?;
    let (form, command) = (words.next()?, words.next()?);
    let signer = words.next().unwrap_or_default();
    let (mut plain, typed) = split(posted, Part::Collaboration(run, form.to_owned()));
    let when = plain.get("when").to_owned();
    let command = match form {
        "add-signer" if when.is_empty() => WHEN,
        "add-signer" => when.as_str(),
        _ => command,
    };
    // Only signatures are bound to the version that the page showed; all else to who had the step.
    if form != "sign" {
        plain.pairs.retain(|(name, _)| name != "seen");
        let holder = posted.get(&format!("holder {run}")).to_owned();
        plain.pairs.push(("holder".to_owned(), holder));
    }
    let more = [
        ("run", run.to_string()),
        ("command", command.to_owned()),
        ("signer", signer.to_owned()),
    ];
    let more = more.into_iter();
    plain
        .pairs
        .extend(more.map(|(name, value)| (name.to_owned(), value)));
    Some((plain, typed))
}

/// Returns a post of the page's one form that gives a step back, as a program would post it: its button says the run and, where it is
/// taken from somebody, from whom.
pub(super) fn release(posted: &Posted) -> (Posted, Typed) {
    let (mut plain, typed) = split(posted, Part::Nothing);
    if typed.whole.is_some() {
        let pressed = posted.get("release");
        let (run, holder) = pressed.split_once(' ').unwrap_or((pressed, ""));
        plain.pairs = vec![("run".to_owned(), run.to_owned())];
        if !holder.is_empty() {
            plain.pairs.push(("holder".to_owned(), holder.to_owned()));
        }
    }
    (plain, typed)
}

/// Returns what remains of all that was typed once a part is carried out.
pub(super) fn without(said: Said, part: &Part) -> Said {
    let mut said = said;
    said.retain(|(name, _)| part.short(name).is_none());
    said
}

/// What the page shows of all that was typed.
pub(super) struct Shown {
    /// The texts and choices, by input.
    pub(super) said: BTreeMap<String, String>,
    /// The pointers that are ticked.
    pub(super) flags: BTreeSet<String>,
    /// Texts whose inputs are not on the page any more.
    pub(super) lost: Vec<String>,
}

/// Sorts what was typed into the inputs of a page with these steps.
pub(super) fn shown(said: Said, steps: &[CaseStep]) -> Shown {
    let has_place = |name: &str| {
        let mut words = name.split(' ');
        let word = words.next().unwrap_or_default();
        let run = words.next().and_then(|run| run.parse::<RunId>().ok());
        let step = || steps.iter().find(|step| Some(step.run) == run);
        match word {
            "reason" if run.is_some() => step().is_some_and(|step| !step.actions.is_empty()),
            "why" => {
                let form = words.next().unwrap_or_default();
                step().is_some_and(|step| step.form(form).is_some())
            }
            _ => true,
        }
    };
    let mut shown = Shown {
        said: BTreeMap::new(),
        flags: BTreeSet::new(),
        lost: Vec::new(),
    };
    for (name, value) in said {
        if name == "flag" {
            shown.flags.insert(value);
        } else if has_place(&name) {
            shown.said.insert(name, value);
        } else {
            shown.lost.push(value);
        }
    }
    shown
}
