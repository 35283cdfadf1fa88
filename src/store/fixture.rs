//! Stores for tests: in memory, where every write gives an object a new content of its own.

use std::path::Path;
use std::sync::Arc;

pub(crate) use object_store::memory::InMemory;
use object_store::throttle::{ThrottleConfig, ThrottledStore};

use super::{Address, Store};

/// A store in memory.
pub(crate) fn in_memory(address: &str) -> Store {
    of(Arc::new(InMemory::new()), address)
}

/// A store in memory, whose patient requests take as long as is said later.
pub(crate) fn with_slow_patience(address: &str) -> (Store, Arc<ThrottledStore<Arc<InMemory>>>) {
    let memory = Arc::new(InMemory::new());
    let patient = Arc::new(ThrottledStore::new(Arc::clone(&memory), ThrottleConfig::default()));
    (Store::of(Arc::<ThrottledStore<_>>::clone(&patient), memory, &parsed(address)).expect("threads"), patient)
}

fn parsed(address: &str) -> Address {
    Address::find(Path::new(address)).expect("it can be read").expect("an address")
}

/// A store of what is in memory.
pub(crate) fn of(memory: Arc<InMemory>, address: &str) -> Store {
    Store::of(Arc::<InMemory>::clone(&memory), memory, &parsed(address)).expect("threads")
}
