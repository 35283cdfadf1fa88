//! Says of most PNG files that are right that they are, many times faster than by decoding them.
//!
//! A row's filter can be applied to the pixels that are expected, all bytes of a row at once. To take it off the bytes that are
//! found, each pixel must wait for the one to its left. If the first row is the one expected, and each further one is below a
//! row that is, the filtered bytes are equal just if the pixels are. So nothing is decoded, and no second copy of rows is made.
//!
//! Only the answer "yes" counts. A file of a rarer form gets a "no" as well as one that is wrong: decoding it says more.

use libdeflater::Decompressor;

use super::png_chunks::SIGNATURE;
use crate::canvas::CanvasSize;

/// The bytes of a pixel.
type Rgba = [u8; 4];

/// The memory of comparing, used for one file after the other.
pub(crate) struct PngMatcher {
    inflate: Decompressor,
    /// The expected row and the one above it, or the found ones of a picture of indices.
    rows: [Vec<u8>; 2],
}

/// A file that has each chunk once and no others than these.
struct Parts<'f> {
    header: &'f [u8],
    palette: Option<&'f [u8]>,
    alphas: Option<&'f [u8]>,
    stream: &'f [u8],
}

impl<'f> Parts<'f> {
    /// Takes a file apart; `None` unless all check sums are right and nothing follows.
    fn of(file: &'f [u8]) -> Option<Self> {
        let mut rest = file.strip_prefix(SIGNATURE)?;
        let parts = Self {
            header: take_chunk(&mut rest, b"IHDR")?,
            palette: take_chunk(&mut rest, b"PLTE"),
            alphas: take_chunk(&mut rest, b"tRNS"),
            stream: take_chunk(&mut rest, b"IDAT")?,
        };
        (take_chunk(&mut rest, b"IEND")?.is_empty() && rest.is_empty()).then_some(parts)
    }
}

/// Takes the next chunk, if it has this name and the right check sum (PNG specification, third edition, 5.3).
fn take_chunk<'f>(rest: &mut &'f [u8], name: &[u8; 4]) -> Option<&'f [u8]> {
    let (length, named) = rest.split_first_chunk::<4>()?;
    let data = named.strip_prefix(name)?;
    let length = u32::from_be_bytes(*length) as usize;
    let (data, after) = data.split_at_checked(length)?;
    let (check, after) = after.split_first_chunk::<4>()?;
    if crc32fast::hash(&named[..4 + length]) != u32::from_be_bytes(*check) {
        return None;
    }
    *rest = after;
    Some(data)
}

/// The meaning of a row's bytes.
enum Samples {
    /// So many bytes a pixel, 3 or 4 of R, G, B and A.
    Colours(usize),
    /// Numbers of so many bits, each of one of these colours.
    Indices { bits: usize, colours: Vec<Rgba> },
}

impl Samples {
    /// Reads what stands before the pixels; `None` for what is rarer (PNG specification, third edition, 11.2).
    fn of(parts: &Parts<'_>, size: CanvasSize) -> Option<Self> {
        let (sides, rest) = parts.header.split_at_checked(8)?;
        if *sides != [size.width().to_be_bytes(), size.height().to_be_bytes()].concat()[..] {
            return None;
        }
        // Deflate, the five filters, not interlaced.
        let &[depth, colour, 0, 0, 0] = rest else { return None };
        match (depth, colour, parts.palette, parts.alphas) {
            (8, 2, None, None) => Some(Self::Colours(3)),
            (8, 6, None, None) => Some(Self::Colours(4)),
            (1 | 2 | 4 | 8, 0, None, None) => {
                let bits = usize::from(depth);
                let most = (1_usize << bits) - 1;
                let grey = |v: usize| [(v * 255 / most) as u8; 3];
                Some(Self::Indices { bits, colours: (0..=most).map(|v| with_alpha(grey(v), 255)).collect() })
            }
            (1 | 2 | 4 | 8, 3, Some(palette), alphas) => {
                let (colours, odd) = palette.as_chunks::<3>();
                let alphas = alphas.unwrap_or(&[]);
                let is_usual = odd.is_empty() && (1..=1 << depth).contains(&colours.len());
                if !is_usual || alphas.len() > colours.len() || parts.alphas.is_some_and(<[u8]>::is_empty) {
                    return None;
                }
                let alphas = alphas.iter().copied().chain(std::iter::repeat(255));
                let colours = colours.iter().zip(alphas).map(|(&colour, alpha)| with_alpha(colour, alpha)).collect();
                Some(Self::Indices { bits: usize::from(depth), colours })
            }
            _ => None,
        }
    }

    /// Bytes of a row without its filter byte.
    fn row_bytes(&self, width: usize) -> usize {
        match self {
            Self::Colours(bytes) => width * bytes,
            Self::Indices { bits, .. } => (width * bits).div_ceil(8),
        }
    }
}

fn with_alpha([r, g, b]: [u8; 3], a: u8) -> Rgba {
    [r, g, b, a]
}

impl PngMatcher {
    /// Makes one that has compared nothing yet.
    pub(crate) fn new() -> Self {
        Self { inflate: Decompressor::new(), rows: [vec![], vec![]] }
    }

    /// `true` if a file is whole, of the usual form, and has these straight pixels. `filtered` is memory for its rows: a byte for
    /// each row, and at most four for each pixel.
    pub(crate) fn is_same(&mut self, file: &[u8], size: CanvasSize, pixels: &[Rgba], filtered: &mut Vec<u8>) -> bool {
        let Some(parts) = Parts::of(file) else { return false };
        let Some(samples) = Samples::of(&parts, size) else { return false };
        let width = size.width() as usize;
        let stride = samples.row_bytes(width) + 1;
        filtered.resize(stride * size.height() as usize, 0);
        // Its check sum is looked at as well, and a longer stream does not fit.
        if self.inflate.zlib_decompress(parts.stream, filtered) != Ok(filtered.len()) {
            return false;
        }
        // Bytes before the first one of a row are zeros, and so is the row above the first (9.2).
        let before = if let Samples::Colours(bytes) = samples { bytes } else { 1 };
        for row in &mut self.rows {
            row.clear();
            row.resize(before + stride - 1, 0);
        }
        let rows = filtered.chunks_exact(stride).zip(pixels.chunks_exact(width));
        let [row, above] = &mut self.rows;
        for (filtered, pixels) in rows {
            let Some((filter, filtered)) = filtered.split_first() else { return false };
            let is_same = match &samples {
                Samples::Colours(3) => put_opaque(pixels, &mut row[3..]) && is_filtered(*filter, filtered, row, above),
                Samples::Colours(_) => {
                    row[4..].copy_from_slice(pixels.as_flattened());
                    is_filtered(*filter, filtered, row, above)
                }
                Samples::Indices { bits, colours } => {
                    unfilter(*filter, filtered, row, above) && are_indices(&row[1..], *bits, colours, pixels)
                }
            };
            if !is_same {
                return false;
            }
            std::mem::swap(row, above);
        }
        true
    }
}

/// Puts R, G and B of pixels into a row; `false` if one of them is not opaque.
fn put_opaque(pixels: &[Rgba], row: &mut [u8]) -> bool {
    let mut alpha = 255;
    for (to, &[r, g, b, a]) in row.as_chunks_mut().0.iter_mut().zip(pixels) {
        *to = [r, g, b];
        alpha &= a;
    }
    alpha == 255
}

/// `true` if a filter makes these bytes of a row (PNG specification, third edition, 9.2). The row and the one above it begin with
/// the zeros that stand for a pixel to the left of the first.
fn is_filtered(filter: u8, filtered: &[u8], row: &[u8], above: &[u8]) -> bool {
    let count = filtered.len();
    let Some(bytes) = row.len().checked_sub(count).filter(|_| row.len() == above.len()) else { return false };
    let (here, left) = (&row[bytes..], &row[..count]);
    let (up, up_left) = (&above[bytes..], &above[..count]);
    match filter {
        0 => here == filtered,
        1 => is_rest(here, filtered, |at| left[at]),
        2 => is_rest(here, filtered, |at| up[at]),
        3 => is_rest(here, filtered, |at| average(left[at], up[at])),
        4 => is_rest(here, filtered, |at| paeth(left[at], up[at], up_left[at])),
        _ => false,
    }
}

/// `true` if these bytes are left of a row when what is predicted of each is taken off. It looks at all of them, so that it is
/// done for many at a time.
#[inline(always)]
fn is_rest(row: &[u8], filtered: &[u8], predicted: impl Fn(usize) -> u8) -> bool {
    let bytes = row.iter().zip(filtered).enumerate();
    bytes.fold(0, |wrong, (at, (byte, rest))| wrong | (byte.wrapping_sub(predicted(at)) ^ rest)) == 0
}

fn average(left: u8, up: u8) -> u8 {
    ((u16::from(left) + u16::from(up)) / 2) as u8
}

/// The one of three bytes that is nearest to left + up - up-left; of equally near ones the first (9.4). The distances are
/// written without the sum.
fn paeth(left: u8, up: u8, up_left: u8) -> u8 {
    let (a, b, c) = (i16::from(left), i16::from(up), i16::from(up_left));
    let (to_left, to_up, to_up_left) = ((b - c).abs(), (a - c).abs(), (a + b - c - c).abs());
    let of_two = if to_up <= to_up_left { up } else { up_left };
    if to_left <= to_up && to_left <= to_up_left { left } else { of_two }
}

/// Takes the filter off a row of indices, to which the byte at its left is the one that counts; `false` if there is no such
/// filter.
fn unfilter(filter: u8, filtered: &[u8], row: &mut [u8], above: &[u8]) -> bool {
    match filter {
        0 => row[1..].copy_from_slice(filtered),
        1 => add(filtered, row, above, |left, _, _| left),
        2 => add(filtered, row, above, |_, up, _| up),
        3 => add(filtered, row, above, |left, up, _| average(left, up)),
        4 => add(filtered, row, above, paeth),
        _ => return false,
    }
    true
}

/// Adds to each byte what is predicted of it by the ones to its left, above it and above that.
#[inline(always)]
fn add(filtered: &[u8], row: &mut [u8], above: &[u8], predicted: impl Fn(u8, u8, u8) -> u8) {
    let mut left = 0;
    for ((to, rest), (up, up_left)) in row[1..].iter_mut().zip(filtered).zip(above[1..].iter().zip(above)) {
        left = rest.wrapping_add(predicted(left, *up, *up_left));
        *to = left;
    }
}

/// `true` if the numbers of a row, of so many bits and the highest bits first (7.2), are those of these pixels' colours.
fn are_indices(row: &[u8], bits: usize, colours: &[Rgba], pixels: &[Rgba]) -> bool {
    let is_colour = |index: u8, pixel: &Rgba| colours.get(usize::from(index)) == Some(pixel);
    if bits == 8 {
        return row.iter().zip(pixels).all(|(&index, pixel)| is_colour(index, pixel));
    }
    let mask = (1 << bits) - 1;
    pixels.chunks(8 / bits).zip(row).all(|(pixels, byte)| {
        let shifts = (0..8).step_by(bits).map(|at| 8 - bits - at);
        pixels.iter().zip(shifts).all(|(pixel, shift)| is_colour(byte >> shift & mask, pixel))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::encode::PictureFormat;
    use crate::image::decode_strictly;

    /// The usual forms: depth, colour type and bits of a pixel.
    const FORMS: [(u8, u8, usize); 10] = [
        (8, 2, 24),
        (8, 6, 32),
        (1, 0, 1),
        (2, 0, 2),
        (4, 0, 4),
        (8, 0, 8),
        (1, 3, 1),
        (2, 3, 2),
        (4, 3, 4),
        (8, 3, 8),
    ];

    fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
        let named = [name, data].concat();
        [&(data.len() as u32).to_be_bytes()[..], &named, &crc32fast::hash(&named).to_be_bytes()].concat()
    }

    fn zlib(bytes: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::ZlibEncoder::new(vec![], flate2::Compression::fast());
        std::io::Write::write_all(&mut packer, bytes).and_then(|()| packer.finish()).expect("memory takes all")
    }

    /// A file by its parts; `chunks` stand before the pixels.
    fn file(size: CanvasSize, (depth, colour): (u8, u8), chunks: &[u8], stream: &[u8]) -> Vec<u8> {
        let header =
            [&size.width().to_be_bytes()[..], &size.height().to_be_bytes(), &[depth, colour, 0, 0, 0]].concat();
        let end = [chunk(b"IDAT", stream), chunk(b"IEND", &[])].concat();
        [SIGNATURE, &chunk(b"IHDR", &header), chunks, &end].concat()
    }

    fn decoded(file: &[u8]) -> Option<Vec<Rgba>> {
        let picture = decode_strictly(file, PictureFormat::Png, 1 << 20, vec![]).ok()?;
        Some(picture.rgba.as_chunks().0.to_vec())
    }

    fn is_same(file: &[u8], size: CanvasSize, pixels: &[Rgba]) -> bool {
        PngMatcher::new().is_same(file, size, pixels, &mut vec![7; 3])
    }

    /// Rows as they stand in a stream: any bytes are a picture, if each row begins with a filter.
    fn stream(rows: usize, stride: usize, filters: &[u8], bytes: &[u8]) -> Vec<u8> {
        let mut stream: Vec<u8> = bytes.iter().copied().cycle().take(rows * stride).collect();
        let firsts = stream.chunks_exact_mut(stride).zip(filters.iter().cycle());
        firsts.for_each(|(row, filter)| row[0] = *filter);
        stream
    }

    /// Bytes that are alike, so that predictions are equally near, or any.
    fn bytes() -> impl Strategy<Value = Vec<u8>> {
        prop_oneof![prop::collection::vec(0..3_u8, 1..400), prop::collection::vec(any::<u8>(), 1..400)]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn a_file_is_the_same_just_if_it_decodes_to_the_same(
            (width, height) in (1..40_u32, 1..9_u32),
            form in 0..FORMS.len(),
            filters in prop::collection::vec(0..5_u8, 1..9),
            bytes in bytes(),
            colours in prop::collection::vec(any::<[u8; 3]>(), 256),
            alphas in prop::collection::vec(any::<u8>(), 0..=256),
            (at, change) in (any::<prop::sample::Index>(), 1..=255_u8),
        ) {
            let ((depth, colour, bits), size) = (FORMS[form], CanvasSize::new(width, height).unwrap());
            let mut chunks = vec![];
            if colour == 3 {
                let count = 1 << depth;
                chunks.extend(chunk(b"PLTE", colours[..count].as_flattened()));
                let alphas = &alphas[..alphas.len().min(count)];
                chunks.extend(if alphas.is_empty() { vec![] } else { chunk(b"tRNS", alphas) });
            }
            let stride = (width as usize * bits).div_ceil(8) + 1;
            let rows = stream(height as usize, stride, &filters, &bytes);
            let whole = file(size, (depth, colour), &chunks, &zlib(&rows));
            let mut pixels = decoded(&whole).expect("any bytes are a picture");
            prop_assert!(is_same(&whole, size, &pixels));
            // Another byte of a row, another pixel, another byte of the file.
            let mut others = rows.clone();
            let place = at.index(rows.len());
            others[place] = others[place].wrapping_add(change);
            let other = file(size, (depth, colour), &chunks, &zlib(&others));
            prop_assert_eq!(is_same(&other, size, &pixels), decoded(&other).as_ref() == Some(&pixels));
            let mut damaged = whole.clone();
            damaged[at.index(whole.len())] ^= change;
            prop_assert!(!is_same(&damaged, size, &pixels));
            let pixel = at.index(pixels.len());
            pixels[pixel][usize::from(change) % 4] ^= change;
            prop_assert!(!is_same(&whole, size, &pixels));
        }
    }

    /// Each of these decodes to the same pixels, or is refused: a decoder says which.
    #[test]
    fn whatever_is_unusual_is_not_called_the_same() {
        let size = CanvasSize::new(2, 2).unwrap();
        let (opaque, rows) = ([[7, 7, 7, 255]; 4], [0, 7, 7, 7, 7, 7, 7].repeat(2));
        let rgb = |chunks: &[u8], stream: &[u8]| file(size, (8, 2), chunks, stream);
        let whole = rgb(&[], &zlib(&rows));
        assert!(is_same(&whole, size, &opaque));
        let indices = |chunks: &[u8]| file(size, (8, 3), chunks, &zlib(&[0, 0, 0].repeat(2)));
        assert!(is_same(&indices(&chunk(b"PLTE", &[7, 7, 7])), size, &opaque));
        let interlaced = {
            let header = chunk(b"IHDR", &[0, 0, 0, 2, 0, 0, 0, 2, 8, 2, 0, 0, 1]);
            [SIGNATURE, &header, &whole[SIGNATURE.len() + header.len()..]].concat()
        };
        let wide = CanvasSize::new(4, 1).unwrap();
        for (unusual, what) in [
            (rgb(&chunk(b"tRNS", &[0, 7, 0, 7, 0, 7]), &zlib(&rows)), "a transparent colour"),
            (rgb(&chunk(b"gAMA", &[0, 0, 1, 1]), &zlib(&rows)), "a chunk more"),
            (rgb(&chunk(b"IDAT", &zlib(&rows)[..4]), &zlib(&rows)[4..]), "two chunks of pixels"),
            (rgb(&[], &zlib(&[&rows[..], &[0]].concat())), "a byte too many"),
            (rgb(&[], &zlib(&rows[1..])), "a byte too few"),
            (rgb(&[], &zlib(&[5, 7, 7, 7, 7, 7, 7].repeat(2))), "an unknown filter"),
            (indices(&chunk(b"PLTE", &[])), "no colours"),
            (indices(&chunk(b"PLTE", &[7, 7, 7, 7])), "a part of a colour"),
            (indices(&[chunk(b"PLTE", &[7, 7, 7]), chunk(b"tRNS", &[255, 9])].concat()), "alpha of no colour"),
            (indices(&[chunk(b"PLTE", &[7, 7, 7]), chunk(b"tRNS", &[])].concat()), "alpha of none"),
            (file(wide, (8, 2), &[], &zlib(&rows)), "other sides"),
            (interlaced, "interlaced"),
            ([&whole[..], b"x"].concat(), "a byte after the end"),
            (whole[..whole.len() - 1].to_vec(), "cut off"),
            (vec![], "nothing"),
        ] {
            assert!(!is_same(&unusual, size, &opaque), "{what}");
        }
    }
}
