//! Makes a pack that is up to date: opens the one there is, and builds only what has changed.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use super::cut::{CutPicture, cut_source};
use super::format::{PictureEntry, Settings};
use super::reader::{Pack, PictureId};
use super::source::{ContentHash, Source, Stamp, hash_of_file, sources};
use super::tile::TileId;
use super::turn::BuildTurn;
use super::writer::PackWriter;
use crate::canvas::CanvasSize;
use crate::project::Project;
use crate::{Error, Result};

/// What [`ensure`] found and did. Places are pictures times tiles of the grid.
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

/// How [`ensure`] works.
#[derive(Clone, Copy, Debug)]
pub struct BuildOptions {
    /// Threads that decode.
    pub threads: usize,
    /// Largest picture to decode, in pixels.
    pub max_pixels: u64,
    /// Build even when the pack is up to date, and take nothing over.
    pub force: bool,
}

/// Opens the pack of a project, building it first where it is missing, stale or damaged.
///
/// The pack's bytes are a function of the pictures and the settings, whatever the thread count. Of several processes that
/// find it missing one builds it and the others wait; a pack has its name only when it is complete and synced.
///
/// # Errors
/// [`Error::CanvasSize`] when pictures brought to the canvas would have more pixels than are allowed;
/// [`Error::Picture`] for the first picture, in project order, that cannot be used; [`Error::Io`].
pub fn ensure(project: &Project, path: &Path, options: BuildOptions) -> Result<(Pack, BuildReport)> {
    refuse_large_canvas(project.canvas, options.max_pixels)?;
    let (sources, of_trait) = sources(project)?;
    let settings = Settings { canvas: project.canvas, resize: project.resize };
    if let Found::UpToDate(pack) = find(path, settings, &sources, options.force)? {
        let report = report_of(&pack);
        return Ok((pack.bind(of_trait), report));
    }
    let turn = BuildTurn::wait(path)?;
    // Looked for again: whoever had the turn before may have built just this.
    let (old, reason) = match find(path, settings, &sources, options.force)? {
        Found::UpToDate(pack) => {
            let report = report_of(&pack);
            return Ok((pack.bind(of_trait), report));
        }
        Found::ToBuild(old, reason) => (old, reason),
    };
    let decoded = build(path, settings, &sources, old.as_ref(), options)?;
    drop(turn);
    drop(old);
    let pack = Pack::open(path)?.bind(of_trait);
    let report = BuildReport { reason: Some(reason), decoded, ..report_of(&pack) };
    Ok((pack, report))
}

/// A small picture on a large canvas takes as much memory as a large picture.
fn refuse_large_canvas(canvas: CanvasSize, max_pixels: u64) -> Result<()> {
    let pixels = canvas.pixels() as u64;
    if pixels <= max_pixels {
        return Ok(());
    }
    let reason =
        format!("it has {pixels}, more than the limit of {max_pixels}; make it smaller, or raise --max-pixels");
    Err(Error::CanvasSize { width: canvas.width(), height: canvas.height(), reason })
}

/// What lies where a pack should be.
enum Found {
    /// The pack of these sources.
    UpToDate(Pack),
    /// Something older to take tiles from, or nothing; and why it does not do.
    ToBuild(Option<Pack>, String),
}

fn find(path: &Path, settings: Settings, sources: &[Source], force: bool) -> Result<Found> {
    Ok(match Pack::open(path) {
        Ok(_) if force => Found::ToBuild(None, "it was asked for".to_owned()),
        Ok(pack) if pack.settings() != settings => Found::ToBuild(None, "canvas or resize changed".to_owned()),
        Ok(pack) => match what_changed(&pack, path, sources)? {
            None => Found::UpToDate(pack),
            Some(reason) => Found::ToBuild(Some(pack), reason),
        },
        Err(Error::Io { .. }) => Found::ToBuild(None, "there was no pack yet".to_owned()),
        // A file of another kind was named by mistake: it is not this program's to replace.
        Err(error @ Error::Pack { .. }) if path.extension().is_none_or(|e| e != "pack") => return Err(error),
        Err(Error::Pack { reason, .. }) => Found::ToBuild(None, format!("the old one is unusable: {reason}")),
        Err(other) => return Err(other),
    })
}

/// Says whether [`ensure`] would have nothing to do: the pack's tiles and bytes, or why it would be built.
///
/// # Errors
/// The reason to build, in words that follow "to be built: ".
pub fn state(project: &Project, path: &Path) -> Result<(usize, usize), String> {
    let (sources, _) = sources(project).map_err(|e| e.to_string())?;
    let pack = Pack::open(path).map_err(|e| match e {
        Error::Io { .. } => "there is none".to_owned(),
        other => other.to_string(),
    })?;
    if pack.settings() != (Settings { canvas: project.canvas, resize: project.resize }) {
        return Err("canvas or resize changed".to_owned());
    }
    match what_changed(&pack, path, &sources).map_err(|e| e.to_string())? {
        None => Ok((pack.tiles(), pack.len())),
        Some(reason) => Err(reason),
    }
}

/// Says why a pack is stale, or `None` when it holds exactly these sources.
///
/// A file is taken as unchanged when its length and modification time are, unless it was modified so shortly before the
/// pack was written that a coarse clock could hide a second change; then its bytes are hashed.
fn what_changed(pack: &Pack, path: &Path, sources: &[Source]) -> Result<Option<String>> {
    const COARSEST_CLOCK: u64 = 2_000_000_000;
    let packed = &pack.tables().pictures;
    let written = Stamp::of(&std::fs::metadata(path).map_err(Error::io("read", path))?).modified;
    // By name: one file more or less shifts the places of all that come after it.
    let old: HashMap<&str, &PictureEntry> = packed.iter().map(|p| (p.name.as_str(), p)).collect();
    let new: HashSet<&str> = sources.iter().map(|s| s.name.as_str()).collect();
    let mut changes = vec![];
    for source in sources {
        let Some(packed) = old.get(source.name.as_str()) else {
            changes.push(format!("{} was added", source.name));
            continue;
        };
        let safe = source.stamp.modified.saturating_add(COARSEST_CLOCK) < written;
        let same = source.stamp.length == packed.stamp.length
            && (safe && source.stamp.modified == packed.stamp.modified || is_content(source, packed.hash)?);
        if !same {
            changes.push(format!("{} changed", source.name));
        }
    }
    changes.extend(packed.iter().filter(|p| !new.contains(p.name.as_str())).map(|p| format!("{} is gone", p.name)));
    if changes.is_empty() && !sources.iter().map(|s| &s.name).eq(packed.iter().map(|p| &p.name)) {
        changes.push("pictures come in another order".to_owned());
    }
    Ok((!changes.is_empty()).then(|| listed(&changes)))
}

/// The first few changes, and how many more there are.
fn listed(changes: &[String]) -> String {
    const SHOWN: usize = 3;
    let first = changes[..changes.len().min(SHOWN)].join(", ");
    if changes.len() > SHOWN { format!("{first}, and {} more", changes.len() - SHOWN) } else { first }
}

fn is_content(source: &Source, hash: ContentHash) -> Result<bool> {
    Ok(hash_of_file(&source.path).map_err(Error::io("read", &source.path))? == hash)
}

/// Cuts all sources on several threads and writes them in order; returns how many were decoded.
///
/// Thread `t` of `n` takes sources `t`, `t + n`, ... and hands each over through a queue of one, so the writer sees
/// them in order and at most two pictures a thread are in memory.
fn build(
    path: &Path,
    settings: Settings,
    sources: &[Source],
    old: Option<&Pack>,
    options: BuildOptions,
) -> Result<usize> {
    let old_ids: HashMap<&str, PictureId> = old
        .map(|pack| pack.tables().pictures.iter().zip(0..).map(|(p, i)| (p.name.as_str(), PictureId(i))).collect())
        .unwrap_or_default();
    let cut = |source: &Source| {
        let known = old.and_then(|pack| Some((pack, *old_ids.get(source.name.as_str())?)));
        cut_source(source, settings, options.max_pixels, known)
    };
    let threads = options.threads.clamp(1, sources.len().max(1));
    thread::scope(|scope| {
        let mut queues: Vec<Receiver<Result<CutPicture>>> = vec![];
        for first in 0..threads {
            let (sender, receiver) = sync_channel(1);
            queues.push(receiver);
            let work = move || {
                for source in sources.iter().skip(first).step_by(threads) {
                    // A closed queue means that the writer met an error and has left.
                    if sender.send(cut(source)).is_err() {
                        break;
                    }
                }
            };
            let name = format!("simdgen-pack-{first}");
            thread::Builder::new()
                .name(name)
                .spawn_scoped(scope, work)
                .map_err(Error::io("start a thread for", path))?;
        }
        let mut writer = PackWriter::create(path, settings)?;
        let mut decoded = 0;
        for index in 0..sources.len() {
            let picture = queues[index % threads].recv().expect("a thread sends one result for each of its sources")?;
            decoded += usize::from(picture.decoded);
            writer.push(picture)?;
        }
        writer.finish()?;
        Ok(decoded)
    })
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
