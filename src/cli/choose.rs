//! Choosing editions: the plan that a command draws, alone or beside the editions of an earlier one.

use std::collections::HashSet;
use std::path::Path;

use super::args::KeepArgs;
use super::print::{Notes, notices};
use super::workspace::seed;
use crate::error::PlanError;
use crate::output::layout::PLAN_FILE;
use crate::plan::{self, Plan};
use crate::project::{Notices, Project, SetId, TraitId};
use crate::{Error, Result};

/// Draws a plan of a project, of another size where `count` says so; `notes` say how much is told of editions to keep.
pub fn drawn(
    project: &mut Project,
    count: Option<u32>,
    seed_text: Option<&str>,
    keep: &KeepArgs,
    notes: Notes,
) -> Result<Plan> {
    let own = project.editions();
    if let Some(count) = count {
        plan::resize_sets(project, count as usize);
    }
    let drawn = match &keep.keep {
        None => plan::draw(project, &seed(seed_text, project)),
        Some(path) => {
            let kept = kept(path, project, notes)?;
            // What was drawn from a seed goes on with it, also where the project has changed and would derive another.
            let text = seed_text.or(Some(kept.seed.as_str()).filter(|seed| !seed.is_empty()));
            let reroll: Vec<_> = keep.reroll.iter().map(|range| range.first..=range.last).collect();
            let grown = plan::grow(project, &seed(text, project), &kept, &reroll)?;
            tell_of_chosen(project, &grown, notes)?;
            Ok(grown)
        }
    };
    let smaller = count.is_some_and(|count| (count as usize) < own);
    drawn.map_err(|error| match error {
        Error::Plan(source @ (PlanError::CountsImpossible { .. } | PlanError::CountsNotReached { .. })) if smaller => {
            Error::Plan(PlanError::CountsOfAll { editions: own, source: Box::new(source) })
        }
        other => other,
    })
}

/// Tells of chosen editions that a grown plan has not.
fn tell_of_chosen(project: &Project, grown: &Plan, notes: Notes) -> Result<()> {
    let there: HashSet<(SetId, &[TraitId])> = grown.editions().map(|e| (e.set, e.picks)).collect();
    let chosen = plan::file::chosen(project)?;
    let missing = chosen.editions().filter(|e| !there.contains(&(e.set, e.picks))).count();
    if missing > 0 {
        let mut told = Notices::default();
        let are = if missing == 1 { "edition is" } else { "editions are" };
        told.push(format!("{missing} chosen {are} not made, because --keep says which editions there are"));
        notices(&told, "note", notes);
    }
    Ok(())
}

/// The editions to keep: a plan file, the one of a finished build, or the metadata of any collection.
fn kept(path: &Path, project: &Project, notes: Notes) -> Result<Plan> {
    let of_build = path.join(PLAN_FILE);
    match (path.is_dir(), of_build.is_file()) {
        (true, true) => plan::file::read(&of_build, project),
        (true, false) => existing(path, project, notes),
        _ if path.extension().is_some_and(|extension| extension == "json") => existing(path, project, notes),
        _ => plan::file::read_given(path, project),
    }
}

/// The plan of a collection that exists; passes on what is said of it.
pub fn existing(path: &Path, project: &Project, notes: Notes) -> Result<Plan> {
    let recovered = plan::existing::read(path, project)?;
    notices(&recovered.notices, "note", notes);
    Ok(recovered.plan)
}
