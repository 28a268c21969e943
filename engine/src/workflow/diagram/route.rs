//! The ways of the arrows: straight down through the ranks, at right angles between them, no two horizontal parts at the
//! same height where they would touch.

use std::collections::BTreeMap;

use super::course::Course;
use super::drawing::{Badge, Bend, Edge, EdgeKind, Label, Line, Node, Point};
use super::graph::Graph;
use super::labels::{Boxes, Content};
use super::layout::{Placed, ends};

/// The space above the picture.
const MARGIN: i32 = 12;
/// The space between two ranks without horizontal parts, and how much each height of these adds.
const GAP: i32 = 16;
const TRACK: i32 = 10;
/// The space between the lowest horizontal part and what stands below: for the arrow head.
const GAP_BELOW: i32 = 16;
const GAP_ABOVE: i32 = 8;
/// The space between two arrows at the same box, and between an arrow and the corner of the box.
const PORT_SPACE: i32 = 16;
const PORT_EDGE: i32 = 14;
/// Says how far a part of an arrow moves to stand straight below another, and what must be free beside it.
const STRAIGHT_MAX: i32 = 40;
const STRAIGHT_SPACE: i32 = 8;
/// The space between a badge and the corner of its box.
const BADGE_EDGE: i32 = 10;
/// Says how round corners are.
const RADIUS: i32 = 7;
/// Says how far from a box an arrow runs that returns to it.
const LOOP_HALF: i32 = 9;

/// A part of an arrow between the ranks `rank` and `rank + 1`, from the column `from` above to the column `to` below.
#[derive(Clone, Copy, Debug)]
struct Crossing {
    link: usize,
    from: i32,
    to: i32,
}

impl Crossing {
    fn spans(&self, x: i32) -> bool {
        (self.from.min(self.to)..=self.from.max(self.to)).contains(&x)
    }

    fn touches(&self, other: &Self) -> bool {
        self.from.min(self.to) - TRACK <= other.from.max(other.to)
            && other.from.min(other.to) - TRACK <= self.from.max(self.to)
    }

    /// Returns how often the arrows cross when this one's horizontal part is above the other's.
    fn cost_above(&self, below: &Self) -> u32 {
        u32::from(self.spans(below.from)) + u32::from(below.spans(self.to))
    }
}

/// Places the nodes and edges, and returns them with their coordinates, and the height of the picture.
pub(super) fn drawn(
    graph: &Graph<'_>,
    boxes: &Boxes,
    placed: &Placed,
    course: Option<&Course>,
) -> (Vec<Node>, Vec<Edge>, i32) {
    let ways = ways(graph, boxes, placed);
    let gaps = gaps(graph, placed, &ways);
    let (tops, height) = heights(placed, &gaps);
    let middle = |rank: usize| tops[rank] + placed.ranks[rank] / 2;
    let nodes: Vec<Node> = (graph.spots.iter().zip(&boxes.spots))
        .zip(&placed.spots)
        .map(|((spot, content), at)| Node {
            name: spot.name().to_owned(),
            kind: spot.kind,
            finish: spot.finish.map(|finish| finish.kind),
            joins: spot.joins(),
            state: content.state,
            badge: content.badge.as_ref().map(|(text, width)| Badge {
                text: text.clone(),
                // At the left, since most arrows enter in the middle.
                x: at.x - content.width / 2 + BADGE_EDGE + width / 2,
                width: *width,
            }),
            x: at.x - content.width / 2,
            y: middle(at.rank) - content.height / 2,
            width: content.width,
            height: content.height,
            lines: lines(content, at.x, middle(at.rank) - content.height / 2),
        })
        .collect();
    let edges = graph.links.iter().enumerate().map(|(index, link)| {
        let label = placed.links[index].label;
        let label_x = label_column(graph, placed, &ways, index);
        let content = &boxes.links[index];
        let corners = if link.from == link.to {
            looped(&nodes[link.from], label.x)
        } else {
            let mut corners = corners(graph, placed, &nodes, &ways[index], index, &gaps, &tops);
            if link.back {
                corners.reverse();
            }
            corners
        };
        let (start, bends, end) = rounded(&corners);
        Edge {
            from: link.from,
            to: link.to,
            kind: link.kind,
            back: link.back,
            taken: course.map(|course| course.took(link, graph.spots[link.to].name())),
            start,
            bends,
            end,
            label: label_at(content, label_x, middle(label.rank)),
        }
    });
    let mut edges: Vec<Edge> = edges.collect();
    // What the case took lies above all else, what people do above what time does.
    edges.sort_by_key(|edge| (edge.taken == Some(true), edge.kind == EdgeKind::Action));
    (nodes, edges, height)
}

/// Places the label of a link around a middle; `None` where nothing stands at it.
fn label_at(content: &Content, x: i32, middle: i32) -> Option<Label> {
    let y = middle - content.height / 2;
    (!content.lines.is_empty()).then(|| Label {
        x: x - content.width / 2,
        y,
        width: content.width,
        height: content.height,
        lines: lines(content, x, y),
    })
}

fn lines(content: &Content, x: i32, y: i32) -> Vec<Line> {
    let lines = content.lines.iter().map(|written| Line {
        kind: written.kind,
        text: written.text.clone(),
        x,
        y: y + written.base,
    });
    lines.collect()
}

/// Returns the column of each link at its upper end, in each rank between, and at its lower end.
fn ways(graph: &Graph<'_>, boxes: &Boxes, placed: &Placed) -> Vec<Vec<i32>> {
    let column = |link: usize| {
        let (up, down) = ends(graph, link);
        let between = placed.links[link].between.iter().map(|spot| spot.x);
        let first = std::iter::once(placed.spots[up].x);
        first.chain(between).chain([placed.spots[down].x]).collect()
    };
    let mut ways: Vec<Vec<i32>> = (0..graph.links.len()).map(column).collect();
    touch(graph, boxes, placed, &mut ways, false);
    straighten(graph, boxes, placed, &mut ways, false);
    touch(graph, boxes, placed, &mut ways, true);
    straighten(graph, boxes, placed, &mut ways, true);
    touch(graph, boxes, placed, &mut ways, false);
    ways
}

/// Lets each arrow touch its upper or lower box as near to its own column as there is room, in the order of the columns.
fn touch(graph: &Graph<'_>, boxes: &Boxes, placed: &Placed, ways: &mut [Vec<i32>], lower: bool) {
    for (spot, content) in boxes.spots.iter().enumerate() {
        let links = 0..ways.len();
        let at_this_box = links.filter(|link| {
            let (up, down) = ends(graph, *link);
            up != down && spot == if lower { down } else { up }
        });
        let mut wanted: Vec<(i32, usize)> = at_this_box
            .map(|link| {
                let way = &ways[link];
                (way[if lower { way.len() - 2 } else { 1 }], link)
            })
            .collect();
        wanted.sort_unstable();
        let is_round = graph.spots[spot].step.is_none();
        let edge = if is_round {
            content.height / 2
        } else {
            PORT_EDGE
        };
        let reach = (content.width / 2 - edge.max(PORT_EDGE)).max(0);
        let found = spread(&wanted, placed.spots[spot].x, reach);
        for ((_, link), x) in wanted.iter().zip(found) {
            let way = &mut ways[*link];
            let at = if lower { way.len() - 1 } else { 0 };
            way[at] = x;
        }
    }
}

/// Columns within a box, as near to the wanted ones as they can be without coming too near to each other.
fn spread(wanted: &[(i32, usize)], middle: i32, reach: i32) -> Vec<i32> {
    let (left, right) = (middle - reach, middle + reach);
    let between = i32::try_from(wanted.len().saturating_sub(1)).unwrap_or(i32::MAX);
    let space = PORT_SPACE.min((right - left) / between.max(1)).max(1);
    let mut found: Vec<i32> = Vec::with_capacity(wanted.len());
    for (x, _) in wanted {
        let least = found.last().map_or(left, |last| last + space);
        found.push((*x).clamp(left, right).max(least));
    }
    let mut most = right;
    for x in found.iter_mut().rev() {
        *x = (*x).min(most);
        most = *x - space;
    }
    found
}

/// Returns the column of a link's label: it goes where the link goes in its rank.
fn label_column(graph: &Graph<'_>, placed: &Placed, ways: &[Vec<i32>], link: usize) -> i32 {
    let way = &placed.links[link];
    let at = way
        .between
        .iter()
        .position(|spot| spot.rank == way.label.rank);
    let is_loop = graph.links[link].from == graph.links[link].to;
    match at.filter(|_| !is_loop) {
        Some(at) => ways[link][at + 1],
        None => way.label.x,
    }
}

/// Takes small jogs out of the ways: where nothing is near, a part moves below the part above it; upwards, above the one
/// below it.
fn straighten(
    graph: &Graph<'_>,
    boxes: &Boxes,
    placed: &Placed,
    ways: &mut [Vec<i32>],
    upwards: bool,
) {
    // What stands in each rank: its columns, how far it reaches to either side, and whose it is.
    let mut taken: Vec<Vec<(i32, i32, usize)>> = vec![Vec::new(); placed.ranks.len()];
    let nobody = graph.links.len();
    for (spot, content) in placed.spots.iter().zip(&boxes.spots) {
        taken[spot.rank].push((spot.x, content.width / 2, nobody));
    }
    let half = |link: usize, rank: usize| {
        let is_label = placed.links[link].label.rank == rank;
        boxes.links[link].width / 2 * i32::from(is_label)
    };
    for (link, way) in placed.links.iter().enumerate() {
        // The label of an arrow that returns to its box stays beside it.
        if graph.links[link].from == graph.links[link].to {
            let label = (way.label.x, half(link, way.label.rank), nobody);
            taken[way.label.rank].push(label);
        }
        for (spot, x) in way.between.iter().zip(&ways[link][1..]) {
            taken[spot.rank].push((*x, half(link, spot.rank), link));
        }
    }
    for (link, way) in placed.links.iter().enumerate() {
        let count = way.between.len();
        for step in 1..=count {
            let (at, like) = if upwards {
                (count + 1 - step, count + 2 - step)
            } else {
                (step, step - 1)
            };
            let (from, to) = (ways[link][at], ways[link][like]);
            let rank = way.between[at - 1].rank;
            let reach = half(link, rank);
            let is_free = taken[rank].iter().all(|(x, other, whose)| {
                *whose == link || (x - to).abs() >= reach + other + STRAIGHT_SPACE
            });
            if from != to && (from - to).abs() <= STRAIGHT_MAX && is_free {
                ways[link][at] = to;
                let this_link = taken[rank]
                    .iter_mut()
                    .filter(|this_link| this_link.2 == link);
                this_link.for_each(|this_link| this_link.0 = to);
            }
        }
    }
}

/// For each gap below a rank: the heights at which links run sideways, by link, counted from above.
type Gaps = Vec<BTreeMap<usize, i32>>;

fn gaps(graph: &Graph<'_>, placed: &Placed, ways: &[Vec<i32>]) -> Gaps {
    let mut crossings: Vec<Vec<Crossing>> = vec![Vec::new(); placed.ranks.len()];
    for (link, way) in ways.iter().enumerate() {
        let (up, down) = ends(graph, link);
        if up == down {
            continue;
        }
        let first = placed.spots[up].rank;
        for (step, pair) in way.windows(2).enumerate() {
            let crossing = Crossing {
                link,
                from: pair[0],
                to: pair[1],
            };
            if let Some(gap) = crossings.get_mut(first + step) {
                gap.push(crossing);
            }
        }
    }
    crossings.into_iter().map(tracks).collect()
}

/// Orders the horizontal parts of one gap so that few arrows cross, and gives each the highest place where it touches none
/// before it.
fn tracks(crossings: Vec<Crossing>) -> BTreeMap<usize, i32> {
    let mut order: Vec<Crossing> = crossings
        .into_iter()
        .filter(|crossing| crossing.from != crossing.to)
        .collect();
    order.sort_by_key(|crossing| (crossing.from.min(crossing.to), crossing.link));
    // Neighbours change places as long as that makes crossings fewer; each round does or is the last.
    for _ in 0..order.len() {
        let mut changed = false;
        for at in 1..order.len() {
            let (one, other) = (order[at - 1], order[at]);
            if other.cost_above(&one) < one.cost_above(&other) {
                order.swap(at - 1, at);
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    let mut placed: Vec<(Crossing, i32)> = Vec::new();
    for crossing in order {
        let touching = placed.iter().filter(|(other, _)| other.touches(&crossing));
        let track = touching.map(|(_, track)| track + 1).max().unwrap_or(0);
        placed.push((crossing, track));
    }
    placed
        .into_iter()
        .map(|(crossing, track)| (crossing.link, track))
        .collect()
}

/// Returns the upper edge of each rank, and the height of the picture.
fn heights(placed: &Placed, gaps: &Gaps) -> (Vec<i32>, i32) {
    let mut tops = Vec::with_capacity(placed.ranks.len());
    let mut y = MARGIN + GAP_ABOVE;
    let mut bottom = y;
    for (height, gap) in placed.ranks.iter().zip(gaps) {
        tops.push(y);
        bottom = y + height;
        let tracks = gap.values().max().map_or(0, |last| last + 1);
        let room = match tracks {
            0 => GAP,
            tracks => GAP_ABOVE + (tracks - 1) * TRACK + GAP_BELOW,
        };
        y = bottom + room;
    }
    (tops, bottom + MARGIN)
}

/// Returns the corners of a link's way, from its upper to its lower end.
fn corners(
    graph: &Graph<'_>,
    placed: &Placed,
    nodes: &[Node],
    way: &[i32],
    link: usize,
    gaps: &Gaps,
    tops: &[i32],
) -> Vec<Point> {
    let (up, down) = ends(graph, link);
    let (upper, lower) = (&nodes[up], &nodes[down]);
    let first = placed.spots[up].rank;
    let at = |x: i32, y: i32| Point { x, y };
    let mut corners = vec![at(way[0], upper.y + upper.height)];
    for (step, pair) in way.windows(2).enumerate() {
        let rank = first + step;
        if pair[0] != pair[1]
            && let Some(track) = gaps.get(rank).and_then(|gap| gap.get(&link))
        {
            let y = tops[rank] + placed.ranks[rank] + GAP_ABOVE + track * TRACK;
            corners.push(at(pair[0], y));
            corners.push(at(pair[1], y));
        }
    }
    corners.push(at(way[way.len() - 1], lower.y));
    corners
}

/// Returns the corners of an arrow that returns to the box that it leaves, beside it.
fn looped(node: &Node, x: i32) -> Vec<Point> {
    let right = node.x + node.width;
    let middle = node.y + node.height / 2;
    let at = |x: i32, y: i32| Point { x, y };
    vec![
        at(right, middle + LOOP_HALF),
        at(x, middle + LOOP_HALF),
        at(x, middle - LOOP_HALF),
        at(right, middle - LOOP_HALF),
    ]
}

/// Rounds the corners of a way.
fn rounded(corners: &[Point]) -> (Point, Vec<Bend>, Point) {
    let nowhere = Point { x: 0, y: 0 };
    let start = corners.first().copied().unwrap_or(nowhere);
    let end = corners.last().copied().unwrap_or(nowhere);
    let bend = |three: &[Point]| {
        let [before, corner, after] = [three[0], three[1], three[2]];
        Bend {
            from: towards(corner, before),
            corner,
            to: towards(corner, after),
        }
    };
    (start, corners.windows(3).map(bend).collect(), end)
}

/// Returns the point on the way from a corner to the next where the straight line begins; half way where they are near.
fn towards(corner: Point, next: Point) -> Point {
    let near = |from: i32, to: i32| {
        let length = (to - from).abs();
        from + (to - from).signum() * RADIUS.min(length / 2)
    };
    Point {
        x: near(corner.x, next.x),
        y: near(corner.y, next.y),
    }
}
