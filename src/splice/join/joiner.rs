//! The layout that the pictures of a collection have in common when their tiles are joined.

use super::bit_joiner::{BitJoiner, MARGIN, Place};
use super::run_words::RunWords;
use crate::canvas::{CanvasSize, StraightRgba, TILE_HEIGHT, TILE_WIDTH, TileAt, TileGrid};
use crate::encode::deflate::{Bits, Code};
use crate::encode::filter::ROW_STRIDE;
use crate::encode::png::PngHeader;
use crate::splice::tile::adler::AdlerLayout;
use crate::splice::tile::code::TileCode;

/// The zlib header: deflate with a window of 32 KiB, fastest level (RFC 1950, section 2.2).
///
/// A smaller window would be enough for small pictures, but readers that trust it fail when it is too small.
pub(super) const ZLIB_HEADER: [u8; 2] = [0x78, 0x01];

/// Joins the tiles of a collection's pictures; shared by threads.
#[derive(Clone, Debug)]
pub struct Joiner {
    pub(super) canvas: CanvasSize,
    pub(super) bytes_per_pixel: usize,
    /// Bytes of a filtered row, its filter byte included.
    pub(super) stride: usize,
    pub(super) grid: TileGrid,
    pub(super) code: Code,
    /// Filter byte of each band of tiles.
    pub(super) filters: Vec<u8>,
    pub(super) adler: AdlerLayout,
    pub(super) runs: RunWords,
    /// The beginnings of files: one for all, or, with a palette, by the highest index that a picture uses.
    starts: Vec<Start>,
}

/// The beginning of a file.
#[derive(Clone, Debug)]
pub(super) struct Start {
    pub(super) header: PngHeader,
    /// All bytes up to the first token, the header of the deflate block included, and where they end.
    pub(super) bytes: Vec<u8>,
    pub(super) end: Place,
}

/// One or more neighbouring tiles of a band that are joined as one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece<'a> {
    /// The first column.
    pub(super) column: usize,
    /// Number of columns.
    pub(super) columns: usize,
    pub(super) code: &'a TileCode,
}

impl Joiner {
    /// Prepares joining from the header of files, the filter byte 0..=4 of each band of tiles from the top, and the code of
    /// all tiles.
    ///
    /// # Panics
    /// If there is not one filter for each band, or one is not a PNG filter, or a pixel has more than 4 bytes.
    pub fn new(header: PngHeader, filters: &[u8], code: Code) -> Self {
        Self::with_headers(vec![header], filters, code)
    }

    /// Does the same for pictures of one-byte indices. A file holds the palette up to the highest index that it uses.
    ///
    /// # Panics
    /// If there are no colours or more than 256, or as [`Self::new`].
    pub fn indexed(canvas: CanvasSize, palette: &[StraightRgba], filters: &[u8], code: Code) -> Self {
        let headers = (1..=palette.len()).map(|colours| PngHeader::indexed(canvas, &palette[..colours]));
        Self::with_headers(headers.collect(), filters, code)
    }

    /// All headers are of one canvas and one kind of samples.
    fn with_headers(headers: Vec<PngHeader>, filters: &[u8], code: Code) -> Self {
        let first = headers.first().expect("a collection without colours has no pictures");
        let (canvas, bytes_per_pixel, stride) = (first.canvas(), first.bytes_per_pixel(), first.stride());
        let grid = TileGrid::new(canvas);
        assert_eq!(filters.len(), grid.bands(), "each band of tiles has one filter");
        assert!(filters.iter().all(|&filter| filter <= 4), "PNG has filters 0 to 4");
        assert!(bytes_per_pixel * TILE_WIDTH <= ROW_STRIDE, "a pixel has at most 4 bytes");
        let by_row = (0..canvas.height() as usize).map(|row| filters[row / TILE_HEIGHT]);
        let adler = AdlerLayout::new(stride, by_row);
        let runs = RunWords::new(&code);
        let starts = headers.into_iter().map(|header| Start::new(header, &code)).collect();
        Self { canvas, bytes_per_pixel, stride, grid, code, filters: filters.to_vec(), adler, runs, starts }
    }

    /// Returns what the file of a picture of such tiles begins with.
    pub(super) fn start<'a, Codes: Iterator<Item = &'a TileCode>>(&self, codes: impl FnOnce() -> Codes) -> &Start {
        if let [only] = &self.starts[..] {
            return only;
        }
        &self.starts[usize::from(codes().map(TileCode::highest_index).max().unwrap_or(0))]
    }

    /// Returns the bytes from the start of a filtered row to a tile's first byte.
    pub(super) fn offset(&self, column: usize) -> usize {
        1 + column * TILE_WIDTH * self.bytes_per_pixel
    }

    /// Returns the bytes of some neighbouring columns in one row.
    pub(super) fn segment(&self, column: usize, columns: usize) -> usize {
        self.stride.min(self.offset(column + columns)) - self.offset(column)
    }

    /// Returns the rows of pixels in a band of tiles.
    pub(super) fn height(&self, band: usize) -> usize {
        self.grid.height_of(TileAt { column: 0, row: band })
    }
}

impl Start {
    /// Begins files with a header and the block header of a code.
    fn new(header: PngHeader, code: &Code) -> Self {
        let (block_header, bit_count) = code.header();
        let mut bytes = header.start().to_vec();
        bytes.extend_from_slice(&ZLIB_HEADER);
        let place = Place::after(&bytes);
        bytes.resize(bytes.len() + block_header.len() + MARGIN, 0);
        let mut bits = BitJoiner::new(&mut bytes, place);
        for (number, &byte) in block_header.iter().enumerate() {
            bits.put(Bits { value: byte.into(), count: (bit_count - 8 * number).min(8) as u32 });
        }
        let end = bits.stop();
        bytes.truncate(end.last_byte() + 1);
        Self { header, bytes, end }
    }
}
