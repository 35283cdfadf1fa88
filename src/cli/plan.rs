//! `simdgen plan`: choose every edition, render none.

use super::args::PlanArgs;
use super::choose::drawn;
use super::print::{Notes, counted, notice, out_json};
use super::rules_kept::{tell_off_weights, tell_rules_kept};
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
    tell_rules_kept(&project, &plan, notes);
    if args.keep.keep.is_none() {
        tell_off_weights(&project, &plan, notes);
    }
    let mut text = vec![];
    let Some((path, format, mut file)) = place else {
        plan::file::write(PlanFormat::Jsonl, &project, &plan, &mut text).map_err(Error::io("write", "the plan"))?;
        return out_json(std::str::from_utf8(&text).expect("JSON is text"));
    };
    plan::file::write(format, &project, &plan, &mut text).map_err(Error::io("write", path))?;
    file.put(&text)?;
    file.finish()?;
    notice(&format!("{} in {}, seed {}", counted(plan.len() as u128, "edition"), path.display(), plan.seed));
    Ok(())
}
