//! Every code of a workflow's or calendar's fault. A code never changes its meaning; its page is
//! `docs/diagnostics/<code>.md`.

use crate::diagnostic::{Code, Severity};

const fn error(name: &'static str) -> Code {
    Code {
        name,
        severity: Severity::Error,
    }
}

const fn warning(name: &'static str) -> Code {
    Code {
        name,
        severity: Severity::Warning,
    }
}

/// The script cannot be read: a syntax error, or a word that is switched off. Argument: `detail`.
pub const SYNTAX: Code = error("W001");
/// The script exceeds a limit of the sandbox. Argument: `detail`.
pub const LIMIT: Code = error("W002");
/// A declaration fails when it is run. Argument: `detail`.
pub const RUNTIME: Code = error("W003");
/// No function has this name. Argument: `name`.
pub const UNKNOWN_FUNCTION: Code = error("W004");
/// A function is called with arguments of another number or type. Arguments: `name`, `detail`.
pub const WRONG_ARGUMENTS: Code = error("W005");
/// No key has this name here. Arguments: `name`, `known`.
pub const UNKNOWN_KEY: Code = error("W006");
/// A value is of the wrong type. Arguments: `name`, `expected`.
pub const WRONG_TYPE: Code = error("W007");
/// A key that must be given is missing. Arguments: `name`, `of`.
pub const MISSING_KEY: Code = error("W008");
/// `workflow` or `start` is missing. Argument: `name`.
pub const MISSING_DECLARATION: Code = error("W009");
/// `workflow`, `start`, a step, a finish or a case action is declared twice. Argument: `name`.
pub const DECLARED_TWICE: Code = error("W010");
/// Two actions that can be taken in one step have one name. Arguments: `name`, `step`.
pub const ACTION_TWICE: Code = error("W011");
/// A name is not of small letters, digits and hyphens. Argument: `name`.
pub const BAD_NAME: Code = error("W012");
/// No step or finish has this name. Argument: `name`.
pub const UNKNOWN_TARGET: Code = error("W013");
/// No path from the start reaches a step or finish. Argument: `name`.
pub const UNREACHABLE: Code = error("W014");
/// No path from a step reaches a finish. Argument: `name`.
pub const NO_WAY_OUT: Code = error("W015");
/// Nobody can act in a step. Argument: `name`.
pub const NO_ACTIONS: Code = error("W016");
/// No role has this name. Arguments: `name`, `known`.
pub const UNKNOWN_ROLE: Code = error("W017");
/// No notice has this name. Arguments: `name`, `known`.
pub const UNKNOWN_NOTICE: Code = error("W018");
/// No calendar has this name. Arguments: `name`, `known`.
pub const UNKNOWN_CALENDAR: Code = error("W019");
/// A time in days needs a calendar, and the workflow names none.
pub const NO_CALENDAR: Code = error("W020");
/// An action leads nowhere. Argument: `name`.
pub const NO_TARGET: Code = error("W021");
/// `choose` stands with fewer than two targets. Argument: `name`.
pub const NOTHING_TO_CHOOSE: Code = error("W022");
/// A target stands twice in one action. Argument: `name`.
pub const TARGET_TWICE: Code = error("W023");
/// A finish has what only a step can have. Arguments: `name`, `key`.
pub const FINISH_ACTS: Code = error("W024");
/// A function uses a variable from outside itself. Argument: `name`.
pub const CAPTURED: Code = error("W025");
/// A word is not among those known here. Arguments: `name`, `known`.
pub const UNKNOWN_WORD: Code = error("W026");
/// A number is out of range. Arguments: `name`, `least`, `most`.
pub const OUT_OF_RANGE: Code = error("W027");
/// `overdue` stands without `due`.
pub const OVERDUE_WITHOUT_DUE: Code = error("W028");
/// `same_person()` stands with a finish or with a step of the applicant. Argument: `name`.
pub const SAME_PERSON_MISPLACED: Code = error("W029");
/// A declaration stands inside a function. Argument: `name`.
pub const DECLARED_INSIDE: Code = error("W030");
/// No finish is declared.
pub const NO_FINISH: Code = error("W031");
/// A finish stands together with other targets, without `choose`. Argument: `name`.
pub const FINISH_AND_MORE: Code = error("W032");
/// An action flags answers, yet leads to no step of the applicant. Argument: `name`.
pub const FLAGS_TO_NOBODY: Code = error("W033");
/// No form has this name. Arguments: `name`, `known`.
pub const UNKNOWN_FORM: Code = error("W034");
/// A word stands without another that it needs. Arguments: `name`, `needs`.
pub const WORD_ALONE: Code = error("W036");
/// Automatic steps lead to each other without end. Argument: `name`.
pub const ENDLESS: Code = error("W037");
/// Two words say opposite things. Arguments: `name`, `other`.
pub const CONTRADICTION: Code = error("W038");
/// A role is declared that nothing is for. Argument: `name`.
pub const UNUSED_ROLE: Code = warning("W039");
/// A scenario is not of the right shape. Argument: `detail`.
pub const SCENARIO_UNREADABLE: Code = error("W040");
/// A scenario goes otherwise than it says. Arguments: `what`, `expected`, `actual`.
pub const SCENARIO_DIFFERS: Code = error("W041");
/// From a situation no finish can be reached. Arguments: `open`, `path`.
pub const STUCK: Code = error("W060");
/// A step is opened once more each time round, without end. Arguments: `name`, `path`.
pub const GROWS: Code = error("W061");
/// A join never opens. Arguments: `name`, `open`, `path`.
pub const JOIN_NEVER_MET: Code = error("W062");
/// A step or finish is not opened by what leads to it. Arguments: `name`, `path`.
pub const NEVER_OPENS: Code = error("W063");
/// A finish that approves cancels steps without a word. Arguments: `name`, `left`, `path`.
pub const LEFT_OPEN: Code = warning("W064");
/// One person can do both of two steps that are for two people. Arguments: `name`, `other`, `path`.
pub const BOTH_BY_ONE: Code = warning("W066");
/// The workflow has more situations than are tried. Argument: `most`.
pub const PROOF_BOUND: Code = warning("W067");
/// An action can be taken in no situation, or a time never runs out. Arguments: `name`, `what`, `path`.
pub const NEVER_TAKEN: Code = error("W068");
/// A move that the workflow itself makes impossible. Arguments: `detail`, `path`.
pub const FAILS: Code = error("W069");
/// A reminder can never be sent: the time allowed is shorter. Argument: `name`.
pub const NEVER_REMINDS: Code = warning("W070");
/// A finish that approves can be reached without anybody having acted. Arguments: `name`, `path`.
pub const APPROVED_BY_NOBODY: Code = warning("W071");
/// Each round of a step needs somebody else, so that a small office comes to an end. Arguments: `name`, `other`.
pub const NEEDS_MORE_PEOPLE: Code = warning("W072");
/// A function asks for an answer that no form has. Argument: `name`.
pub const UNKNOWN_ANSWER: Code = error("W073");
/// A function fails on answers that a form accepts. Argument: `detail`.
pub const FUNCTION_FAILS: Code = warning("W074");

/// No key of a calendar has this name. Arguments: `name`, `known`.
pub const CALENDAR_KEY: Code = error("C011");
/// A calendar's value is of the wrong type. Arguments: `name`, `expected`.
pub const CALENDAR_TYPE: Code = error("C012");
/// Not a date of the form 2026-01-31. Argument: `value`.
pub const CALENDAR_DATE: Code = error("C013");
/// No time zone has this name. Argument: `value`.
pub const CALENDAR_ZONE: Code = error("C014");
/// No base calendar has this name. Arguments: `value`, `known`.
pub const CALENDAR_BASE: Code = error("C015");
/// A day is both a holiday and a working day. Argument: `value`.
pub const CALENDAR_CONFLICT: Code = error("C016");
/// A day is listed twice. Argument: `value`.
pub const CALENDAR_TWICE: Code = warning("C017");
/// A listed day lies after the end of the published calendar. Argument: `value`.
pub const CALENDAR_BEYOND: Code = warning("C018");
/// A calendar lacks a key. Argument: `name`.
pub const CALENDAR_MISSING: Code = error("C019");

/// Every code above.
pub const CODES: &[Code] = &[
    SYNTAX,
    LIMIT,
    RUNTIME,
    UNKNOWN_FUNCTION,
    WRONG_ARGUMENTS,
    UNKNOWN_KEY,
    WRONG_TYPE,
    MISSING_KEY,
    MISSING_DECLARATION,
    DECLARED_TWICE,
    ACTION_TWICE,
    BAD_NAME,
    UNKNOWN_TARGET,
    UNREACHABLE,
    NO_WAY_OUT,
    NO_ACTIONS,
    UNKNOWN_ROLE,
    UNKNOWN_NOTICE,
    UNKNOWN_CALENDAR,
    NO_CALENDAR,
    NO_TARGET,
    NOTHING_TO_CHOOSE,
    TARGET_TWICE,
    FINISH_ACTS,
    CAPTURED,
    UNKNOWN_WORD,
    OUT_OF_RANGE,
    OVERDUE_WITHOUT_DUE,
    SAME_PERSON_MISPLACED,
    DECLARED_INSIDE,
    NO_FINISH,
    FINISH_AND_MORE,
    FLAGS_TO_NOBODY,
    UNKNOWN_FORM,
    WORD_ALONE,
    ENDLESS,
    CONTRADICTION,
    UNUSED_ROLE,
    SCENARIO_UNREADABLE,
    SCENARIO_DIFFERS,
    STUCK,
    GROWS,
    JOIN_NEVER_MET,
    NEVER_OPENS,
    LEFT_OPEN,
    BOTH_BY_ONE,
    PROOF_BOUND,
    NEVER_TAKEN,
    FAILS,
    NEVER_REMINDS,
    APPROVED_BY_NOBODY,
    NEEDS_MORE_PEOPLE,
    UNKNOWN_ANSWER,
    FUNCTION_FAILS,
    CALENDAR_KEY,
    CALENDAR_TYPE,
    CALENDAR_DATE,
    CALENDAR_ZONE,
    CALENDAR_BASE,
    CALENDAR_CONFLICT,
    CALENDAR_TWICE,
    CALENDAR_BEYOND,
    CALENDAR_MISSING,
];
