//! `simdgen plan`: choose every edition, render none.

use super::args::PlanArgs;
use super::choose::drawn;
use super::print::{Notes, counted, notice, out_json, write_whole};
use super::rules_kept::{tell_off_weights, tell_rules_kept};
use super::workspace::open_project;
use crate::plan;
use crate::plan::file::PlanFormat;
use crate::{Error, Result};

/// Runs the command.
pub fn run(args: &PlanArgs) -> Result<()> {
    let mut project = open_project(&args.project, false)?;
    let plan = drawn(&mut project, args.count, args.seed.as_deref(), &args.keep, false)?;
    let notes = Notes::of(false, args.project.verbose);
    tell_rules_kept(&project, &plan, notes);
    if args.keep.keep.is_none() {
        tell_off_weights(&project, &plan, notes);
    }
    let mut text = vec![];
    let Some(path) = &args.out else {
        plan::file::write(PlanFormat::Jsonl, &project, &plan, &mut text).map_err(Error::io("write", "the plan"))?;
        return out_json(std::str::from_utf8(&text).expect("JSON is text"));
    };
    let format = PlanFormat::of(path)?;
    plan::file::write(format, &project, &plan, &mut text).map_err(Error::io("write", path))?;
    write_whole(path, &text)?;
    notice(&format!("{} in {}, seed {}", counted(plan.len() as u128, "edition"), path.display(), plan.seed));
    Ok(())
}
