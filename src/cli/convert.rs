//! `simdgen convert`: nftchef's files for another network, in a folder of their own beside the collection's.

use std::path::Path;

use super::args::{ConvertArgs, NetworkArg};
use super::print::{counted, notice, out};
use super::workspace::{open_project, results_folder, threads};
use crate::canvas::CanvasSize;
use crate::error::OutputError;
use crate::output::metadata::{Existing, convert, read_collection};
use crate::output::{FileWriter, Staging};
use crate::project::{Network, NetworkSettings, PictureFormat, Project};
use crate::{Error, Result, gallery};

/// Runs the command.
pub fn run(args: &ConvertArgs) -> Result<()> {
    let project = open_project(&args.build.project, true)?;
    let (network, name) = match args.network {
        NetworkArg::Solana => (Network::Solana, "solana"),
        NetworkArg::Cardano => (Network::Cardano, "cardano"),
        NetworkArg::Tezos => (Network::Tezos, "tezos"),
    };
    let settings = network.settings(&project)?;
    let build = results_folder(args.build.out.as_deref(), &project)?;
    let (json, images) = (build.join("json"), build.join("images"));
    let editions = read_collection(&json, Some(&project))?;
    let folder = build.join(name);
    if folder.is_symlink() {
        return Err(Error::Output(OutputError::OutputLink { path: folder }));
    }
    let staging = Staging::start(&folder)?;
    match network {
        // Pictures that are counted from 0 already are where they should be.
        Network::Solana if project.first_edition != 0 => renumber(&project, &editions, &images, &staging)?,
        Network::Tezos => renditions(&project, &settings, &images, &staging)?,
        _ => {}
    }
    let made = convert(&project, network, &settings, (&json, editions), &staging)?;
    let obsolete = staging.obsolete(project.metadata.file_names)?;
    staging.commit(&obsolete)?;
    out(format!("{} in {}\n", counted(made as u128, "metadata file"), folder.display()).as_bytes())
}

/// Copies pictures to the names they have when they are counted from 0.
fn renumber(project: &Project, editions: &[Existing], images: &Path, staging: &Staging) -> Result<()> {
    let name = |number| project.metadata.file_names.picture_file(number, project.pictures);
    for edition in editions {
        let from = images.join(name(edition.number));
        let to = staging.images().join(name(edition.number.saturating_sub(project.first_edition)));
        std::fs::copy(&from, to).map_err(Error::io("copy", &from))?;
    }
    Ok(())
}

/// Makes the smaller pictures that metadata for Tezos tells of.
fn renditions(project: &Project, settings: &NetworkSettings, images: &Path, staging: &Staging) -> Result<()> {
    if project.pictures != PictureFormat::Png {
        notice("note: displayUri and thumbnailUri are made of PNG pictures only; scale the JPEG files yourself");
        return Ok(());
    }
    let names = project.metadata.file_names;
    let pictures = gallery::pictures(images, names)?;
    for rendition in ["displayUri", "thumbnailUri"] {
        let Some([width, height]) = settings.size(rendition) else { continue };
        let folder = staging.folder(rendition)?;
        let size = CanvasSize::new(width, height)?;
        gallery::resize(&pictures, size, threads(None), || FileWriter::new(&folder, names, "png"))?;
    }
    Ok(())
}
