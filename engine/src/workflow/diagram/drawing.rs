//! What is drawn: boxes, lines and points, and the sentences that say the same.

use serde::Serialize;

use crate::message::Message;
use crate::workflow::definition::FinishKind;

/// A workflow drawn. Lengths are in pixels; the origin is the upper left corner.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Drawing {
    /// The workflow's title.
    pub title: String,
    /// One sentence about what is seen.
    pub about: String,
    /// Width; 0 where there is too much to be drawn.
    pub width: i32,
    /// Height.
    pub height: i32,
    /// What is joined, from top to bottom.
    pub nodes: Vec<Node>,
    /// What joins them; what lies above comes later.
    pub edges: Vec<Edge>,
    /// The same in sentences.
    #[serde(rename = "told")]
    pub descriptions: Vec<Description>,
}

/// One sentence of the text equivalent, with what belongs to it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Description {
    /// The sentence.
    pub message: Message,
    /// What belongs to it.
    pub below: Vec<Message>,
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum NodeKind {
    /// The submission.
    Start,
    /// A step for staff.
    Staff,
    /// A step for the applicant.
    Applicant,
    /// All branches that leave it are taken.
    All,
    /// One branch that leaves it is taken.
    One,
    /// What can be done whatever is open.
    Anytime,
    /// An end.
    Finish,
}

/// How a node stands in a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// The case has not been there.
    Ahead,
    /// The case was there, and its step was closed without being done.
    Cancelled,
    /// The case has been there.
    Done,
    /// Some branches are there and wait for the others.
    Waiting,
    /// The case is there.
    Open,
}

/// A box with its texts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Node {
    /// The name of the step or finish; empty for all else.
    pub name: String,
    /// What it is.
    pub kind: NodeKind,
    /// What a finish means.
    pub finish: Option<FinishKind>,
    /// Whether it waits for several branches.
    pub joins: bool,
    /// How it stands in the case, where one is drawn.
    pub state: Option<State>,
    /// What is written on its upper edge: how it stands in the case.
    pub badge: Option<Badge>,
    /// Left edge.
    pub x: i32,
    /// Upper edge.
    pub y: i32,
    /// Width.
    pub width: i32,
    /// Height.
    pub height: i32,
    /// Its texts from top to bottom.
    pub lines: Vec<Line>,
}

/// A word on the upper edge of a box.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Badge {
    /// The word.
    pub text: String,
    /// Its middle.
    pub x: i32,
    /// Its width.
    pub width: i32,
}

/// What a line of a box or a label says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LineKind {
    /// A title.
    Title,
    /// How branches come together.
    Join,
    /// Who does it.
    #[serde(rename = "who")]
    Performer,
    /// By when.
    Due,
    /// What happened in the case.
    Case,
}

/// One line of text, in the middle of what it belongs to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    /// What it says.
    pub kind: LineKind,
    /// The text.
    pub text: String,
    /// Its middle.
    pub x: i32,
    /// Its base line.
    pub y: i32,
}

/// What an edge is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum EdgeKind {
    /// Somebody does it, or it follows of itself.
    Action,
    /// Time runs out.
    Overdue,
    /// An action of the case.
    Anytime,
}

/// A line with an arrow head at its end.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Edge {
    /// The index of the node that it leaves.
    pub from: usize,
    /// The index of the node that it enters.
    pub to: usize,
    /// What it is.
    pub kind: EdgeKind,
    /// Whether it leads back.
    pub back: bool,
    /// Whether the case went this way; `None` where no case is drawn.
    pub taken: Option<bool>,
    /// Where it begins.
    pub start: Point,
    /// Its bends, each a rounded corner.
    pub bends: Vec<Bend>,
    /// Where it ends.
    pub end: Point,
    /// What stands at it.
    pub label: Option<Label>,
}

/// What stands at an edge.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Label {
    /// Left edge.
    pub x: i32,
    /// Upper edge.
    pub y: i32,
    /// Width.
    pub width: i32,
    /// Height.
    pub height: i32,
    /// Its texts from top to bottom.
    pub lines: Vec<Line>,
}

/// A rounded corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Bend {
    /// Where the straight line ends.
    pub from: Point,
    /// The corner that is cut.
    pub corner: Point,
    /// Where the next straight line begins.
    pub to: Point,
}

/// A point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Point {
    /// From the left.
    pub x: i32,
    /// From above.
    pub y: i32,
}

impl State {
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Ahead => "diagram-ahead",
            Self::Cancelled => "diagram-cancelled",
            Self::Done => "diagram-done",
            Self::Waiting => "diagram-waiting",
            Self::Open => "diagram-open",
        }
    }
}
