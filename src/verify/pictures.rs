//! Decodes the pictures of a build and compares them with what the plain compositor makes of the source pictures.

use std::collections::HashMap;
use std::mem;

use super::beside::Place;
use super::files::compared;
use super::read::FileReader;
use super::report::{Report, Wrong};
use crate::Result;
use crate::canvas::ColourType;
use crate::choice::Choice;
use crate::compose::plain::{self, Pictures, Rgba};
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

/// The memory of a thread, used for one picture after the other.
struct Scratch {
    reader: FileReader,
    /// The bytes of a file.
    file: Vec<u8>,
    /// Its pixels, straight.
    found: Vec<u8>,
    /// The pixels that it should have.
    expected: Vec<Rgba>,
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
    // What is composed, and beside it the file and its pixels, which are kept for the next.
    let working = Pictures::working_bytes(project, options.max_pixels) + 2 * canvas;
    let memory = Memory::new(options.memory);
    let threads = memory.threads(options.threads, working, || format!("verifying a picture of {}", project.canvas))?;
    let pictures = Pictures::within(options.memory - threads * working as usize);
    let scratch = || Scratch { reader: FileReader::new(), file: vec![], found: vec![], expected: vec![] };
    let look = |scratch: &mut Scratch, item: usize| -> Result<(Report, Option<u128>)> {
        let Scratch { reader, file: bytes, found, expected } = scratch;
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
                plain::compose_into(project, edition, &pictures, options.max_pixels, expected)?;
                let compared = match project.pictures.facts().lossless {
                    true => compare_pixels(bytes, project, expected, options.max_pixels, found),
                    false => compare_file(bytes, project, expected),
                };
                report.pictures = 1;
                match compared {
                    Ok(()) => pixels = Some(hash_of(expected)),
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

/// Decodes a picture to `found`, and compares it with the pixels expected. Only of one that differs is every pixel looked at.
fn compare_pixels(
    file: &[u8],
    project: &Project,
    expected: &[Rgba],
    max_pixels: u64,
    found: &mut Vec<u8>,
) -> std::result::Result<(), String> {
    let canvas = project.canvas;
    // Before it is decoded: another size may be far larger.
    if let Some(size) = picture_size(file).ok().filter(|size| *size != canvas) {
        return Err(format!("is {size}, not {canvas}"));
    }
    let decoded = decode_strictly(file, project.pictures, max_pixels, mem::take(found));
    *found = decoded.map_err(|problem| problem.without_remedy())?.rgba;
    if found == expected.as_flattened() {
        return Ok(());
    }
    let pairs = || found.as_chunks::<4>().0.iter().zip(expected);
    let differs = |(found, wanted): &(&Rgba, &Rgba)| found != wanted;
    let Some((at, (first, wanted))) = pairs().enumerate().find(|(_, pair)| differs(pair)) else { return Ok(()) };
    let count = pairs().filter(differs).count();
    let (x, y) = (at % canvas.width() as usize, at / canvas.width() as usize);
    Err(format!("has {count} wrong pixels, the first at ({x}, {y}): RGBA {first:?} where the project gives {wanted:?}"))
}

/// Compares with the file that the pixels expected give: a lossy format keeps no pixel, but the same pixels always give the same
/// bytes.
fn compare_file(file: &[u8], project: &Project, expected: &[Rgba]) -> std::result::Result<(), String> {
    let (format, mut own) = (project.pictures, vec![]);
    format.encode(project.canvas, ColourType::Rgba, Compression::default(), expected.as_flattened(), &mut own)?;
    let title = format.facts().title;
    if own == file { Ok(()) } else { Err(format!("is not the {title} file that the project's pixels give")) }
}

/// Names pixels.
fn hash_of(pixels: &[Rgba]) -> u128 {
    let hash = blake3::hash(pixels.as_flattened());
    u128::from_le_bytes(*hash.as_bytes().first_chunk().expect("a hash has 32 bytes"))
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
