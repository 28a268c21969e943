//! Every situation that a system of moves can come into, breadth first, so that the first way found to anything is a
//! shortest one.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::hash::Hash;

/// What is explored.
pub(super) trait Moves {
    /// Where the system stands.
    type State;
    /// What tells one situation from another.
    type Key: Clone + Eq + Hash;
    /// What leads from one to the next.
    type Move: Clone;

    /// What tells this state from others.
    fn key(&self, state: &Self::State) -> Self::Key;

    /// Every move that can be made, with where it leads.
    fn moves(&self, state: &Self::State) -> Vec<(Self::Move, Self::State)>;

    /// Whether `later`, which `earlier` led to, is the same but for more of the same work, so that it would grow for ever.
    fn grows(&self, earlier: &Self::Key, later: &Self::Key) -> bool;
}

/// One situation.
#[derive(Debug)]
pub(super) struct Node<M: Moves> {
    /// What it is.
    pub key: M::Key,
    /// From where, and by which move, it was first reached; `None` for a first one.
    pub from: Option<(usize, M::Move)>,
    /// The situations that it leads to.
    pub next: Vec<usize>,
    /// Whether its moves were tried: not so where it only grows, or beyond the bound.
    pub expanded: bool,
    /// The earlier situation that it is the same as, but for more of the same work.
    pub grown_from: Option<usize>,
}

/// All situations found.
pub(super) struct Explored<M: Moves> {
    /// In the order found: by the number of moves that lead there.
    pub nodes: Vec<Node<M>>,
    /// Whether that is all of them.
    pub complete: bool,
}

/// Explores from these first states until nothing new is found, or `most` situations are.
pub(super) fn explore<M: Moves>(system: &M, first: Vec<M::State>, most: usize) -> Explored<M> {
    let mut explored = Explored {
        nodes: Vec::new(),
        complete: true,
    };
    let mut known = HashMap::new();
    let mut ahead = VecDeque::new();
    for state in first {
        let found = explored.found(system, &mut known, &state, None);
        if found.1 {
            ahead.push_back((found.0, state));
        }
    }
    while let Some((at, state)) = ahead.pop_front() {
        if explored.nodes.len() >= most {
            explored.complete = false;
            break;
        }
        explored.nodes[at].expanded = true;
        for (step, next) in system.moves(&state) {
            let (to, new) = explored.found(system, &mut known, &next, Some((at, step)));
            explored.nodes[at].next.push(to);
            if new && explored.nodes[to].grown_from.is_none() {
                ahead.push_back((to, next));
            }
        }
    }
    explored
}

impl<M: Moves> Explored<M> {
    /// The number of a state's situation, and whether it is new.
    fn found(
        &mut self,
        system: &M,
        known: &mut HashMap<M::Key, usize>,
        state: &M::State,
        from: Option<(usize, M::Move)>,
    ) -> (usize, bool) {
        let key = system.key(state);
        if let Some(at) = known.get(&key) {
            return (*at, false);
        }
        let at = self.nodes.len();
        let grown_from = self
            .before(from.as_ref().map(|(from, _)| *from))
            .find(|earlier| system.grows(&self.nodes[*earlier].key, &key));
        known.insert(key.clone(), at);
        self.nodes.push(Node {
            key,
            from,
            next: Vec::new(),
            expanded: false,
            grown_from,
        });
        (at, true)
    }

    /// A situation and those on the shortest way to it, backwards.
    fn before(&self, at: Option<usize>) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(at, |at| self.nodes[*at].from.as_ref().map(|(from, _)| *from))
    }

    /// The moves of the shortest way to a situation.
    pub fn path(&self, at: usize) -> Vec<M::Move> {
        let mut moves: Vec<M::Move> = self
            .before(Some(at))
            .filter_map(|at| self.nodes[at].from.as_ref().map(|(_, step)| step.clone()))
            .collect();
        moves.reverse();
        moves
    }

    /// Those situations from which none that `good` accepts can be reached. What was not expanded is given the benefit of the
    /// doubt.
    pub fn stuck(&self, good: impl Fn(&M::Key) -> bool) -> Vec<usize> {
        let mut into: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, node) in self.nodes.iter().enumerate() {
            for next in &node.next {
                into.entry(*next).or_default().push(at);
            }
        }
        let mut fine = vec![false; self.nodes.len()];
        let mut ahead: Vec<usize> = (0..self.nodes.len())
            .filter(|at| good(&self.nodes[*at].key) || !self.nodes[*at].expanded)
            .collect();
        while let Some(at) = ahead.pop() {
            if std::mem::replace(&mut fine[at], true) {
                continue;
            }
            ahead.extend(into.get(&at).into_iter().flatten());
        }
        (0..fine.len()).filter(|at| !fine[*at]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers with moves between them; a number of 100 and more is the same as the one a hundred less, grown.
    struct Numbers(Vec<(u32, u32)>);

    impl Moves for Numbers {
        type State = u32;
        type Key = u32;
        type Move = String;

        fn key(&self, state: &u32) -> u32 {
            *state
        }

        fn moves(&self, state: &u32) -> Vec<(String, u32)> {
            let from = self.0.iter().filter(|(from, _)| from == state);
            from.map(|(from, to)| (format!("{from}-{to}"), *to)).collect()
        }

        fn grows(&self, earlier: &u32, later: &u32) -> bool {
            *later == earlier + 100
        }
    }

    fn check(moves: &[(u32, u32)], most: usize, expect: &str) {
        let explored = explore(&Numbers(moves.to_vec()), vec![1], most);
        let show = |at: &usize| {
            let node = &explored.nodes[*at];
            format!("{} by [{}]", node.key, explored.path(*at).join(" "))
        };
        let stuck: Vec<String> = explored.stuck(|key| *key == 9).iter().map(show).collect();
        let grown: Vec<String> = (0..explored.nodes.len())
            .filter(|at| explored.nodes[*at].grown_from.is_some())
            .map(|at| show(&at))
            .collect();
        let found = format!(
            "stuck: {}; grown: {}; complete: {}",
            stuck.join(", "),
            grown.join(", "),
            explored.complete
        );
        assert_eq!(found, expect);
    }

    #[test]
    fn what_reaches_the_end_is_not_stuck() {
        let moves = [(1, 2), (2, 1), (2, 9)];
        check(&moves, 100, "stuck: ; grown: ; complete: true");
    }

    #[test]
    fn a_dead_end_is_reached_by_the_shortest_path() {
        let moves = [(1, 2), (2, 3), (3, 4), (1, 4), (1, 9)];
        check(&moves, 100, "stuck: 4 by [1-4]; grown: ; complete: true".replace("stuck: 4", "stuck: 4").as_str());
    }

    #[test]
    fn growth_is_found_and_not_followed() {
        let moves = [(1, 9), (1, 2), (2, 101), (101, 5)];
        check(&moves, 100, "stuck: ; grown: 101 by [1-2 2-101]; complete: true");
    }

    #[test]
    fn the_bound_is_said() {
        let moves = [(1, 2), (2, 3), (3, 4), (4, 5)];
        check(&moves, 3, "stuck: ; grown: ; complete: false");
    }
}
