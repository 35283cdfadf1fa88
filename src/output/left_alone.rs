//! Editions of a build that a run of a part leaves as they are: whether they still are what the project gives.
//!
//! Apart from finding what there is to do because nothing is done about them: it is refused, or told.

use super::changes::Seals;
use super::earlier_plan::EarlierPlan;
use super::{Ledger, OutputFolder, Request};
use crate::Result;
use crate::files::Folder;
use crate::plan::Edition;

/// The editions of a build that are not asked for.
fn left_alone<'a>(request: &Request<'a>, build: &Ledger) -> impl Iterator<Item = Edition<'a>> {
    let numbers = request.numbers.clone();
    request.full_plan.editions().filter(move |e| !numbers.contains(&e.number) && build.get(e.number).is_some())
}

/// Says that editions left alone show other traits than the plan now has: the plan written beside them would not be theirs.
/// `None` where it is, or where the plan beside the build does not say.
pub(super) fn other_plan(request: &Request<'_>, out: &Folder, build: &Ledger) -> Option<String> {
    let earlier = EarlierPlan::read(out, request.project);
    let is_other = |e: &Edition<'_>| earlier.has_number(e.number) && !earlier.has(*e);
    let mut others = left_alone(request, build).filter(is_other);
    let first = others.next()?.number;
    let count = 1 + others.count();
    Some(format!("plan of {count} editions that would stay, such as {first} (leave out --editions to render them too)"))
}

/// How many editions left alone would come out otherwise now, picture or metadata.
pub(super) fn outdated(
    request: &Request<'_>,
    folder: &OutputFolder,
    build: &Ledger,
    seals: &mut Seals<'_>,
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
