//! `simdgen gallery`: one page of a finished build, for the browser.

use std::path::{Path, PathBuf};

use super::args::GalleryArgs;
use super::of_build::project_of_build;
use super::print::{bytes, counted, notice, out};
use super::workspace::{has_metadata, request};
use crate::build::{Request, ready_pack};
use crate::error::OutputError;
use crate::gallery::{self, GALLERY_FILE};
use crate::metadata::Editions;
use crate::output::layout::{PLAN_FILE, RECORD_FILE};
use crate::output::{RunRecord, refuse_links_in};
use crate::pack::Care;
use crate::plan::{self, Plan};
use crate::project::Project;
use crate::render::Silent;
use crate::{Error, Result};

/// Runs the command.
pub fn run(args: &GalleryArgs) -> Result<()> {
    let build = build_at(&args.folder)?;
    refuse_links_in(&build)?;
    let record = if has_record(&build) { Some(RunRecord::read(&build)?) } else { None };
    let given = (args.project.as_deref(), args.config.as_deref());
    let project = match &record {
        Some(record) => project_of_build(&build, record, given, &args.links, args.verbose)?,
        None => None,
    };
    let (editions, length) = match project {
        Some(mut project) => {
            if let Some(record) = &record {
                record.options.overrides.apply(&mut project);
            }
            let made_before = |error| match error {
                Error::Plan(plan) => {
                    Error::Output(OutputError::MadeBefore { path: build.clone(), reason: plan.to_string() })
                }
                other => other,
            };
            let plan = plan::file::read(&build.join(PLAN_FILE), &project).map_err(made_before)?;
            let request = request(&args.pack, args.threads, args.memory);
            (plan.len(), of_project(&project, &plan, &build, args.force, &request)?)
        }
        None => {
            if record.is_some() {
                notice("note: the project of this build is not known, so its traits are not; name it with --project");
            }
            of_metadata(&build, args.force)?
        }
    };
    out(&told(editions, length, &build))
}

/// Writes the page of a build whose project is known; returns its bytes.
pub fn of_project(project: &Project, plan: &Plan, build: &Path, force: bool, request: &Request) -> Result<usize> {
    gallery::write(build, force, || {
        let pack = ready_pack(project, request, Care::Usual, &Silent)?.pack;
        gallery::of_project(project, plan, &pack, request.threads, request.memory)
    })
}

/// What was written, in a line.
pub fn told(editions: usize, length: usize, build: &Path) -> String {
    let (editions, length) = (counted(editions as u128, "edition"), bytes(length as u64));
    format!("a gallery of {editions} in {} ({length}): open it in a browser\n", build.join(GALLERY_FILE).display())
}

/// Writes the page of a build of which only files are known; returns its editions and bytes.
fn of_metadata(build: &Path, force: bool) -> Result<(usize, usize)> {
    let folder = plan::existing::METADATA_FOLDERS.map(|name| build.join(name)).into_iter().find(|f| has_metadata(f));
    let folder = folder.unwrap_or_else(|| build.join(plan::existing::JSON_FOLDER));
    let editions = Editions::find(&folder, None)?;
    let length = gallery::write(build, force, || gallery::of_metadata(&editions, build))?;
    Ok((editions.len(), length))
}

/// `true` for a build of this program.
fn has_record(folder: &Path) -> bool {
    folder.join(RECORD_FILE).exists()
}

/// The build that a folder is or has.
fn build_at(folder: &Path) -> Result<PathBuf> {
    let inner = folder.join("build");
    let has_files = |at: &Path| plan::existing::METADATA_FOLDERS.iter().any(|name| has_metadata(&at.join(name)));
    let found = [folder, &inner].into_iter().find(|at| has_record(at));
    let found = found.or_else(|| [folder, &inner].into_iter().find(|at| has_files(at)));
    found
        .map(Path::to_path_buf)
        .ok_or_else(|| Error::Output(OutputError::NoBuild { path: folder.to_path_buf(), inside: None }))
}
