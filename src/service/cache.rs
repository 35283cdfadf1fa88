//! What is kept for later, in a bounded number of bytes: shared by threads, and what is used stays.

use std::collections::VecDeque;
use std::hash::{BuildHasher, Hash};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use hashbrown::{DefaultHashBuilder, HashMap};

/// Bytes that an entry takes beside its value.
const OF_ENTRY: usize = 96;

/// Keeps values by their keys. Keys are spread over shards, each with a lock and a part of the room of its own.
///
/// An entry that makes room is the oldest that was not used since it was looked at last (the clock algorithm, or second
/// chance): that costs a flag, and no list is put in order at every use.
#[derive(Debug)]
pub struct Cache<K, V> {
    shards: Vec<Mutex<Shard<K, V>>>,
    hash: DefaultHashBuilder,
    /// Bytes of a shard at most.
    room: usize,
    bytes: AtomicUsize,
}

#[derive(Debug)]
struct Shard<K, V> {
    entries: HashMap<K, Entry<V>>,
    /// The keys, the oldest first.
    order: VecDeque<K>,
    bytes: usize,
}

#[derive(Debug)]
struct Entry<V> {
    value: V,
    bytes: usize,
    is_used: bool,
}

impl<K: Hash + Eq + Clone, V: Clone> Cache<K, V> {
    /// Makes a cache of so many bytes in all. A value that is longer than a shard's part of them is not kept.
    pub fn new(bytes: usize, shards: usize) -> Self {
        let shard = || Mutex::new(Shard { entries: HashMap::new(), order: VecDeque::new(), bytes: 0 });
        let shards: Vec<_> = std::iter::repeat_with(shard).take(shards.max(1)).collect();
        Self { room: bytes / shards.len(), shards, hash: DefaultHashBuilder::default(), bytes: AtomicUsize::new(0) }
    }

    /// Returns the value of a key, and keeps it longer.
    pub fn get(&self, key: &K) -> Option<V> {
        let mut shard = self.shard(key);
        let entry = shard.entries.get_mut(key)?;
        entry.is_used = true;
        Some(entry.value.clone())
    }

    /// Keeps a value of so many bytes, in place of one that was there.
    pub fn put(&self, key: K, value: V, bytes: usize) {
        let bytes = bytes + OF_ENTRY;
        if bytes > self.room {
            return;
        }
        let mut shard = self.shard(&key);
        let before = shard.bytes;
        shard.put(key, Entry { value, bytes, is_used: false }, self.room);
        let after = shard.bytes;
        // Under the lock, so that what is taken off was put on before.
        self.bytes.fetch_add(after.wrapping_sub(before), Ordering::Relaxed);
    }

    /// Returns the bytes of all that is kept.
    pub fn bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }

    fn shard(&self, key: &K) -> MutexGuard<'_, Shard<K, V>> {
        let at = (self.hash.hash_one(key) >> 32) as usize % self.shards.len();
        self.shards[at].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Hash + Eq + Clone, V> Shard<K, V> {
    fn put(&mut self, key: K, entry: Entry<V>, room: usize) {
        self.bytes += entry.bytes;
        match self.entries.insert(key.clone(), entry) {
            Some(old) => self.bytes -= old.bytes,
            None => self.order.push_back(key),
        }
        // Each turn takes a flag or an entry, so there is an end.
        while self.bytes > room {
            let Some(oldest) = self.order.pop_front() else { break };
            let entry = self.entries.get_mut(&oldest).expect("every key in the order has an entry");
            if std::mem::take(&mut entry.is_used) {
                self.order.push_back(oldest);
            } else {
                self.bytes -= entry.bytes;
                self.entries.remove(&oldest);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_used_stays() {
        let cache = Cache::new(4 * (OF_ENTRY + 10), 1);
        (0..4).for_each(|key| cache.put(key, key, 10));
        assert_eq!(cache.get(&0), Some(0));
        cache.put(4, 4, 10);
        assert_eq!((cache.get(&0), cache.get(&1), cache.get(&4)), (Some(0), None, Some(4)));
        // One that is too long is not kept, and takes nothing else away.
        cache.put(5, 5, 4 * (OF_ENTRY + 10));
        assert_eq!((cache.get(&5), cache.get(&0)), (None, Some(0)));
    }

    proptest! {
        #[test]
        fn no_more_is_kept_than_there_is_room_and_what_is_found_was_put(
            steps in prop::collection::vec((0u8..40, 0usize..400, any::<bool>()), 0..600),
            room in 0usize..4000,
            shards in 1usize..4,
        ) {
            let cache = Cache::new(room, shards);
            let mut last = HashMap::new();
            for (value, (key, bytes, is_put)) in steps.into_iter().enumerate() {
                if is_put {
                    cache.put(key, value, bytes);
                    last.insert(key, value);
                } else if let Some(found) = cache.get(&key) {
                    // One that was too long to be kept leaves the one before.
                    prop_assert!(last.get(&key).is_some_and(|last| found <= *last));
                }
                let entries = || cache.shards.iter().map(|shard| shard.lock().unwrap());
                prop_assert!(cache.bytes() <= room);
                prop_assert_eq!(entries().map(|shard| shard.bytes).sum::<usize>(), cache.bytes());
                for shard in entries() {
                    prop_assert_eq!(shard.entries.values().map(|entry| entry.bytes).sum::<usize>(), shard.bytes);
                    prop_assert_eq!(shard.entries.len(), shard.order.len());
                }
            }
        }
    }
}
