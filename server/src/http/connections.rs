//! Every open connection, and who gives way when there are as many as there may be.
//!
//! A connection that waits for its client holds nothing that a visitor would miss: the one that has been still longest is
//! closed in favour of a new one. So nobody keeps others out by opening many and saying nothing, or little.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

/// Descriptors that are left to the store, the journal, files and mail, whatever the configuration says.
pub const DESCRIPTORS_RESERVED: u64 = 256;
/// Connections that there may be in any case.
const CONNECTIONS_MIN: usize = 64;

/// What a connection is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Stage {
    /// No request has come, or not all of its head.
    Idle = 0,
    /// A request is being answered.
    Working = 1,
    /// The answer is on its way.
    Replying = 2,
    /// All of the answer is handed to the connection.
    Replied = 3,
}

/// One connection, as its task and the table share it.
#[derive(Debug)]
pub(super) struct Connection {
    id: u64,
    address: IpAddr,
    opened: Instant,
    stage: AtomicU8,
    waits_for_client: AtomicBool,
    moved_ms: AtomicU64,
    close: Notify,
}

impl Connection {
    /// A request begins.
    pub(super) fn working(&self) {
        self.stage.store(Stage::Working as u8, Ordering::Relaxed);
        self.moved();
    }

    /// The answer's head is known; its body follows.
    pub(super) fn replying(&self) {
        self.stage.store(Stage::Replying as u8, Ordering::Relaxed);
    }

    /// All of the answer is handed over.
    pub(super) fn replied(&self) {
        self.stage.store(Stage::Replied as u8, Ordering::Relaxed);
    }

    /// What was handed over is with the system: after an answer, the connection is idle.
    pub(super) fn flushed(&self) {
        let _ = self.stage.compare_exchange(
            Stage::Replied as u8,
            Stage::Idle as u8,
            Ordering::Relaxed,
            Ordering::Relaxed,
        );
    }

    /// Bytes came or went.
    pub(super) fn moved(&self) {
        let since = self.opened.elapsed().as_millis();
        let since = u64::try_from(since).unwrap_or(u64::MAX);
        self.moved_ms.store(since, Ordering::Relaxed);
        self.waits_for_client.store(false, Ordering::Relaxed);
    }

    /// A request cannot go on until its client sends, or takes, more.
    pub(super) fn waits(&self) {
        self.waits_for_client.store(true, Ordering::Relaxed);
    }

    /// Resolves when the connection is to give way.
    pub(super) async fn closed(&self) {
        self.close.notified().await;
    }

    fn is_busy(&self) -> bool {
        self.stage.load(Ordering::Relaxed) != Stage::Idle as u8
    }

    fn may_give_way(&self) -> bool {
        !self.is_busy() || self.waits_for_client.load(Ordering::Relaxed)
    }

    fn last_moved(&self) -> Instant {
        self.opened + Duration::from_millis(self.moved_ms.load(Ordering::Relaxed))
    }
}

#[derive(Debug, Default)]
struct Table {
    next_id: u64,
    open: HashMap<u64, Arc<Connection>>,
    by_address: HashMap<IpAddr, usize>,
}

impl Table {
    fn remove(&mut self, connection: &Connection) {
        if self.open.remove(&connection.id).is_none() {
            return;
        }
        if let Some(count) = self.by_address.get_mut(&connection.address) {
            *count -= 1;
            if *count == 0 {
                self.by_address.remove(&connection.address);
            }
        }
    }

    /// Closes the connection that has been still longest among those of an address.
    fn make_room(&mut self, address: IpAddr) -> bool {
        let stillest = self
            .open
            .values()
            .filter(|one| one.address == address && one.may_give_way())
            .min_by_key(|one| one.last_moved())
            .cloned();
        let Some(stillest) = stillest else {
            return false;
        };
        stillest.close.notify_one();
        self.remove(&stillest);
        true
    }

    /// Makes room at the cost of whoever has most connections.
    fn make_room_anywhere(&mut self) -> bool {
        let mut addresses: Vec<_> = self
            .by_address
            .iter()
            .map(|(at, count)| (*count, *at))
            .collect();
        addresses.sort_unstable_by(|one, other| other.cmp(one));
        addresses
            .into_iter()
            .any(|(_, address)| self.make_room(address))
    }
}

/// The open connections, of which there are no more than so many in all and from one address.
#[derive(Debug)]
pub struct Connections {
    max: usize,
    /// `None` behind a proxy, from which all connections come.
    per_address_max: Option<usize>,
    table: Mutex<Table>,
}

impl Connections {
    /// Allows `max` connections, or fewer where the process may not open so many descriptors.
    #[must_use]
    pub fn new(max: usize, per_address_max: Option<usize>) -> Arc<Self> {
        let descriptors = rlimit::Resource::NOFILE
            .get()
            .map_or(u64::MAX, |(soft, _)| soft);
        let possible = descriptors.saturating_sub(DESCRIPTORS_RESERVED);
        let possible = usize::try_from(possible).unwrap_or(usize::MAX);
        Arc::new(Self {
            max: max.min(possible.max(CONNECTIONS_MIN)),
            per_address_max,
            table: Mutex::default(),
        })
    }

    /// Takes a new connection in; `None` where no other could give way to it.
    pub(super) fn admit(self: &Arc<Self>, address: IpAddr) -> Option<Admitted> {
        let mut table = self.table();
        let own = table.by_address.get(&address).copied().unwrap_or_default();
        if self.per_address_max.is_some_and(|max| own >= max) && !table.make_room(address) {
            return None;
        }
        if table.open.len() >= self.max && !table.make_room_anywhere() {
            return None;
        }
        table.next_id += 1;
        let connection = Arc::new(Connection {
            id: table.next_id,
            address,
            opened: Instant::now(),
            stage: AtomicU8::new(Stage::Idle as u8),
            waits_for_client: AtomicBool::new(false),
            moved_ms: AtomicU64::new(0),
            close: Notify::new(),
        });
        table.open.insert(connection.id, Arc::clone(&connection));
        *table.by_address.entry(address).or_default() += 1;
        Some(Admitted {
            connections: Arc::clone(self),
            connection,
        })
    }

    /// Closes the stillest connection of all: descriptors ran out.
    pub(super) fn give_one_up(&self) -> bool {
        self.table().make_room_anywhere()
    }

    /// Tells whether requests are being answered.
    #[must_use]
    pub fn are_busy(&self) -> bool {
        self.table().open.values().any(|one| one.is_busy())
    }

    /// Counts the open connections.
    #[must_use]
    pub fn count(&self) -> usize {
        self.table().open.len()
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection that was taken in; it leaves the table when this is dropped.
#[derive(Debug)]
pub(super) struct Admitted {
    connections: Arc<Connections>,
    pub(super) connection: Arc<Connection>,
}

impl Drop for Admitted {
    fn drop(&mut self) {
        self.connections.table().remove(&self.connection);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
    const OTHER: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 2));

    #[test]
    fn the_stillest_of_an_address_gives_way_to_its_next() {
        let connections = Connections::new(100, Some(3));
        let mut open: Vec<Admitted> = (0..3)
            .map(|_| connections.admit(ONE).expect("room"))
            .collect();
        open[0].connection.working();
        std::thread::sleep(Duration::from_millis(5));
        open[1].connection.moved();
        open.push(connections.admit(ONE).expect("the stillest gives way"));
        assert_eq!(connections.count(), 3);
        assert!(
            !connections
                .table()
                .open
                .contains_key(&open[2].connection.id)
        );
        for one in &open {
            one.connection.working();
        }
        assert!(connections.admit(ONE).is_none(), "all are being answered");
        assert!(connections.admit(OTHER).is_some());
        open[3].connection.waits();
        assert!(connections.admit(ONE).is_some(), "its client lets it wait");
        drop(open);
        assert_eq!(connections.count(), 0);
        assert!(connections.table().by_address.is_empty());
    }

    #[test]
    fn whoever_has_most_gives_way_to_anybody() {
        let connections = Connections::new(4, None);
        let many: Vec<Admitted> = (0..3)
            .map(|_| connections.admit(ONE).expect("room"))
            .collect();
        let few = connections.admit(OTHER).expect("room");
        let _next = connections.admit(OTHER).expect("room");
        let table = connections.table();
        assert!(table.open.contains_key(&few.connection.id));
        assert_eq!(table.by_address[&ONE], 2);
        drop(table);
        drop(many);
    }
}
