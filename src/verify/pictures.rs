//! Compares the pictures of a build with what the plain compositor makes of the source pictures.
//!
//! A PNG file that is right is found to be so without decoding it; what is wrong with another the strict decoder says.

use std::mem;

use super::beside::Place;
use super::files::compared;
use super::read::read_whole;
use super::report::{Report, Wrong};
use crate::Result;
use crate::canvas::ColourType;
use crate::choice::Choice;
use crate::compose::plain::{self, Pictures, Rgba};
use crate::encode::{Compression, PictureFormat};
use crate::image::{PngMatcher, decode_strictly, picture_size};
use crate::output::EditionFiles;
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
    matcher: PngMatcher,
    /// The bytes of a file.
    file: Vec<u8>,
    /// Its filtered rows, or its pixels, straight.
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
    let filters = u64::from(project.canvas.height());
    // What is composed, and beside it the file and its pixels or filtered rows, which are kept for the next.
    let working = Pictures::working_bytes(project, options.max_pixels) + 2 * canvas + filters;
    let memory = Memory::new(options.memory);
    let threads = memory.threads(options.threads, working, || format!("verifying a picture of {}", project.canvas))?;
    let pictures = Pictures::within(options.memory - threads * working as usize);
    let scratch = || Scratch { matcher: PngMatcher::new(), file: vec![], found: vec![], expected: vec![] };
    let look = |scratch: &mut Scratch, item: usize| -> Result<(Report, Option<u32>)> {
        let Scratch { matcher, file: bytes, found, expected } = scratch;
        let edition = plan.edition(EditionIndex(item as u32));
        let number = edition.number;
        let file = files.picture_path(number);
        let mut report = Report::default();
        let read = read_whole(&build.join(&file), bytes).map(|()| bytes.len() as u64);
        if let (Some(length), Some(made)) = (report.note_read_of(number, &file, read), recorded.get(number))
            && let Some(text) = made.differs(length, crc32fast::hash(bytes))
        {
            report.add(Wrong::Ledger, Some(number), &file, text);
        }
        let mut sum = None;
        if is_compared(item) {
            if report.files > 0 {
                plain::compose_into(project, edition, &pictures, options.max_pixels, expected)?;
                let is_same =
                    project.pictures == PictureFormat::Png && matcher.is_same(bytes, project.canvas, expected, found);
                let compared = match project.pictures.facts().lossless {
                    _ if is_same => Ok(()),
                    true => compare_pixels(bytes, project, expected, options.max_pixels, found),
                    false => compare_file(bytes, project, expected),
                };
                report.pictures = 1;
                match compared {
                    Ok(()) => sum = Some(crc32fast::hash(expected.as_flattened())),
                    Err(text) => report.add(Wrong::Picture, Some(number), file, text),
                }
            }
            progress.finished(observer.now(), observer);
        }
        Ok((report, sum))
    };
    let seen = parallel::map(threads, plan.len(), scratch, look);
    progress.end(observer);
    let mut sums = vec![];
    for (seen, position) in seen.into_iter().zip(0_u32..) {
        let (found, sum) = seen?;
        report.absorb(found);
        sums.extend(sum.map(|sum| (sum, position)));
    }
    sums.sort_unstable();
    for alike in sums.chunk_by(|a, b| a.0 == b.0).filter(|alike| alike.len() > 1) {
        let editions = alike.iter().map(|&(_, position)| plan.edition(EditionIndex(position)));
        check_alike(project, editions, means_equal, &pictures, options.max_pixels, report)?;
    }
    Ok(())
}

/// Reports those of some editions that look like one before. Their pixels have the same check sum, which says little: they are
/// composed again and compared.
fn check_alike<'a>(
    project: &Project,
    editions: impl Iterator<Item = Edition<'a>>,
    means_equal: bool,
    pictures: &Pictures,
    max_pixels: u64,
    report: &mut Report,
) -> Result<()> {
    let files = EditionFiles::of(project);
    let by_hand = project.place_of_one_of_ones().map(|(set, _)| set);
    let is_by_hand = |edition: Edition<'_>| by_hand == Some(edition.set);
    let is_meant = |first: Edition<'_>, edition: Edition<'_>| {
        means_equal
            && (compared(project, first).eq(compared(project, edition)) || is_by_hand(first) && is_by_hand(edition))
    };
    let has_same_traits =
        |a: Edition<'_>, b: Edition<'_>| (a.set, a.background, a.picks) == (b.set, b.background, b.picks);
    // Of each look the pixels and the last edition.
    let mut looks: Vec<(Vec<Rgba>, Edition<'_>)> = vec![];
    for edition in editions {
        let mut at = looks.iter().position(|(_, last)| has_same_traits(*last, edition));
        let mut pixels = vec![];
        if at.is_none() {
            plain::compose_into(project, edition, pictures, max_pixels, &mut pixels)?;
            at = looks.iter().position(|(others, _)| *others == pixels);
        }
        let Some(at) = at else {
            looks.push((pixels, edition));
            continue;
        };
        let last = mem::replace(&mut looks[at].1, edition);
        if !is_meant(last, edition) {
            let text = format!("has the same pixels as {}", files.picture_path(last.number));
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
