//! Commands that add to a finished collection: `simdgen preview`, `preview-gif`, `pixelate`, `generate-metadata` and
//! `update-info`.

use std::path::Path;

use hashbrown::HashMap;

use super::args::{BuildArgs, EditionRange, PixelateArgs, PreviewArgs};
use super::of_build::open_built;
use super::print::{Notes, count, counted, notice, notices, out};
use super::workspace::{memory, seed, threads};
use crate::Result;
use crate::canvas::CanvasSize;
use crate::derive;
use crate::derive::{CopyKind, Finished, SheetLayout, SheetOrder, rarity};
use crate::error::OutputError;
use crate::metadata::Editions;
use crate::output::layout::{COLLECTION_FILE, IMAGES, JSON, LEDGER_FILE, LIST_FILE, PIXEL_IMAGES, path_of};
use crate::output::{Commit, Staging, refuse_links_in};
use crate::project::Project;

/// Runs `simdgen preview`.
pub fn preview(args: &PreviewArgs) -> Result<()> {
    let (project, folder) = open_built(&args.build, false)?;
    let pictures = chosen(args, pictures(&project, &folder)?, &project, &folder)?;
    let settings = &project.gallery;
    let columns = args.columns.unwrap_or(settings.columns).min(u32::try_from(pictures.len()).unwrap_or(u32::MAX));
    let width = match args.width {
        Some(sheet) => (sheet / columns).max(1),
        None => args.thumbnail.unwrap_or(settings.thumbnail_width),
    };
    let canvas = f64::from(project.canvas.height()) / f64::from(project.canvas.width());
    let ratio = settings.thumbnail_ratio.unwrap_or(canvas);
    let height = ((f64::from(width) * ratio).round() as u32).max(1);
    let layout = SheetLayout { columns, thumbnail: CanvasSize::new(width, height)? };
    let staging = Staging::start(&folder, args.build.force)?;
    let mut file = staging.create_file(&settings.sheet_name)?;
    derive::contact_sheet(&pictures, layout, threads(None), &memory(args.build.memory), &mut file)?;
    file.finish()?;
    staging.commit(Commit::default())?;
    out_made(pictures.len(), "pictures", &folder.join(&settings.sheet_name))
}

/// The pictures that a contact sheet is to show, in its order.
fn chosen(args: &PreviewArgs, mut pictures: Vec<Finished>, project: &Project, folder: &Path) -> Result<Vec<Finished>> {
    if let (Some(EditionRange { first, last }), Some(lowest), Some(highest)) =
        (args.editions, pictures.first().map(|p| p.number), pictures.last().map(|p| p.number))
    {
        pictures.retain(|picture| (first..=last).contains(&picture.number));
        if pictures.is_empty() {
            return Err(OutputError::NoSuchEditions { first, last, lowest, highest }.into());
        }
    }
    if args.by == SheetOrder::Rarity {
        refuse_links_in(folder)?;
        let rarity = rarity::of_metadata(&Editions::find(&folder.join(JSON), Some(project))?)?;
        let places: HashMap<u32, usize> = rarity.ranking.iter().map(|ranked| ranked.number).zip(0..).collect();
        // What has no metadata comes last.
        pictures.sort_by_key(|picture| places.get(&picture.number).copied().unwrap_or(usize::MAX));
    }
    pictures.truncate(args.count.map_or(usize::MAX, |count| count as usize));
    Ok(pictures)
}

/// Runs `simdgen preview-gif`.
pub fn preview_gif(args: &BuildArgs) -> Result<()> {
    let (project, folder) = open_built(args, false)?;
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
    let (project, folder) = open_built(&args.build, false)?;
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
    let (project, folder) = open_built(args, false)?;
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
    let (project, folder) = open_built(args, false)?;
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

fn pictures(project: &Project, folder: &Path) -> Result<Vec<Finished>> {
    derive::pictures(&folder.join(IMAGES), project.metadata.file_names)
}

/// Prints how many files were made, and where.
fn out_made(number: usize, what: &str, place: &Path) -> Result<()> {
    out(&format!("{} {what} in {}\n", count(number as u128), place.display()))
}
