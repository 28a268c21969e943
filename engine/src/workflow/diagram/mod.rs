//! The picture of a workflow, and of a case in it: values that a template draws, and sentences that say the same.
//!
//! What a workflow declares becomes spots and links in `graph.rs`, the one place that knows every kind of step. Where a
//! case has been is read from its events in `course.rs`. `back.rs` finds what leads back, `layout.rs` gives every spot its place, `route.rs` every link its
//! way, and `describe.rs` says it all in words.

mod back;
mod course;
mod describe;
mod drawing;
mod graph;
mod labels;
mod layout;
mod request;
mod route;

#[cfg(test)]
mod tests;

use super::definition::Workflow;

pub use course::Course;
pub use drawing::{
    Badge, Bend, Description, Drawing, Edge, EdgeKind, Label, Line, LineKind, Node, NodeKind,
    Point, State,
};
pub use request::{Request, Words};

/// Most spots (steps, finishes, branchings) that are drawn; what has more is only told.
pub const SPOTS_DRAWN_MAX: usize = 160;

impl Workflow {
    /// Draws the workflow. The same workflow, language and course give the same picture.
    #[must_use]
    pub fn draw(&self, request: &Request<'_>) -> Drawing {
        let mut graph = graph::Graph::new(self);
        let title = self.title.get(request.locale).to_owned();
        let about = describe::about(self, &graph, request);
        let descriptions = describe::describe(self, &graph, request);
        if graph.spots.len() > SPOTS_DRAWN_MAX {
            return Drawing {
                title,
                about,
                width: 0,
                height: 0,
                nodes: Vec::new(),
                edges: Vec::new(),
                descriptions,
            };
        }
        // The layout takes a graph without circles: what leads back is turned round for it.
        back::mark(&mut graph);
        let boxes = labels::boxes(&graph, request);
        let placed = layout::place(&graph, &boxes);
        let (nodes, edges, height) = route::drawn(&graph, &boxes, &placed, request.course);
        Drawing {
            title,
            about,
            width: placed.width,
            height,
            nodes,
            edges,
            descriptions,
        }
    }
}
