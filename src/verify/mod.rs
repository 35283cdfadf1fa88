//! Proves a finished build right, or lists what is wrong with it.
//!
//! Nothing that made the build is trusted: pictures are read and compared, pixel by pixel, with what the plain compositor
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
mod report;
mod scrub;

use std::borrow::Cow;
use std::collections::HashSet;
use std::path::Path;

use self::beside::Place;
pub use self::pictures::VerifyOptions;
use self::recorded::Recorded;
pub use self::report::{Finding, Report, Wrong};
pub use self::scrub::scrub;
use crate::files::{Unread, open_plain};
use crate::output::layout::{LEDGER_FILE, PLAN_FILE};
use crate::output::{EditionFiles, RunRecord};
use crate::plan::EditionIndex;
use crate::project::Project;
use crate::render::Observer;
use crate::{Error, Result};

/// Checks a build against its project.
///
/// # Errors
/// [`Error::Io`] when the build's record cannot be read; [`Error::Picture`] when a source picture cannot be used. What is
/// wrong with the build is no error but a [`Finding`].
pub fn verify(build: &Path, project: &Project, options: VerifyOptions, observer: &dyn Observer) -> Result<Report> {
    let mut report = Report::default();
    let record = RunRecord::read(build)?;
    beside::unfinished(build, &mut report);
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
    let of_part: Vec<EditionIndex> = plan
        .editions()
        .zip(0..)
        .filter(|(edition, _)| place.is_rendered(edition.number))
        .map(|(_, at)| EditionIndex(at))
        .collect();
    report.unrendered = plan.len() - of_part.len();
    let part = if report.unrendered == 0 { Cow::Borrowed(&plan) } else { Cow::Owned(plan.pick(&of_part)) };
    let right = files::check_metadata(&place, project, &plan, &part, record.options.date, &mut report)?;
    let right = right.into_iter().map(|name| (name, None)).collect();
    place.check_files(&right, options.threads, &mut report);
    let planned: HashSet<u32> = plan.editions().map(|e| e.number).collect();
    place.check_extra(|number| planned.contains(&number), &mut report);
    beside::check_below(build, options.threads, &mut report);
    pictures::check(&place, project, &part, means_equal, options, observer, &mut report)?;
    report.findings.sort_by_key(|f| (f.kind, f.edition));
    Ok(report)
}
