//! Whole pictures on their way into the pack: decoded, premultiplied, brought to the canvas size.
//!
//! The plain compositor that checks the fast one starts from the same pictures.

use std::io::{Read, Seek};
use std::path::Path;

use super::decode::{decode_picture, decoding_cost, picture_size};
use super::format::StraightPicture;
use super::resize::{Resize, resize};
use crate::blend::{premultiply_pixel, unpremultiply_pixel};
use crate::canvas::{CanvasSize, PremulRgba, StraightRgba};
use crate::error::PictureError;
use crate::files::{self, OpenFile};
use crate::{Error, Result};

/// The default limit on the pixels of a picture: 10,000 x 10,000.
pub const MAX_PIXELS: u64 = 100_000_000;

/// Bytes of a file that its size is read from. What stands before the size of a JPEG file is longer in few.
const START: u64 = 64 << 10;

/// A picture with colour multiplied by alpha, four bytes a pixel, rows from the top.
///
/// Invariant: no colour byte exceeds its pixel's alpha. [`PremulPicture::new`] establishes it and
/// [`PremulPicture::resized`] restores it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PremulPicture {
    size: CanvasSize,
    rgba: Vec<u8>,
}

impl PremulPicture {
    /// Multiplies a decoded picture in place.
    pub fn new(picture: StraightPicture) -> Self {
        let StraightPicture { size, mut rgba } = picture;
        for pixel in rgba.as_chunks_mut::<4>().0 {
            let [r, g, b, a] = *pixel;
            if a != 255 {
                let PremulRgba { r, g, b, a } = premultiply_pixel(StraightRgba { r, g, b, a });
                *pixel = [r, g, b, a];
            }
        }
        Self { size, rgba }
    }

    /// A picture of pixels that are premultiplied already.
    ///
    /// # Panics
    /// If there are not as many pixels as the size has.
    pub(crate) fn of_premultiplied(size: CanvasSize, rgba: Vec<u8>) -> Self {
        assert_eq!(rgba.len(), size.pixels() * 4, "four bytes for each pixel of {size}");
        debug_assert!(rgba.as_chunks::<4>().0.iter().all(|[r, g, b, a]| r.max(g).max(b) <= a));
        Self { size, rgba }
    }

    /// Its size.
    pub fn size(&self) -> CanvasSize {
        self.size
    }

    /// One row of R, G, B, A bytes.
    pub fn row(&self, y: usize) -> &[u8] {
        let stride = self.size.width() as usize * 4;
        &self.rgba[y * stride..(y + 1) * stride]
    }

    /// One row of straight pixels.
    pub fn straight_row(&self, y: usize) -> impl Iterator<Item = StraightRgba> {
        let pixels = self.row(y).as_chunks::<4>().0.iter();
        pixels.map(|&[r, g, b, a]| unpremultiply_pixel(PremulRgba { r, g, b, a }))
    }

    /// The picture with colour divided by alpha.
    pub fn straight(&self) -> StraightPicture {
        let pixels = (0..self.size.height() as usize).flat_map(|y| self.straight_row(y));
        let rgba = pixels.flat_map(|StraightRgba { r, g, b, a }| [r, g, b, a]).collect();
        StraightPicture { size: self.size, rgba }
    }

    /// The pixel at a place on the picture.
    pub fn pixel(&self, x: usize, y: usize) -> PremulRgba {
        let at = (y * self.size.width() as usize + x) * 4;
        PremulRgba { r: self.rgba[at], g: self.rgba[at + 1], b: self.rgba[at + 2], a: self.rgba[at + 3] }
    }

    /// Brings the picture to another size; the same size costs nothing.
    ///
    /// Premultiplied data is resized as it is (colour of transparent pixels has no weight then), and colour is
    /// clamped to alpha afterwards, because rounding may leave it one above.
    ///
    /// # Errors
    /// [`PictureError::NotResized`] when the resizer refuses the sizes.
    pub fn resized(self, size: CanvasSize, way: Resize) -> Result<Self, PictureError> {
        if size == self.size {
            return Ok(self);
        }
        let mut rgba = resize(&self.rgba, self.size, size, way)?;
        for [r, g, b, a] in rgba.as_chunks_mut::<4>().0 {
            *r = (*r).min(*a);
            *g = (*g).min(*a);
            *b = (*b).min(*a);
        }
        Ok(Self { size, rgba })
    }
}

/// Reads one trait picture from disk as the pack holds it.
///
/// The second value is its own size when that differs from the canvas.
///
/// # Errors
/// [`Error::Picture`] naming the layer, the file and what is wrong; [`Error::Io`] when it cannot be read.
pub fn load_picture(
    path: &Path,
    layer: &str,
    canvas: CanvasSize,
    resize: Resize,
    max_pixels: u64,
) -> Result<(PremulPicture, Option<CanvasSize>)> {
    let bytes = read_file(path, layer, max_pixels)?;
    picture_from_bytes(&bytes, canvas, resize, max_pixels).map_err(|source| Error::Picture {
        layer: layer.to_owned(),
        path: path.to_owned(),
        source,
    })
}

/// Reads the size of a picture file: of most, from the first bytes; the inner error is that of the picture.
///
/// # Errors
/// As [`read_file`].
pub(crate) fn size_of_file(path: &Path, layer: &str) -> Result<std::result::Result<CanvasSize, PictureError>> {
    from_header(&mut files::open(path)?, layer, picture_size)
}

/// Calls `read` with the first bytes of a picture file, and with all if that fails.
fn from_header<T>(
    file: &mut OpenFile,
    layer: &str,
    read: impl Fn(&[u8]) -> std::result::Result<T, PictureError>,
) -> Result<std::result::Result<T, PictureError>> {
    let mut start = vec![];
    let failed = |file: &OpenFile, source| Error::Io { action: "read", path: file.path().to_path_buf(), source };
    file.take(START).read_to_end(&mut start).map_err(|source| failed(file, source))?;
    match read(&start) {
        Err(_) if start.len() as u64 == START => {
            file.rewind().map_err(|source| failed(file, source))?;
            Ok(read(&read_open(file, layer, MAX_PIXELS)?))
        }
        found => Ok(found),
    }
}

/// Upper bound on the bytes that [`load_picture`] takes, the file of so many bytes and the result included. A file that is no
/// picture takes itself.
///
/// # Errors
/// As [`read_file`].
pub(crate) fn memory_of_file(path: &Path, layer: &str, length: u64, canvas: CanvasSize) -> Result<u64> {
    let Ok((size, decoding)) = from_header(&mut files::open(path)?, layer, decoding_cost)? else { return Ok(length) };
    if size == canvas {
        return Ok(length + decoding);
    }
    // Filters go across first, so there are rows of the new width between.
    let rgba = |width: u32, height: u32| u64::from(width) * u64::from(height) * 4;
    let resizing = rgba(size.width(), size.height()) + rgba(canvas.width(), size.height());
    Ok(length + decoding.max(resizing + rgba(canvas.width(), canvas.height())))
}

/// The cost of decoding a picture file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Decoding {
    /// Bytes in memory at most, the file and the pixels included.
    pub(crate) bytes: u64,
    /// Bytes of the pixels alone.
    pub(crate) pixels: u64,
}

impl Decoding {
    /// Reads it from the beginning of a file. One that cannot be read takes nothing: it is told of when it is decoded.
    pub(crate) fn of_file(path: &Path, max_pixels: u64) -> Self {
        files::open(path).map_or(Self::default(), |mut file| Self::of_open(&mut file, max_pixels))
    }

    /// The same of a file that is open.
    pub(crate) fn of_open(file: &mut OpenFile, max_pixels: u64) -> Self {
        let length = file.stamp().map_or(0, |stamp| stamp.length).min(longest_file(max_pixels));
        let cost = from_header(file, "", decoding_cost).ok().and_then(std::result::Result::ok);
        // One that is refused by its header is not decoded.
        let fits = cost.filter(|(size, _)| size.pixels() as u64 <= max_pixels);
        let (pixels, taken) = fits.map_or((0, 0), |(size, taken)| (size.pixels() as u64 * 4, taken));
        Self { bytes: length + taken, pixels }
    }
}

/// Bytes of the longest file that a picture of so many pixels can be with reason: four samples of 16 bits a pixel that do not
/// compress at all, and 64 MiB for everything that is not pixels.
fn longest_file(max_pixels: u64) -> u64 {
    max_pixels.saturating_mul(8).saturating_add(64 << 20)
}

/// Reads a picture file whole, unless it is longer than one of so many pixels can be with reason.
///
/// # Errors
/// [`Error::Picture`] for one that is longer; [`Error::Io`].
pub(crate) fn read_file(path: &Path, layer: &str, max_pixels: u64) -> Result<Vec<u8>> {
    read_open(&mut files::open(path)?, layer, max_pixels)
}

fn read_open(file: &mut OpenFile, layer: &str, max_pixels: u64) -> Result<Vec<u8>> {
    let limit = longest_file(max_pixels);
    let path = file.path().to_path_buf();
    let length = file.stamp()?.length;
    let mut bytes = Vec::with_capacity(length.min(limit) as usize);
    file.take(limit + 1).read_to_end(&mut bytes).map_err(Error::io("read", &path))?;
    if bytes.len() as u64 > limit {
        let source = PictureError::TooLong { limit, max_pixels };
        return Err(Error::Picture { layer: layer.to_owned(), path, source });
    }
    Ok(bytes)
}

/// [`load_picture`] after the file was read.
pub(crate) fn picture_from_bytes(
    bytes: &[u8],
    canvas: CanvasSize,
    resize: Resize,
    max_pixels: u64,
) -> Result<(PremulPicture, Option<CanvasSize>), PictureError> {
    let picture = PremulPicture::new(decode_picture(bytes, max_pixels)?);
    let found = picture.size();
    let resized = picture.resized(canvas, resize)?;
    Ok((resized, (found != canvas).then_some(found)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: u32, height: u32, pixel: impl Fn(usize, usize) -> [u8; 4]) -> PremulPicture {
        let size = CanvasSize::new(width, height).unwrap();
        let rgba =
            (0..height as usize).flat_map(|y| (0..width as usize).map(move |x| (x, y))).flat_map(|(x, y)| pixel(x, y));
        PremulPicture::new(StraightPicture { size, rgba: rgba.collect() })
    }

    #[test]
    fn nearest_doubles_pixels_exactly() {
        let small = picture(3, 2, |x, y| [x as u8 * 10, y as u8 * 20, 7, 255]);
        let big = small.clone().resized(CanvasSize::new(6, 4).unwrap(), Resize::Nearest).unwrap();
        for y in 0..4 {
            for x in 0..6 {
                assert_eq!(big.pixel(x, y), small.pixel(x / 2, y / 2));
            }
        }
    }

    #[test]
    fn resizing_keeps_colour_within_alpha() {
        let speckled = picture(37, 29, |x, y| [255, (x * 7) as u8, (y * 5) as u8, ((x * 31 + y * 17) % 256) as u8]);
        for (width, height) in [(11, 60), (90, 13), (1, 1), (36, 30)] {
            let size = CanvasSize::new(width, height).unwrap();
            let resized = speckled.clone().resized(size, Resize::Smooth).unwrap();
            for y in 0..height as usize {
                for x in 0..width as usize {
                    let p = resized.pixel(x, y);
                    assert!(p.r <= p.a && p.g <= p.a && p.b <= p.a);
                }
            }
        }
    }
}
