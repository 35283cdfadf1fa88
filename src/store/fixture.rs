//! Stores for tests: in memory, where every write gives an object a new content of its own.

use std::path::Path;
use std::sync::Arc;

pub(crate) use object_store::memory::InMemory;

use super::{Address, Store};

/// A store in memory.
pub(crate) fn in_memory(address: &str) -> Store {
    of(Arc::new(InMemory::new()), address)
}

/// A store of what is in memory.
pub(crate) fn of(memory: Arc<InMemory>, address: &str) -> Store {
    let address = Address::find(Path::new(address)).expect("it can be read").expect("an address");
    Store::of(memory, &address).expect("threads")
}
