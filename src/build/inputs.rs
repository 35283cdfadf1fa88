//! What every build of a plan goes by, whichever part of it is built.

use super::{ReadyPack, Request, ready_pack};
use crate::Result;
use crate::compose::ColourTypes;
use crate::metadata::Particulars;
use crate::output::{Fingerprints, RunOptions};
use crate::pack::Care;
use crate::plan::Plan;
use crate::project::Project;
use crate::render::Observer;

/// The pack of a project, and what follows from the plan of the whole collection.
#[derive(Debug)]
pub(super) struct Inputs<'a> {
    pub(super) project: &'a Project,
    pub(super) full_plan: &'a Plan,
    pub(super) request: &'a Request,
    pub(super) ready: ReadyPack,
    /// The samples of the pictures.
    pub(super) colours: ColourTypes,
    /// The options that affect output bytes.
    pub(super) options: RunOptions,
    /// The facts that metadata states beside project and plan.
    pub(super) particulars: Particulars,
}

impl<'a> Inputs<'a> {
    /// Opens the pack, and asks all editions.
    ///
    /// # Errors
    /// Those of [`ready_pack`] and [`Particulars::of_plan`]; [`crate::Error::Memory`] if pictures are too large for the budget.
    pub(super) fn new(
        project: &'a Project,
        full_plan: &'a Plan,
        request: &'a Request,
        observer: &dyn Observer,
    ) -> Result<Self> {
        request.check_memory(project, full_plan)?;
        let care = if request.force { Care::ByContent } else { Care::Usual };
        let ready = ready_pack(project, request, care, observer)?;
        let colours = ColourTypes::of_plan(project, &ready.pack, full_plan);
        let options = request.options(request.encoder.of(project));
        let particulars = Particulars::of_plan(project, full_plan, request.date)?;
        Ok(Self { project, full_plan, request, ready, colours, options, particulars })
    }

    /// Returns the fingerprints of all editions.
    pub(super) fn fingerprints(&self) -> Fingerprints<'_> {
        Fingerprints::new(self.project, &self.ready.pack, self.full_plan, &self.colours, &self.options)
    }
}
