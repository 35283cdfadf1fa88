//! Neighbouring tiles that recur together, joined once and then copied as one.
//!
//! Joining costs by the row of a tile. Where the tiles of a window are the same few in many pictures, so are pairs of
//! neighbours, and pairs of pairs: their rows are joined once, with the run of zeros between them, and a picture copies
//! half as many strings of bits, or a quarter. The bytes of a picture stay as they are.

use hashbrown::HashMap;

use super::bit_joiner::{BitJoiner, MARGIN, Place};
use super::fast::JoinScratch;
use super::joiner::{Joiner, Piece};
use crate::canvas::TILE_HEIGHT;
use crate::splice::tile::code::{RowCode, TileCode, TileCodeWriter};
use crate::splice::tile::store::TileStore;

/// A pair that is used less often than this on average is not worth a look.
const LEAST_USES: usize = 3;

/// Nanoseconds that a picture saves for each row in which two neighbours with tokens are one (x86-64-v3).
const SAVED_BY_ROW: u64 = 12;

/// Nanoseconds that joining two neighbours takes for each of their rows with tokens.
const COST_OF_ROW: u64 = 40;

/// Bytes of merged tiles that take a nanosecond: to write, in fresh memory, and to read in place of smaller ones.
const BYTES_A_NANOSECOND: u64 = 3;

/// One band of tiles in a window of editions: how it is cut into stretches of columns, and what each edition has there.
#[derive(Clone, Debug)]
pub struct MergedBand {
    stretches: Vec<Stretch>,
}

/// Some neighbouring columns of a band.
#[derive(Clone, Debug)]
struct Stretch {
    column: usize,
    columns: usize,
    /// By edition of the window: a tile of the store where this is one column, else one of `merged`.
    ids: Vec<u32>,
    merged: Vec<TileCode>,
}

impl Stretch {
    /// Bytes of merged tiles.
    fn bytes(&self) -> usize {
        self.merged.iter().map(held).sum()
    }

    fn code<'a>(&'a self, tiles: &'a TileStore, id: u32) -> &'a TileCode {
        if self.columns == 1 { tiles.get(id) } else { &self.merged[id as usize] }
    }
}

impl MergedBand {
    /// Merges neighbours where that saves time. Each of `editions` has the tiles of the whole grid; `room` is how many bytes
    /// merged tiles may take.
    ///
    /// # Panics
    /// If an edition has another number of tiles than the grid places, or one that is not in the store.
    pub fn new<'i>(
        joiner: &Joiner,
        tiles: &TileStore,
        editions: impl ExactSizeIterator<Item = &'i [u32]>,
        band: usize,
        room: usize,
    ) -> Self {
        let (places, columns) = (joiner.grid.len(), joiner.grid.columns());
        let mut tile_ids = vec![Vec::with_capacity(editions.len()); columns];
        for edition in editions {
            assert_eq!(edition.len(), places, "one tile for each place of the grid");
            let of_band = &edition[band * columns..][..columns];
            tile_ids.iter_mut().zip(of_band).for_each(|(list, &id)| list.push(id));
        }
        let mut merger = Merger { joiner, tiles, tile_ids, left: room, writer: TileCodeWriter::new(), bits: vec![] };
        Self { stretches: merger.stretches(0, columns) }
    }

    /// Returns the pieces of an edition of the window, from the left.
    pub(super) fn pieces<'a>(
        &'a self,
        tiles: &'a TileStore,
        edition: usize,
    ) -> impl ExactSizeIterator<Item = Piece<'a>> {
        self.stretches.iter().map(move |stretch| Piece {
            column: stretch.column,
            columns: stretch.columns,
            code: stretch.code(tiles, stretch.ids[edition]),
        })
    }

    /// Returns the bytes of merged tiles.
    pub fn bytes(&self) -> usize {
        self.stretches.iter().map(Stretch::bytes).sum()
    }
}

impl Joiner {
    /// Gives the same bytes as [`Self::join`] for an edition of a window whose neighbours were merged, band after band.
    ///
    /// # Errors
    /// As [`Self::join`].
    ///
    /// # Panics
    /// If there is not one merged band for each band of the grid, or the window has no such edition.
    pub fn join_merged(
        &self,
        tiles: &TileStore,
        bands: &[MergedBand],
        edition: usize,
        scratch: &mut JoinScratch,
        out: &mut Vec<u8>,
    ) -> Result<(), String> {
        assert_eq!(bands.len(), self.grid.bands(), "all bands of the grid");
        self.join_pieces(|band| bands[band].pieces(tiles, edition), scratch, out)
    }
}

/// Merges one band.
struct Merger<'a> {
    joiner: &'a Joiner,
    tiles: &'a TileStore,
    /// By column and edition.
    tile_ids: Vec<Vec<u32>>,
    /// Bytes that further merged tiles may take.
    left: usize,
    writer: TileCodeWriter,
    bits: Vec<u8>,
}

/// Two neighbours that some edition shows together.
struct Pair {
    ids: (u32, u32),
    uses: u64,
}

impl Merger<'_> {
    /// The stretches of some columns: one if both halves are one each and their pairs recur.
    fn stretches(&mut self, column: usize, columns: usize) -> Vec<Stretch> {
        if columns == 1 {
            return vec![Stretch { column, columns, ids: std::mem::take(&mut self.tile_ids[column]), merged: vec![] }];
        }
        let half = columns.next_power_of_two() / 2;
        let (mut left, mut right) = (self.stretches(column, half), self.stretches(column + half, columns - half));
        if let ([left], [right]) = (&left[..], &right[..])
            && let Some(merged) = self.merge(left, right)
        {
            return vec![merged];
        }
        left.append(&mut right);
        left
    }

    fn merge(&mut self, left: &Stretch, right: &Stretch) -> Option<Stretch> {
        let (ids, pairs) = pairs(&left.ids, &right.ids)?;
        let (mut bytes, mut cost, mut saved) = (0, 0, 0);
        for pair in &pairs {
            let (left, right) = (left.code(self.tiles, pair.ids.0), right.code(self.tiles, pair.ids.1));
            bytes += held(left) + held(right);
            cost += u64::from((left.mask() | right.mask()).count_ones()) * COST_OF_ROW;
            saved += pair.uses * u64::from((left.mask() & right.mask()).count_ones()) * SAVED_BY_ROW;
        }
        cost += bytes as u64 / BYTES_A_NANOSECOND;
        if saved <= cost || bytes > self.left {
            return None;
        }
        let merged: Vec<TileCode> = pairs
            .iter()
            .map(|&Pair { ids: (l, r), .. }| {
                self.join(left, left.code(self.tiles, l), right, right.code(self.tiles, r))
            })
            .collect();
        let stretch = Stretch { column: left.column, columns: left.columns + right.columns, ids, merged };
        // Long zeros between two tiles can take more than their words did; what the halves held is dropped with them.
        self.left = (self.left + left.bytes() + right.bytes()).checked_sub(stretch.bytes())?;
        Some(stretch)
    }

    /// One code for two that stand side by side.
    fn join(&mut self, left: &Stretch, left_code: &TileCode, right: &Stretch, right_code: &TileCode) -> TileCode {
        let widths = [left, right].map(|part| self.joiner.segment(part.column, part.columns));
        self.writer.begin();
        for (number, (a, b)) in by_row(left_code).into_iter().zip(by_row(right_code)).enumerate() {
            match (a, b) {
                (None, None) => {}
                (Some(a), None) => {
                    self.writer.row(number, a.leading_zeros, a.trailing_zeros + widths[1], a.bits, a.bit_count);
                }
                (None, Some(b)) => {
                    self.writer.row(number, widths[0] + b.leading_zeros, b.trailing_zeros, b.bits, b.bit_count);
                }
                (Some(a), Some(b)) => {
                    let bit_count = self.join_rows(a, b);
                    self.writer.row(number, a.leading_zeros, b.trailing_zeros, &self.bits[1..], bit_count);
                }
            }
        }
        self.writer.highest_index(left_code.highest_index().max(right_code.highest_index()));
        self.writer.finish(left_code.adler().then(right_code.adler(), widths[0]))
    }

    /// Puts the tokens of two rows and the zeros between them into `bits`, from its second byte on; how many bits they are.
    fn join_rows(&mut self, left: RowCode<'_>, right: RowCode<'_>) -> usize {
        let runs = &self.joiner.runs;
        let zeros = left.trailing_zeros + right.leading_zeros;
        let most = left.bit_count + runs.most_bits(1, zeros) + right.bit_count;
        self.bits.clear();
        self.bits.resize(1 + most / 8 + MARGIN, 0);
        // The joiner goes on after a byte: one that is nothing.
        let mut bits = BitJoiner::new(&mut self.bits, Place::after(&[0]));
        bits.copy(left.bits, left.bit_count);
        bits = bits.put_run(runs, zeros);
        bits.copy(right.bits, right.bit_count);
        bits.stop().bits() - 8
    }
}

/// The rows that have tokens, each at its place.
fn by_row(code: &TileCode) -> [Option<RowCode<'_>>; TILE_HEIGHT] {
    let mut rows = [None; TILE_HEIGHT];
    code.rows().for_each(|row| rows[row.row] = Some(row));
    rows
}

/// Bytes that a tile takes.
fn held(code: &TileCode) -> usize {
    code.heap_bytes() + size_of::<TileCode>()
}

/// Numbers the pairs of two columns of ids in the order of first use; returns the number for each edition, and the pairs.
/// `None` if they recur too seldom.
fn pairs(left: &[u32], right: &[u32]) -> Option<(Vec<u32>, Vec<Pair>)> {
    let mut numbers: HashMap<(u32, u32), u32> = HashMap::new();
    let (mut ids, mut pairs) = (Vec::with_capacity(left.len()), vec![]);
    for both in left.iter().copied().zip(right.iter().copied()) {
        let next = pairs.len() as u32;
        let number = *numbers.entry(both).or_insert(next);
        if number == next {
            if pairs.len() * LEAST_USES >= left.len() {
                return None;
            }
            pairs.push(Pair { ids: both, uses: 0 });
        }
        pairs[number as usize].uses += 1;
        ids.push(number);
    }
    Some((ids, pairs))
}
