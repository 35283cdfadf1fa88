//! Stores encoded tiles between their first use and their last.
//!
//! A window of editions is encoded by many threads and then joined by many threads. In between its tiles are
//! moved in by one thread, which is cheap: a tile is 24 bytes and one pointer. Each tile is its own allocation,
//! so that it can be freed after its last use without moving others.

use super::code::TileCode;

/// Encoded tiles by dense id. Ids of freed tiles may be used again.
#[derive(Clone, Debug, Default)]
pub struct TileStore {
    slots: Vec<Option<TileCode>>,
    heap_bytes: usize,
}

impl TileStore {
    /// Makes a store without tiles.
    pub fn new() -> Self {
        Self::default()
    }

    /// Stores a tile under an id. A tile that was there is dropped.
    pub fn put(&mut self, id: u32, code: TileCode) {
        let slot = id as usize;
        if slot >= self.slots.len() {
            self.slots.resize(slot + 1, None);
        }
        self.heap_bytes += code.heap_bytes();
        self.heap_bytes -= self.slots[slot].replace(code).map_or(0, |old| old.heap_bytes());
    }

    /// Drops a tile after its last use; does nothing if there is none.
    pub fn free(&mut self, id: u32) {
        let dropped = self.slots.get_mut(id as usize).and_then(Option::take);
        self.heap_bytes -= dropped.map_or(0, |code| code.heap_bytes());
    }

    /// Returns the tile of an id.
    ///
    /// # Panics
    /// If there is none: a window's tiles are all encoded before its pictures are joined.
    #[inline(always)]
    pub fn get(&self, id: u32) -> &TileCode {
        self.slots[id as usize].as_ref().expect("tiles are encoded before pictures that show them are joined")
    }

    /// Returns `true` if there is a tile under an id.
    pub fn contains(&self, id: u32) -> bool {
        self.slots.get(id as usize).is_some_and(Option::is_some)
    }

    /// Returns the bytes of all tiles and of the table.
    pub fn bytes(&self) -> usize {
        self.heap_bytes + self.slots.capacity() * size_of::<Option<TileCode>>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::splice::tile::adler::TileAdler;
    use crate::splice::tile::code::TileCodeWriter;

    #[test]
    fn tiles_come_and_go() {
        let mut writer = TileCodeWriter::new();
        let mut tile = |bits: usize| {
            writer.begin();
            writer.row(0, 0, 0, &[1; 100], bits);
            writer.finish(TileAdler::default())
        };
        let mut store = TileStore::new();
        store.put(2, tile(9));
        store.put(0, tile(800));
        store.put(2, tile(10));
        assert_eq!(store.get(2), &tile(10));
        assert_eq!(store.heap_bytes, tile(10).heap_bytes() + tile(800).heap_bytes());
        store.free(0);
        store.free(0);
        store.free(77);
        assert!(!store.contains(0) && !store.contains(1) && store.contains(2) && !store.contains(77));
        assert_eq!(store.heap_bytes, tile(10).heap_bytes());
    }

    #[test]
    fn a_slot_is_three_words() {
        assert_eq!(size_of::<Option<TileCode>>(), 24);
    }
}
