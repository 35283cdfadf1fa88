//! Absorbs layer after layer into the keys of eight neighbouring places at once, in vectors that stay in registers.
//!
//! `key` says what is absorbed and why that is enough.

use wide::u64x4;

/// Places keyed at once: two AVX2 registers for each word of the state, so that all of it stays in registers.
pub(super) const LANES: usize = 8;

/// One word of each of [`LANES`] neighbouring places.
pub(super) type Lanes = [u64x4; LANES / 4];

/// The low and the high words of [`LANES`] neighbouring places.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words {
    pub(super) low: Lanes,
    pub(super) high: Lanes,
}

impl Words {
    pub(super) fn new(low: [u64; LANES], high: [u64; LANES]) -> Self {
        Self { low: lanes(low), high: lanes(high) }
    }

    /// Returns the low and the high word of each place.
    pub(super) fn pairs(self) -> impl Iterator<Item = (u64, u64)> {
        let [low, high] = [self.low, self.high].map(|words| words.into_iter().flat_map(u64x4::to_array));
        low.zip(high)
    }
}

fn lanes(words: [u64; LANES]) -> Lanes {
    let (halves, _) = words.as_chunks();
    std::array::from_fn(|half| u64x4::new(halves[half]))
}

/// The bit of a tile's high word that says that it is opaque.
pub(super) const OPAQUE: u64 = 1;

/// The keys of a group of places while layers are walked from the top down.
pub(super) struct State {
    pub(super) words: Words,
    /// All ones where the layers seen so far do not hide what is below, else zero.
    open: Lanes,
}

impl State {
    /// Starts before any layer.
    pub(super) fn new(start: Words) -> Self {
        Self { words: start, open: [!u64x4::ZERO; 2] }
    }

    /// Returns `true` if nothing below can be seen at any place.
    #[inline(always)]
    pub(super) fn is_hidden(&self) -> bool {
        !(self.open[0] | self.open[1]).any()
    }

    /// Takes in a source-over layer at full opacity: empty tiles are skipped, opaque ones end the walk.
    #[inline(always)]
    pub(super) fn cover(&mut self, tile: &Words) {
        for half in 0..2 {
            let (low, high) = (tile.low[half], tile.high[half]);
            self.absorb(half, low, high, self.open[half] & !low.simd_eq(u64x4::ZERO));
            self.open[half] &= (high & u64x4::splat(OPAQUE)).simd_eq(u64x4::ZERO);
        }
    }

    /// Takes in any other layer: it hides nothing for sure, and empty tiles are skipped unless `keep_empty`.
    #[inline(always)]
    pub(super) fn blend(&mut self, tile: &Words, step: [u64; 2], keep_empty: bool) {
        let kept = if keep_empty { !u64x4::ZERO } else { u64x4::ZERO };
        for half in 0..2 {
            let (low, high) = (tile.low[half], tile.high[half]);
            let seen = self.open[half] & (kept | !low.simd_eq(u64x4::ZERO));
            self.absorb(half, low + u64x4::splat(step[0]), high + u64x4::splat(step[1]), seen);
        }
    }

    /// Takes in the ground under the lowest layer, where it can be seen.
    #[inline(always)]
    pub(super) fn ground(&mut self, words: [u64; 2]) {
        for half in 0..2 {
            self.absorb(half, u64x4::splat(words[0]), u64x4::splat(words[1]), self.open[half]);
        }
    }

    /// Takes two words in where the mask is all ones.
    ///
    /// Half a SipHash round (Aumasson, Bernstein 2012): additions, exclusive ors and one rotation, all of which vector
    /// units have; order matters because the rotation stands between.
    #[inline(always)]
    fn absorb(&mut self, half: usize, low: u64x4, high: u64x4, mask: u64x4) {
        let Words { low: lows, high: highs } = &mut self.words;
        let mixed = highs[half] ^ high;
        let new_low = lows[half] + low + mixed;
        let new_high = (mixed << 13_u32 | mixed >> 51_u32) ^ new_low;
        lows[half] ^= (lows[half] ^ new_low) & mask;
        highs[half] ^= (highs[half] ^ new_high) & mask;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// One place, with plain words: what each lane of [`State`] is.
    #[derive(Clone, Copy)]
    struct Plain {
        words: [u64; 2],
        open: bool,
    }

    impl Plain {
        fn absorb(&mut self, words: [u64; 2]) {
            let [low, high] = self.words;
            let mixed = high ^ words[1];
            let new_low = low.wrapping_add(words[0]).wrapping_add(mixed);
            self.words = [new_low, mixed.rotate_left(13) ^ new_low];
        }

        fn cover(&mut self, tile: [u64; 2]) {
            if self.open && tile[0] != 0 {
                self.absorb(tile);
                self.open = tile[1] & OPAQUE == 0;
            }
        }

        fn blend(&mut self, tile: [u64; 2], step: [u64; 2], keep_empty: bool) {
            if self.open && (keep_empty || tile[0] != 0) {
                self.absorb([tile[0].wrapping_add(step[0]), tile[1].wrapping_add(step[1])]);
            }
        }
    }

    /// Words of a tile at each place; empty at some.
    fn tiles() -> impl Strategy<Value = [[u64; 2]; LANES]> {
        any::<[[u64; 2]; LANES]>()
            .prop_map(|tiles| tiles.map(|[low, high]| if high % 3 == 0 { [0; 2] } else { [low, high] }))
    }

    fn words(of: [[u64; 2]; LANES]) -> Words {
        Words::new(of.map(|[low, _]| low), of.map(|[_, high]| high))
    }

    proptest! {
        #[test]
        fn lanes_are_places_keyed_one_by_one(
            start in any::<[[u64; 2]; LANES]>(),
            layers in prop::collection::vec((tiles(), prop::option::of((any::<[u64; 2]>(), any::<bool>()))), 0..9),
            ground: [u64; 2],
        ) {
            let mut state = State::new(words(start));
            let mut plain = start.map(|words| Plain { words, open: true });
            for (tiles, blend) in layers {
                let each = plain.iter_mut().zip(tiles);
                match blend {
                    None => {
                        state.cover(&words(tiles));
                        each.for_each(|(place, tile)| place.cover(tile));
                    }
                    Some((step, keep_empty)) => {
                        state.blend(&words(tiles), step, keep_empty);
                        each.for_each(|(place, tile)| place.blend(tile, step, keep_empty));
                    }
                }
                prop_assert_eq!(state.is_hidden(), plain.iter().all(|place| !place.open));
            }
            state.ground(ground);
            plain.iter_mut().filter(|place| place.open).for_each(|place| place.absorb(ground));
            let expected = words(plain.map(|place| place.words));
            prop_assert_eq!((state.words.low, state.words.high), (expected.low, expected.high));
        }
    }
}
