//! Every situation that a system of moves can come into, breadth first, so that the first way found to anything is a
//! shortest one.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::hash::Hash;

/// Says how often the moves between two situations must make the second grow again before that is taken for growth for ever.
const GROWTH_ROUNDS: usize = 2;

/// Says what is explored.
pub(super) trait Moves {
    /// Says where the system stands.
    type State;
    /// Says what tells one situation from another.
    type Key: Clone + Eq + Hash;
    /// Says what leads from one to the next.
    type Move: Clone + PartialEq;

    /// Returns what tells this state from others.
    fn key(&self, state: &Self::State) -> Self::Key;

    /// Returns every move that can be made, with where it leads.
    fn moves(&self, state: &Self::State) -> Vec<(Self::Move, Self::State)>;

    /// Tells whether `later` is the same as `earlier` but for more of the same work.
    fn grows(&self, earlier: &Self::Key, later: &Self::Key) -> bool;
}

/// One situation.
#[derive(Debug)]
pub(super) struct Node<M: Moves> {
    /// Says what it is.
    pub key: M::Key,
    /// From where it was first reached; `None` for a first one.
    pub from: Option<usize>,
    /// The move that first led to it.
    pub by: M::Move,
    /// The moves that it allows, each with the situation that it leads to.
    pub next: Vec<(M::Move, usize)>,
    /// Says whether its moves were tried: not so where it only grows, or beyond the bound.
    pub expanded: bool,
    /// The earlier situation that it is the same as, but for more of the same work each time round.
    pub grown_from: Option<usize>,
}

/// All situations found.
pub(super) struct Explored<M: Moves> {
    /// In the order found: by the number of moves that lead there.
    pub nodes: Vec<Node<M>>,
    /// Says whether that is all of them.
    pub complete: bool,
}

/// Explores from these first states, each with the move that begins it, until nothing new is found, or `most` situations are.
pub(super) fn explore<M: Moves>(
    system: &M,
    first: Vec<(M::Move, M::State)>,
    most: usize,
) -> Explored<M> {
    let mut explored = Explored {
        nodes: Vec::new(),
        complete: true,
    };
    let mut known = HashMap::new();
    let mut ahead = VecDeque::new();
    for (step, state) in first {
        let (at, new) = explored.found(system, &mut known, &state, (None, step));
        if new {
            ahead.push_back((at, state));
        }
    }
    while let Some((at, state)) = ahead.pop_front() {
        if explored.nodes.len() >= most {
            explored.complete = false;
            break;
        }
        explored.nodes[at].expanded = true;
        for (step, next) in system.moves(&state) {
            let from = (Some(at), step.clone());
            let (to, new) = explored.found(system, &mut known, &next, from);
            explored.nodes[at].next.push((step, to));
            // What grows is not followed: it would grow for ever, and the fault is found already.
            if new && explored.nodes[to].grown_from.is_none() {
                ahead.push_back((to, next));
            }
        }
    }
    explored
}

/// Tells whether these moves, made again and again from here, make the situation grow each time.
fn repeats<M: Moves>(system: &M, state: &M::State, key: &M::Key, moves: &[M::Move]) -> bool {
    let mut before = key.clone();
    let mut reached = None;
    for _ in 0..GROWTH_ROUNDS {
        for step in moves {
            let from = reached.as_ref().unwrap_or(state);
            let mut all = system.moves(from).into_iter();
            let Some((_, next)) = all.find(|(other, _)| other == step) else {
                return false;
            };
            reached = Some(next);
        }
        let after = system.key(reached.as_ref().unwrap_or(state));
        if !system.grows(&before, &after) {
            return false;
        }
        before = after;
    }
    true
}

impl<M: Moves> Explored<M> {
    /// Returns the number of a state's situation, and whether it is new.
    fn found(
        &mut self,
        system: &M,
        known: &mut HashMap<M::Key, usize>,
        state: &M::State,
        (from, by): (Option<usize>, M::Move),
    ) -> (usize, bool) {
        let key = system.key(state);
        if let Some(at) = known.get(&key) {
            return (*at, false);
        }
        let at = self.nodes.len();
        known.insert(key.clone(), at);
        self.nodes.push(Node {
            key: key.clone(),
            from,
            by,
            next: Vec::new(),
            expanded: false,
            grown_from: None,
        });
        // Only situations on the way here can have grown into this one; comparing with all would be quadratic.
        let grown_from = self.before(at).skip(1).find(|earlier| {
            system.grows(&self.nodes[*earlier].key, &key)
                && repeats(system, state, &key, &self.path_between(*earlier, at))
        });
        self.nodes[at].grown_from = grown_from;
        (at, true)
    }

    /// Returns a situation and those on the shortest way to it, backwards.
    fn before(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(at), |at| self.nodes[*at].from)
    }

    /// Returns the moves of the shortest way to a situation.
    pub fn path(&self, at: usize) -> Vec<M::Move> {
        self.path_between(usize::MAX, at)
    }

    /// Returns the moves of the shortest way to a situation, from an earlier one on that way.
    fn path_between(&self, earlier: usize, at: usize) -> Vec<M::Move> {
        let mut moves: Vec<M::Move> = self
            .before(at)
            .take_while(|at| *at != earlier)
            .map(|at| self.nodes[at].by.clone())
            .collect();
        moves.reverse();
        moves
    }

    /// Returns those situations from which none that `good` accepts can be reached by moves that `counts` accepts. What was not
    /// expanded is given the benefit of the doubt.
    pub fn stuck(
        &self,
        good: impl Fn(&M::Key) -> bool,
        counts: impl Fn(&M::Move) -> bool,
    ) -> Vec<usize> {
        let good = |at: usize| good(&self.nodes[at].key) || !self.nodes[at].expanded;
        self.cannot_reach(good, counts)
    }

    /// Returns those situations from which none of these can be reached by moves that `counts` accepts.
    pub fn cannot_reach(
        &self,
        these: impl Fn(usize) -> bool,
        counts: impl Fn(&M::Move) -> bool,
    ) -> Vec<usize> {
        let mut into: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, node) in self.nodes.iter().enumerate() {
            for (_, next) in node.next.iter().filter(|(step, _)| counts(step)) {
                into.entry(*next).or_default().push(at);
            }
        }
        let mut fine = vec![false; self.nodes.len()];
        let mut ahead: Vec<usize> = (0..self.nodes.len()).filter(|at| these(*at)).collect();
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

    /// Numbers with moves between them. Hundreds are more of the same work: they are carried along, up to a most.
    struct Numbers {
        moves: Vec<(u32, u32)>,
        most: u32,
    }

    impl Moves for Numbers {
        type State = u32;
        type Key = u32;
        type Move = (u32, u32);

        fn key(&self, state: &u32) -> u32 {
            (*state).min(self.most)
        }

        fn moves(&self, state: &u32) -> Vec<((u32, u32), u32)> {
            let from = self.moves.iter().filter(|(from, _)| *from == state % 100);
            let next = from.map(|step| (*step, step.1 + state / 100 * 100));
            next.collect()
        }

        fn grows(&self, earlier: &u32, later: &u32) -> bool {
            later > earlier && later % 100 == earlier % 100
        }
    }

    fn check_within(moves: &[(u32, u32)], (most, numbers): (u32, usize), expect: &str) {
        let numbers_system = Numbers {
            moves: moves.to_vec(),
            most,
        };
        let explored = explore(&numbers_system, vec![((0, 1), 1)], numbers);
        let show = |at: &usize| {
            let path = explored.path(*at);
            let path: Vec<String> = path
                .iter()
                .map(|(from, to)| format!("{from}-{to}"))
                .collect();
            format!("{} by [{}]", explored.nodes[*at].key, path.join(" "))
        };
        let stuck = explored.stuck(|key| key % 100 == 9, |step| *step != (8, 9));
        let stuck: Vec<String> = stuck.iter().map(show).collect();
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

    fn check(moves: &[(u32, u32)], expect: &str) {
        check_within(moves, (u32::MAX, 100), expect);
    }

    #[test]
    fn what_reaches_the_end_is_not_stuck() {
        let moves = [(1, 2), (2, 1), (2, 9)];
        check(&moves, "stuck: ; grown: ; complete: true");
    }

    #[test]
    fn a_dead_end_is_reached_by_the_shortest_path() {
        let moves = [(1, 2), (2, 3), (3, 4), (1, 4), (1, 9)];
        check(
            &moves,
            "stuck: 2 by [0-1 1-2], 4 by [0-1 1-4], 3 by [0-1 1-2 2-3]; grown: ; complete: true",
        );
    }

    #[test]
    fn a_move_that_does_not_count_is_no_way_out() {
        let moves = [(1, 8), (8, 9), (1, 9)];
        check(&moves, "stuck: 8 by [0-1 1-8]; grown: ; complete: true");
    }

    #[test]
    fn growth_is_found_and_not_followed() {
        let moves = [(1, 9), (1, 2), (2, 101)];
        check(
            &moves,
            "stuck: ; grown: 101 by [0-1 1-2 2-101]; complete: true",
        );
    }

    #[test]
    fn what_grows_once_only_is_no_growth() {
        let moves = [(1, 9), (1, 101)];
        check_within(
            &moves,
            (250, 100),
            "stuck: 250 by [0-1 1-101 1-101 1-101]; grown: ; complete: true",
        );
    }

    #[test]
    fn the_bound_is_said() {
        let moves = [(1, 2), (2, 3), (3, 4), (4, 5)];
        check_within(&moves, (u32::MAX, 3), "stuck: ; grown: ; complete: false");
    }
}
