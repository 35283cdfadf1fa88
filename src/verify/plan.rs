//! The plan of a build without its project: the numbers of its editions; and whether the list of all metadata is that of the
//! single files, in the plan's order.

use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use super::recorded::Recorded;
use super::report::{Report, Wrong};
use crate::files::{Unread, open_plain};
use crate::output::layout::LIST_FILE;
use crate::output::{Seal, seals_of_list};

/// A reader that seals what is read through it, so that a file is read once.
struct Sealing<R> {
    inner: R,
    hasher: blake3::Hasher,
}

impl<R: Read> Sealing<R> {
    fn new(inner: R) -> Self {
        Self { inner, hasher: blake3::Hasher::new() }
    }

    /// The seal of the whole file, whatever was left to read.
    fn finish(mut self) -> io::Result<Seal> {
        io::copy(&mut self, &mut io::sink())?;
        Ok(Seal::of_hash(self.hasher.count(), &self.hasher.finalize()))
    }
}

impl<R: Read> Read for Sealing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.hasher.update(&buffer[..n]);
        Ok(n)
    }
}

/// The part of a plan's line that matters without a project.
#[derive(Deserialize)]
struct Line {
    simdgen_plan: Option<Value>,
    edition: Option<u32>,
}

/// The numbers of a plan's editions, in its order, and the seal of its file; what is wrong is reported.
pub(super) fn read(build: &Path, name: &str, report: &mut Report) -> (Option<Vec<u32>>, Option<Seal>) {
    let file = match open_plain(&build.join(name)) {
        Ok(file) => file,
        Err(why) => {
            report.add_unread(None, name, &why);
            return (None, None);
        }
    };
    let mut lines = BufReader::new(Sealing::new(file));
    let (mut numbers, mut line, mut at, mut is_right) = (vec![], vec![], 0, true);
    let sealed = loop {
        line.clear();
        at += 1;
        match lines.read_until(b'\n', &mut line) {
            Ok(0) => break lines.into_inner().finish(),
            Ok(_) if line.trim_ascii().is_empty() => {}
            Ok(_) => match serde_json::from_slice(&line) {
                Ok(Line { edition: Some(number), .. }) => numbers.push(number),
                Ok(Line { simdgen_plan: Some(_), .. }) if at == 1 => {}
                found => {
                    let problem = found.err().map_or("it names no edition".to_owned(), |error| error.to_string());
                    report.add(Wrong::Plan, None, name, format!("is no plan from line {at} on: {problem}"));
                    is_right = false;
                    break lines.into_inner().finish();
                }
            },
            Err(error) => break Err(error),
        }
    };
    let seal = report.note_read(name, sealed.map_err(Unread::Failed));
    let mut sorted = numbers.clone();
    sorted.sort_unstable();
    if let Some(twice) = sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        report.add(Wrong::Plan, Some(twice[0]), name, format!("has edition {} twice", twice[0]));
    }
    (Some(numbers).filter(|_| is_right && seal.is_some()), seal)
}

/// Compares the list of all metadata with the seals of the single files; returns the seal of its file.
pub(super) fn check_list(
    build: &Path,
    order: Option<&[u32]>,
    recorded: &Recorded,
    report: &mut Report,
) -> Option<Seal> {
    let file = match open_plain(&build.join(LIST_FILE)) {
        Ok(file) => file,
        Err(why) => {
            report.add_unread(None, LIST_FILE, &why);
            return None;
        }
    };
    // An edition that was never made may be listed, and nothing is known of its metadata.
    let known = |number: &u32| recorded.get(*number).is_some();
    let made = order.map(|order| order.iter().filter(|number| known(number)).count());
    let mut sealing = Sealing::new(file);
    let (mut listed, mut in_order, mut of_made) = (0, None, None);
    let (mut next, mut next_made) = (order.unwrap_or_default().iter(), order.unwrap_or_default().iter());
    let is_list = seals_of_list(BufReader::with_capacity(1 << 16, &mut sealing), |seal| {
        listed += 1;
        let other = |number: &&u32| recorded.get(**number).is_some_and(|made| !made.has_json(seal));
        in_order = in_order.or(next.next().filter(other));
        of_made = of_made.or(next_made.find(|number| known(number)).filter(other));
    });
    let is_list = match is_list {
        Ok(is_list) => is_list,
        Err(error) => return report.note_read(LIST_FILE, Err(Unread::Failed(error))),
    };
    let whole = report.note_read(LIST_FILE, sealing.finish().map_err(Unread::Failed));
    if !is_list {
        report.add(Wrong::Metadata, None, LIST_FILE, "is not laid out as the list of all metadata");
    } else if let (Some(order), Some(made)) = (order, made) {
        let text = match (listed == order.len(), listed == made) {
            (false, false) => Some(format!("lists {listed} editions, and not the {} of the plan", order.len())),
            (true, _) => in_order.map(|number| format!("does not list edition {number} as its own file was made")),
            (false, true) => of_made.map(|number| format!("does not list edition {number} as its own file was made")),
        };
        if let Some(text) = text {
            report.add(Wrong::Metadata, None, LIST_FILE, text);
        }
    }
    whole
}
