//! The totals of a form, in the order in which they are computed.

use std::collections::BTreeSet;

use super::compiler::Compiler;
use crate::form::codes;
use crate::form::model::Total;
use crate::form::node::Node;
use crate::ids::Pointer;

impl Compiler<'_> {
    /// Returns the totals of a form, each after those that it is made of; reports terms that are no numbers, and totals that
    /// are made of themselves.
    pub(in crate::form) fn totals(&mut self, root: &Node) -> Vec<Total> {
        let mut made: Vec<Total> = Vec::new();
        let named = std::mem::take(&mut self.terms);
        for (of, term, place) in named.iter().cloned() {
            let node = root.find(&term);
            if !node.is_some_and(|node| matches!(node.control(), "number" | "total")) {
                let args = [("pointer", term.as_str())];
                self.report(codes::TOTAL_BROKEN, &place, false, &args);
                continue;
            }
            let known = made.iter().position(|total| total.of == of);
            let at = known.unwrap_or_else(|| {
                made.push(Total {
                    of,
                    terms: Vec::new(),
                });
                made.len() - 1
            });
            if !made[at].terms.contains(&term) {
                made[at].terms.push(term);
            }
        }
        let mut ordered: Vec<Total> = Vec::new();
        while !made.is_empty() {
            let left: BTreeSet<Pointer> = made.iter().map(|total| total.of.clone()).collect();
            let (ready, rest): (Vec<Total>, Vec<Total>) = made
                .into_iter()
                .partition(|total| !total.terms.iter().any(|term| left.contains(term)));
            if ready.is_empty() {
                for total in &rest {
                    let args = [("pointer", total.of.as_str())];
                    let place = named.iter().find(|(of, ..)| *of == total.of);
                    if let Some((_, _, place)) = place {
                        self.report(codes::TOTAL_BROKEN, place, false, &args);
                    }
                }
                break;
            }
            ordered.extend(ready);
            made = rest;
        }
        ordered
    }
}
