//! A build looked over without its project: every file read once and compared with the ledger, names, numbers, the plan and
//! the list of all metadata.
//!
//! A file whose check sum holds is as it was written, and is not looked into any further: that is as fast as the disk. Only of
//! others it is said what is wrong with them.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::beside::{self, Place};
use super::plan;
use super::read::{FileReader, read_whole};
use super::recorded::Recorded;
use super::report::{Report, Wrong};
use crate::choice::Choice;
use crate::image::{MAX_PIXELS, decode_picture, decode_strictly, picture_size};
use crate::output::layout::{IMAGES, JSON, LEDGER_FILE, LIST_FILE, PLAN_FILE, RECORD_FILE};
use crate::output::{EditionFiles, RunRecord, Seal};
use crate::parallel;
use crate::render::Observer;
use crate::render::progress::Progress;
use crate::{Result, files};

/// Editions that a thread takes at a time.
const PART: usize = 32;

/// Bytes of a metadata file that are looked into when it is not as it was written.
const MOST_JSON: usize = 16 << 20;

/// Looks a build over without its project, on so many threads.
///
/// # Errors
/// [`crate::Error::Io`] when there is no such folder. What is wrong with the build is no error but a [`super::report::Finding`].
pub fn scrub(build: &Path, threads: usize, observer: &dyn Observer) -> Result<Report> {
    files::entries(build)?;
    let mut report = Report::default();
    beside::unfinished(build, &mut report);
    let recorded = Recorded::read(build, "", &mut report);
    if recorded.editions.is_empty() {
        report.add(Wrong::Ledger, None, LEDGER_FILE, "holds no edition");
    }
    let (record, record_seal) = read_record(build, &mut report);
    let (order, plan_seal) = plan::read(build, PLAN_FILE, &mut report);
    let files = record.as_ref().map_or(EditionFiles::default(), |record| record.files);
    if let (Some(record), Some(order)) = (&record, &order) {
        let counts = (order.len() as u64, order.iter().min().copied(), order.iter().max().copied());
        if counts != (record.editions, Some(record.first_edition), Some(record.last_edition)) && !order.is_empty() {
            let text = format!(
                "says {} editions from {} to {}, and the plan has {} others",
                record.editions, record.first_edition, record.last_edition, counts.0
            );
            report.add(Wrong::Record, None, RECORD_FILE, text);
        }
    }
    let closed = beside::closed(build, "", &mut report);
    let place = Place { build, name: "", files, recorded: &recorded, closed: &closed };

    let mut numbers: Vec<u32> = recorded.editions.iter().map(|made| made.number).collect();
    let planned = order.as_ref().map(|order| {
        let mut planned = order.clone();
        planned.sort_unstable();
        planned
    });
    if let Some(planned) = &planned {
        for number in numbers.iter().filter(|number| planned.binary_search(number).is_err()) {
            let text = format!("has no edition {number}, which the ledger knows");
            report.add(Wrong::Plan, Some(*number), PLAN_FILE, text);
        }
        numbers.extend(planned.iter().filter(|&&number| place.is_rendered(number)));
        numbers.sort_unstable();
        numbers.dedup();
        report.unrendered = planned.iter().filter(|number| numbers.binary_search(number).is_err()).count();
    }
    report.editions = numbers.len() + report.unrendered;
    let scrub = Scrub { place: &place, numbers: &numbers };
    let progress = Progress::new(numbers.len(), observer.now());
    let parts = parallel::map(threads, numbers.len().div_ceil(PART), Scratch::new, |scratch, part| {
        let mut report = Report::default();
        let mut sizes = vec![];
        for &number in numbers.iter().skip(part * PART).take(PART) {
            if !place.closed.contains(IMAGES) {
                sizes.extend(scrub.picture(number, scratch, &mut report).map(|size| (size, number)));
            }
            if !place.closed.contains(JSON) {
                scrub.metadata(number, scratch, &mut report);
            }
            progress.finished(observer.now(), observer);
        }
        (report, sizes)
    });
    progress.end(observer);
    let mut sizes: BTreeMap<(u32, u32), Vec<u32>> = BTreeMap::new();
    for (part, of_part) in parts {
        report.absorb(part);
        of_part.into_iter().for_each(|(size, number)| sizes.entry(size).or_default().push(number));
    }
    check_sizes(&sizes, files, &mut report);
    let list_seal = match closed.contains(JSON) {
        true => None,
        false => plan::check_list(build, order.as_deref(), &recorded, &mut report),
    };
    let known = [(RECORD_FILE, record_seal), (PLAN_FILE, plan_seal), (LIST_FILE, list_seal)];
    let known = known.map(|(name, seal)| (name.to_owned(), seal));
    place.check_files(&known.into(), threads, &mut report);
    place.check_extra(|number| numbers.binary_search(&number).is_ok(), &mut report);
    beside::check_below(build, threads, &mut report);
    report.findings.sort_by_key(|f| (f.kind, f.edition));
    Ok(report)
}

/// The record of the run and the seal of its file; what is wrong is reported.
fn read_record(build: &Path, report: &mut Report) -> (Option<RunRecord>, Option<Seal>) {
    let mut text = vec![];
    let read = read_whole(&build.join(RECORD_FILE), &mut text);
    let seal = report.note_read(RECORD_FILE, read.map(|()| Seal::of(&text)));
    let record = seal.and_then(|_| match serde_json::from_slice(&text) {
        Ok(record) => Some(record),
        Err(error) => {
            report.add(Wrong::Record, None, RECORD_FILE, format!("is not the record of a run: {error}"));
            None
        }
    });
    (record, seal)
}

/// Reports the pictures that are not of the size that most are of.
fn check_sizes(sizes: &BTreeMap<(u32, u32), Vec<u32>>, files: EditionFiles, report: &mut Report) {
    let Some((usual, _)) = sizes.iter().max_by_key(|(_, numbers)| numbers.len()) else { return };
    for (size, numbers) in sizes.iter().filter(|(size, _)| *size != usual) {
        for &number in numbers {
            let text = format!("is {} x {} pixels, where others are {} x {}", size.0, size.1, usual.0, usual.1);
            report.add(Wrong::Picture, Some(number), files.picture_path(number), text);
        }
    }
}

/// Buffers that a thread reuses from file to file.
struct Scratch {
    reader: FileReader,
    text: Vec<u8>,
}

impl Scratch {
    fn new() -> Self {
        Self { reader: FileReader::new(), text: vec![] }
    }
}

struct Scrub<'a> {
    place: &'a Place<'a>,
    /// Numbers of all editions, in order.
    numbers: &'a [u32],
}

impl Scrub<'_> {
    /// Reads the picture of an edition; returns its size, where that can be read.
    fn picture(&self, number: u32, scratch: &mut Scratch, report: &mut Report) -> Option<(u32, u32)> {
        let Place { build, files, recorded, .. } = self.place;
        let file = files.picture_path(number);
        let path = build.join(&file);
        let (mut check, mut size) = (crc32fast::Hasher::new(), None);
        let read = scratch.reader.read(&path, |piece| {
            check.update(piece);
            size = size.take().or_else(|| picture_size(piece).ok());
        });
        let bytes = report.note_read_of(number, &file, read)?;
        report.pictures += 1;
        let made = recorded.get(number);
        if made.is_none() {
            report.add(Wrong::Ledger, Some(number), LEDGER_FILE, format!("does not know edition {number}"));
        }
        if let Some(made) = made {
            let Some(text) = made.differs(bytes, check.finalize()) else {
                return size.map(|size| (size.width(), size.height()));
            };
            report.add(Wrong::Ledger, Some(number), &file, text);
        }
        let seen = read_whole(&path, &mut scratch.text).map(|()| match files.pictures.facts().lossless {
            true => decode_strictly(&scratch.text, files.pictures, MAX_PIXELS, vec![]),
            false => decode_picture(&scratch.text, MAX_PIXELS),
        });
        match seen {
            Ok(Ok(picture)) => return Some((picture.size.width(), picture.size.height())),
            Ok(Err(text)) => report.add(Wrong::Picture, Some(number), file, text.without_remedy()),
            Err(why) => report.add_unread(Some(number), &file, &why),
        }
        None
    }

    /// Reads the metadata file of an edition.
    fn metadata(&self, number: u32, scratch: &mut Scratch, report: &mut Report) {
        let Place { build, files, recorded, .. } = self.place;
        let file = files.metadata_path(number);
        let Scratch { reader, text } = scratch;
        text.clear();
        let mut hasher = blake3::Hasher::new();
        let read = reader.read(&build.join(&file), |piece| {
            hasher.update(piece);
            text.extend_from_slice(&piece[..piece.len().min(MOST_JSON - text.len())]);
        });
        let Some(bytes) = report.note_read_of(number, &file, read) else { return };
        if let Some(made) = recorded.get(number) {
            let Some(text) = made.json_differs(Seal::of_hash(bytes, &hasher.finalize())) else { return };
            report.add(Wrong::Ledger, Some(number), &file, text);
        }
        if let Some(problem) = self.problem(number, text) {
            report.add(Wrong::Metadata, Some(number), file, problem);
        }
    }

    /// The problem of the text of an edition's metadata, as far as it shows without the project.
    fn problem(&self, number: u32, text: &[u8]) -> Option<String> {
        let value: Value = match serde_json::from_slice(text) {
            Ok(value) => value,
            Err(error) => return Some(format!("is no JSON: {error}")),
        };
        if let Some(said) = value["edition"].as_u64().filter(|said| *said != u64::from(number)) {
            return Some(format!("says that it is of edition {said}"));
        }
        let name = value["image"].as_str()?.rsplit('/').next()?;
        let other = self.place.files.number_of_picture(name).filter(|other| *other != number)?;
        let is_of_build = self.numbers.binary_search(&other).is_ok();
        is_of_build.then(|| format!("names the picture of edition {other}, {name}"))
    }
}
