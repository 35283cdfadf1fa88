//! A finished build whose seed was derived from the project, after the project changed: the derived seed is another one, and
//! would deal every edition anew.
//!
//! Apart from what else may not be replaced because it tells what changed: from the plan beside the build, which knows the
//! names of what was drawn, and neither weights nor what never came.

use std::collections::{BTreeSet, HashSet};

use super::earlier_plan::EarlierPlan;
use super::layout::PLAN_FILE;
use super::{Ledger, Request, RunRecord};
use crate::error::OutputError;
use crate::files::{Folder, Kind};
use crate::plan::{self, Plan, file};
use crate::project::Project;
use crate::{Error, Result};

/// Fails when the seeds of the build and of today are both derived from the project and differ, so that an edition of the
/// build would be dealt anew.
///
/// # Errors
/// [`OutputError::DealtAnew`].
pub(super) fn refuse(request: &Request<'_>, out: &Folder, record: &RunRecord, build: &Ledger) -> Result<()> {
    let Request { project, full_plan, given, .. } = *request;
    let was_derived = record.seed == record.project && !record.options.given;
    if given || !was_derived || full_plan.seed == record.seed || full_plan.seed != plan::default_seed(project) {
        return Ok(());
    }
    let earlier = EarlierPlan::read(out, project);
    let changed = |plan: &Plan| {
        let same: HashSet<u32> = plan.editions().filter(|e| earlier.has(*e)).map(|e| e.number).collect();
        build.entries().filter(|entry| !same.contains(&entry.number)).count()
    };
    let by_own_seed = changed(full_plan);
    if by_own_seed == 0 {
        return Ok(());
    }
    // It deals as many editions, so what kept this plan from being drawn would have kept the other.
    let by_old_seed = plan::draw(project, &record.seed).map_or(by_own_seed, |plan| changed(&plan));
    Err(Error::Output(OutputError::DealtAnew {
        path: out.path().to_owned(),
        editions: build.entries().len(),
        changed: by_own_seed,
        changed_by_old_seed: by_old_seed,
        why: why(&earlier),
        can_be_kept: is_read(out, project),
        seed: record.seed.clone(),
    }))
}

/// Whether today's project can read the plan of a build.
fn is_read(out: &Folder, project: &Project) -> bool {
    let text = out.read(PLAN_FILE, Kind::List).ok().flatten();
    text.is_some_and(|text| file::of_bytes(&text, &out.at(PLAN_FILE), project).is_ok())
}

/// What the earlier plan tells of the change.
fn why(earlier: &EarlierPlan<'_>) -> String {
    if earlier.is_empty() {
        return "there is no plan.jsonl that says how".to_owned();
    }
    // Sorted, so that the same is told each time.
    let shown: BTreeSet<(&str, &str)> = earlier.picks().collect();
    let layers: BTreeSet<&str> = shown.iter().map(|(layer, _)| *layer).collect();
    let words = &earlier.words;
    let known: HashSet<(&str, &str)> = words.of_sets().map(|(layer, word, _)| (layer, word)).collect();
    let known_layers: BTreeSet<&str> = known.iter().map(|(layer, _)| *layer).collect();
    let in_both = |layer: &str| layers.contains(layer) && known_layers.contains(layer);

    let mut changes: Vec<String> = vec![];
    changes.extend(layers.difference(&known_layers).map(|layer| format!("layer {layer} is gone")));
    changes.extend(known_layers.difference(&layers).map(|layer| format!("layer {layer} is new")));
    let gone = || shown.iter().filter(|pair| in_both(pair.0) && !known.contains(*pair));
    changes.extend(gone().map(|(layer, word)| format!("{layer}/{word} is gone")));
    let is_told = !changes.is_empty();
    // What no edition shows may just be rare. Where something else is gone from its layer, it is what that is called now.
    let may_be_new = |layer: &str| in_both(layer) && (!is_told || gone().any(|(other, _)| *other == layer));
    let unseen = words.of_sets().filter(|(layer, word, t)| {
        may_be_new(layer) && t.can_be_drawn() && !t.reserve && !shown.contains(&(*layer, *word))
    });
    let unseen: BTreeSet<String> = unseen.map(|(layer, word, _)| format!("{layer}/{word}")).collect();
    changes.extend(unseen.into_iter().map(|name| format!("no edition shows {name}")));
    let listed = listed(&changes);
    match is_told {
        true => listed,
        false if listed.is_empty() => "weights, rules or the order of traits".to_owned(),
        false => format!("weights, rules or the order of traits, or a trait is new: {listed}"),
    }
}

/// The first few changes, and how many more there are.
fn listed(changes: &[String]) -> String {
    const SHOWN: usize = 4;
    let first = changes[..changes.len().min(SHOWN)].join(", ");
    if changes.len() > SHOWN { format!("{first}, and {} more", changes.len() - SHOWN) } else { first }
}
