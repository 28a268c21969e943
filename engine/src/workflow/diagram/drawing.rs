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
    /// Says what is joined, from top to bottom.
    pub nodes: Vec<Node>,
    /// Says what joins them; what lies above comes later.
    pub edges: Vec<Edge>,
    /// The same in sentences.
    pub descriptions: Vec<Description>,
}

/// One sentence of the text equivalent, with what belongs to it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Description {
    /// The sentence.
    pub message: Message,
    /// Says what belongs to it.
    pub below: Vec<Message>,
}

/// Says what a node is.
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
    /// Says what can be done whatever is open.
    Anytime,
    /// An end.
    Finish,
}

/// Says how a node stands in a case.
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
    /// Says what it is.
    pub kind: NodeKind,
    /// Says what a finish means.
    pub finish: Option<FinishKind>,
    /// Says whether it waits for several branches.
    pub joins: bool,
    /// Says how it stands in the case, where one is drawn.
    pub state: Option<State>,
    /// Says what is written on its upper edge: how it stands in the case.
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

/// Says what a line of a box or a label says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LineKind {
    /// A title.
    Title,
    /// Says how branches come together.
    Join,
    /// Names who does it.
    #[serde(rename = "who")]
    Performer,
    /// By when.
    Due,
    /// Says what happened in the case.
    Case,
}

/// One line of text, in the middle of what it belongs to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    /// Says what it says.
    pub kind: LineKind,
    /// The text.
    pub text: String,
    /// Its middle.
    pub x: i32,
    /// Its base line.
    pub y: i32,
}

/// Says what an edge is.
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
    /// Says what it is.
    pub kind: EdgeKind,
    /// Says whether it leads back.
    pub back: bool,
    /// Says whether the case went this way; `None` where no case is drawn.
    pub taken: Option<bool>,
    /// Says where it begins.
    pub start: Point,
    /// Its bends, each a rounded corner.
    pub bends: Vec<Bend>,
    /// Says where it ends.
    pub end: Point,
    /// Says what stands at it.
    pub label: Option<Label>,
}

/// Says what stands at an edge.
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
    /// Says where the straight line ends.
    pub from: Point,
    /// The corner that is cut.
    pub corner: Point,
    /// Says where the next straight line begins.
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
