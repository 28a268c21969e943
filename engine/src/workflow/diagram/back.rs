//! Which links lead back. All others lead down in the picture, so that it reads from top to bottom.

use std::collections::VecDeque;

use super::graph::Graph;

/// Marks the links that lead back, until no circle is left: those to where every case that gets to their start has been,
/// and of the circles that remain the links that lead nearest to the start from farthest away.
pub(super) fn mark(graph: &mut Graph<'_>) {
    for (index, dominated) in dominated(graph).into_iter().enumerate() {
        for link in graph.links.iter_mut().filter(|link| link.to == index) {
            // Whatever leads to a spot that every case has passed on its way there can only repeat it.
            link.back = dominated[link.from];
        }
    }
    let levels = distances(graph, None);
    let drop = |from: usize, to: usize| {
        let level = |spot: usize| levels[spot].map_or(0, |level| level as i64);
        level(from) - level(to)
    };
    // Each round marks one link: there are no more rounds than links.
    for _ in 0..graph.links.len() {
        let circle = in_circles(graph);
        let candidates = graph.links.iter().enumerate().filter(|(_, link)| {
            let ends = (circle[link.from], circle[link.to]);
            !link.back && link.from != link.to && ends.0 && ends.1
        });
        let worst = candidates.max_by_key(|(index, link)| (drop(link.from, link.to), *index));
        let Some((index, _)) = worst else { break };
        graph.links[index].back = true;
    }
    lead_on_after_all(graph);
}

/// Lets every link lead on that closes no circle with those that do. What is left leads back to a spot from which others
/// lead on to its start, and so up in every picture in which these lead down.
fn lead_on_after_all(graph: &mut Graph<'_>) {
    // A link that leads on makes no other one more likely to: one round in the order of the links is enough.
    for index in 0..graph.links.len() {
        let (from, to) = (graph.links[index].from, graph.links[index].to);
        if graph.links[index].back && !leads_on(graph, to, from) {
            graph.links[index].back = false;
        }
    }
}

/// Tells whether links that lead on lead from one spot to another.
fn leads_on(graph: &Graph<'_>, from: usize, to: usize) -> bool {
    let mut seen = vec![false; graph.spots.len()];
    let mut ahead = vec![from];
    while let Some(spot) = ahead.pop() {
        if spot == to {
            return true;
        }
        let next = graph.links.iter();
        for link in next.filter(|link| link.from == spot && !link.back) {
            if !std::mem::replace(&mut seen[link.to], true) {
                ahead.push(link.to);
            }
        }
    }
    false
}

/// Finds for each spot: which spots cannot be reached without passing it, itself included.
fn dominated(graph: &Graph<'_>) -> Vec<Vec<bool>> {
    let reached = distances(graph, None);
    (0..graph.spots.len())
        .map(|spot| {
            let reached_without = distances(graph, Some(spot));
            (0..graph.spots.len())
                .map(|other| reached[other].is_some() && reached_without[other].is_none())
                .collect()
        })
        .collect()
}

/// Returns how many links each spot is away from where a case begins, never passing `without`.
fn distances(graph: &Graph<'_>, without: Option<usize>) -> Vec<Option<usize>> {
    let mut distances = vec![None; graph.spots.len()];
    let entered = |spot: usize| graph.links.iter().any(|link| link.to == spot);
    let mut ahead: VecDeque<usize> = (0..graph.spots.len())
        .filter(|spot| !entered(*spot) && Some(*spot) != without)
        .collect();
    for root in &ahead {
        distances[*root] = Some(0);
    }
    while let Some(spot) = ahead.pop_front() {
        let next = distances[spot].map(|distance| distance + 1);
        for link in graph.links.iter().filter(|link| link.from == spot) {
            if distances[link.to].is_none() && Some(link.to) != without {
                distances[link.to] = next;
                ahead.push_back(link.to);
            }
        }
    }
    distances
}

/// Returns which spots may lie on a circle of links that do not lead back: those that remain when all that nothing
/// enters, or that leads nowhere, is taken away again and again.
fn in_circles(graph: &Graph<'_>) -> Vec<bool> {
    let mut remains = vec![true; graph.spots.len()];
    loop {
        let mut changed = false;
        for spot in 0..graph.spots.len() {
            let counts = |link: &&super::graph::Link<'_>| {
                !link.back && link.from != link.to && remains[link.from] && remains[link.to]
            };
            let entered = graph
                .links
                .iter()
                .filter(counts)
                .any(|link| link.to == spot);
            let left = graph
                .links
                .iter()
                .filter(counts)
                .any(|link| link.from == spot);
            if remains[spot] && !(entered && left) {
                remains[spot] = false;
                changed = true;
            }
        }
        if !changed {
            return remains;
        }
    }
}
