//! The colours of a collection that has at most 256: counted, put in order, and then looked up for every pixel.
//!
//! All pictures share the order, so that a tile's indices are the same in every picture. A picture's file holds the
//! palette only up to the highest index it uses, so colours that many tiles have come first: that makes palettes short,
//! and codes of neighbouring indices alike, which makes the code's header short.

use std::cmp::Reverse;

use crate::canvas::{HALO_LEFT_LEN, PLANE_LEN, StraightRgba, TILE_WIDTH};
use crate::encode::{ColourTable, MAX_COLOURS, as_pixels};

/// Counts colours by the tiles that have them, until there are more than [`MAX_COLOURS`].
#[derive(Clone, Debug)]
pub struct ColourCount {
    table: ColourTable,
    /// By the number of a colour: tiles that have it, and the last of them.
    tiles: Box<[(u64, u64); MAX_COLOURS]>,
    added: u64,
}

impl Default for ColourCount {
    fn default() -> Self {
        Self { table: ColourTable::default(), tiles: Box::new([(0, 0); MAX_COLOURS]), added: 0 }
    }
}

impl ColourCount {
    /// Adds the pixels of a tile that are on the canvas, `size` across and down; its halo belongs to other tiles.
    ///
    /// `planes` are straight R, G, B, A in the layout of [`PLANE_LEN`], colour 0 where alpha is. Returns `false` if there
    /// are more than [`MAX_COLOURS`]; then the count is of no more use.
    #[must_use]
    pub fn add(&mut self, planes: &[[u8; PLANE_LEN]; 4], size: (usize, usize)) -> bool {
        self.added += 1;
        let mut last = None;
        for row in 1..=size.1 {
            let start = HALO_LEFT_LEN + row * TILE_WIDTH;
            for at in start..start + size.0 {
                let colour = planes.each_ref().map(|plane| plane[at]);
                if last == Some(colour) {
                    continue;
                }
                last = Some(colour);
                let Some(number) = self.table.number_or_add(colour) else { return false };
                let (tiles, latest) = &mut self.tiles[usize::from(number)];
                if *latest != self.added {
                    (*tiles, *latest) = (*tiles + 1, self.added);
                }
            }
        }
        true
    }

    /// Adds another count; returns `false` as [`Self::add`] does.
    #[must_use]
    pub fn merge(&mut self, other: &Self) -> bool {
        other.table.colours().iter().zip(other.tiles.iter()).all(|(&colour, (tiles, _))| {
            let number = self.table.number_or_add(colour);
            number.map(|number| self.tiles[usize::from(number)].0 += tiles).is_some()
        })
    }

    /// Orders the palette: the fully transparent pixel first, then translucent colours, then opaque ones, each by the number of
    /// tiles that have it.
    ///
    /// PNG's tRNS chunk ends with the last colour that is not opaque. That the fully transparent pixel is first makes
    /// index 0 of what lies outside the canvas, as PNG filters take it; and most collections that have it have it most.
    pub fn into_palette(self) -> Palette {
        let mut colours: Vec<_> =
            self.table.colours().iter().zip(self.tiles.iter()).map(|(&colour, &(tiles, _))| (tiles, colour)).collect();
        colours.sort_unstable_by_key(|&(tiles, colour)| (colour[3] == 255, colour != [0; 4], Reverse(tiles), colour));
        Palette { table: colours.into_iter().map(|(_, colour)| colour).collect() }
    }
}

/// The colours of a collection in the order of their indices.
#[derive(Clone, Debug)]
pub struct Palette {
    table: ColourTable,
}

impl Palette {
    /// Returns the colours, at most [`MAX_COLOURS`], in the order of their indices.
    pub fn colours(&self) -> Vec<StraightRgba> {
        as_pixels(self.table.colours())
    }

    /// Returns the bytes that the palette takes in a file whose highest index is `highest`: the PLTE chunk, and tRNS where
    /// a colour of these is not opaque.
    pub fn file_len(&self, highest: u8) -> usize {
        /// Length, name and check sum of a chunk.
        const CHUNK: usize = 12;
        let colours = &self.table.colours()[..=usize::from(highest)];
        let translucent = colours.iter().filter(|colour| colour[3] < 255).count();
        CHUNK + 3 * colours.len() + if translucent > 0 { CHUNK + translucent } else { 0 }
    }

    /// Writes the index of every pixel of a tile, its halo included; 0 for what lies outside the canvas. Returns `false` at the
    /// first pixel whose colour is not in the palette.
    #[must_use]
    pub fn indices(&self, planes: &[[u8; PLANE_LEN]; 4], out: &mut [u8; PLANE_LEN]) -> bool {
        let (mut last, mut index) = ([0; 4], 0);
        for (at, out) in out.iter_mut().enumerate() {
            let colour = planes.each_ref().map(|plane| plane[at]);
            if colour != last {
                let known = if colour == [0; 4] { Some(0) } else { self.table.number(colour) };
                let Some(known) = known else { return false };
                (index, last) = (known, colour);
            }
            *out = index;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::canvas::TILE_HEIGHT;

    type Planes = Box<[[u8; PLANE_LEN]; 4]>;

    /// A tile of the given colours in turn, the last one from then on; no halo.
    fn tile(colours: &[[u8; 4]]) -> Planes {
        let mut planes = Box::new([[0; PLANE_LEN]; 4]);
        for at in 0..TILE_WIDTH * TILE_HEIGHT {
            let colour = colours[at.min(colours.len() - 1)];
            planes.iter_mut().zip(colour).for_each(|(plane, byte)| plane[HALO_LEFT_LEN + TILE_WIDTH + at] = byte);
        }
        planes
    }

    fn distinct(count: usize) -> Vec<[u8; 4]> {
        (0..count).map(|i| [i as u8, (i >> 8) as u8, 7, 255]).collect()
    }

    const WHOLE: (usize, usize) = (TILE_WIDTH, TILE_HEIGHT);

    #[test]
    fn the_257th_colour_ends_the_count() {
        let mut count = ColourCount::default();
        assert!(count.add(&tile(&distinct(256)), WHOLE) && count.add(&tile(&distinct(256)), WHOLE));
        assert_eq!(count.clone().into_palette().colours().len(), 256);
        let mut other = ColourCount::default();
        assert!(other.add(&tile(&distinct(257)[256..]), WHOLE));
        assert!(!count.clone().merge(&other) && !other.merge(&count));
        assert!(!count.add(&tile(&distinct(257)), WHOLE));
    }

    #[test]
    fn only_pixels_on_the_canvas_are_counted() {
        let mut planes = tile(&distinct(1));
        planes[1][..HALO_LEFT_LEN + TILE_WIDTH].fill(99);
        let outside = HALO_LEFT_LEN + TILE_WIDTH + 5;
        planes[2][outside] = 98;
        let mut count = ColourCount::default();
        assert!(count.add(&planes, (5, TILE_HEIGHT)));
        assert_eq!(count.into_palette().colours(), [StraightRgba { r: 0, g: 0, b: 7, a: 255 }]);
    }

    #[test]
    fn colours_are_ordered_by_alpha_class_and_use() {
        let (rare, common, shade, faint) = ([9, 9, 9, 255], [1, 1, 1, 255], [5, 0, 0, 200], [0, 0, 8, 1]);
        let mut count = ColourCount::default();
        for colours in [&[rare, shade, faint, common, [0; 4]][..], &[shade, common], &[faint, shade, common]] {
            assert!(count.add(&tile(colours), WHOLE));
        }
        let expected = [[0; 4], shade, faint, common, rare].map(|[r, g, b, a]| StraightRgba { r, g, b, a });
        assert_eq!(count.into_palette().colours(), expected);
    }

    #[test]
    fn a_colour_that_was_not_counted_is_not_taken_for_another() {
        let palette = ColourCount::default().into_palette();
        assert!(!palette.indices(&tile(&distinct(1)), &mut [0; PLANE_LEN]));
    }

    proptest! {
        #[test]
        fn indices_lead_back_to_the_colours(
            tiles in prop::collection::vec(prop::collection::vec((0u8..4, 0u8..4, 0u8..3), 1..400), 1..6),
            split in 0usize..6,
        ) {
            let colours = |tile: &Vec<(u8, u8, u8)>| -> Vec<[u8; 4]> {
                tile.iter().map(|&(r, g, a)| if a == 0 { [0; 4] } else { [r * 60, g * 60, 0, a * 127 + a / 2] }).collect()
            };
            let tiles: Vec<Planes> = tiles.iter().map(|t| tile(&colours(t))).collect();
            let (mut count, mut rest) = (ColourCount::default(), ColourCount::default());
            for (number, planes) in tiles.iter().enumerate() {
                let part = if number < split { &mut count } else { &mut rest };
                prop_assert!(part.add(planes, WHOLE));
            }
            prop_assert!(count.merge(&rest));
            let palette = count.into_palette();
            let colours = palette.colours();
            for planes in &tiles {
                let mut indices = [77; PLANE_LEN];
                prop_assert!(palette.indices(planes, &mut indices));
                for at in HALO_LEFT_LEN + TILE_WIDTH..PLANE_LEN {
                    let StraightRgba { r, g, b, a } = colours[usize::from(indices[at])];
                    prop_assert_eq!([r, g, b, a], planes.each_ref().map(|plane| plane[at]));
                }
                prop_assert!(indices[..HALO_LEFT_LEN + TILE_WIDTH].iter().all(|&index| index == 0));
            }
        }
    }
}
