//! One trait at the reduced size, as planes that the blend kernels take.

use std::ops::Range;

use crate::blend::{BLOCK, interleave_rgba, unpremultiply, unpremultiply_pixel};
use crate::canvas::{CanvasSize, PremulPlanes, PremulRgba, StraightPlanes, StraightPlanesMut, StraightRgba};
use crate::image::{PremulPicture, StraightPicture};

/// A part of a picture, in pixels from its top left corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crop {
    /// Pixels to the left of it.
    pub x: u32,
    /// Pixels above it.
    pub y: u32,
    /// Its size.
    pub size: CanvasSize,
}

/// The premultiplied pixels of a trait: of the rows from the first to the last that it shows something in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraitThumbnail {
    size: CanvasSize,
    /// The pixels that are held, row by row from the top left corner of the canvas; whole blocks of [`BLOCK`]. All others are
    /// zero.
    covered: Range<usize>,
    /// R, G, B and A of the covered pixels.
    planes: [Vec<u8>; 4],
}

/// Pixels of a canvas in whole blocks.
pub(super) fn padded(size: CanvasSize) -> usize {
    size.pixels().next_multiple_of(BLOCK)
}

impl TraitThumbnail {
    /// Spreads a picture over planes.
    pub(super) fn new(picture: &PremulPicture) -> Self {
        let size = picture.size();
        let (width, height) = (size.width() as usize, size.height() as usize);
        let shows = |y: &usize| picture.row(*y).as_chunks::<4>().0.iter().any(|pixel| pixel[3] != 0);
        let first = (0..height).find(shows).unwrap_or(height);
        let last = (first..height).rfind(shows).map_or(first, |y| y + 1);
        let covered = if first == last {
            0..0
        } else {
            first * width / BLOCK * BLOCK..(last * width).next_multiple_of(BLOCK).min(padded(size))
        };
        let mut planes = [0; 4].map(|zero| vec![zero; covered.len()]);
        for y in first..last {
            for (x, pixel) in picture.row(y).as_chunks::<4>().0.iter().enumerate() {
                let at = y * width + x - covered.start;
                planes.iter_mut().zip(pixel).for_each(|(plane, value)| plane[at] = *value);
            }
        }
        Self { size, covered, planes }
    }

    /// The size of the whole canvas.
    pub fn size(&self) -> CanvasSize {
        self.size
    }

    /// The bytes that it takes.
    pub fn bytes(&self) -> usize {
        4 * self.covered.len() + size_of::<Self>()
    }

    /// The pixels that [`Self::planes`] has, counted row by row from the top left corner: whole blocks of [`BLOCK`], outside
    /// which all is transparent.
    pub fn covered(&self) -> Range<usize> {
        self.covered.clone()
    }

    /// The planes of the covered pixels.
    pub fn planes(&self) -> PremulPlanes<'_> {
        let [r, g, b, a] = &self.planes;
        PremulPlanes { r, g, b, a }
    }

    /// The pixel at a place on the canvas.
    fn pixel(&self, x: usize, y: usize) -> PremulRgba {
        let at = y * self.size.width() as usize + x;
        let Some(at) = at.checked_sub(self.covered.start).filter(|at| *at < self.covered.len()) else {
            return PremulRgba::default();
        };
        let [r, g, b, a] = self.planes.each_ref().map(|plane| plane[at]);
        PremulRgba { r, g, b, a }
    }

    /// The least part of the canvas that has all pixels that are not transparent; `None` if there are none.
    pub fn bounds(&self) -> Option<Crop> {
        let (width, height) = (self.size.width() as usize, self.size.height() as usize);
        let shows = |x: usize, y: usize| self.pixel(x, y).a != 0;
        let rows = self.covered.start / width..self.covered.end.div_ceil(width).min(height);
        let mut filled = rows.clone().filter(|&y| (0..width).any(|x| shows(x, y)));
        let top = filled.next()?;
        let bottom = filled.next_back().unwrap_or(top) + 1;
        let left = (0..width).find(|&x| (top..bottom).any(|y| shows(x, y)))?;
        let right = (0..width).rfind(|&x| (top..bottom).any(|y| shows(x, y)))? + 1;
        let size = CanvasSize::new((right - left) as u32, (bottom - top) as u32).ok()?;
        Some(Crop { x: left as u32, y: top as u32, size })
    }

    /// A part of the canvas as straight pixels.
    ///
    /// # Panics
    /// If the part reaches beyond the canvas.
    pub fn cropped(&self, crop: Crop) -> StraightPicture {
        let (right, bottom) = (crop.x + crop.size.width(), crop.y + crop.size.height());
        assert!(right <= self.size.width() && bottom <= self.size.height(), "{crop:?} of {}", self.size);
        let places = (crop.y..bottom).flat_map(|y| (crop.x..right).map(move |x| (x as usize, y as usize)));
        let pixels = places.map(|(x, y)| unpremultiply_pixel(self.pixel(x, y)));
        StraightPicture { size: crop.size, rgba: pixels.flat_map(|StraightRgba { r, g, b, a }| [r, g, b, a]).collect() }
    }

    /// The whole canvas as straight pixels.
    pub fn picture(&self) -> StraightPicture {
        let mut planes = [0; 4].map(|zero| vec![zero; padded(self.size)]);
        planes.iter_mut().zip(&self.planes).for_each(|(to, from)| to[self.covered()].copy_from_slice(from));
        straight(self.size, &planes)
    }
}

/// Premultiplied planes of a canvas in whole blocks as straight pixels.
fn straight(size: CanvasSize, planes: &[Vec<u8>; 4]) -> StraightPicture {
    let [r, g, b, a] = planes;
    let mut divided = planes.each_ref().map(|plane| vec![0; plane.len()]);
    let [to_r, to_g, to_b, to_a] = &mut divided;
    unpremultiply(PremulPlanes { r, g, b, a }, StraightPlanesMut { r: to_r, g: to_g, b: to_b, a: to_a });
    let [r, g, b, a] = divided.each_ref().map(|plane| &plane[..size.pixels()]);
    let mut rgba = vec![0; 4 * size.pixels()];
    interleave_rgba(StraightPlanes { r, g, b, a }, &mut rgba);
    StraightPicture { size, rgba }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: u32, height: u32, pixel: impl Fn(u32, u32) -> [u8; 4]) -> PremulPicture {
        let size = CanvasSize::new(width, height).unwrap();
        let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        PremulPicture::new(StraightPicture { size, rgba: places.flat_map(|(x, y)| pixel(x, y)).collect() })
    }

    #[test]
    fn bounds_are_those_of_what_shows() {
        for (width, height) in [(1, 1), (5, 3), (40, 40), (33, 65)] {
            for (left, top, right, bottom) in [(0, 0, 1, 1), (2, 1, 5, 3), (0, 0, width, height), (7, 39, 30, 40)] {
                let (right, bottom) = (right.min(width), bottom.min(height));
                let inside = |x: u32, y: u32| (left..right).contains(&x) && (top..bottom).contains(&y);
                let small =
                    picture(width, height, |x, y| if inside(x, y) { [9, 8, 7, (x + y + 1) as u8] } else { [0; 4] });
                let thumbnail = TraitThumbnail::new(&small);
                let shown = (left < right && top < bottom).then(|| Crop {
                    x: left,
                    y: top,
                    size: CanvasSize::new(right - left, bottom - top).unwrap(),
                });
                assert_eq!(thumbnail.bounds(), shown);
                let whole = thumbnail.picture();
                if let Some(crop) = shown {
                    let part = thumbnail.cropped(crop);
                    let at = |x: u32, y: u32| ((y * width + x) * 4) as usize;
                    let first = at(crop.x, crop.y);
                    assert_eq!(part.rgba[..4], whole.rgba[first..first + 4]);
                    assert_eq!(part.rgba[part.rgba.len() - 4..], whole.rgba[at(right - 1, bottom - 1)..][..4]);
                }
                for y in 0..height {
                    let row = whole.rgba[(y * width * 4) as usize..][..(width * 4) as usize].as_chunks::<4>().0;
                    let expected = small.row(y as usize).as_chunks::<4>().0;
                    assert!(row.iter().zip(expected).all(|(straight, premultiplied)| straight[3] == premultiplied[3]));
                }
            }
        }
    }

    #[test]
    fn an_empty_picture_takes_no_pixels() {
        let thumbnail = TraitThumbnail::new(&picture(100, 100, |_, _| [5, 5, 5, 0]));
        assert_eq!((thumbnail.bounds(), thumbnail.covered()), (None, 0..0));
        assert!(thumbnail.picture().rgba.iter().all(|&byte| byte == 0));
    }
}
