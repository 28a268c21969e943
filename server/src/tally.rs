//! Counting in a cache that forgets.

use std::hash::Hash;

use moka::ops::compute::Op;
use moka::sync::Cache;

/// Counts one more under a key; gives how many there are with it.
pub(crate) fn count<K>(cache: &Cache<K, u32>, key: K) -> u32
where
    K: Hash + Eq + Send + Sync + 'static,
{
    let mut now = 0;
    cache.entry(key).and_compute_with(|entry| {
        now = entry
            .map_or(0, |entry| entry.into_value())
            .saturating_add(1);
        Op::Put(now)
    });
    now
}
