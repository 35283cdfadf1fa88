//! Plans in which some traits have an exact count: counts, rules and uniqueness solved together.
//!
//! Editions are drawn one after the other with what is left of each count as its weight, which by itself ends at the
//! counts unless rules or uniqueness get in the way ([`quota`]). What is then too many or too few is put right by
//! changing editions one at a time ([`repair`]). Counts that cannot be kept are found out before ([`impossible`]).

mod flow;
mod impossible;
mod quota;
mod repair;
mod rows;

pub(super) use impossible::{check_counts, check_sums};

use super::model::{Edition, Plan};
use super::pick::Tables;
use super::ruled::Ruled;
use super::space::Space;
use super::task::Task;
use super::{Seed, colour};
use crate::error::PlanError;
use crate::project::Project;
use crate::{Error, Result};
use quota::Quota;
use rows::Rows;

/// Attempts before an edition is taken from what no quota stands in the way of, and again before any is.
const ATTEMPTS: usize = 256;

/// Draws the open editions of a task, so that what is left of the counts is kept; what is there comes first.
///
/// # Errors
/// [`PlanError::CountsNotReached`] when the search ends without; [`PlanError::RulesTooTangled`].
pub(super) fn draw_exact(
    project: &Project,
    tables: &[Option<Tables>],
    spaces: &[Space],
    task: &Task<'_>,
    seed: &str,
) -> Result<Plan> {
    let mut plan = Plan::new(seed.to_owned());
    let mut rows = Rows::new(project, task.there);
    let mut quota = Quota::new(project);
    let mut backgrounds = vec![];
    let mut picks = vec![];
    let mut ruled: Vec<Option<Ruled<'_>>> = spaces.iter().map(|_| None).collect();
    for (id, mut stream) in task.open() {
        let ruled = ruled[id.0 as usize].get_or_insert_with(|| Ruled::new(&spaces[id.0 as usize], tables));
        backgrounds.push(colour::background(project.background, &mut stream));
        let mut found = false;
        for attempt in 0..2 * ATTEMPTS {
            quota.begin(ruled, attempt < ATTEMPTS);
            if !quota.pick_all(ruled, &mut stream, &mut picks) {
                return Err(Error::Plan(PlanError::RulesTooTangled));
            }
            if rows.is_new(id, &picks) && ruled.is_allowed(&picks) {
                found = true;
                break;
            }
        }
        if !found && !rows.first_new(id, ruled, &mut picks) {
            let (wanted, made) = (project.set(id).editions, rows.open_of_set(id));
            return Err(Error::Plan(PlanError::RanOut { set: id.0 + 1, wanted, made }));
        }
        rows.push(id, &picks);
        quota.note(project.set(id), &picks);
    }
    // A stream of its own, so that drawing more editions does not change how others are put right.
    repair::repair(project, &mut rows, &mut ruled, &mut Seed::new(seed).stream(u64::MAX))?;

    task.there.editions().for_each(|edition| plan.push(edition));
    for (row, background) in rows.open().zip(backgrounds) {
        plan.push(Edition { number: row as u32, set: rows.set(row), background, picks: rows.picks(row) });
    }
    Ok(plan)
}
