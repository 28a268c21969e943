//! What functions of the script return, chosen freely: every answer that one may give is tried, one after another.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rhai::{Dynamic, FnPtr};

/// A value that a function may return, with the names by which it is told.
pub(super) type Answer = (Vec<String>, Dynamic);

/// Combinations of answers that one decision is made with at most.
const OUTCOMES_MAX: usize = 256;

/// The answers drawn in one decision, and those to be drawn in the next.
#[derive(Clone, Debug, Default)]
pub(super) struct Free {
    drawn: Arc<Mutex<Drawn>>,
    cut: Arc<AtomicBool>,
}

#[derive(Debug, Default)]
struct Drawn {
    /// Which answer to give to each question, as far as that is settled; then the first.
    next: Vec<usize>,
    /// Each question asked: the answer given, among how many, and what it is called.
    asked: Vec<(usize, usize, Vec<String>)>,
}

impl Free {
    /// Returns a function that returns any of these values; each has names by which it is told.
    pub fn function(&self, answers: Vec<Answer>) -> Option<FnPtr> {
        let free = self.clone();
        #[expect(
            deprecated,
            reason = "rhai marks by that what may still change; the tests of this module would show it"
        )]
        let function = FnPtr::from_fn("free", move |_, _| Ok(free.draw(&answers)));
        function.ok()
    }

    /// Tells whether some combinations were left out.
    pub fn is_cut(&self) -> bool {
        self.cut.load(Ordering::Relaxed)
    }

    fn draw(&self, answers: &[Answer]) -> Dynamic {
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        let at = drawn.next.get(drawn.asked.len()).copied().unwrap_or(0);
        let Some((names, value)) = answers.get(at) else {
            return Dynamic::UNIT;
        };
        drawn.asked.push((at, answers.len(), names.clone()));
        value.clone()
    }

    /// Makes a decision with every combination of answers. With each outcome come the names of the answers given.
    pub fn each<T>(&self, mut decide: impl FnMut() -> T) -> Vec<(Vec<String>, T)> {
        let mut outcomes = Vec::new();
        let mut next = Some(Vec::new());
        while let Some(answers) = next {
            if outcomes.len() >= OUTCOMES_MAX {
                self.cut.store(true, Ordering::Relaxed);
                break;
            }
            *self.drawn.lock().unwrap_or_else(PoisonError::into_inner) = Drawn {
                next: answers,
                asked: Vec::new(),
            };
            let outcome = decide();
            let asked = std::mem::take(
                &mut self
                    .drawn
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .asked,
            );
            // Which questions are asked depends on the answers so far, so that the next combination is known only now.
            next = following(&asked);
            let names = asked.into_iter().flat_map(|(_, _, names)| names).collect();
            outcomes.push((names, outcome));
        }
        outcomes
    }
}

/// Returns the answers to be tried next: the last that has a further one is moved on, those after it begin anew.
fn following(asked: &[(usize, usize, Vec<String>)]) -> Option<Vec<usize>> {
    let last = asked.iter().rposition(|(at, of, _)| at + 1 < *of)?;
    let mut next: Vec<usize> = asked[..=last].iter().map(|(at, _, _)| *at).collect();
    next[last] += 1;
    Some(next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rhai::{AST, Engine};

    #[test]
    fn every_combination_of_answers_is_tried_once() {
        let free = Free::default();
        let answers = |names: &[&str]| {
            let named = names
                .iter()
                .map(|name| (vec![(*name).to_owned()], (*name).into()));
            free.function(named.collect()).expect("a function")
        };
        let (first, second) = (answers(&["a", "b"]), answers(&["x", "y", "z"]));
        let (engine, script) = (Engine::new_raw(), AST::empty());
        // The second question is asked only after one answer to the first.
        let outcomes = free.each(|| {
            let first: String = first.call(&engine, &script, ()).expect("a text");
            let second = || second.call::<String>(&engine, &script, ()).expect("a text");
            if first == "b" {
                first + second().as_str()
            } else {
                first
            }
        });
        let shown: Vec<String> = outcomes
            .iter()
            .map(|(names, outcome)| format!("{outcome} by {}", names.join("+")))
            .collect();
        assert_eq!(shown, ["a by a", "bx by b+x", "by by b+y", "bz by b+z"]);
    }

    #[test]
    fn where_nothing_is_asked_there_is_one_outcome() {
        assert_eq!(Free::default().each(|| 1), [(vec![], 1)]);
    }
}
