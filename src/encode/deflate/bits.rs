//! Bits in deflate's order: the first bit is the lowest bit of the first byte.
//!
//! [`Bits`] is a short string of bits, [`BitWriter`] a place to append them.

/// A string of at most [`Bits::MAX`] bits, the first one lowest. Bits of `value` from `count` on are zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Bits {
    /// The bits.
    pub value: u64,
    /// Number of bits.
    pub count: u32,
}

impl Bits {
    /// The longest string: behind the 7 bits that may be pending in a word, it still fits.
    pub const MAX: u32 = 56;

    /// Returns these bits followed by others; together at most [`Self::MAX`].
    #[inline]
    pub fn then(self, next: Self) -> Self {
        debug_assert!(self.count + next.count <= Self::MAX);
        Self { value: self.value | next.value << self.count, count: self.count + next.count }
    }
}

/// Appends bits to bytes. Fixed room, so that appending is one store without a branch on growth.
#[derive(Clone, Debug, Default)]
pub struct BitWriter {
    bytes: Box<[u8]>,
    /// Whole bytes written.
    at: usize,
    /// Bits not yet in a whole byte.
    pending: u64,
    /// Number of pending bits: 0..=7.
    pending_count: u32,
}

impl BitWriter {
    /// Makes a writer with room for so many bytes.
    pub fn with_room(bytes: usize) -> Self {
        Self { bytes: vec![0; bytes + 8].into(), at: 0, pending: 0, pending_count: 0 }
    }

    /// Forgets what was written.
    #[inline]
    pub fn clear(&mut self) {
        (self.at, self.pending, self.pending_count) = (0, 0, 0);
    }

    /// Appends bits.
    ///
    /// # Panics
    /// If the room is used up.
    #[inline(always)]
    pub fn put(&mut self, bits: Bits) {
        debug_assert!(bits.count <= Bits::MAX && bits.value >> bits.count == 0);
        self.pending |= bits.value << self.pending_count;
        self.bytes[self.at..][..8].copy_from_slice(&self.pending.to_le_bytes());
        let count = self.pending_count + bits.count;
        self.at += (count / 8) as usize;
        self.pending >>= count & !7;
        self.pending_count = count & 7;
    }

    /// Returns everything written, the last byte filled up with zero bits, and the number of bits.
    #[inline]
    pub fn finish(&self) -> (&[u8], usize) {
        let bits = self.at * 8 + self.pending_count as usize;
        // The last store put the pending bits behind the whole bytes.
        (&self.bytes[..bits.div_ceil(8)], bits)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn bits_come_out_in_the_order_they_went_in(parts in prop::collection::vec((any::<u64>(), 0u32..=56), 1..50)) {
            let mut writer = BitWriter::with_room(400);
            writer.put(Bits { value: 5, count: 3 });
            writer.clear();
            let mut expected = vec![];
            for (value, count) in parts {
                let value = value & ((1 << count) - 1);
                expected.extend((0..count).map(|bit| (value >> bit & 1) as u8));
                writer.put(Bits { value, count });
            }
            let (bytes, count) = writer.finish();
            prop_assert_eq!(count, expected.len());
            prop_assert_eq!(bytes.len(), count.div_ceil(8));
            for bit in 0..bytes.len() * 8 {
                prop_assert_eq!(bytes[bit / 8] >> (bit % 8) & 1, expected.get(bit).copied().unwrap_or(0));
            }
        }
    }
}
