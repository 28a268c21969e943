//! Independent work on several threads at once.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::thread;

/// How many threads work at once. The engine asks nobody how many processors there are: with fewer, they take turns.
const THREADS: usize = 4;
/// The stack of a thread, in bytes: a schema may be nested as deep as a definition is allowed to be.
const STACK_BYTES: usize = 8 * 1024 * 1024;

/// Calls `work` for each name and returns what it gave, by name.
///
/// Panics when `work` does, as a loop would.
pub(crate) fn by_name<T: Send>(
    names: impl Iterator<Item = String> + Send,
    work: impl Fn(&str) -> T + Sync,
) -> BTreeMap<String, T> {
    let waiting = Mutex::new(names);
    let take = || waiting.lock().ok().and_then(|mut names| names.next());
    let run = || {
        let mut done = Vec::new();
        while let Some(name) = take() {
            let value = work(&name);
            done.push((name, value));
        }
        done
    };
    thread::scope(|scope| {
        let started: Vec<_> = (1..THREADS)
            .filter_map(|_| {
                let thread = thread::Builder::new().stack_size(STACK_BYTES);
                // Without another thread, this one does the work alone.
                thread.spawn_scoped(scope, run).ok()
            })
            .collect();
        let mut done: BTreeMap<String, T> = run().into_iter().collect();
        for thread in started {
            match thread.join() {
                Ok(more) => done.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_worked_on_once() {
        for count in [0, 1, THREADS, 100] {
            let names = (0..count).map(|number| number.to_string());
            let done = by_name(names, |name| name.parse::<usize>().expect("a number"));
            let mut values: Vec<usize> = done.into_values().collect();
            values.sort_unstable();
            assert_eq!(values, (0..count).collect::<Vec<_>>());
        }
    }
}
