//! Makes the files of a build that is not up to date: its pictures, then all others.

use std::ops::Range;
use std::path::{Path, PathBuf};

use super::finish::{Finish, Finished};
use super::{Encoder, ReadyPack, Request, build_up, ready_pack};
use crate::compose::ColourTypes;
use crate::output::{Commit, Fingerprints, Staging};
use crate::pack::{BuildReport, Care};
use crate::plan::Plan;
use crate::project::Project;
use crate::render::{DirectOptions, Event, Job, Observer, RunReport, SpliceOptions, render_direct, render_splice};
use crate::{Error, Result};

/// The inputs of an update.
#[derive(Clone, Copy, Debug)]
pub(super) struct Update<'a> {
    pub(super) request: &'a Request,
    /// The changes to make, and the files beside the pictures.
    pub(super) finish: Finish<'a>,
    pub(super) ready: &'a ReadyPack,
    /// The samples of the pictures.
    pub(super) colours: &'a ColourTypes,
    pub(super) fingerprints: &'a Fingerprints<'a>,
    /// Where the files are made.
    pub(super) staging: &'a Staging,
}

/// The result of an update.
#[derive(Debug)]
pub(super) struct Updated {
    /// The work done on pictures.
    pub(super) rendered: RunReport,
    /// Start and end of rendering, by the observer's clock.
    pub(super) rendering: Range<u64>,
    /// The work done on the pack where it turned out to be damaged.
    pub(super) mended: Option<BuildReport>,
}

impl Updated {
    /// Returns the result where all is up to date.
    pub(super) fn nothing(observer: &dyn Observer) -> Self {
        let now = observer.now();
        Self { rendered: RunReport::default(), rendering: now..now, mended: None }
    }
}

impl Update<'_> {
    /// Writes all files of the build into the staging folder, and returns how they are to be committed.
    ///
    /// # Errors
    /// Those of rendering, [`Finish::write`] and [`build_up::write_build_ups`]. The observer hears of what is finished by
    /// then.
    pub(super) fn write(self, observer: &dyn Observer) -> Result<(Updated, Commit)> {
        let Self { request, finish, staging, .. } = self;
        let changes = finish.changes;
        let written = self.render(observer).and_then(|updated| {
            self.write_animations(observer)?;
            Ok((updated, finish.write(staging)?))
        });
        let (updated, finished) = written.inspect_err(|_| {
            let planned = changes.pictures.len() + changes.resumed.entries().len();
            let finished = staging.finished().map_or(0, |ledger| ledger.entries().len());
            observer.event(Event::Interrupted { finished, planned, out: staging.out() });
        })?;
        let Finished { ledger, obsolete, unlisted } = finished;
        if unlisted > 0 {
            observer.event(Event::Unlisted { pictures: unlisted });
        }
        let removed = [&changes.removed_files[..], &obsolete].concat();
        let durability = request.durability;
        Ok((updated, Commit { ledger: Some(ledger), removed, keeps_edits: false, durability }))
    }

    /// Renders the pictures that are missing or out of date.
    fn render(self, observer: &dyn Observer) -> Result<Updated> {
        let Self { request, finish, ready, colours, fingerprints, staging } = self;
        let Finish { project, full_plan, plan, changes, particulars, .. } = finish;
        let plan = plan.pick(&changes.pictures);
        let job = Job { project, pack: &ready.pack, plan: &plan, colours, particulars, staging, fingerprints };
        let mut mended = None;
        let start = observer.now();
        observer.event(Event::Rendering { editions: plan.len() });
        let rendered = match render(request, job, full_plan, Some(&ready.path), observer) {
            // A damaged tile is found before the first picture is begun.
            Err(Error::Pack { .. }) => mended_pack(project, &job, request, observer).and_then(|again| {
                mended = Some(again.report);
                render(request, Job { pack: &again.pack, ..job }, full_plan, Some(&again.path), observer)
            }),
            rendered => rendered,
        };
        let rendering = start..observer.now();
        let rendered = rendered.and_then(|rendered| staging.wait().map(|()| rendered));
        observer.event(Event::Rendered);
        Ok(Updated { rendered: rendered?, rendering, mended })
    }

    /// Writes the animations that the project asks for.
    fn write_animations(self, observer: &dyn Observer) -> Result<()> {
        let Finish { project, plan, changes, .. } = self.finish;
        let Some(animation) = &project.gallery.build_up else { return Ok(()) };
        let plan = plan.pick(&changes.animations);
        build_up::write_build_ups(project, &plan, animation, self.request, self.staging, observer)
    }
}

/// Repairs the pack of a job after one of its tiles was found damaged, by decoding the damaged pictures again.
fn mended_pack(project: &Project, job: &Job<'_>, request: &Request, observer: &dyn Observer) -> Result<ReadyPack> {
    let mended = ready_pack(project, request, Care::EveryTile, observer)?;
    // Fingerprints were made from the sources that the damaged one names.
    if mended.pack.has_sources_of(job.pack) {
        return Ok(mended);
    }
    Err(Error::PackRebuilt { path: mended.path })
}

/// The file of the training beside a pack.
pub(super) fn training_beside(pack: &Path) -> PathBuf {
    pack.with_extension("training")
}

/// Renders a job with the requested encoder. `pack` is the path of the pack, beside which training is saved; without
/// it, training is not saved.
pub(super) fn render(
    request: &Request,
    job: Job<'_>,
    full_plan: &Plan,
    pack: Option<&Path>,
    observer: &dyn Observer,
) -> Result<RunReport> {
    if job.plan.is_empty() {
        return Ok(RunReport::default());
    }
    let &Request { memory, .. } = request;
    let [threads, encoders, batch] =
        [request.threads, request.encoder_threads, request.batch].map(|number| number.max(1));
    match request.encoder.of(job.project) {
        Encoder::Splice(effort) => {
            let training = pack.map(training_beside);
            let saved_training = training.as_deref();
            render_splice(job, full_plan, SpliceOptions { threads, batch, effort, memory, saved_training }, observer)
        }
        Encoder::Direct(compression) => render_direct(
            job,
            DirectOptions { threads, encoders, batch, compression, deduplicate: true, memory },
            observer,
        ),
    }
}
