//! A whole picture through the splice encoder, read back by decoders that are not ours.
//!
//! The filtered bytes are made again from the pixels here, for the whole picture at once and as the PNG specification
//! (section 9) writes it, so that nothing about tiles and halos is taken from the code under test.

use std::io::Read;

use simdgen::canvas::{
    CanvasSize, ColourType, HALO_LEFT_LEN, PLANE_LEN, Samples, StraightRgba, TILE_HEIGHT, TILE_WIDTH, TileGrid,
};
use simdgen::encode::deflate::symbols::{DISTANCES, LITERAL_LENGTHS};
use simdgen::encode::deflate::{Code, Level, PairedCode};
use simdgen::encode::filter::FilterType;
use simdgen::encode::png::PngHeader;
use simdgen::splice::join::{JoinScratch, Joiner, MergedBand};
use simdgen::splice::tile::code::TileCodeWriter;
use simdgen::splice::tile::encode::TileEncoder;
use simdgen::splice::tile::store::TileStore;
use simdgen::splice::training::Effort;
use simdgen::splice::training::rounds::{BandSurvey, Sample, Trainer};
use simdgen::splice::training::survey::{SampleBand, SampleTile, Surveyor};

use super::Input;

type Planes = [[u8; PLANE_LEN]; 4];

const LEVELS: [Level; 4] = [Level::ZeroRuns, Level::Greedy, Level::Lazy, Level::Optimal];

struct Picture {
    width: usize,
    height: usize,
    /// Bytes of a pixel.
    pixel: usize,
    bytes: Vec<u8>,
}

impl Picture {
    /// A size of a few tiles in a row, sometimes of several rows or a very wide one, then patches until the input ends.
    fn draw(input: &mut Input<'_>, pixel: usize) -> Self {
        let (width, height) = match input.below(8) {
            0 => (1 + input.below(12_000), 1 + input.below(3)),
            1 => (1, 1 + input.below(200)),
            2 => (1 + input.below(3 * TILE_WIDTH + 2), 1 + input.below(3 * TILE_HEIGHT + 2)),
            _ => (1 + input.below(3 * TILE_WIDTH + 2), 1 + input.below(TILE_HEIGHT / 4)),
        };
        let mut picture = Self { width, height, pixel, bytes: vec![0; width * height * pixel] };
        for _ in 0..64 {
            if input.is_empty() {
                break;
            }
            picture.patch(input);
        }
        picture
    }

    /// A rectangle of a repeated texture, whose texels are the input's own bytes or noise grown from one of them.
    fn patch(&mut self, input: &mut Input<'_>) {
        let (x, y) = (input.below(self.width), input.below(self.height));
        let (across, down) = (1 + input.below(self.width - x), 1 + input.below(self.height - y));
        let period = (1 + input.below(40), 1 + input.below(8));
        let kind = input.byte();
        let texels: Vec<u8> = if kind & 1 == 0 {
            let seed = u64::from(input.byte());
            let noise = |i: u64| ((i + seed * 7919 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56) as u8;
            (0..(period.0 * period.1 * 4) as u64).map(|i| noise(i) & (kind | 1)).collect()
        } else {
            input.take(usize::from(kind)).to_vec()
        };
        if texels.is_empty() {
            return;
        }
        for (row, column) in (0..down).flat_map(|row| (0..across).map(move |column| (row, column))) {
            for channel in 0..self.pixel {
                let at = ((row % period.1 * period.0 + column % period.0) * 4 + channel) % texels.len();
                let to = ((y + row) * self.width + x + column) * self.pixel + channel;
                self.bytes[to] = texels[at];
            }
        }
    }

    /// A byte of the picture, 0 outside of it.
    fn at(&self, x: isize, y: isize, channel: usize) -> u8 {
        let inside = (0..self.width as isize).contains(&x) && (0..self.height as isize).contains(&y);
        if inside { self.bytes[(y as usize * self.width + x as usize) * self.pixel + channel] } else { 0 }
    }

    /// The planes of the tile whose first pixel is at `x`, `y`.
    fn tile(&self, x: usize, y: usize) -> Box<Planes> {
        let (x, y) = (x as isize, y as isize);
        let mut planes = Box::new([[0; PLANE_LEN]; 4]);
        for (channel, plane) in planes.iter_mut().enumerate().take(self.pixel) {
            for line in 0..=TILE_HEIGHT {
                let row = y + line as isize - 1;
                plane[line] = self.at(x - 1, row, channel);
                for column in 0..TILE_WIDTH {
                    plane[HALO_LEFT_LEN + line * TILE_WIDTH + column] = self.at(x + column as isize, row, channel);
                }
            }
        }
        planes
    }

    /// The filtered bytes of the picture, with the filter bytes.
    fn filtered(&self, filters: &[FilterType]) -> Vec<u8> {
        let mut out = vec![];
        for y in 0..self.height {
            let filter = filters[y / TILE_HEIGHT];
            out.push(filter as u8);
            for x in 0..self.width {
                for channel in 0..self.pixel {
                    let at = |dx, dy| i16::from(self.at(x as isize - dx, y as isize - dy, channel));
                    let (left, up, up_left) = (at(1, 0), at(0, 1), at(1, 1));
                    let predicted = match filter {
                        FilterType::None => 0,
                        FilterType::Sub => left,
                        FilterType::Up => up,
                        FilterType::Average => (left + up) / 2,
                        FilterType::Paeth => {
                            let estimate = left + up - up_left;
                            // The first of the nearest, in this order.
                            [left, up, up_left].into_iter().min_by_key(|n| (estimate - n).abs()).unwrap_or(0)
                        }
                    };
                    out.push((at(0, 0) - predicted) as u8);
                }
            }
        }
        out
    }
}

/// A code from counts that the input chooses, from even to very uneven.
fn arbitrary_code(input: &mut Input<'_>) -> Code {
    let mut count = || 1u64 << (input.byte() % 40);
    let mut literal_lengths: [u64; LITERAL_LENGTHS] = [count(); LITERAL_LENGTHS];
    let mut distances: [u64; DISTANCES] = [count(); DISTANCES];
    for _ in 0..12 {
        let (at, value) = (count() as usize, count());
        literal_lengths[at % LITERAL_LENGTHS] = value;
        distances[at % DISTANCES] = value / 3;
    }
    literal_lengths[0] = count();
    Code::from_counts(&literal_lengths, &distances)
}

/// What training on exactly this picture gives.
fn trained(effort: Effort, samples: Samples, picture: &Picture, tiles: &[Box<Planes>], grid: &TileGrid) -> Code {
    let mut surveyor = Surveyor::new(samples, picture.width);
    let samples: Vec<SampleTile<'_>> =
        tiles.iter().enumerate().map(|(i, planes)| SampleTile { planes, width: grid.width_of(grid.at(i)) }).collect();
    let order: Vec<u32> = (0..grid.columns() as u32).collect();
    let band = |(row, tiles)| {
        let height = grid.height_of(simdgen::canvas::TileAt { column: 0, row });
        SampleBand { tiles, order: &order, columns: grid.columns(), height }
    };
    let bands: Vec<SampleBand<'_>> = samples.chunks(grid.columns()).enumerate().map(band).collect();
    let surveys: Vec<BandSurvey> = bands.iter().map(|band| BandSurvey::new(&mut surveyor, band)).collect();
    let mut trainer = Trainer::new(effort, Sample { pictures: 1, values: 256 }, &surveys);
    while let Some(round) = trainer.round() {
        let mut total = simdgen::encode::deflate::Counts::default();
        for (number, band) in bands.iter().enumerate() {
            total.add(&round.count(&mut surveyor, number, band));
        }
        trainer.learn(&total);
    }
    trainer.finish().0.code
}

/// A picture under a code that the input chooses.
pub fn splice(bytes: &[u8]) {
    round_trip(bytes, None);
}

/// A picture under a code learned from it: apart, because training takes ten times as long as all the rest.
pub fn train(bytes: &[u8]) {
    let efforts = [Effort::Fast, Effort::Balanced, Effort::High];
    if let Some((&number, bytes)) = bytes.split_first() {
        round_trip(bytes, Some(efforts[usize::from(number) % efforts.len()]));
    }
}

/// Encodes a picture and compares what others read with what went in.
fn round_trip(bytes: &[u8], learn: Option<Effort>) {
    let mut input = Input(bytes);
    let samples = Samples::ALL[usize::from(input.byte()) % Samples::ALL.len()];
    let left_over = 64 * usize::from(input.byte());
    let mut choices = Input(input.take(32));
    let mut for_code = Input(input.take(32));
    let picture = Picture::draw(&mut input, samples.bytes());
    let canvas = CanvasSize::new(picture.width as u32, picture.height as u32).expect("a size within limits");
    let grid = TileGrid::new(canvas);
    let tiles: Vec<Box<Planes>> = (0..grid.len())
        .map(|place| {
            let (x, y) = grid.origin(grid.at(place));
            picture.tile(x, y)
        })
        .collect();
    let filters: Vec<FilterType> = (0..grid.bands()).map(|_| FilterType::ALL[choices.below(5)]).collect();
    let code = PairedCode::new(match learn {
        Some(effort) => trained(effort, samples, &picture, &tiles, &grid),
        None => arbitrary_code(&mut for_code),
    });

    let (mut encoder, mut writer) = (TileEncoder::new(samples, picture.width), TileCodeWriter::new());
    let mut store = TileStore::new();
    for (place, planes) in tiles.iter().enumerate() {
        let at = grid.at(place);
        let size = (grid.width_of(at), grid.height_of(at));
        let level = LEVELS[usize::from(choices.byte()) % LEVELS.len()];
        store.put(place as u32, encoder.encode(planes, filters[at.row], size, level, &code, &mut writer));
    }
    let filter_bytes: Vec<u8> = filters.iter().map(|&filter| filter as u8).collect();
    let palette: Vec<StraightRgba> = (0..=255).map(|i| StraightRgba { r: i, g: 255 - i, b: 9, a: i | 128 }).collect();
    let code = code.code().clone();
    let joiner = match samples {
        Samples::Rgb => Joiner::new(PngHeader::new(canvas, ColourType::Rgb), &filter_bytes, code),
        Samples::Rgba => Joiner::new(PngHeader::new(canvas, ColourType::Rgba), &filter_bytes, code),
        Samples::Index => Joiner::indexed(canvas, &palette, &filter_bytes, code),
    };
    let ids: Vec<u32> = (0..grid.len() as u32).collect();
    // What an earlier picture left in the buffer must not matter.
    let mut file = vec![0xA5; left_over];
    joiner.join(&store, &ids, &mut JoinScratch::default(), &mut file).expect("small pictures");
    let plain = joiner.join_plain(&store, &ids).expect("small pictures");
    assert!(file == plain, "the fast form joins other bytes than the plain one");
    // The same picture many times over: whatever is its neighbour recurs.
    let window = ids.repeat(1 + choices.below(200));
    let merge = |band| MergedBand::new(&joiner, &store, window.chunks_exact(grid.len()), band, usize::MAX / 2);
    let merged: Vec<MergedBand> = (0..grid.bands()).map(merge).collect();
    joiner.join_merged(&store, &merged, 0, &mut JoinScratch::default(), &mut file).expect("small pictures");
    assert!(file == plain, "merged neighbours are joined to other bytes");

    let mut reader = png::Decoder::new(std::io::Cursor::new(&file)).read_info().expect("a PNG header");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a small picture")];
    reader.next_frame(&mut pixels).expect("a PNG picture");
    reader.finish().expect("the end of the PNG");
    assert!(pixels == picture.bytes, "the png crate reads other pixels");

    // The zlib stream is what lies between IDAT's type, and its check sum and IEND.
    let start = file.windows(4).position(|name| name == b"IDAT").expect("an IDAT chunk") + 4;
    let stream = &file[start..file.len() - 16];
    let (mut inflated, mut inflate) = (vec![], flate2::read::ZlibDecoder::new(stream));
    inflate.read_to_end(&mut inflated).expect("a zlib stream with a right check sum");
    assert_eq!(inflate.total_in() as usize, stream.len(), "bytes after the stream");
    assert!(inflated == picture.filtered(&filters), "inflated to other bytes than the filtered picture");
}
