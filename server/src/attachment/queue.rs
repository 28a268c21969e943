//! Whose picture is looked at next: few at a time, nobody more than their share, and nobody waits without end.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;

/// Pictures that may wait for their turn.
pub(super) const WAITING_MAX: usize = 100;
/// Of these, from one address.
pub(super) const WAITING_PER_ADDRESS_MAX: usize = 30;
/// How long one waits at most.
const WAIT_MAX: Duration = Duration::from_secs(60);

/// Too many wait, or it took too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Busy;

#[derive(Debug, Default)]
struct State {
    running: HashMap<IpAddr, usize>,
    waiting: VecDeque<(IpAddr, oneshot::Sender<Turn>)>,
}

impl State {
    fn running(&self) -> usize {
        self.running.values().sum()
    }

    fn of(&self, address: IpAddr) -> usize {
        self.running.get(&address).copied().unwrap_or_default()
    }
}

/// Hands out turns, fairly by address.
#[derive(Debug)]
pub(super) struct Queue {
    at_once: usize,
    state: Mutex<State>,
}

/// A turn; the next begins when it is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    queue: Arc<Queue>,
    address: IpAddr,
}

impl Queue {
    pub(super) fn new(at_once: usize) -> Arc<Self> {
        Arc::new(Self {
            at_once: at_once.max(1),
            state: Mutex::default(),
        })
    }

    /// Waits for a turn.
    ///
    /// # Errors
    /// When too many wait already, or for too long.
    pub(super) async fn turn(self: &Arc<Self>, address: IpAddr) -> Result<Turn, Busy> {
        let waiting = {
            let mut state = self.state();
            let own = state.waiting.iter().filter(|(at, _)| *at == address);
            if own.count() >= WAITING_PER_ADDRESS_MAX || state.waiting.len() >= WAITING_MAX {
                return Err(Busy);
            }
            let (sender, waiting) = oneshot::channel();
            state.waiting.push_back((address, sender));
            waiting
        };
        self.begin_next();
        let turn = tokio::time::timeout(WAIT_MAX, waiting).await;
        turn.map_err(|_| Busy)?.map_err(|_| Busy)
    }

    /// How many pictures of one address are looked at together: one place is always somebody else's.
    fn share(&self) -> usize {
        self.at_once.saturating_sub(1).max(1)
    }

    /// Gives turns to whoever waits, first to those of whom least is looked at.
    fn begin_next(self: &Arc<Self>) {
        // Dropping a turn takes the lock again: those that nobody waits for any more are dropped after it.
        let mut left = Vec::new();
        let mut state = self.state();
        while state.running() < self.at_once {
            state.waiting.retain(|(_, waiting)| !waiting.is_closed());
            let waiting = state.waiting.iter().enumerate();
            let next = waiting
                .map(|(index, (address, _))| (state.of(*address), index))
                .filter(|(running, _)| *running < self.share())
                .min();
            let Some((address, waiting)) = next.and_then(|(_, at)| state.waiting.remove(at)) else {
                break;
            };
            *state.running.entry(address).or_default() += 1;
            let turn = Turn {
                queue: Arc::clone(self),
                address,
            };
            left.extend(waiting.send(turn).err());
        }
        drop(state);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut state = self.queue.state();
        if let Some(running) = state.running.get_mut(&self.address) {
            *running -= 1;
            if *running == 0 {
                state.running.remove(&self.address);
            }
        }
        drop(state);
        self.queue.begin_next();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
    const OTHER: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 2));

    #[tokio::test]
    async fn thirty_of_one_address_keep_nobody_else_waiting() {
        let queue = Queue::new(2);
        let held = queue.turn(ONE).await.expect("a turn");
        let mut waiting = Vec::new();
        for _ in 0..WAITING_PER_ADDRESS_MAX {
            let queue = Arc::clone(&queue);
            waiting.push(tokio::spawn(async move { queue.turn(ONE).await }));
        }
        while queue.state().waiting.len() < WAITING_PER_ADDRESS_MAX {
            tokio::task::yield_now().await;
        }
        assert_eq!(queue.turn(ONE).await.err(), Some(Busy), "no more wait");
        let other = queue.turn(OTHER).await.expect("at once");
        drop(other);
        drop(held);
        for one in waiting {
            let turn = one.await.expect("ended").expect("its turn comes");
            drop(turn);
        }
        assert!(queue.state().running.is_empty());
    }

    #[tokio::test]
    async fn whoever_left_is_not_waited_for() {
        let queue = Queue::new(1);
        let held = queue.turn(ONE).await.expect("a turn");
        let waiting = {
            let queue = Arc::clone(&queue);
            tokio::spawn(async move { queue.turn(ONE).await })
        };
        while queue.state().waiting.is_empty() {
            tokio::task::yield_now().await;
        }
        waiting.abort();
        let _ = waiting.await;
        drop(held);
        assert!(queue.turn(OTHER).await.is_ok());
    }
}
