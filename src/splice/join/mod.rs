//! Joining: the tiles of one image to the bytes of its PNG file.
//!
//! The stream is one deflate block under the collection's code. Between the tokens of tiles lie runs of zero
//! bytes, which a tile leaves out, because a run that goes on through several tiles, or rows of them, is cheaper
//! as one. A row's filter byte is part of the run when it is 0 (None), and a literal that ends it otherwise.
//!
//! `plain` does this bit by bit; `fast` gives the same bytes: `row_list` turns a band of tiles into rows of
//! events, `run_words` has the bits of zero runs in one word each, `bit_joiner` appends, and `prefetch` asks for the next band in
//! the meantime. `merge` joins neighbours that recur
//! together beforehand, so that there are fewer events.

mod bit_joiner;
mod fast;
mod merge;
mod plain;
mod prefetch;
mod row_list;
mod run_words;
#[cfg(test)]
mod tests;

use self::bit_joiner::Place;
pub use self::merge::MergedBand;
use self::row_list::RowList;
use self::run_words::RunWords;
use super::tile::adler::AdlerLayout;
use super::tile::code::TileCode;
use super::tile::store::TileStore;
use crate::canvas::{CanvasSize, StraightRgba, TILE_HEIGHT, TILE_WIDTH, TileAt, TileGrid};
use crate::encode::deflate::Code;
use crate::encode::filter::ROW_STRIDE;
use crate::encode::png::PngHeader;

/// The zlib header: deflate with a window of 32 KiB, fastest level (RFC 1950, section 2.2).
///
/// A smaller window would be enough for small images, but readers that trust it fail when it is too small.
const ZLIB_HEADER: [u8; 2] = [0x78, 0x01];

/// All that the images of a collection have in common; shared by threads.
#[derive(Clone, Debug)]
pub struct Assembler {
    canvas: CanvasSize,
    bytes_per_pixel: usize,
    /// Bytes of a filtered row, its filter byte included.
    stride: usize,
    grid: TileGrid,
    code: Code,
    /// Filter byte of each band of tiles.
    filters: Vec<u8>,
    adler: AdlerLayout,
    runs: RunWords,
    /// What files begin with: one for all, or, with a palette, by the highest index that a picture uses.
    starts: Vec<Start>,
}

/// What a file begins with.
#[derive(Clone, Debug)]
struct Start {
    header: PngHeader,
    /// All bytes up to the first token, the header of the deflate block included, and where they end.
    bytes: Vec<u8>,
    end: Place,
}

/// One or more neighbouring tiles of a band that are joined as one.
#[derive(Clone, Copy, Debug)]
struct Piece<'a> {
    /// The first column.
    column: usize,
    /// How many.
    columns: usize,
    code: &'a TileCode,
}

/// What joining needs besides its output; one for each thread, kept from image to image.
#[derive(Clone, Debug, Default)]
pub struct AssembleScratch {
    rows: RowList,
}

impl Assembler {
    /// Prepares joining: the file's header, the filter byte 0..=4 of each band of tiles from the top, the code of
    /// all tiles.
    ///
    /// # Panics
    /// When there is not one filter for each band, or one is not a PNG filter, or a pixel has more than 4 bytes.
    pub fn new(header: PngHeader, filters: &[u8], code: Code) -> Self {
        Self::with_headers(vec![header], filters, code)
    }

    /// The same for pictures of one-byte indices. A file holds the palette up to the highest index that it uses.
    ///
    /// # Panics
    /// When there are no colours or more than 256, or as [`Self::new`].
    pub fn indexed(canvas: CanvasSize, palette: &[StraightRgba], filters: &[u8], code: Code) -> Self {
        let headers = (1..=palette.len()).map(|colours| PngHeader::indexed(canvas, &palette[..colours]));
        Self::with_headers(headers.collect(), filters, code)
    }

    /// All headers are of one canvas and one kind of samples.
    fn with_headers(headers: Vec<PngHeader>, filters: &[u8], code: Code) -> Self {
        let first = headers.first().expect("a collection without colours has no pictures");
        let (canvas, bytes_per_pixel, stride) = (first.canvas(), first.bytes_per_pixel(), first.stride());
        let grid = TileGrid::new(canvas);
        assert_eq!(filters.len(), grid.rows(), "each band of tiles has one filter");
        assert!(filters.iter().all(|&filter| filter <= 4), "PNG has filters 0 to 4");
        assert!(bytes_per_pixel * TILE_WIDTH <= ROW_STRIDE, "a pixel has at most 4 bytes");
        let by_row = (0..canvas.height() as usize).map(|row| filters[row / TILE_HEIGHT]);
        let adler = AdlerLayout::new(stride, by_row);
        let runs = RunWords::new(&code);
        let starts = headers.into_iter().map(|header| fast::start(header, &code)).collect();
        Self { canvas, bytes_per_pixel, stride, grid, code, filters: filters.to_vec(), adler, runs, starts }
    }

    /// Joins one image: `ids` has the tile of every place of the grid.
    ///
    /// `out` is replaced by the file. Hand it back uncleared for the next image: bytes that are there already
    /// need not be zeroed before they are overwritten, and nothing is allocated once it has the size of the
    /// largest.
    ///
    /// # Errors
    /// When the compressed pixels are longer than a PNG chunk can be, 2 GiB.
    ///
    /// # Panics
    /// When `ids` has another length than the grid, or names a tile that is not in the store.
    pub fn assemble(
        &self,
        tiles: &TileStore,
        ids: &[u32],
        scratch: &mut AssembleScratch,
        out: &mut Vec<u8>,
    ) -> Result<(), String> {
        assert_eq!(ids.len(), self.grid.len(), "one tile for each place of the grid");
        let columns = self.grid.columns();
        let pieces = |band: usize| {
            let ids = ids[band * columns..][..columns].iter().enumerate();
            ids.map(|(column, &id)| Piece { column, columns: 1, code: tiles.get(id) })
        };
        fast::assemble(self, pieces, scratch, out)
    }

    /// The same bytes for an edition of a window whose neighbours were merged, band after band.
    ///
    /// # Errors
    /// As [`Self::assemble`].
    ///
    /// # Panics
    /// When there is not one merged band for each of the grid, or the window has no such edition.
    pub fn assemble_merged(
        &self,
        tiles: &TileStore,
        bands: &[MergedBand],
        edition: usize,
        scratch: &mut AssembleScratch,
        out: &mut Vec<u8>,
    ) -> Result<(), String> {
        assert_eq!(bands.len(), self.grid.rows(), "all bands of the grid");
        fast::assemble(self, |band| bands[band].pieces(tiles, edition), scratch, out)
    }

    /// The same bytes as [`Self::assemble`], by the simplest loop: what the fast form is tested against.
    ///
    /// # Errors
    /// As [`Self::assemble`].
    ///
    /// # Panics
    /// As [`Self::assemble`].
    pub fn assemble_plain(&self, tiles: &TileStore, ids: &[u32]) -> Result<Vec<u8>, String> {
        plain::assemble(self, tiles, ids)
    }

    /// What the file of a picture of such tiles begins with.
    fn start<'a, Codes: Iterator<Item = &'a TileCode>>(&self, codes: impl FnOnce() -> Codes) -> &Start {
        if let [only] = &self.starts[..] {
            return only;
        }
        &self.starts[usize::from(codes().map(TileCode::highest_index).max().unwrap_or(0))]
    }

    /// Bytes from the start of a filtered row to a tile's first byte.
    fn offset(&self, column: usize) -> usize {
        1 + column * TILE_WIDTH * self.bytes_per_pixel
    }

    /// Bytes of some neighbouring columns in one row.
    fn segment(&self, column: usize, columns: usize) -> usize {
        self.stride.min(self.offset(column + columns)) - self.offset(column)
    }

    /// Rows of pixels in a band of tiles.
    fn height(&self, band: usize) -> usize {
        self.grid.height_of(TileAt { column: 0, row: band })
    }
}
