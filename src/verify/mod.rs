//! Proves a finished build right, or lists what is wrong with it.
//!
//! Nothing that made the build is trusted: pictures are decoded and compared, pixel by pixel, with what the plain compositor
//! makes of the source pictures, without the trait pack, tiles or vectors. `files` compares everything else with the plan:
//! names, counts, metadata, the record and the ledger. `pictures` is the long part, on all threads; memory does not grow
//! with the number of editions but for a few bytes each. Of JPEG files the bytes are compared: those that the encoder makes of
//! the right pixels.

mod beside;
mod files;
mod pictures;
mod plan;
mod read;
mod recorded;
mod same;
mod scrub;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use serde::Serialize;

use self::beside::Place;
use self::recorded::Recorded;
pub use self::scrub::scrub;
use crate::files::{Unread, open_plain, what_is};
use crate::output::layout::{COMPLETE, LEDGER_FILE, PARTIAL, PLAN_FILE};
use crate::output::{EditionFiles, RunRecord};
use crate::project::Project;
use crate::render::Observer;
use crate::{Error, Result};

/// How a build is checked.
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

/// What kind of thing is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wrong {
    /// A run was interrupted and not finished.
    Unfinished,
    /// The record of the run does not fit the project or the plan.
    Record,
    /// The plan cannot be read, or is not the seed's.
    Plan,
    /// A file is not there.
    Missing,
    /// Something cannot be read, or is no file: whether it is right nobody knows.
    Unreadable,
    /// A file that is no edition's.
    Extra,
    /// A picture cannot be decoded or has other pixels than the project gives.
    Picture,
    /// A metadata file says something else than the project gives.
    Metadata,
    /// A file is not the one that the ledger records.
    Ledger,
    /// Two editions of the same traits, layers that do not count left out, where the plan does not mean that.
    DuplicateDna,
    /// Two editions of the same pixels, where the plan does not mean that.
    DuplicatePixels,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What kind of thing.
    pub kind: Wrong,
    /// The edition's number, where it is about one.
    pub edition: Option<u32>,
    /// The file, seen from the build.
    pub file: PathBuf,
    /// What was expected and found, to follow the file's name.
    pub text: String,
}

/// What was checked, and what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Editions of the plan.
    pub editions: usize,
    /// Pictures decoded and compared, or read by [`scrub()`].
    pub pictures: usize,
    /// Files read and compared with what the ledger says of them.
    pub files: usize,
    /// Bytes of these.
    pub bytes: u64,
    /// What is wrong, in the order of kinds and numbers.
    pub findings: Vec<Finding>,
}

impl Report {
    fn add(&mut self, kind: Wrong, edition: Option<u32>, file: impl Into<PathBuf>, text: impl Into<String>) {
        self.findings.push(Finding { kind, edition, file: file.into(), text: text.into() });
    }
}

/// Checks a build against its project.
///
/// # Errors
/// [`Error::Io`] when the build's record cannot be read; [`Error::Picture`] when a source picture cannot be used. What is
/// wrong with the build is no error but a [`Finding`].
pub fn verify(build: &Path, project: &Project, options: VerifyOptions, observer: &dyn Observer) -> Result<Report> {
    let mut report = Report::default();
    let record = RunRecord::read(build)?;
    unfinished(build, &mut report);
    let path = build.join(PLAN_FILE);
    // A pipe would be waited for, and a link followed.
    if let Err(why) = open_plain(&path) {
        report.add_unread(None, PLAN_FILE, &why);
        return Ok(report);
    }
    let plan = match crate::plan::file::read(&path, project) {
        Ok(plan) => plan,
        Err(Error::Io { source, .. }) => {
            report.add_unread(None, PLAN_FILE, &Unread::Failed(source));
            return Ok(report);
        }
        Err(error) => {
            report.add(Wrong::Plan, None, PLAN_FILE, format!("does not fit the project: {error}"));
            return Ok(report);
        }
    };
    report.editions = plan.len();
    let recorded = Recorded::read(build, "", &mut report);
    if recorded.editions.is_empty() {
        report.add(Wrong::Ledger, None, LEDGER_FILE, "is not there, or holds no whole line");
    }
    let closed = beside::closed(build, "", &mut report);
    let files = EditionFiles::of(project);
    let place = Place { build, name: "", files, recorded: &recorded, closed: &closed };
    files::check_record(&record, project, &plan, &mut report);
    // Who writes a plan, or asks for editions that may be equal, means those that are.
    let means_equal = !project.unique || record.options.given;
    if !means_equal {
        files::check_dna(project, &plan, &mut report);
    }
    let right = files::check_metadata(&place, project, &plan, record.options.date, &mut report)?;
    let right = right.into_iter().map(|name| (name, None)).collect();
    place.check_files(&right, options.threads, &mut report);
    let planned: HashSet<u32> = plan.editions().map(|e| e.number).collect();
    place.check_extra(|number| planned.contains(&number), &mut report);
    beside::check_below(build, options.threads, &mut report);
    pictures::check(&place, project, &plan, means_equal, options, observer, &mut report)?;
    report.findings.sort_by_key(|f| (f.kind, f.edition));
    Ok(report)
}

/// Reports what an interrupted run left.
fn unfinished(build: &Path, report: &mut Report) {
    for name in [PARTIAL, COMPLETE] {
        if what_is(&build.join(name)).is_ok() {
            report.add(Wrong::Unfinished, None, name, "is what an interrupted run left; finish it with --resume");
        }
    }
}

/// What a decoder says without its advice, which is for pictures that somebody drew.
fn without_advice(reason: &str) -> String {
    reason.split("; ").next().unwrap_or_default().to_owned()
}
