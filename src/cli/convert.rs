//! `simdgen convert`: nftchef's files for another network, in a folder of their own beside the collection's.

use std::path::Path;

use super::args::ConvertArgs;
use super::of_build::open_built;
use super::print::{counted, notice, out};
use super::workspace::{memory, threads};
use crate::canvas::CanvasSize;
use crate::choice::Choice;
use crate::derive::{CopyKind, convert};
use crate::dialect;
use crate::files::Kind;
use crate::metadata::Editions;
use crate::output::layout::{IMAGES, JSON, RESULT_FOLDERS, SOLANA_IMAGES, TEZOS_DISPLAY, TEZOS_THUMBNAIL};
use crate::output::{Commit, EditionFiles, Staging, refuse_links_in};
use crate::parallel::Memory;
use crate::project::{Network, NetworkSettings, PictureFormat, Project};
use crate::{Result, derive};

/// Runs the command.
pub fn run(args: &ConvertArgs) -> Result<()> {
    let (project, build) = open_built(&args.build, true)?;
    let (network, name) = (args.network, args.network.name());
    let settings = dialect::network_settings(network, &project)?;
    let memory = memory(args.build.memory);
    let json = build.join(JSON);
    refuse_links_in(&build)?;
    let editions = Editions::find(&json, Some(&project))?;
    let folder = build.join(name);
    let staging = Staging::start(&build, args.build.force)?;
    let folders: Vec<&str> = RESULT_FOLDERS.into_iter().filter(|folder| Path::new(folder).starts_with(name)).collect();
    staging.refuse_edits_in(&folders)?;
    match network {
        // Pictures that are counted from 0 already are where they should be.
        Network::Solana if project.first_edition != 0 => renumber(&project, &editions, &staging)?,
        Network::Tezos => renditions(&project, &settings, &build.join(IMAGES), &memory, &staging)?,
        _ => {}
    }
    let made = convert(&project, network, &settings, &editions, &staging)?;
    let removed = folders.into_iter().map(|folder| staging.obsolete(folder)).collect::<Result<Vec<_>>>()?.concat();
    staging.commit(Commit { removed, ..Commit::default() })?;
    out(&format!("{} in {}\n", counted(made as u128, "metadata file"), folder.display()))
}

/// Copies pictures to the names they have when they are counted from 0.
fn renumber(project: &Project, editions: &Editions<'_>, staging: &Staging) -> Result<()> {
    let files = EditionFiles::of(project);
    let out = staging.out_folder();
    let mut copies = staging.writer(SOLANA_IMAGES, files.names, files.pictures.extension())?;
    for number in editions.numbers()? {
        let picture = out.open_there(files.picture_path(number), "copy")?.read_all(Kind::Picture)?;
        copies.write(number.saturating_sub(project.first_edition), &picture)?;
    }
    Ok(())
}

/// Makes the smaller pictures that metadata for Tezos tells of.
fn renditions(
    project: &Project,
    settings: &NetworkSettings,
    images: &Path,
    memory: &Memory,
    staging: &Staging,
) -> Result<()> {
    if project.pictures != PictureFormat::Png {
        notice("note: displayUri and thumbnailUri are made of PNG pictures only; scale the JPEG files yourself");
        return Ok(());
    }
    let names = project.metadata.file_names;
    let pictures = derive::pictures(images, names)?;
    for (rendition, folder) in [("displayUri", TEZOS_DISPLAY), ("thumbnailUri", TEZOS_THUMBNAIL)] {
        let Some([width, height]) = settings.size(rendition) else { continue };
        let kind = CopyKind::Resized(CanvasSize::new(width, height)?);
        derive::copy_each(&pictures, kind, threads(None), memory, || staging.writer(folder, names, "png"))?;
    }
    Ok(())
}
