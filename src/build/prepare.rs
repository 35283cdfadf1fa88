//! Prepares a project for builds on many machines: what all of them need is made once, and they only read it.

use std::path::PathBuf;

use super::inputs::Inputs;
use super::update::training_beside;
use super::{Encoder, Request};
use crate::Result;
use crate::choice::Choice;
use crate::pack::BuildReport;
use crate::project::Project;
use crate::render::{Observer, SpliceOptions, Spliced, train_splice};
use crate::splice::training::{Training, Whole};

/// What was prepared.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The trait pack.
    pub pack: PathBuf,
    /// The work done on it.
    pub report: BuildReport,
    /// The training beside it; `None` if there is nothing to train, or its folder cannot be written to.
    pub training: Option<PathBuf>,
    /// The form of the pictures; `None` if another encoder writes them.
    pub spliced: Option<Spliced>,
    /// Number of editions of the plan.
    pub editions: usize,
}

/// Builds the pack of a project if needed, and trains the splice encoder for the plan of a request.
///
/// Of the request, `plan`, `encoder`, `threads`, `memory`, `max_pixels` and `pack` matter.
///
/// # Errors
/// As [`super::build`], except those about results.
pub fn prepare(project: &Project, request: &Request, observer: &dyn Observer) -> Result<Prepared> {
    let drawn;
    let full_plan = match &request.plan {
        Some(plan) => plan,
        None => {
            drawn = project.plan(None, None)?;
            &drawn
        }
    };
    let inputs = Inputs::new(project, full_plan, request, observer)?;
    let Inputs { ready, colours, .. } = &inputs;
    let (mut spliced, mut training) = (None, None);
    if let Encoder::Splice(effort) = request.encoder.of(project) {
        let beside = training_beside(&ready.path);
        let options = SpliceOptions {
            threads: request.threads.max(1),
            batch: request.batch.max(1),
            effort,
            memory: request.memory,
            saved_training: Some(&beside),
        };
        let Training { encoded_whole, palette, .. } = train_splice(project, &ready.pack, full_plan, colours, options)?;
        spliced = Some(match (encoded_whole, palette) {
            (Some(_), _) => Spliced::EncodedWhole,
            (None, Some(palette)) => Spliced::Indexed(palette.colours().len()),
            (None, None) => Spliced::FullColour,
        });
        // What lies there may be of an effort that was prepared before.
        let is_trained = !matches!(effort.facts().whole, Whole::Always(_));
        training = Some(beside.clone()).filter(|path| is_trained && path.is_file());
    }
    let Inputs { ready, .. } = inputs;
    Ok(Prepared { pack: ready.path, report: ready.report, training, spliced, editions: full_plan.len() })
}
