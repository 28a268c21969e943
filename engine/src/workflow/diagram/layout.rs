//! Where everything stands: ranks, order and columns by the `dagre` crate, a layered layout; heights by ourselves, since
//! arrows run at right angles and need room for their horizontal parts.

use std::collections::BTreeMap;

use dagre::graph::{Graph as Net, GraphOptions};
use dagre::{EdgeLabel, LayoutOptions, NodeLabel};

use super::drawing::EdgeKind;
use super::graph::Graph;
use super::labels::{Boxes, Content};

/// The space around the picture.
const MARGIN: i32 = 12;
/// The space between boxes, and between arrows, side by side.
const SPACE_BOXES: f64 = 24.0;
const SPACE_ARROWS: f64 = 16.0;
/// Says how strongly an arrow is pulled straight and short: one that leads on more than any other; and a label to the box
/// that its arrow leaves most of all.
const WEIGHT_ON: i32 = 3;
const WEIGHT_OTHER: i32 = 1;
const WEIGHT_LABEL: i32 = 12;

/// Says where a box, a label or a part of an arrow stands: the column of its middle, and its rank.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spot {
    pub(super) x: i32,
    pub(super) rank: usize,
}

/// A link's way through the ranks, from the upper to the lower end: its column in each rank between, and its label.
#[derive(Clone, Debug, Default)]
pub(super) struct Way {
    pub(super) between: Vec<Spot>,
    pub(super) label: Spot,
}

/// Says where everything stands, but for the heights, which depend on the arrows.
pub(super) struct Placed {
    pub(super) spots: Vec<Spot>,
    pub(super) links: Vec<Way>,
    /// The height of each rank.
    pub(super) ranks: Vec<i32>,
    pub(super) width: i32,
}

/// Returns the upper and the lower spot of a link: one that leads back is laid from its end to its start.
pub(super) fn ends(graph: &Graph<'_>, link: usize) -> (usize, usize) {
    let edge = &graph.links[link];
    if edge.back {
        (edge.to, edge.from)
    } else {
        (edge.from, edge.to)
    }
}

/// Places a graph.
pub(super) fn place(graph: &Graph<'_>, boxes: &Boxes) -> Placed {
    let mut net = net(graph, boxes);
    let options = LayoutOptions {
        nodesep: SPACE_BOXES,
        edgesep: SPACE_ARROWS,
        ..LayoutOptions::default()
    };
    dagre::layout(&mut net, Some(options));
    Reader { graph, boxes, net }.read()
}

type Laid = Net<NodeLabel, EdgeLabel>;

fn spot_id(spot: usize) -> String {
    format!("spot {spot}")
}

fn label_id(link: usize) -> String {
    format!("label {link}")
}

/// Returns the parts that a link is laid in, from above: to its label and on, or all the way where it has none.
fn parts(graph: &Graph<'_>, boxes: &Boxes, link: usize) -> Vec<(String, String)> {
    let (upper, lower) = ends(graph, link);
    let (upper, lower) = (spot_id(upper), spot_id(lower));
    if boxes.links[link].lines.is_empty() {
        vec![(upper, lower)]
    } else {
        vec![(upper, label_id(link)), (label_id(link), lower)]
    }
}

/// Returns the net that is laid out: labels are nodes of their own, so that each stands next to the box that its arrow
/// leaves, and on no other.
fn net(graph: &Graph<'_>, boxes: &Boxes) -> Laid {
    let mut net = Net::with_options(GraphOptions {
        directed: true,
        multigraph: true,
        compound: false,
    });
    let sized = |content: &Content| NodeLabel {
        width: f64::from(content.width),
        height: f64::from(content.height),
        ..NodeLabel::default()
    };
    for (spot, content) in boxes.spots.iter().enumerate() {
        net.set_node(spot_id(spot), Some(sized(content)));
    }
    for (link, content) in boxes.links.iter().enumerate() {
        if !content.lines.is_empty() {
            net.set_node(label_id(link), Some(sized(content)));
        }
        let edge = &graph.links[link];
        if edge.from == edge.to {
            beside(&mut net, link, edge.from);
            continue;
        }
        let leads_on = !edge.back && edge.kind == EdgeKind::Action;
        let parts = parts(graph, boxes, link);
        let labelled = parts.len() > 1;
        for (part, (upper, lower)) in parts.into_iter().enumerate() {
            let at_source = labelled && (part == 0) != edge.back;
            let label = EdgeLabel {
                weight: match (at_source, leads_on) {
                    (true, _) => WEIGHT_LABEL,
                    (false, true) => WEIGHT_ON,
                    (false, false) => WEIGHT_OTHER,
                },
                ..EdgeLabel::default()
            };
            net.set_edge(upper, lower, Some(label), Some(&link.to_string()));
        }
    }
    net
}

/// Makes the box wider by the label of an arrow that returns to it: that stands beside it.
fn beside(net: &mut Laid, link: usize, spot: usize) {
    let label = net.remove_node(&label_id(link)).map(|label| label.width);
    if let Some(node) = net.node_mut(&spot_id(spot)) {
        node.width += 2.0 * (label.unwrap_or_default() + SPACE_ARROWS);
    }
}

/// Reads columns and ranks from what was laid out. The middles of one rank are at the same height.
struct Reader<'a> {
    graph: &'a Graph<'a>,
    boxes: &'a Boxes,
    net: Laid,
}

impl Reader<'_> {
    fn read(&self) -> Placed {
        let spots = 0..self.graph.spots.len();
        let links = 0..self.graph.links.len();
        let mut levels: BTreeMap<i64, i32> = BTreeMap::new();
        for content in spots
            .clone()
            .map(|spot| (spot_id(spot), &self.boxes.spots[spot]))
            .chain(
                links
                    .clone()
                    .map(|link| (label_id(link), &self.boxes.links[link])),
            )
        {
            if let Some((_, y)) = self.node(&content.0) {
                let height = levels.entry(level(y)).or_default();
                *height = (*height).max(content.1.height);
            }
        }
        // Between two ranks of boxes and labels there may be one that only arrows pass: these need no place there.
        let ranks: BTreeMap<i64, usize> = levels.keys().copied().zip(0..).collect();
        let spot = |(x, y): (f64, f64)| {
            let rank = *ranks.get(&level(y))?;
            Some(Spot {
                x: x.round() as i32,
                rank,
            })
        };
        let at = |id: &str| self.node(id).and_then(spot).unwrap_or_default();
        let mut spots: Vec<Spot> = spots.map(|spot| at(&spot_id(spot))).collect();
        let mut links: Vec<Way> = links
            .map(|link| {
                let edge = &self.graph.links[link];
                if edge.from == edge.to {
                    return self.beside(link, spots[edge.from]);
                }
                Way {
                    between: self.between(link).into_iter().filter_map(spot).collect(),
                    label: at(&label_id(link)),
                }
            })
            .collect();
        // Arrows may run left of all boxes.
        let (left, right) = self.reach(&spots, &links);
        let all = spots.iter_mut().chain(
            links
                .iter_mut()
                .flat_map(|way| way.between.iter_mut().chain([&mut way.label])),
        );
        all.for_each(|spot| spot.x += MARGIN - left);
        Placed {
            width: right - left + 2 * MARGIN,
            ranks: levels.into_values().collect(),
            spots,
            links,
        }
    }

    fn node(&self, id: &str) -> Option<(f64, f64)> {
        let node = self.net.node(id)?;
        Some((node.x?, node.y?))
    }

    /// Returns the points of a link between its two ends. The first and the last of each part are where it touches a box: that is
    /// decided by the ways.
    fn between(&self, link: usize) -> Vec<(f64, f64)> {
        let name = link.to_string();
        let mut points = Vec::new();
        for (upper, lower) in parts(self.graph, self.boxes, link) {
            if upper == label_id(link) {
                points.extend(self.node(&upper));
            }
            let part = self.net.edge(&upper, &lower, Some(&name));
            let all = part.map_or(&[][..], |part| part.points.as_slice());
            let inner = all.get(1..all.len().saturating_sub(1));
            points.extend(
                inner
                    .unwrap_or_default()
                    .iter()
                    .map(|point| (point.x, point.y)),
            );
        }
        points
    }

    /// Places the label of an arrow that returns to its box right of it.
    fn beside(&self, link: usize, spot: Spot) -> Way {
        let from = self.graph.links[link].from;
        let half = (self.boxes.spots[from].width + self.boxes.links[link].width) / 2;
        Way {
            between: Vec::new(),
            label: Spot {
                x: spot.x + half + SPACE_ARROWS as i32,
                rank: spot.rank,
            },
        }
    }

    /// Returns the left and right edge of everything.
    fn reach(&self, spots: &[Spot], links: &[Way]) -> (i32, i32) {
        let boxes = spots.iter().zip(&self.boxes.spots);
        let labels = links.iter().map(|way| &way.label).zip(&self.boxes.links);
        let labels = labels.filter(|(_, content)| !content.lines.is_empty());
        let columns = links.iter().flat_map(|way| &way.between);
        let all = boxes
            .chain(labels)
            .map(|(spot, content)| (spot.x, content.width / 2 + 1))
            .chain(columns.map(|spot| (spot.x, 1)));
        all.fold((i32::MAX, i32::MIN), |(left, right), (x, half)| {
            (left.min(x - half), right.max(x + half))
        })
    }
}

/// Heights are told apart to the tenth of a pixel.
fn level(y: f64) -> i64 {
    (y * 10.0).round() as i64
}
