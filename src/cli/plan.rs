//! `simdgen plan`: choose every edition, render none.

use std::fs;

use super::args::PlanArgs;
use super::choose::drawn;
use super::kept::tell_kept;
use super::print::{count, notice, out};
use super::workspace::open_project;
use crate::plan;
use crate::plan::file::PlanFormat;
use crate::{Error, Result};

/// Runs the command.
pub fn run(args: &PlanArgs) -> Result<()> {
    let mut project = open_project(&args.project, false)?;
    let plan = drawn(&mut project, args.count, args.seed.as_deref(), &args.keep)?;
    tell_kept(&project, &plan);
    let mut text = vec![];
    let Some(path) = &args.out else {
        plan::file::write(PlanFormat::Jsonl, &project, &plan, &mut text).map_err(Error::io("write", "the plan"))?;
        return out(&text);
    };
    let format = PlanFormat::of(path)?;
    plan::file::write(format, &project, &plan, &mut text).map_err(Error::io("write", path))?;
    let temporary = path.with_extension("simdgen-partial");
    let written = fs::write(&temporary, &text).and_then(|()| fs::rename(&temporary, path));
    if let Err(error) = written {
        // Best effort: the error that is told is the one above.
        let _ = fs::remove_file(&temporary);
        return Err(Error::io("write", path)(error));
    }
    notice(&format!("{} editions in {}, seed {}", count(plan.len() as u128), path.display(), plan.seed));
    Ok(())
}
