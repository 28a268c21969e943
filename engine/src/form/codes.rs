//! The codes of the form compiler. Each has a page in `docs/diagnostics/`.

use crate::diagnostic::{Code, Severity};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal $severity:ident;)*) => {
        $($(#[$doc])* pub const $name: Code = Code { name: $text, severity: Severity::$severity };)*

        /// Every code of the form compiler.
        pub const CODES: &[Code] = &[$($name),*];
    };
}

codes! {
    /// The file is not JSON.
    NOT_JSON = "F001" Error;
    /// A key stands twice in one object.
    DUPLICATE_KEY = "F002" Error;
    /// The file nests too deeply.
    TOO_DEEP = "F003" Error;
    /// The file is too large.
    TOO_LARGE = "F004" Error;
    /// A keyword that starts with `x-` and is no extension keyword.
    UNKNOWN_KEYWORD = "F005" Error;
    /// An extension keyword has a value of the wrong type.
    WRONG_TYPE = "F006" Error;
    /// A `$ref` leads to nothing within its file.
    REF_TO_NOTHING = "F007" Error;
    /// A `$ref` leads to a file that is not there.
    REF_TO_MISSING_FILE = "F008" Error;
    /// A schema contains itself; the page shows it a few levels deep.
    RECURSION_CUT = "F009" Warning;
    /// A `pattern` cannot be compiled, or would need look-around.
    BAD_PATTERN = "F010" Error;
    /// A `format` that nothing checks.
    UNKNOWN_FORMAT = "F011" Warning;
    /// `required` names a property that is not there.
    REQUIRED_UNKNOWN = "F012" Error;
    /// A `default` that the field's own rules refuse.
    DEFAULT_INVALID = "F013" Error;
    /// A pointer leads to no field.
    POINTER_TO_NOTHING = "F014" Error;
    /// `x-order` names a property that is not there.
    ORDER_UNKNOWN = "F015" Error;
    /// `x-options` names a list that is not there.
    LIST_UNKNOWN = "F016" Error;
    /// `x-options` depends on a property that is not beside it, or asks for a level that the list has not.
    OPTIONS_BROKEN = "F017" Error;
    /// `x-attachment` stands where no file can be, or its numbers make no sense.
    ATTACHMENT_BROKEN = "F018" Error;
    /// `x-rows` does not fit `maxItems` or stands on something that has no rows.
    ROWS_BROKEN = "F019" Error;
    /// An option stands twice.
    OPTION_TWICE = "F020" Error;
    /// The schema breaks the rules of JSON Schema itself.
    SCHEMA_INVALID = "F021" Error;
    /// A secret with a default: everybody would know it.
    SECRET_DEFAULT = "F022" Error;
    /// The form asks for nothing.
    EMPTY_FORM = "F023" Error;
    /// `x-control` names a control that does not exist or cannot draw this field.
    CONTROL_UNKNOWN = "F024" Error;
    /// `x-workflow` names a workflow that is not there.
    WORKFLOW_UNKNOWN = "F025" Error;
    /// An example that should be accepted is refused.
    EXAMPLE_REFUSED = "F026" Warning;
    /// An example that should be refused is accepted, or refused for other reasons.
    EXAMPLE_ACCEPTED = "F027" Warning;
    /// An example file is not of the right shape.
    EXAMPLE_BROKEN = "F028" Error;
    /// An extension keyword, or a member of one, has a value or a name that is not among those known.
    VALUE_UNKNOWN = "F029" Error;
    /// A pattern of a schema in the wild needs look-around: it is checked in a limited number of steps.
    PATTERN_LOOKS_AROUND = "F030" Warning;
    /// The form has too many fields.
    TOO_MANY_FIELDS = "F031" Error;
    /// An extension keyword lacks a member that it needs.
    MEMBER_MISSING = "F032" Error;
    /// `x-prefill` on a form that people without an account may start.
    PREFILL_WITHOUT_ACCOUNT = "F033" Error;
    /// `x-opens` on a form that does not begin with what is registered.
    OPENS_WITHOUT_PREFILL = "F034" Error;
    /// A number of a definition has more digits than can be kept.
    NUMBER_INEXACT = "F035" Warning;
    /// A keyword beside a `$ref`, which drafts before 2019-09 ignore.
    BESIDE_REFERENCE = "F036" Warning;
    /// A lower limit stands above the upper one beside it.
    LIMITS_CROSSED = "F037" Error;
    /// A media type that the service cannot take: pictures are asked for instead.
    MEDIA_TYPE_UNSUPPORTED = "F038" Warning;
    /// An empty `required`, which draft 4 does not know.
    REQUIRED_EMPTY = "F039" Warning;
    /// Nobody can complete the form.
    NEVER_COMPLETE = "F040" Error;
    /// No answer fits a schema.
    NO_ANSWER_FITS = "F041" Warning;
    /// A branch, an alternative or a field that no answers lead to.
    UNREACHABLE = "F042" Warning;
    /// An option that cannot be chosen whatever else is answered.
    OPTION_UNREACHABLE = "F043" Warning;
    /// An answer that is required where the page does not ask for it.
    DEAD_END = "F044" Warning;
    /// A rule that answers must keep and the page does not show.
    NOT_SHOWN = "F045" Warning;
    /// `x-total` on something that is no number, or of something that is none, or that leads back to itself.
    TOTAL_BROKEN = "F046" Error;
    /// Checking one answer would cost too much.
    COSTLY = "F060" Error;
    /// A text of the definition has no translation.
    TRANSLATION_MISSING = "T001" Warning;
    /// A translation of a text that the definition does not have.
    TRANSLATION_UNUSED = "T002" Warning;
    /// A translation file is not a flat object of texts.
    TRANSLATION_BROKEN = "T003" Error;
    /// A code list is not of the right shape.
    LIST_BROKEN = "C001" Error;
    /// A code list builds on a list that does not exist.
    LIST_BASE_UNKNOWN = "C002" Error;
    /// A code list removes or adds a value in a way that makes no sense.
    LIST_VALUE = "C003" Error;
}
