//! Appends strings of bits to bytes: short ones, and whole rows of a tile by wide copies that shift.
//!
//! A copy writes more than it has; what is appended next overwrites the excess. So there is no loop for the end
//! of a row, and most rows take the same path.

use wide::u64x4;

use super::run_words::RunWords;
use crate::encode::deflate::Bits;
use crate::splice::tile::code::{BLOCK, FIRST_COPY, FIRST_COPY_BITS};

/// Bytes that must be left behind the last bit appended.
pub(super) const MARGIN: usize = FIRST_COPY + BLOCK;

/// The place that the next bit goes to.
///
/// The last one to eight bits are held back, with the byte they belong to: never none, so that no shift in
/// this file is by a whole word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The byte that the bits held back belong to.
    at: usize,
    held: u64,
    /// Number of bits held back: 1..=8.
    held_count: u32,
}

impl Place {
    /// Goes on after the last byte of some.
    pub(super) fn after(bytes: &[u8]) -> Self {
        let at = bytes.len() - 1;
        Self { at, held: bytes[at].into(), held_count: 8 }
    }

    /// Returns the number of bits from the first byte on.
    pub(super) fn bits(self) -> usize {
        8 * self.at + self.held_count as usize
    }

    /// Returns the index of the byte that holds the last bit.
    pub(super) fn last_byte(self) -> usize {
        self.at
    }
}

/// Appends bits to `out`, where there are always [`MARGIN`] bytes behind the last bit.
#[derive(Debug)]
pub(super) struct BitJoiner<'a> {
    out: &'a mut [u8],
    place: Place,
    /// Put, but not in `out` yet: runs and filter bytes between two copies, or of several rows, are one store.
    waiting: Bits,
}

impl<'a> BitJoiner<'a> {
    /// Goes on where another stopped.
    pub(super) fn new(out: &'a mut [u8], place: Place) -> Self {
        Self { out, place, waiting: Bits::default() }
    }

    /// Stores all bits in `out`; returns the place to go on from.
    pub(super) fn stop(mut self) -> Place {
        self.store_waiting();
        self.out[self.place.at] = self.place.held as u8;
        self.place
    }

    /// Appends bits.
    #[inline(always)]
    pub(super) fn put(&mut self, bits: Bits) {
        if self.waiting.count + bits.count > Bits::MAX {
            self.store_waiting();
        }
        self.waiting = self.waiting.then(bits);
    }

    /// Appends a run of zero bytes.
    ///
    /// The joiner goes by value here, and the rare way is apart, so that it stays in registers.
    #[inline(always)]
    pub(super) fn put_run(mut self, runs: &RunWords, length: usize) -> Self {
        match runs.word(length) {
            Some(bits) => {
                self.put(bits);
                self
            }
            None => self.put_long_run(runs, length),
        }
    }

    #[cold]
    #[inline(never)]
    fn put_long_run(mut self, runs: &RunWords, length: usize) -> Self {
        runs.for_each_part(length, |bits| self.put(bits));
        self
    }

    #[inline(always)]
    fn store_waiting(&mut self) {
        let Place { at, held, held_count } = self.place;
        let word = held | self.waiting.value << held_count;
        *first_mut(&mut self.out[at..]) = word.to_le_bytes();
        let count = held_count + self.waiting.count;
        let whole = (count - 1) & !7;
        self.place = Place { at: at + (whole / 8) as usize, held: word >> whole, held_count: count - whole };
        self.waiting = Bits::default();
    }

    /// Appends the first `bit_count` bits of some bytes, 1 or more. The bytes go on for as long as
    /// `tile::code::copied` says.
    #[inline(always)]
    pub(super) fn copy(&mut self, bits: &[u8], bit_count: usize) {
        self.store_waiting();
        let Place { at, held, held_count } = self.place;
        let (source, target) = (first::<FIRST_COPY>(bits), first_mut::<FIRST_COPY>(&mut self.out[at..]));
        let word = held | u64::from_le_bytes(*first(source)) << held_count;
        *first_mut(target) = word.to_le_bytes();
        copy_block(source, first_mut(&mut target[8..]), held_count);
        let mut copied = (FIRST_COPY_BITS, BLOCK);
        while copied.0 < bit_count {
            let (source, target) = (&bits[copied.1..], &mut self.out[at + 8 + copied.1..]);
            copy_block(first(source), first_mut(target), held_count);
            copied = (copied.0 + BLOCK * 8, copied.1 + BLOCK);
        }

        let count = held_count as usize + bit_count;
        let whole = (count - 1) / 8;
        // The bits to hold back are in the source from bit `8 * whole - held_count` on, which is not before its start
        // unless they are still in the byte that was held. Reading them back from `out` would wait for the copy.
        let last = match whole.checked_sub(1) {
            Some(at) => u64::from(u16::from_le_bytes(*first(&bits[at..])) >> (8 - held_count)),
            None => word,
        };
        let held_count = (count - 8 * whole) as u32;
        self.place = Place { at: at + whole, held: last & ((1 << held_count) - 1), held_count };
    }
}

/// Words 1 to 8 of nine, shifted up, with what is shifted out of the word before each.
///
/// Vectors by hand: from a loop over words the compiler makes one vector and five single words, because
/// neighbours share loads.
#[inline(always)]
fn copy_block(source: &[u8; FIRST_COPY], target: &mut [u8; BLOCK], shift: u32) {
    let load = |at: usize| {
        let bytes: &[u8; 32] = first(&source[at..]);
        u64x4::new(std::array::from_fn(|i| u64::from_le_bytes(*first(&bytes[8 * i..]))))
    };
    for at in [0, 32] {
        let shifted = load(at + 8) << shift | load(at) >> (64 - shift);
        for (bytes, word) in target[at..at + 32].as_chunks_mut().0.iter_mut().zip(shifted.to_array()) {
            *bytes = word.to_le_bytes();
        }
    }
}

/// The first bytes of a longer slice.
#[inline(always)]
fn first<const N: usize>(bytes: &[u8]) -> &[u8; N] {
    bytes.first_chunk().expect("tiles have room for whole copies")
}

/// The first bytes of a longer slice, to write.
#[inline(always)]
fn first_mut<const N: usize>(bytes: &mut [u8]) -> &mut [u8; N] {
    bytes.first_chunk_mut().expect("the margin behind the output has room for whole copies")
}
