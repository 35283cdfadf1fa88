//! Decodes the pictures of a build and compares them with what the plain compositor makes of the source pictures.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use super::files::compared;
use super::{Report, VerifyOptions, Wrong};
use crate::Result;
use crate::canvas::{CanvasSize, ColourType, StraightRgba};
use crate::compose::plain::{self, Pictures};
use crate::encode::encode_jpeg;
use crate::image::decode_png;
use crate::output::EditionFiles;
use crate::plan::{Edition, EditionIndex, Plan};
use crate::project::{PictureFormat, Project};
use crate::run::Observer;
use crate::run::parallel;
use crate::run::progress::Progress;

/// What one picture turned out to be.
enum Seen {
    /// There is none; reported elsewhere.
    Missing,
    /// It is right; what names its pixels.
    Right(u128),
    /// It is wrong, and how.
    Wrong(String),
}

/// Compares all pictures, or a sample, and looks for equal ones among them; `means_equal` where editions of the same traits,
/// and 1/1 pictures that are equal, are meant to be there.
pub(super) fn check(
    build: &Path,
    project: &Project,
    plan: &Plan,
    means_equal: bool,
    options: VerifyOptions,
    observer: &dyn Observer,
    report: &mut Report,
) -> Result<()> {
    let files = EditionFiles::of(project);
    let count = options.sample.unwrap_or(usize::MAX).min(plan.len());
    let index = |item: usize| EditionIndex((item as u64 * plan.len() as u64 / count as u64) as u32);
    let progress = Progress::new(count, observer.now());
    let pictures = || Pictures::within(options.memory / options.threads);
    let seen = parallel::map(options.threads, count, pictures, |pictures, item| {
        let edition = plan.edition(index(item));
        let file = build.join("images").join(files.picture(edition.number));
        let seen = match fs::read(&file) {
            Err(_) => Ok(Seen::Missing),
            Ok(bytes) => plain::compose(project, edition, pictures, options.max_pixels).map(|expected| {
                let compared = match project.pictures {
                    PictureFormat::Png => compare_png(&bytes, project.canvas, &expected, options.max_pixels),
                    PictureFormat::Jpeg => compare_jpeg(&bytes, project.canvas, &expected),
                };
                compared.map_or_else(Seen::Wrong, |()| Seen::Right(hash_of(&expected)))
            }),
        };
        progress.finished(observer.now(), observer);
        seen
    });
    let by_hand = project.place_of_one_of_ones().map(|(set, _)| set);
    let mut known: HashMap<u128, Edition<'_>> = HashMap::with_capacity(count);
    for (item, seen) in seen.into_iter().enumerate() {
        let edition = plan.edition(index(item));
        let number = edition.number;
        let is_by_hand = |edition: &Edition<'_>| by_hand == Some(edition.set);
        let is_meant = |first: &Edition<'_>| {
            means_equal
                && (compared(project, *first).eq(compared(project, edition))
                    || is_by_hand(first) && is_by_hand(&edition))
        };
        let file = format!("images/{}", files.picture(number));
        report.pictures += 1;
        match seen? {
            Seen::Missing => report.pictures -= 1,
            Seen::Wrong(text) => report.add(Wrong::Picture, Some(number), file, text),
            Seen::Right(pixels) => {
                if let Some(first) = known.insert(pixels, edition).filter(|first| !is_meant(first)) {
                    let text = format!("has the same pixels as images/{}", files.picture(first.number));
                    report.add(Wrong::DuplicatePixels, Some(number), file, text);
                }
            }
        }
    }
    Ok(())
}

/// Decodes a picture and compares it with the pixels expected.
fn compare_png(
    png: &[u8],
    canvas: CanvasSize,
    expected: &[StraightRgba],
    max_pixels: u64,
) -> std::result::Result<(), String> {
    // What the decoder advises is for pictures that somebody drew.
    let without_advice = |reason: String| reason.split("; ").next().unwrap_or_default().to_owned();
    let picture = decode_png(png, max_pixels).map_err(without_advice)?;
    if picture.size != canvas {
        return Err(format!("is {}, not {canvas}", picture.size));
    }
    let pairs = || picture.rgba.as_chunks::<4>().0.iter().zip(expected);
    let differs = |(found, wanted): &(&[u8; 4], &StraightRgba)| **found != bytes_of(**wanted);
    let Some((at, (found, wanted))) = pairs().enumerate().find(|(_, pair)| differs(pair)) else { return Ok(()) };
    let count = pairs().filter(differs).count();
    let (x, y) = (at % canvas.width() as usize, at / canvas.width() as usize);
    Err(format!(
        "has {count} wrong pixels, the first at ({x}, {y}): RGBA {found:?} where the project gives {:?}",
        bytes_of(*wanted)
    ))
}

/// Compares with what the encoder makes of the pixels expected: JPEG keeps no pixel as it was, but the same pixels always
/// give the same bytes.
fn compare_jpeg(jpeg: &[u8], canvas: CanvasSize, expected: &[StraightRgba]) -> std::result::Result<(), String> {
    let (rgba, mut file) = (expected.iter().copied().flat_map(bytes_of).collect::<Vec<u8>>(), vec![]);
    encode_jpeg(canvas, ColourType::Rgba, &rgba, &mut file)?;
    if file == jpeg { Ok(()) } else { Err("is not the JPEG file that the project's pixels give".to_owned()) }
}

/// Names pixels.
fn hash_of(pixels: &[StraightRgba]) -> u128 {
    let bytes: Vec<u8> = pixels.iter().copied().flat_map(bytes_of).collect();
    u128::from_le_bytes(*blake3::hash(&bytes).as_bytes().first_chunk().expect("a hash has 32 bytes"))
}

fn bytes_of(StraightRgba { r, g, b, a }: StraightRgba) -> [u8; 4] {
    [r, g, b, a]
}
