//! `simdgen plan`: choose every edition, render none.

use std::io::{BufWriter, IntoInnerError};

use super::args::PlanArgs;
use super::choose::drawn;
use super::plan_notes::{note_counts_and_rules, note_off_weights};
use super::print::{Notes, counted, notice, out_json_from};
use super::workspace::open_project;
use crate::files;
use crate::plan;
use crate::plan::file::PlanFormat;
use crate::{Error, Result};

/// Runs the command.
pub fn run(args: &PlanArgs) -> Result<()> {
    let mut project = open_project(&args.project, false)?;
    // Before the work is done, so that a wrong path is told first.
    let place = match &args.out {
        Some(path) => Some((path, PlanFormat::of(path)?, files::begin_given(path)?)),
        None => None,
    };
    let notes = Notes::of(false, args.project.verbose);
    let plan = drawn(&mut project, args.count, args.seed.as_deref(), &args.keep, notes)?;
    note_counts_and_rules(&project, &plan, notes);
    if args.keep.keep.is_none() {
        note_off_weights(&project, &plan, notes);
    }
    let Some((path, format, file)) = place else {
        return out_json_from(|stdout| plan::file::write(PlanFormat::Jsonl, &project, &plan, stdout));
    };
    let mut lines = BufWriter::new(file);
    let written = plan::file::write(format, &project, &plan, &mut lines);
    let file = written.and_then(|()| lines.into_inner().map_err(IntoInnerError::into_error));
    file.map_err(Error::io("write", path))?.finish()?;
    notice(&format!("{} in {}, seed {}", counted(plan.len() as u128, "edition"), path.display(), plan.seed));
    Ok(())
}
