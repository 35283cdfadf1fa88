//! Rows of full colours: as they are, or with a filter chosen for each row.

use crate::canvas::{CanvasSize, ColourType};
use crate::encode::filter::{FilterType, average, paeth};

/// Returns all rows with filter None.
pub(super) fn unfiltered(size: CanvasSize, colour: ColourType, frame: &[u8]) -> Vec<u8> {
    let row = size.width() as usize * colour.bytes();
    let mut rows = Vec::with_capacity((row + 1) * size.height() as usize);
    for samples in frame.chunks(row) {
        rows.push(FilterType::None.byte());
        rows.extend_from_slice(samples);
    }
    rows
}

/// Returns all rows, each with the filter whose bytes, taken as signed, have the least sum of sizes: what the PNG
/// specification recommends (third edition, section 12.7). The first of equals.
pub(super) fn filtered(size: CanvasSize, colour: ColourType, frame: &[u8]) -> Vec<u8> {
    let (pixel, row) = (colour.bytes(), size.width() as usize * colour.bytes());
    let mut rows = Vec::with_capacity((row + 1) * size.height() as usize);
    // Each row behind a pixel of zeros, which is what filters take for the left of the first.
    let (mut above, mut current) = (vec![0; pixel + row], vec![0; pixel + row]);
    let (mut best, mut tried) = (vec![0; row], vec![0; row]);
    for samples in frame.chunks(row) {
        current[pixel..].copy_from_slice(samples);
        let mut least = (u64::MAX, FilterType::None);
        for filter in FilterType::ALL {
            filter_row(filter, pixel, &current, &above, &mut tried);
            let sum = tried.iter().map(|&byte| u64::from((byte as i8).unsigned_abs())).sum();
            if sum < least.0 {
                least = (sum, filter);
                std::mem::swap(&mut best, &mut tried);
            }
        }
        rows.push(least.1.byte());
        rows.extend_from_slice(&best);
        std::mem::swap(&mut above, &mut current);
    }
    rows
}

/// Filters a row; `current` and `above` begin with a pixel of zeros.
fn filter_row(filter: FilterType, pixel: usize, current: &[u8], above: &[u8], out: &mut [u8]) {
    match filter {
        FilterType::None => predicted(pixel, current, above, out, |_, _, _| 0),
        FilterType::Sub => predicted(pixel, current, above, out, |left, _, _| left),
        FilterType::Up => predicted(pixel, current, above, out, |_, up, _| up),
        FilterType::Average => predicted(pixel, current, above, out, average),
        FilterType::Paeth => predicted(pixel, current, above, out, paeth),
    }
}

#[inline(always)]
fn predicted(pixel: usize, current: &[u8], above: &[u8], out: &mut [u8], predict: impl Fn(u8, u8, u8) -> u8) {
    let (left, above_left) = (current, above);
    let neighbours = current[pixel..].iter().zip(left).zip(&above[pixel..]).zip(above_left);
    for (out, (((&byte, &left), &up), &above_left)) in out.iter_mut().zip(neighbours) {
        *out = byte.wrapping_sub(predict(left, up, above_left));
    }
}
