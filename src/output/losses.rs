//! Guards results that a run must not lose: those of another project, editions that the plan no longer has, and editions
//! that a seed derived from the project would deal anew after the project changed.
//!
//! Editions that a run of a part leaves as they are come here as well: nothing is done about them, but that they are outdated
//! is refused or told.

use std::collections::{BTreeSet, HashSet};

use super::changes::MetadataSeals;
use super::earlier_plan::EarlierPlan;
use super::layout::{IMAGES, JSON, PLAN_FILE};
use super::{Contents, Keeps, Ledger, Replace, Request, RunRecord};
use crate::error::{OutputError, first_few};
use crate::files::Folder;
use crate::plan::{self, Edition, Plan};
use crate::project::Project;
use crate::{Error, Result};

/// Fails when a run without `--force` would replace or outdate what it may not.
///
/// # Errors
/// [`OutputError::OtherNames`], [`OutputError::DealtAnew`], [`OutputError::OtherCollection`], [`OutputError::OtherSeed`],
/// [`OutputError::PlanWithoutSeed`], [`OutputError::OtherPlan`], [`OutputError::OthersWouldStay`],
/// [`OutputError::OutputNotEmpty`] and [`OutputError::EditionsWouldGo`]; those of reading the record.
pub(super) fn refuse(request: &Request<'_>, folder: &Contents, build: &Ledger) -> Result<()> {
    let Request { project, full_plan, replace, .. } = *request;
    let path = folder.path().to_owned();
    let (files, build_files) = (request.fingerprints.files(), folder.build.files);
    let is_part = matches!(replace, Replace::Part | Replace::AnyPart);
    let outside = build.entries().find(|entry| !request.numbers.contains(&entry.number));
    // Of one build, all files are called by one rule, so that each edition's can be found.
    if let Some(entry) = outside.filter(|_| is_part && files != build_files) {
        let example = build_files.picture_path(entry.number);
        return Err(Error::Output(OutputError::OtherNames { path, example }));
    }
    if replace == Replace::All || replace == Replace::AnyPart {
        return Ok(());
    }
    let record = folder.record()?;
    let of_another = record.as_ref().and_then(|record| record.is_of_another(folder.path(), project, full_plan));
    if let Some(record) = record.as_ref().filter(|_| of_another.is_none() && !build.is_empty()) {
        refuse_dealt_anew(request, &folder.folder, record, build)?;
    }
    let other = match replace {
        Replace::Part => record.as_ref().and_then(|record| {
            record
                .differs(folder.path(), project, full_plan)
                .or_else(|| others_would_stay(request, &folder.folder, build))
        }),
        _ => of_another,
    };
    let undone = || {
        !request.given
            && record.as_ref().is_some_and(|record| record.options.given)
            && !request.is_planned(&folder.folder)
    };
    if let Some(error) = other.or_else(|| undone().then(|| OutputError::OtherPlan { path: path.clone() })) {
        return Err(Error::Output(error));
    }
    if replace == Replace::Update && (record.is_none() || build.is_empty()) {
        return refuse_filled(folder);
    }
    if request.keeps == Keeps::Bytes {
        return Ok(());
    }
    let planned: HashSet<u32> = full_plan.editions().map(|e| e.number).collect();
    let mut gone = build.entries().map(|e| e.number).filter(|number| !planned.contains(number));
    if let Some(example) = gone.next() {
        return Err(Error::Output(OutputError::EditionsWouldGo { path, editions: 1 + gone.count(), example }));
    }
    Ok(())
}

/// Fails when `images/` or `json/` holds anything: without a ledger nobody knows whose it is.
fn refuse_filled(folder: &Contents) -> Result<()> {
    // What a run wrote into object storage that did not end has its final name already.
    if folder.is_interrupted() {
        return Ok(());
    }
    for place in [IMAGES, JSON] {
        let names = folder.names(place)?;
        if let Some(first) = names.first() {
            return Err(Error::Output(OutputError::OutputNotEmpty {
                path: folder.path().join(place),
                entries: names.len(),
                example: first.clone(),
            }));
        }
    }
    Ok(())
}

/// The editions of a build that are not asked for.
fn left_alone<'a>(request: &Request<'a>, build: &Ledger) -> impl Iterator<Item = Edition<'a>> {
    let numbers = request.numbers.clone();
    request.full_plan.editions().filter(move |e| !numbers.contains(&e.number) && build.get(e.number).is_some())
}

/// The error that editions left alone show other traits than the plan now has: the plan written beside them would not
/// be theirs. `None` where it is, or where the plan beside the build does not say.
fn others_would_stay(request: &Request<'_>, out: &Folder, build: &Ledger) -> Option<OutputError> {
    // Of a plan of millions, most are not there yet.
    left_alone(request, build).next()?;
    let earlier = EarlierPlan::read(out, request.project, |number| build.get(number).is_some());
    let is_other = |e: &Edition<'_>| earlier.has_number(e.number) && !earlier.has(*e);
    let mut others = left_alone(request, build).filter(is_other);
    let example = others.next()?.number;
    Some(OutputError::OthersWouldStay { path: out.path().to_owned(), editions: 1 + others.count(), example })
}

/// Number of editions left alone that are outdated, picture or metadata.
pub(super) fn outdated(
    request: &Request<'_>,
    folder: &Contents,
    build: &Ledger,
    seals: &mut MetadataSeals<'_>,
) -> Result<usize> {
    let mut outdated = 0;
    for edition in left_alone(request, build) {
        let Some(entry) = build.get(edition.number) else { continue };
        let is_same = entry.picture == request.fingerprints.picture(edition)
            && seals.of(edition, &folder.there)?.is_none_or(|json| json == entry.json);
        outdated += usize::from(!is_same);
    }
    Ok(outdated)
}

/// Fails when the seeds of the build and of today are both derived from the project and differ, so that an edition of the
/// build would be dealt anew.
///
/// # Errors
/// [`OutputError::DealtAnew`].
fn refuse_dealt_anew(request: &Request<'_>, out: &Folder, record: &RunRecord, build: &Ledger) -> Result<()> {
    let Request { project, full_plan, given, .. } = *request;
    let was_derived = record.seed == record.project && !record.options.given;
    if given || !was_derived || full_plan.seed == record.seed || full_plan.seed != plan::default_seed(project) {
        return Ok(());
    }
    let earlier = EarlierPlan::read(out, project, |number| build.get(number).is_some());
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

/// `true` if today's project can read the plan of a build.
fn is_read(out: &Folder, project: &Project) -> bool {
    out.open_file(PLAN_FILE).ok().flatten().is_some_and(|file| plan::file::of_file(&file, project).is_ok())
}

/// The change as the earlier plan tells it.
fn why(earlier: &EarlierPlan<'_>) -> String {
    if earlier.is_empty {
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
    let listed = first_few(&changes, 4);
    match is_told {
        true => listed,
        false if listed.is_empty() => "weights, rules or the order of traits".to_owned(),
        false => format!("weights, rules or the order of traits, or a trait is new: {listed}"),
    }
}
