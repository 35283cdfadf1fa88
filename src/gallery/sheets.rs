//! The pictures of all traits on a few sheets, as data URLs.
//!
//! A picture is cut to what it shows, equal files are there once, and the size of thumbnails is the largest at which the
//! page stays small.

use std::path::Path;

use hashbrown::HashMap;

use super::data::base64;
use crate::canvas::{CanvasSize, ColourType};
use crate::encode::{Compression, encode_frame};
use crate::image::StraightPicture;
use crate::pack::Pack;
use crate::parallel::on_threads;
use crate::project::{Project, TraitId};
use crate::thumbnail::{Crop, Limits, Thumbnails, reduced_size};
use crate::{Error, Result};

/// The longest sides that thumbnails may have, the best first.
const SIDES: [u32; 7] = [256, 192, 128, 96, 64, 48, 32];

/// Bytes of all sheets together that are always allowed: with the tables of 10,000 editions a page stays under 10 MB.
const MOST_BYTES: usize = 8_500_000;

/// Pixels of all pictures together before they are cut, above which a size is not tried.
const MOST_PIXELS: usize = 40_000_000;

/// The longest side of a sheet: every browser decodes such a picture, and several of them at a time.
const SHEET_SIDE: u32 = 2_048;

/// Transparent pixels between two pictures, so that no edge shows its neighbour when it is drawn at another size.
const GAP: u32 = 1;

/// The sheets of a project.
#[derive(Debug)]
pub(super) struct Sheets {
    /// The size of the canvas that pictures are drawn on.
    pub thumbnail: CanvasSize,
    /// Data URLs.
    pub addresses: Vec<String>,
    /// The place of each trait; `None` for one that shows nothing.
    pub of_trait: Vec<Option<Place>>,
}

/// The place of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Number of the sheet; left, top, width and height there.
    pub in_sheet: [u32; 5],
    /// Left and top on the canvas.
    pub at: [u32; 2],
}

/// A picture cut to what it shows.
struct Cut {
    at: [u32; 2],
    picture: StraightPicture,
}

/// Makes the sheets of all traits of a project, from its pack.
///
/// # Errors
/// [`Error::Picture`] or [`Error::Io`] for a trait that cannot be loaded; [`Error::Encode`].
pub(super) fn sheets(project: &Project, pack: &Pack, threads: usize, memory: usize) -> Result<Sheets> {
    // Traits of one file are one picture.
    let mut number_of: HashMap<&Path, usize> = HashMap::new();
    let mut distinct = vec![];
    let of_trait = project.traits.iter().zip(0..).map(|(t, id)| {
        let path = t.picture.as_deref()?;
        Some(*number_of.entry(path).or_insert_with(|| {
            distinct.push(TraitId(id));
            distinct.len() - 1
        }))
    });
    let of_trait: Vec<Option<usize>> = of_trait.collect();
    // Putting a picture together and making it small takes it three times.
    let threads = threads.min(memory / (project.canvas.pixels() * 4 * 3)).max(1);
    let pixels = |side: u32| reduced_size(project.canvas, side).pixels() * distinct.len();
    let (last, others) = SIDES.split_last().expect("there are some sizes");
    let mut sizes = others.iter().filter(|&&side| pixels(side) <= MOST_PIXELS).chain([last]).peekable();
    while let Some(&side) = sizes.next() {
        let thumbnails = Thumbnails::new(project.canvas, side, Limits { memory: 0, ..Limits::default() });
        let cuts = on_threads(threads, distinct.len(), |at| cut(project, pack, &thumbnails, distinct[at]));
        let cuts: Vec<Option<Cut>> = cuts.into_iter().collect::<Result<_>>()?;
        let (files, places) = pack_and_encode(&cuts, threads)?;
        let bytes: usize = files.iter().map(Vec::len).sum();
        if bytes / 3 * 4 <= MOST_BYTES || sizes.peek().is_none() {
            return Ok(Sheets {
                thumbnail: thumbnails.size(),
                addresses: files.iter().map(|file| format!("data:image/png;base64,{}", base64(file))).collect(),
                of_trait: of_trait.iter().map(|number| places[(*number)?]).collect(),
            });
        }
    }
    unreachable!("the last size is always taken")
}

fn cut(project: &Project, pack: &Pack, thumbnails: &Thumbnails, id: TraitId) -> Result<Option<Cut>> {
    let Some(thumbnail) = thumbnails.of_packed(project, pack, id)? else { return Ok(None) };
    let cut = |crop: Crop| Cut { at: [crop.x, crop.y], picture: thumbnail.cropped(crop) };
    Ok(thumbnail.bounds().map(cut))
}

/// Files of sheets, and the places of pictures on them.
type Packed = (Vec<Vec<u8>>, Vec<Option<Place>>);

fn pack_and_encode(cuts: &[Option<Cut>], threads: usize) -> Result<Packed> {
    let sizes: Vec<Option<[u32; 2]>> =
        cuts.iter().map(|cut| cut.as_ref().map(|cut| [cut.picture.size.width(), cut.picture.size.height()])).collect();
    let shelves = shelve(&sizes);
    let places: Vec<Option<Place>> = cuts
        .iter()
        .zip(&shelves.places)
        .map(|(cut, place)| {
            let (cut, [sheet, x, y]) = (cut.as_ref()?, (*place)?);
            let size = cut.picture.size;
            Some(Place { in_sheet: [sheet, x, y, size.width(), size.height()], at: cut.at })
        })
        .collect();
    let files = on_threads(threads, shelves.sheets.len(), |number| {
        let size = shelves.sheets[number];
        let mut rgba = vec![0; size.pixels() * 4];
        for (cut, place) in cuts.iter().zip(&places) {
            if let (Some(cut), Some(Place { in_sheet: [sheet, x, y, ..], .. })) = (cut, place)
                && *sheet as usize == number
            {
                put(&cut.picture, &mut rgba, size, [*x, *y]);
            }
        }
        let mut file = vec![];
        encode_frame(size, ColourType::Rgba, Compression::High, &rgba, &mut file)
            .map_err(|reason| Error::Encode { what: "a sheet of the gallery".to_owned(), reason })?;
        Ok(file)
    });
    Ok((files.into_iter().collect::<Result<_>>()?, places))
}

/// Copies a picture onto a sheet.
fn put(picture: &StraightPicture, rgba: &mut [u8], sheet: CanvasSize, [x, y]: [u32; 2]) {
    let length = picture.size.width() as usize * 4;
    for (line, row) in picture.rgba.chunks_exact(length).enumerate() {
        let start = ((y as usize + line) * sheet.width() as usize + x as usize) * 4;
        rgba[start..start + length].copy_from_slice(row);
    }
}

/// Pictures on shelves.
#[derive(Debug, PartialEq, Eq)]
struct Shelves {
    sheets: Vec<CanvasSize>,
    /// Of each picture the number of its sheet, left and top.
    places: Vec<Option<[u32; 3]>>,
}

/// Places pictures of sizes of at most [`SHEET_SIDE`]: the tallest first, from the left, one shelf under the other.
fn shelve(sizes: &[Option<[u32; 2]>]) -> Shelves {
    let mut order: Vec<usize> = (0..sizes.len()).filter(|&i| sizes[i].is_some()).collect();
    order.sort_by_key(|&i| sizes[i].map(|[width, height]| (std::cmp::Reverse(height), std::cmp::Reverse(width), i)));
    let area: u64 = sizes.iter().flatten().map(|[w, h]| u64::from(w + GAP) * u64::from(h + GAP)).sum();
    let widest = sizes.iter().flatten().map(|[width, _]| *width).max().unwrap_or(0);
    let side = ((area as f64).sqrt().ceil() as u32).clamp(widest, SHEET_SIDE.max(widest));
    let mut places = vec![None; sizes.len()];
    let mut ends: Vec<[u32; 2]> = vec![];
    let (mut left, mut top, mut shelf) = (0, 0, 0);
    for i in order {
        let Some([width, height]) = sizes[i] else { continue };
        if left > 0 && left + width > side {
            (left, top, shelf) = (0, top + shelf + GAP, 0);
        }
        if ends.is_empty() || top > 0 && top + height > SHEET_SIDE {
            ends.push([0, 0]);
            (left, top, shelf) = (0, 0, 0);
        }
        let sheet = ends.len() - 1;
        places[i] = Some([sheet as u32, left, top]);
        ends[sheet] = [ends[sheet][0].max(left + width), ends[sheet][1].max(top + height)];
        left += width + GAP;
        shelf = shelf.max(height);
    }
    let size = |[width, height]: &[u32; 2]| CanvasSize::new(*width, *height).expect("a sheet is not empty, and small");
    Shelves { sheets: ends.iter().map(size).collect(), places }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn pictures_lie_on_sheets_and_not_on_each_other(
            sizes in prop::collection::vec(prop::option::weighted(0.9, [1..257_u32, 1..257_u32]), 0..300),
        ) {
            let shelves = shelve(&sizes);
            for (i, size) in sizes.iter().enumerate() {
                prop_assert_eq!(size.is_some(), shelves.places[i].is_some());
                let (Some([width, height]), Some([sheet, x, y])) = (size, shelves.places[i]) else { continue };
                let whole = shelves.sheets[sheet as usize];
                prop_assert!(x + width <= whole.width() && y + height <= whole.height());
                prop_assert!(whole.width() <= SHEET_SIDE && whole.height() <= SHEET_SIDE);
                for (before, place) in sizes[..i].iter().zip(&shelves.places) {
                    let (Some([w, h]), &Some([other, left, top])) = (before, place) else { continue };
                    let apart = other != sheet
                        || left >= x + width + GAP || x >= left + w + GAP
                        || top >= y + height + GAP || y >= top + h + GAP;
                    prop_assert!(apart, "{i} and one before it");
                }
            }
        }
    }

    #[test]
    fn many_pictures_take_several_sheets() {
        let shelves = shelve(&vec![Some([256, 256]); 100]);
        assert!(shelves.sheets.len() > 1);
        assert_eq!(shelve(&[None, None]), Shelves { sheets: vec![], places: vec![None, None] });
    }
}
