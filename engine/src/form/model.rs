//! The compiled form: a tree of nodes, one per thing that a person sees.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use super::messages::is_known;
use super::problem::Problem;
use super::tree::{empty_object, pattern_matches, resolve_indexes};
use crate::ids::{DefinitionRef, Files, Pointer};
use crate::message::{Message, Text};

/// A form, compiled from one version of its files. Cheap to share, never changed.
#[derive(Clone, Debug)]
pub struct Form {
    /// Its name and version.
    pub reference: DefinitionRef,
    /// The files that it is compiled from, which its version is the address of.
    pub files: Arc<Files>,
    /// What the form-level keywords say.
    pub settings: Settings,
    /// The whole form: always a [`NodeKind::Section`] for an object schema; a single field otherwise.
    pub root: Node,
    /// The schema with every `$ref` to other files bundled, as given to the validator.
    pub schema: Arc<Value>,
    /// The compiled validator of the whole.
    pub(crate) validator: Arc<jsonschema::Validator>,
}

/// What the `x-` keywords at the root of a form say.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Settings {
    /// `title`.
    pub title: Text,
    /// `description`.
    pub description: Option<Text>,
    /// `x-workflow`: the workflow's folder name.
    pub workflow: Option<String>,
    /// `x-position`: position among the registration types; smaller first.
    pub order: i64,
    /// `x-time-limit-minutes`: the time allowed for filling in.
    pub time_limit_minutes: Option<u32>,
    /// `x-notices`: the lines shown above the form.
    pub notices: Vec<Text>,
    /// `x-terms`: documents to read and agree to before starting: title and paragraphs.
    pub terms: Vec<Terms>,
    /// `x-applicant`: where the applicant's e-mail and name are.
    pub applicant: Option<ApplicantFields>,
    /// `x-account`: the account that a submission brings into being.
    pub account: Option<AccountFields>,
    /// `x-starts`: who may start: `anyone` (default) or `account`.
    pub started_by: StartedBy,
    /// `x-prefill: "registered"`: begins with the account's registered data filled in.
    pub prefilled: bool,
    /// `x-opens`: so many days before an account's validity ends, the service itself opens an application of this form.
    pub opens_days_before_expiry: Option<u32>,
}

/// A document to agree to.
#[derive(Clone, Debug, Serialize)]
pub struct Terms {
    /// Heading.
    pub title: Text,
    /// Paragraphs.
    pub paragraphs: Vec<Text>,
}

/// Where to reach the applicant.
#[derive(Clone, Debug, Serialize)]
pub struct ApplicantFields {
    /// The e-mail address for notices.
    pub email: Pointer,
    /// The applicant's name: titles the case on the desk, greets in mails.
    pub name: Pointer,
}

/// The fields that make an account.
#[derive(Clone, Debug, Serialize)]
pub struct AccountFields {
    /// The login name: compared without regard to case, unique.
    pub name: Pointer,
    /// The password: an `x-secret` field.
    pub password: Pointer,
    /// The e-mail address for recovery.
    pub email: Pointer,
    /// The person's name.
    pub person: Option<Pointer>,
}

/// Who may start an application.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum StartedBy {
    /// Anybody.
    #[default]
    Anyone,
    /// Only somebody logged in.
    Account,
}

/// One thing a person sees: a section, a table or a field.
#[derive(Clone, Debug)]
pub struct Node {
    /// The place of its answer; `*` stands for an array index (`/contacts/*/name`).
    pub pattern: Pointer,
    /// `title`, else the property's name made humanize.
    pub label: Text,
    /// `description`: help below the label.
    pub help: Option<Text>,
    /// `x-hint`: the format hint beside the input.
    pub hint: Option<Text>,
    /// `x-note`: the note after the input (「注: …」).
    pub note: Option<Text>,
    /// Whether the enclosing object requires it unconditionally.
    pub required: bool,
    /// `readOnly`.
    pub read_only: bool,
    /// `x-personal`: masked for those who need not see it.
    pub personal: bool,
    /// `x-secret` or `writeOnly`+`format: password`: never stored or shown in clear.
    pub secret: bool,
    /// `x-width`: `short`, `medium`, `long` or `full`.
    pub width: Option<String>,
    /// HTML `autocomplete` token (`x-autocomplete`), WCAG 1.3.5.
    pub autocomplete: Option<String>,
    /// `default`.
    pub default: Option<Value>,
    /// Whether `null` is allowed: a required answer left blank is then `null`.
    pub nullable: bool,
    /// Whether full-width characters are made half-width before checking: where a `pattern` or `format` rules.
    pub half_width: bool,
    /// `format`.
    pub format: Option<String>,
    /// `x-equal-to`: the answer that this one must repeat.
    pub equal_to: Option<Pointer>,
    /// `x-unique`: the scope in which the answer must be unique across applications, and whether case counts.
    pub unique: Option<Unique>,
    /// `x-errors`: own error texts by problem code; the key `*` stands for any.
    pub errors: BTreeMap<String, Text>,
    /// Shown only while this holds of the enclosing object (`if/then/else`, `dependentSchemas`).
    pub condition: Option<Condition>,
    /// The format while a condition holds, where the node has none of its own.
    pub formats_when: Vec<(Condition, String)>,
    /// Required, too, while any of these holds.
    pub required_when: Vec<Condition>,
    /// What it is.
    pub kind: NodeKind,
}

/// Uniqueness across applications.
#[derive(Clone, Debug, Serialize)]
pub struct Unique {
    /// Names the set of values, such as `account`.
    pub scope: String,
    /// Whether upper and lower case are the same.
    pub ignore_case: bool,
}

/// A condition of the schema on an object that encloses the node.
#[derive(Clone, Debug)]
pub struct Condition {
    /// The object it is asked of (may hold `*`).
    pub of: Pointer,
    /// The `if` schema.
    pub validator: Arc<jsonschema::Validator>,
    /// `false` for an `else` branch.
    pub holds: bool,
}

impl Condition {
    /// Returns whether it is met by the object that it is asked of.
    pub(super) fn is_met_by(&self, object: &Value) -> bool {
        self.validator.is_valid(object) == self.holds
    }

    /// Returns whether it is met at a place among all answers; an object that is not there counts as empty.
    pub(super) fn is_met_at(&self, at: &Pointer, answers: &Value) -> bool {
        match answers.pointer(resolve_indexes(&self.of, at).as_str()) {
            Some(object) => self.is_met_by(object),
            None => self.is_met_by(&empty_object()),
        }
    }
}

/// What a node is. One file per field kind under `form/kind/`.
#[derive(Clone, Debug)]
pub enum NodeKind {
    /// An object.
    Section {
        /// Its parts in order.
        children: Vec<Node>,
    },
    /// An array whose places each mean something (`prefixItems`).
    Tuple {
        /// What stands at each place.
        places: Vec<Node>,
    },
    /// An array of objects, or an object of like rows shown as a table.
    Table {
        /// The columns: nodes whose pattern runs through `*`.
        columns: Vec<Node>,
        /// Titles of fixed rows (`x-rows`); `None` when people add and remove rows.
        rows: Option<Vec<Text>>,
        /// The heading of the column of row titles (`x-row-heading`).
        row_heading: Option<Text>,
        /// `minItems`, `maxItems` (a limit applies in any case).
        items: (usize, usize),
    },
    /// An array of simple values that people add and remove.
    List {
        /// The item.
        item: Box<Node>,
        /// `minItems`, `maxItems`.
        items: (usize, usize),
    },
    /// One line of text.
    Text {
        /// HTML input type: `text`, `email`, `url`, `tel`, `password`.
        input: &'static str,
        /// `maxLength`.
        length_max: Option<usize>,
        /// HTML `inputmode`.
        input_mode: Option<&'static str>,
    },
    /// Several lines of text.
    TextArea {
        /// Visible lines.
        lines: u32,
        /// `maxLength`.
        length_max: Option<usize>,
    },
    /// A number.
    Number {
        /// Only whole numbers.
        integer: bool,
    },
    /// `date`, `time` or `date-time`.
    Date {
        /// HTML input type: `date`, `time`, `datetime-local`.
        input: &'static str,
    },
    /// A yes or no.
    Checkbox,
    /// One of a few: radio buttons.
    Radio {
        /// The options.
        options: Vec<ChoiceOption>,
    },
    /// One of many: a select.
    Select {
        /// The options, when they depend on nothing.
        options: Vec<ChoiceOption>,
        /// The text of the empty option (`x-placeholder`).
        placeholder: Option<Text>,
        /// Where options depend on another answer: that answer, and the options by its value.
        depends: Option<Depends>,
    },
    /// Several of some.
    Checkboxes {
        /// The options.
        options: Vec<ChoiceOption>,
    },
    /// A `const`: shown, not asked.
    Constant {
        /// The value.
        value: Value,
    },
    /// `oneOf` or `anyOf` alternatives that are more than a list of values.
    Alternatives {
        /// Each with its title, its parts, and the schema that tells whether answers are of it.
        choices: Vec<Alternative>,
    },
    /// Uploaded files; the answer is an attachment id, or an array of them.
    Attachment {
        /// The rules.
        rules: AttachmentRules,
    },
    /// Anything else (`true`, several types): asked as JSON text.
    Json,
}

/// One option of a choice.
#[derive(Clone, Debug)]
pub struct ChoiceOption {
    /// The JSON value.
    pub value: Value,
    /// What people read.
    pub label: Text,
}

/// Options that depend on another answer.
#[derive(Clone, Debug)]
pub struct Depends {
    /// The other answer (may hold `*`).
    pub on: Pointer,
    /// The options by that answer.
    pub options: Arc<BTreeMap<String, Vec<ChoiceOption>>>,
}

/// One alternative.
#[derive(Clone, Debug)]
pub struct Alternative {
    /// Its title.
    pub label: Text,
    /// What it asks.
    pub node: Node,
    /// Its position in the schema.
    pub position: usize,
    /// Whether answers are of this alternative.
    pub validator: Arc<jsonschema::Validator>,
}

/// `x-attachment`: what may be uploaded.
#[derive(Clone, Debug, Serialize)]
pub struct AttachmentRules {
    /// Media types: `image/jpeg`, … Empty: any that the server knows.
    pub types: Vec<String>,
    /// Largest size of one file in bytes.
    pub size_bytes_max: u64,
    /// Most files (1 unless the answer is an array).
    pub count_max: usize,
    /// Whether the answer is an array of ids rather than one id.
    pub is_list: bool,
    /// Largest width and height in pixels.
    pub side_pixels_max: u32,
    /// Largest width × height.
    pub area_pixels_max: u64,
}

impl Node {
    /// The node whose answer stands at `pointer`, this one or one inside; array indexes match `*`.
    #[must_use]
    pub fn find(&self, pointer: &Pointer) -> Option<&Self> {
        if pattern_matches(&self.pattern, pointer)
            && !matches!(self.kind, NodeKind::Alternatives { .. })
        {
            return Some(self);
        }
        self.parts().find_map(|part| part.find(pointer))
    }

    /// The alternatives of the answer at `pointer`, where it has any.
    #[must_use]
    pub fn alternatives(&self, pointer: &Pointer) -> Option<&[Alternative]> {
        match &self.kind {
            NodeKind::Alternatives { choices } if pattern_matches(&self.pattern, pointer) => {
                Some(choices)
            }
            _ => self.parts().find_map(|part| part.alternatives(pointer)),
        }
    }

    /// Returns the last token of the pattern, escaped as it stands there.
    pub(super) fn last_token(&self) -> &str {
        self.pattern.as_str().rsplit('/').next().unwrap_or_default()
    }

    /// Returns the name of the property that the node is.
    pub(super) fn property_name(&self) -> String {
        self.pattern.tokens().last().unwrap_or_default()
    }

    /// Returns a problem at an answer of this node, with the definition's own text where it brings one.
    pub(super) fn problem(&self, at: &Pointer, code: &str, message: Message) -> Problem {
        debug_assert!(
            is_known(&message.key),
            "{} is not among the messages",
            message.key
        );
        let text = self
            .errors
            .get(code)
            .or_else(|| self.errors.get("*"))
            .cloned();
        Problem {
            pointer: at.clone(),
            code: code.to_owned(),
            message,
            text,
            label: self.label.clone(),
        }
    }

    /// The nodes directly inside: parts, columns, the item, or the nodes of all alternatives.
    pub fn parts(&self) -> Box<dyn Iterator<Item = &Self> + '_> {
        match &self.kind {
            NodeKind::Section { children } => Box::new(children.iter()),
            NodeKind::Tuple { places } => Box::new(places.iter()),
            NodeKind::Table { columns, .. } => Box::new(columns.iter()),
            NodeKind::List { item, .. } => Box::new(std::iter::once(&**item)),
            NodeKind::Alternatives { choices } => {
                Box::new(choices.iter().map(|choice| &choice.node))
            }
            _ => Box::new(std::iter::empty()),
        }
    }
}
