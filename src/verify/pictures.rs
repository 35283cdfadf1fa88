//! Decodes the pictures of a build and compares them with what the plain compositor makes of the source pictures.

use std::collections::HashMap;

use super::beside::Place;
use super::files::compared;
use super::read::FileReader;
use super::report::{Report, Wrong};
use crate::Result;
use crate::canvas::{ColourType, StraightRgba};
use crate::choice::Choice;
use crate::compose::plain::{self, Pictures};
use crate::encode::Compression;
use crate::image::{decode_strictly, picture_size};
use crate::output::layout::IMAGES;
use crate::parallel::{self, Memory};
use crate::plan::{Edition, EditionIndex, Plan};
use crate::project::Project;
use crate::render::Observer;
use crate::render::progress::Progress;

/// Options of [`super::verify()`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifyOptions {
    /// Threads that compose and compare, at least 1.
    pub threads: usize,
    /// Compare the pictures of this many editions, spread evenly; `None` compares all.
    pub sample: Option<usize>,
    /// Largest picture to decode, in pixels.
    pub max_pixels: u64,
    /// Bytes that pictures may take, over all threads.
    pub memory: usize,
}

/// Reads every picture, compares it with the ledger, composes all or a sample of them and compares the pixels, and looks for
/// equal ones among these; `means_equal` where editions of the same traits, and 1/1 pictures that are equal, are meant to be
/// there.
pub(super) fn check(
    place: &Place<'_>,
    project: &Project,
    plan: &Plan,
    means_equal: bool,
    options: VerifyOptions,
    observer: &dyn Observer,
    report: &mut Report,
) -> Result<()> {
    let Place { build, files, recorded, .. } = *place;
    if place.closed.contains(IMAGES) {
        return Ok(());
    }
    let count = options.sample.unwrap_or(usize::MAX).min(plan.len());
    let is_compared = |item: usize| is_sampled(item, count, plan.len());
    let progress = Progress::new(count, observer.now());
    let canvas = project.canvas.pixels() as u64 * 4;
    // To compare takes what is expected, the file, and its pixels.
    let working = Pictures::working_bytes(project, options.max_pixels).max(3 * canvas);
    let memory = Memory::new(options.memory);
    let threads = memory.threads(options.threads, working, || format!("verifying a picture of {}", project.canvas))?;
    let scratch = || (Pictures::within(options.memory / threads - working as usize), FileReader::new(), vec![]);
    type Scratch = (Pictures, FileReader, Vec<u8>);
    let look = |(pictures, reader, bytes): &mut Scratch, item: usize| -> Result<(Report, Option<u128>)> {
        let edition = plan.edition(EditionIndex(item as u32));
        let number = edition.number;
        let file = files.picture_path(number);
        let mut report = Report::default();
        let read = reader.read_whole(&build.join(&file), bytes).map(|()| bytes.len() as u64);
        if let (Some(length), Some(made)) = (report.note_read_of(number, &file, read), recorded.get(number))
            && let Some(text) = made.differs(length, crc32fast::hash(bytes))
        {
            report.add(Wrong::Ledger, Some(number), &file, text);
        }
        let mut pixels = None;
        if is_compared(item) {
            if report.files > 0 {
                let expected = plain::compose(project, edition, pictures, options.max_pixels)?;
                let compared = match project.pictures.facts().lossless {
                    true => compare_pixels(bytes, project, &expected, options.max_pixels),
                    false => compare_file(bytes, project, &expected),
                };
                report.pictures = 1;
                match compared {
                    Ok(()) => pixels = Some(hash_of(&expected)),
                    Err(text) => report.add(Wrong::Picture, Some(number), file, text),
                }
            }
            progress.finished(observer.now(), observer);
        }
        Ok((report, pixels))
    };
    let seen = parallel::map(threads, plan.len(), scratch, look);
    progress.end(observer);
    let by_hand = project.place_of_one_of_ones().map(|(set, _)| set);
    let mut known: HashMap<u128, Edition<'_>> = HashMap::with_capacity(count);
    for (item, seen) in seen.into_iter().enumerate() {
        let edition = plan.edition(EditionIndex(item as u32));
        let is_by_hand = |edition: &Edition<'_>| by_hand == Some(edition.set);
        let is_meant = |first: &Edition<'_>| {
            means_equal
                && (compared(project, *first).eq(compared(project, edition))
                    || is_by_hand(first) && is_by_hand(&edition))
        };
        let (found, pixels) = seen?;
        report.absorb(found);
        let earlier = pixels.and_then(|pixels| known.insert(pixels, edition)).filter(|first| !is_meant(first));
        if let Some(first) = earlier {
            let text = format!("has the same pixels as {}", files.picture_path(first.number));
            let file = files.picture_path(edition.number);
            report.add(Wrong::DuplicatePixels, Some(edition.number), file, text);
        }
    }
    Ok(())
}

/// `true` if an item is one of `count` that are spread evenly over `all`.
fn is_sampled(item: usize, count: usize, all: usize) -> bool {
    let (item, count, all) = (item as u128, count as u128, all as u128);
    // Those are at 0, all / count, 2 * all / count.., rounded down.
    let next = (item * count).div_ceil(all);
    next < count && next * all / count == item
}

/// Decodes a picture and compares it with the pixels expected.
fn compare_pixels(
    file: &[u8],
    project: &Project,
    expected: &[StraightRgba],
    max_pixels: u64,
) -> std::result::Result<(), String> {
    let canvas = project.canvas;
    // Before it is decoded: another size may be far larger.
    if let Some(size) = picture_size(file).ok().filter(|size| *size != canvas) {
        return Err(format!("is {size}, not {canvas}"));
    }
    let picture = decode_strictly(file, project.pictures, max_pixels).map_err(|problem| problem.without_remedy())?;
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

/// Compares with the file that the pixels expected give: a lossy format keeps no pixel, but the same pixels always give the same
/// bytes.
fn compare_file(file: &[u8], project: &Project, expected: &[StraightRgba]) -> std::result::Result<(), String> {
    let (rgba, mut own) = (expected.iter().copied().flat_map(bytes_of).collect::<Vec<u8>>(), vec![]);
    let format = project.pictures;
    format.encode(project.canvas, ColourType::Rgba, Compression::default(), &rgba, &mut own)?;
    let title = format.facts().title;
    if own == file { Ok(()) } else { Err(format!("is not the {title} file that the project's pixels give")) }
}

/// Pixels that are hashed at a time.
const HASHED_AT_A_TIME: usize = 1 << 14;

/// Names pixels.
fn hash_of(pixels: &[StraightRgba]) -> u128 {
    let (mut hash, mut bytes) = (blake3::Hasher::new(), vec![]);
    for part in pixels.chunks(HASHED_AT_A_TIME) {
        bytes.clear();
        bytes.extend(part.iter().copied().flat_map(bytes_of));
        hash.update(&bytes);
    }
    u128::from_le_bytes(*hash.finalize().as_bytes().first_chunk().expect("a hash has 32 bytes"))
}

fn bytes_of(StraightRgba { r, g, b, a }: StraightRgba) -> [u8; 4] {
    [r, g, b, a]
}

#[cfg(test)]
mod tests {
    use super::is_sampled;

    #[test]
    fn a_sample_is_spread_evenly() {
        for (count, all) in [(1, 1), (1, 7), (3, 7), (7, 7), (5, 1000), (999, 1000), (333, 1_000)] {
            let found: Vec<usize> = (0..all).filter(|&item| is_sampled(item, count, all)).collect();
            assert_eq!(found, (0..count).map(|k| k * all / count).collect::<Vec<_>>());
        }
        assert!((0..7).all(|item| !is_sampled(item, 0, 7)));
    }
}
