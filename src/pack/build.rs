//! Makes a pack that is up to date: opens the one there is, and builds only what has changed.

use std::collections::HashMap;
use std::path::Path;

use super::built;
use super::built::Belief;
use super::cut::{CutPicture, cut_source};
use super::find::{Build, BuildOptions, Found, find};
use super::format::Settings;
use super::in_order::in_order;
use super::reader::Pack;
use super::seen::SeenWriter;
use super::source::{Source, Stamp, sources};
use super::tile::{PictureId, TileId};
use super::turn::BuildTurn;
use super::writer::PackWriter;
use crate::canvas::{CanvasSize, PLANE_LEN, TileGrid};
use crate::error::PictureError;
use crate::image::memory_of_file;
use crate::project::Project;
use crate::{Error, Result};

/// The report of [`ensure`]. Places are pictures times tiles of the grid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BuildReport {
    /// Why a pack was built; `None` when the one there was up to date.
    pub reason: Option<String>,
    /// Pictures decoded; the others were taken over.
    pub decoded: usize,
    /// Distinct pictures.
    pub pictures: usize,
    /// Distinct tiles stored.
    pub tiles: usize,
    /// Places that are empty.
    pub empty: usize,
    /// Places that are opaque.
    pub opaque: usize,
    /// Places that show a tile stored for another place.
    pub shared: usize,
    /// Bytes of the file.
    pub bytes: usize,
}

/// Opens the pack of a project, building it first where it is missing, stale, damaged or not to be believed.
///
/// The pack's bytes are a function of the pictures and the settings, whatever the thread count. Of several processes that
/// find it missing one builds it and the others wait; a pack has its name only when it is complete and synced.
///
/// # Errors
/// [`Error::CanvasPixels`] when pictures brought to the canvas would have more pixels than are allowed;
/// [`Error::Picture`] for the first picture, in project order, that cannot be used or takes too much memory;
/// [`Error::Pack`] when something lies in its place that is no file; [`Error::Io`].
pub fn ensure(project: &Project, path: &Path, options: BuildOptions<'_>) -> Result<(Pack, BuildReport)> {
    refuse_large_canvas(project.canvas, options.max_pixels)?;
    let (sources, of_trait) = sources(project)?;
    let settings = Settings { canvas: project.canvas, resize: project.resize };
    let up_to_date = |pack: Pack| {
        let report = report_of(&pack);
        Ok((pack.bind(of_trait.clone(), &sources), report))
    };
    if let Found::UpToDate(pack, stale) = find(path, settings, &sources, options)? {
        stale.renew(&pack, &sources);
        return up_to_date(pack);
    }
    let turn = BuildTurn::wait(path)?;
    // Looked for again: whoever had the turn before may have built just this.
    let Build { old, changed, reason } = match find(path, settings, &sources, options)? {
        Found::UpToDate(pack, _) => return up_to_date(pack),
        Found::ToBuild(build) => build,
    };
    let costs = costs(&sources, &changed, project.canvas, options.memory)?;
    let (decoded, begun) = build(path, settings, &sources, old.as_ref(), &costs, options)?;
    drop(old);
    let pack = Pack::open(path)?.bind(of_trait, &sources);
    if let Some(writer) = SeenWriter::begin(path) {
        let stamps: Vec<Stamp> = sources.iter().map(|source| source.stamp).collect();
        writer.write(&pack, begun, &stamps);
    }
    if let Belief::BuiltHere(Some(list)) = options.belief {
        built::add(list, pack.id());
    }
    drop(turn);
    let report = BuildReport { reason: Some(reason), decoded, ..report_of(&pack) };
    Ok((pack, report))
}

/// A small picture on a large canvas takes as much memory as a large picture.
fn refuse_large_canvas(canvas: CanvasSize, max_pixels: u64) -> Result<()> {
    if canvas.pixels() as u64 <= max_pixels {
        return Ok(());
    }
    Err(Error::CanvasPixels { width: canvas.width(), height: canvas.height(), most: max_pixels })
}

/// Bytes that each source takes until its tiles are written.
///
/// # Errors
/// [`Error::Picture`] for the first of the changed ones, that is those sure to be decoded, that takes more than is allowed.
fn costs(sources: &[Source], changed: &[bool], canvas: CanvasSize, allowed: usize) -> Result<Vec<u64>> {
    const MIB: u64 = 1 << 20;
    // Tiles are cut from the picture at its final size, and have a halo.
    let cutting = canvas.pixels() as u64 * 4 + (TileGrid::new(canvas).len() * 4 * PLANE_LEN) as u64;
    let cost = |(source, &is_changed): (&Source, &bool)| {
        let decoding = memory_of_file(&source.path, &source.layer, source.stamp.length, canvas)?;
        let needed = decoding.max(cutting);
        if is_changed && needed > allowed as u64 {
            let (needed, allowed) = (needed.div_ceil(MIB), allowed as u64 / MIB);
            return Err(source.refused(PictureError::Memory { needed, allowed }));
        }
        Ok(needed)
    };
    sources.iter().zip(changed).map(cost).collect()
}

/// Cuts all sources on several threads and writes them in order; returns how many were decoded, and when the first was
/// begun at the earliest, by the clock of the pack's file system.
fn build(
    path: &Path,
    settings: Settings,
    sources: &[Source],
    old: Option<&Pack>,
    costs: &[u64],
    options: BuildOptions<'_>,
) -> Result<(usize, u64)> {
    let old_ids: HashMap<&str, PictureId> = old
        .map(|pack| pack.tables().pictures.iter().zip(0..).map(|(p, i)| (p.name.as_str(), PictureId(i))).collect())
        .unwrap_or_default();
    let cut = |index: usize| {
        let source = &sources[index];
        let known = old.and_then(|pack| Some((pack, *old_ids.get(source.name.as_str())?)));
        let picture = cut_source(source, settings, options.max_pixels, known);
        let holds = picture.as_ref().map_or(0, CutPicture::bytes);
        (picture, holds)
    };
    let mut writer = PackWriter::create(path, settings)?;
    let (begun, mut decoded) = (writer.begun(), 0);
    in_order(options.threads, costs, options.memory as u64, cut, |picture: Result<CutPicture>| {
        let picture = picture?;
        decoded += usize::from(picture.decoded);
        writer.push(picture)
    })?;
    writer.finish()?;
    Ok((decoded, begun))
}

fn report_of(pack: &Pack) -> BuildReport {
    let places = &pack.tables().places;
    let empty = places.iter().filter(|&&id| id == 0).count();
    let opaque = places.iter().filter(|&&id| id != 0 && pack.entry(TileId(id)).opaque).count();
    let tiles = pack.tiles();
    BuildReport {
        reason: None,
        decoded: 0,
        pictures: pack.pictures(),
        tiles,
        empty,
        opaque,
        shared: places.len() - empty - tiles,
        bytes: pack.len(),
    }
}
