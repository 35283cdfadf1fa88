//! Commands that add to a finished collection: `simdgen preview`, `preview-gif`, `pixelate`, `generate-metadata` and
//! `update-info`.

use std::path::{Path, PathBuf};

use super::args::{BuildArgs, PixelateArgs, PreviewArgs};
use super::print::{Notes, count, counted, notice, notices, out};
use super::workspace::{memory, open_project, seed, threads};
use crate::Result;
use crate::build::results_folder;
use crate::canvas::CanvasSize;
use crate::derive;
use crate::derive::{CopyKind, Finished, SheetLayout};
use crate::metadata::Editions;
use crate::output::layout::{COLLECTION_FILE, IMAGES, JSON, LEDGER_FILE, LIST_FILE, PIXEL_IMAGES, path_of};
use crate::output::{Commit, Staging, refuse_links_in};
use crate::project::Project;

/// Runs `simdgen preview`.
pub fn preview(args: &PreviewArgs) -> Result<()> {
    let (project, folder) = open(&args.build)?;
    let pictures = pictures(&project, &folder)?;
    let settings = &project.gallery;
    let width = args.width.unwrap_or(settings.thumbnail_width);
    let canvas = f64::from(project.canvas.height()) / f64::from(project.canvas.width());
    let ratio = settings.thumbnail_ratio.unwrap_or(canvas);
    let height = ((f64::from(width) * ratio).round() as u32).max(1);
    let columns = args.columns.unwrap_or(settings.columns);
    let layout = SheetLayout { columns, thumbnail: CanvasSize::new(width, height)? };
    let staging = Staging::start(&folder, args.build.force)?;
    let mut file = staging.create_file(&settings.sheet_name)?;
    derive::contact_sheet(&pictures, layout, threads(None), &memory(args.build.memory), &mut file)?;
    file.finish()?;
    staging.commit(Commit::default())?;
    out_made(pictures.len(), "pictures", &folder.join(&settings.sheet_name))
}

/// Runs `simdgen preview-gif`.
pub fn preview_gif(args: &BuildArgs) -> Result<()> {
    let (project, folder) = open(args)?;
    let pictures = pictures(&project, &folder)?;
    let name = &project.gallery.slide_show.file_name;
    let staging = Staging::start(&folder, args.force)?;
    let mut file = staging.create_file(name)?;
    derive::slide_show(&project, pictures, &seed(None, &project), &memory(args.memory), &mut file)?;
    file.finish()?;
    staging.commit(Commit::default())?;
    out(&format!("an animation in {}\n", folder.join(name).display()))
}

/// Runs `simdgen pixelate`.
pub fn pixelate(args: &PixelateArgs) -> Result<()> {
    let (project, folder) = open(&args.build)?;
    let pictures = pictures(&project, &folder)?;
    let names = project.metadata.file_names;
    let staging = Staging::start(&folder, args.build.force)?;
    let paths = pictures.iter().map(|picture| path_of(PIXEL_IMAGES, &names.file(picture.number, "png")));
    staging.refuse_others(&paths.collect::<Vec<_>>())?;
    let writer = || staging.writer(PIXEL_IMAGES, names, "png");
    let ratio = args.ratio.unwrap_or(project.gallery.pixel_ratio);
    derive::copy_each(&pictures, CopyKind::Pixelated(ratio), threads(None), &memory(args.build.memory), writer)?;
    let removed = staging.obsolete(PIXEL_IMAGES)?;
    staging.commit(Commit { removed, ..Commit::default() })?;
    out_made(pictures.len(), "pixelated pictures", &folder.join(PIXEL_IMAGES))
}

/// Runs `simdgen generate-metadata`.
pub fn generate_metadata(args: &BuildArgs) -> Result<()> {
    let (project, folder) = open(args)?;
    let pictures = pictures(&project, &folder)?;
    let staging = Staging::start(&folder, args.force)?;
    let names = project.metadata.file_names;
    let paths = pictures.iter().map(|picture| path_of(JSON, &names.metadata_file(picture.number)));
    staging.refuse_others(&paths.chain([LIST_FILE.to_owned()]).collect::<Vec<_>>())?;
    let generated = staging.has_own(LEDGER_FILE);
    derive::describe(&project, &pictures, threads(None), &memory(args.memory), &staging)?;
    staging.commit(Commit::default())?;
    if generated {
        notice("note: these pictures had metadata with their traits; simdgen generate writes that again");
    }
    out_made(pictures.len(), "metadata files", &folder.join(JSON))
}

/// Runs `simdgen update-info`.
pub fn update_info(args: &BuildArgs) -> Result<()> {
    let project = open_project(&args.project, false)?;
    let folder = results_folder(args.out.as_deref(), &project)?;
    let json = folder.join(JSON);
    // Both before the folder is locked, which would create it.
    refuse_links_in(&folder)?;
    let mut editions = Editions::find(&json, Some(&project))?;
    let others = editions.add_others(&project)?;
    if let Some(first) = others.first() {
        let number = if others.len() == 1 { "1 edition is".into() } else { format!("{} editions are", others.len()) };
        notice(&format!(
            "note: {number} not in {COLLECTION_FILE}, such as {first}; their files are updated and listed too"
        ));
    }
    // What it updates are the files that it has read, whoever wrote them.
    let staging = Staging::start(&folder, true)?;
    derive::update_info(&project, &json, &editions, &staging).and_then(|updated| {
        staging.commit(Commit { keeps_edits: true, ..Commit::default() })?;
        notices(&updated.notices, "note", Notes::of(false, args.project.verbose));
        out(&format!("{} updated in {}\n", counted(updated.editions as u128, "metadata file"), json.display()))
    })
}

fn open(args: &BuildArgs) -> Result<(Project, PathBuf)> {
    let project = open_project(&args.project, false)?;
    let folder = results_folder(args.out.as_deref(), &project)?;
    Ok((project, folder))
}

fn pictures(project: &Project, folder: &Path) -> Result<Vec<Finished>> {
    derive::pictures(&folder.join(IMAGES), project.metadata.file_names)
}

/// Prints how many files were made, and where.
fn out_made(number: usize, what: &str, place: &Path) -> Result<()> {
    out(&format!("{} {what} in {}\n", count(number as u128), place.display()))
}
