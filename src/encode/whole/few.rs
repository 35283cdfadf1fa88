//! A picture of at most 256 colours as indices of its own palette or as grey, at any depth that holds it.

use std::cmp::Reverse;

use crate::canvas::{CanvasSize, ColourType};
use crate::encode::colour_table::{ColourTable, MAX_COLOURS};

/// Bits of an index or of a grey sample, as PNG has them.
const DEPTHS: [u8; 4] = [1, 2, 4, 8];

/// The colours of a picture, and for each pixel the number of its colour.
#[derive(Debug)]
pub(super) struct FewColours {
    /// Those that are not opaque first, then by how many pixels they have.
    colours: Vec<[u8; 4]>,
    indices: Vec<u8>,
}

impl FewColours {
    /// Finds the colours of interleaved straight samples; `None` if there are more than 256.
    pub(super) fn of(frame: &[u8], colour: ColourType) -> Option<Self> {
        match colour {
            ColourType::Rgb => Self::of_pixels(frame.as_chunks().0.iter().map(|&[r, g, b]| [r, g, b, 255])),
            ColourType::Rgba => Self::of_pixels(frame.as_chunks().0.iter().copied()),
        }
    }

    fn of_pixels(pixels: impl ExactSizeIterator<Item = [u8; 4]>) -> Option<Self> {
        let (mut table, mut uses) = (ColourTable::default(), [0u32; MAX_COLOURS]);
        let mut indices = Vec::with_capacity(pixels.len());
        let (mut last, mut number) = (None, 0);
        for pixel in pixels {
            if last != Some(pixel) {
                number = table.number_or_add(pixel)?;
                last = Some(pixel);
            }
            uses[usize::from(number)] += 1;
            indices.push(number);
        }
        let mut order: Vec<usize> = (0..table.colours().len()).collect();
        // tRNS ends with the last colour that is not opaque. The sort is stable: equals stay as they were met.
        order.sort_by_key(|&number| (table.colours()[number][3] == 255, Reverse(uses[number])));
        let mut places = [0; MAX_COLOURS];
        order.iter().enumerate().for_each(|(place, &number)| places[number] = place as u8);
        indices.iter_mut().for_each(|index| *index = places[usize::from(*index)]);
        Some(Self { colours: order.iter().map(|&number| table.colours()[number]).collect(), indices })
    }

    /// Returns the colours by index.
    pub(super) fn colours(&self) -> &[[u8; 4]] {
        &self.colours
    }

    /// Returns the lowest depth at which every colour has an index.
    pub(super) fn depth(&self) -> u8 {
        lowest(|depth| self.colours.len() <= 1 << depth)
    }

    /// Returns the lowest depth that has every colour as an opaque grey, if 8 bits do.
    pub(super) fn grey_depth(&self) -> Option<u8> {
        let is_grey = self.colours.iter().all(|&[r, g, b, a]| r == g && g == b && a == 255);
        is_grey.then(|| lowest(|depth| self.colours.iter().all(|&[grey, ..]| grey % step(depth) == 0)))
    }

    /// Returns rows of indices at a depth that has them all.
    pub(super) fn indices(&self, size: CanvasSize, depth: u8) -> Vec<u8> {
        self.rows(size, depth, &std::array::from_fn(|index| index as u8))
    }

    /// Returns rows of grey samples at a depth that has them all.
    pub(super) fn greys(&self, size: CanvasSize, depth: u8) -> Vec<u8> {
        let mut samples = [0; MAX_COLOURS];
        samples.iter_mut().zip(&self.colours).for_each(|(sample, [grey, ..])| *sample = grey / step(depth));
        self.rows(size, depth, &samples)
    }

    /// Returns the rows with filter None, each pixel as the sample of its index.
    fn rows(&self, size: CanvasSize, depth: u8, samples: &[u8; MAX_COLOURS]) -> Vec<u8> {
        let (width, in_byte) = (size.width() as usize, usize::from(8 / depth));
        let mut rows = Vec::with_capacity((width.div_ceil(in_byte) + 1) * size.height() as usize);
        for indices in self.indices.chunks(width) {
            rows.push(0);
            let samples = |index: &u8| samples[usize::from(*index)];
            if depth == 8 {
                rows.extend(indices.iter().map(samples));
                continue;
            }
            // The first pixel has the highest bits; what is missing behind the last is zero.
            rows.extend(indices.chunks(in_byte).map(|pixels| {
                let byte = pixels.iter().map(samples).fold(0u8, |byte, sample| byte << depth | sample);
                byte << (usize::from(depth) * (in_byte - pixels.len()))
            }));
        }
        rows
    }
}

/// The lowest depth that fits; 8 bits are taken to.
fn lowest(fits: impl Fn(u8) -> bool) -> u8 {
    DEPTHS.into_iter().find(|&depth| fits(depth)).unwrap_or(8)
}

/// The distance of neighbouring greys at a depth.
fn step(depth: u8) -> u8 {
    (255 / ((1u16 << depth) - 1)) as u8
}
