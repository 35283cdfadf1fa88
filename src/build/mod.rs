//! The entry point of the library: builds a collection from a project, from the plan to the finished files.
//!
//! Only [`build()`] knows the order of the stages: pack, fingerprints, changes, pictures, the files beside them,
//! commit. It prints nothing and reads neither clock nor environment. A [`Request`] holds all settings, and an
//! [`Observer`] receives the events.

mod build_up;
mod cut;
mod finish;
mod inputs;
mod merge;
mod pack_place;
mod place;
mod plain_size;
mod predicted_changes;
mod prepare;
mod project;
mod ready_pack;
mod rehearsal;
mod renderer;
mod request;
mod shard;
mod shard_part;
mod update;

use std::ops::Range;
use std::path::PathBuf;

pub use self::merge::{MergeReport, merge};
pub use self::pack_place::PackPlace;
pub use self::place::results_folder;
pub use self::plain_size::PlainSize;
pub use self::predicted_changes::{PredictedChanges, predict_changes};
pub use self::prepare::{Prepared, prepare};
pub use self::ready_pack::{ReadyPack, ready_pack};
pub use self::rehearsal::{Rehearsal, rehearse};
pub use self::renderer::Renderer;
pub use self::request::{Encoder, Request};
pub use self::shard::Shard;
use crate::Result;
use crate::output::{Changes, RunOptions, ShardRecord};
use crate::pack::BuildReport;
use crate::parallel::beside;
use crate::project::Project;
use crate::render::{Observer, RunReport};
use finish::Finish;
use inputs::Inputs;
use place::Place;
use plain_size::RenderedPictures;
use shard_part::ShardPart;
use update::{Update, Updated};

/// The result of a build.
#[derive(Clone, Debug)]
pub struct Report {
    /// The output folder, of a shard its own; or the address of the build.
    pub out: PathBuf,
    /// The part of the plan that was built, if it is a shard.
    pub shard: Option<ShardRecord>,
    /// The seed of the plan; empty if the plan was given without one.
    pub seed: String,
    /// The options that affect output bytes, as the record of the build stores them.
    pub options: RunOptions,
    /// The work done on the trait pack.
    pub pack: BuildReport,
    /// The work done on pictures.
    pub rendered: RunReport,
    /// The estimated size of the rendered pictures as plain PNG files; `None` if they are of another format, fewer than 25 or
    /// very large.
    pub plain_png: Option<PlainSize>,
    /// Number of editions taken over from an interrupted build.
    pub resumed: usize,
    /// Number of editions that were up to date in the output folder.
    pub up_to_date: usize,
    /// Number of editions that were not requested and are out of date.
    pub outdated: usize,
    /// Number of editions of which only the metadata was rewritten.
    pub metadata: usize,
    /// Number of editions deleted.
    pub removed: usize,
    /// Number of edited files that were kept.
    pub edits: usize,
    /// Start and end of rendering, in nanoseconds of the observer's clock.
    pub rendering: Range<u64>,
}

/// Brings an output folder up to date: renders the editions that are missing or out of date, and leaves the rest alone.
///
/// A file gets its final name only when it is complete. A build that fails or is stopped leaves its finished editions
/// for a build that resumes it.
///
/// # Errors
/// Those of every stage: the plan cannot be drawn, a picture cannot be used, the memory budget is too small, results of
/// another collection or edited files are in the way, the build was stopped, or the system refuses a file operation.
///
/// # Examples
/// ```
/// use simdgen::{Project, Request, Silent, build, demo};
///
/// # fn main() -> simdgen::Result<()> {
/// let folder = tempfile::tempdir().expect("a temporary folder");
/// demo::sketch(folder.path())?;
/// let project = Project::open(folder.path())?;
/// // The whole collection has six editions, of which two are rendered now.
/// let plan = project.plan(Some(6), None)?;
/// let request = Request { plan: Some(plan), editions: Some(3..=4), ..Request::default() };
/// let report = build(&project, &request, &Silent)?;
/// assert_eq!(report.rendered.editions, 2);
/// assert!(report.out.join("images/4.png").is_file() && !report.out.join("images/5.png").exists());
/// // What is up to date is not rendered again.
/// let report = build(&project, &request, &Silent)?;
/// assert_eq!((report.rendered.editions, report.up_to_date), (0, 2));
/// # Ok(())
/// # }
/// ```
pub fn build(project: &Project, request: &Request, observer: &dyn Observer) -> Result<Report> {
    let drawn;
    let full_plan = match &request.plan {
        Some(plan) => plan,
        None => {
            drawn = project.plan(None, None)?;
            &drawn
        }
    };
    let numbers = request.numbers(full_plan)?;
    let inputs = Inputs::new(project, full_plan, request, observer)?;
    let Inputs { ready, colours, options, particulars, .. } = &inputs;
    let shard = request.shard.map(|shard| ShardPart::cut(&inputs, shard));
    let plan = shard.as_ref().map_or(full_plan, |shard| &shard.plan);
    let place = Place::of(request, project, shard.as_ref())?;
    let fingerprints = inputs.fingerprints();
    let folder = place.take(request, project, observer)?;
    if let Some(shard) = shard.as_ref().filter(|_| !request.force) {
        shard.refuse_another_plan(&folder)?;
    }
    let wanted = request.of_folder(project, plan, numbers, &fingerprints, particulars);
    let changes = Changes::find(&wanted, &folder)?;
    let finish = Finish {
        project,
        full_plan,
        plan,
        shard: shard.as_ref().map(|shard| &shard.record),
        changes: &changes,
        particulars,
        options,
        is_part: request.is_part(),
        is_forced: request.force,
    };
    let (Updated { rendered, rendering, mended }, plain_png) = match finish.is_current(&folder)? {
        true => (Updated::nothing(observer), None),
        false => {
            let staging = folder.stage(fingerprints.files(), &changes.resumed)?;
            let update = Update { request, finish, ready, colours, fingerprints: &fingerprints, staging: &staging };
            let (updated, commit) = update.write(observer)?;
            let pictures = RenderedPictures {
                project,
                pack: &ready.pack,
                plan,
                colours,
                editions: &changes.pictures,
                bytes: updated.rendered.image_bytes,
                memory: request.memory,
            };
            // Of a pack that turned out to be damaged, nothing more is composed.
            let ledger = commit.ledger.as_ref().filter(|_| updated.mended.is_none());
            let sample = ledger.map(|ledger| pictures.sample(ledger)).unwrap_or_default();
            // A commit waits for the disk.
            let estimate = |_| pictures.as_plain_png(&sample);
            let helpers = usize::from(!sample.is_empty());
            let (committed, estimated) = beside("estimate", helpers, estimate, |_| staging.commit(commit));
            committed?;
            (updated, estimated.into_iter().flatten().next())
        }
    };
    Ok(Report {
        out: place.shown(),
        shard: shard.as_ref().map(|shard| shard.record.clone()),
        seed: full_plan.seed.clone(),
        resumed: changes.resumed.entries().len(),
        up_to_date: plan.editions().filter(|e| changes.unchanged.get(e.number).is_some()).count() - changes.outdated,
        outdated: changes.outdated,
        metadata: changes.metadata.len(),
        removed: changes.removed.len(),
        edits: changes.edits.len(),
        options: options.clone(),
        pack: mended.unwrap_or_else(|| ready.report.clone()),
        rendered,
        plain_png,
        rendering,
    })
}
