//! Judges what lies where a pack should be: the pack of these sources, something to take tiles from, or nothing of use.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::built::{self, Belief};
use super::format::Settings;
use super::in_order::in_order;
use super::reader::Pack;
use super::seen::{Seen, SeenWriter};
use super::source::{Source, Stamp, hash_of_file, sources};
use super::turn::BuildTurn;
use crate::error::{PackError, first_few};
use crate::files::{self, What};
use crate::image::MAX_PIXELS;
use crate::project::Project;
use crate::{Error, Result};

/// The thoroughness with which an existing pack is checked before use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Care {
    /// Compares file stamps of pictures, and by content only those pictures whose stamps changed.
    Usual,
    /// Compares all pictures by content.
    ByContent,
    /// Compares all pictures by content, and all tiles with their hashes.
    EveryTile,
    /// Uses nothing of the pack and builds it anew.
    Anew,
}

/// Options of [`super::ensure`].
#[derive(Clone, Copy, Debug)]
pub struct BuildOptions<'a> {
    /// Threads that decode.
    pub threads: usize,
    /// Largest picture to decode, in pixels.
    pub max_pixels: u64,
    /// Bytes that pictures may take while they are decoded and cut, over all threads.
    pub memory: usize,
    /// How far the pack that is there is believed to be up to date.
    pub care: Care,
    /// The packs that are believed.
    pub belief: Belief<'a>,
}

impl BuildOptions<'_> {
    /// Options for so many threads, the usual limit of pixels and care, no bound on memory, and any pack believed.
    pub fn new(threads: usize) -> Self {
        let (max_pixels, memory, belief) = (MAX_PIXELS, usize::MAX, Belief::Any);
        Self { threads, max_pixels, memory, care: Care::Usual, belief }
    }
}

/// The thing that lies where a pack should be.
pub(super) enum Found {
    /// The pack of these sources.
    UpToDate(Pack, StaleSeen),
    /// None, or none that will do.
    ToBuild(Build),
}

/// The pack to be built.
pub(super) struct Build {
    /// Something older to take tiles from.
    pub old: Option<Pack>,
    /// For each source, `true` if nothing of it can be taken over.
    pub changed: Vec<bool>,
    /// Why what was there does not do.
    pub reason: String,
}

/// Stamps of sources that were found unchanged by content: worth storing, so that the next start need not read them.
#[derive(Default)]
pub(super) struct StaleSeen(Option<SeenWriter>);

impl StaleSeen {
    /// Writes it, unless somebody builds the pack just now.
    pub(super) fn renew(self, pack: &Pack, sources: &[Source]) {
        let Some(writer) = self.0 else { return };
        let Some(_turn) = BuildTurn::take(pack.path()) else { return };
        let stamps: Vec<Stamp> = sources.iter().map(|source| source.stamp).collect();
        let at = writer.at();
        writer.write(pack, at, &stamps);
    }
}

/// Judges a pack.
///
/// # Errors
/// [`Error::Pack`] when something lies there that is not this program's to replace; [`Error::Io`] when a source cannot
/// be read.
pub(super) fn find(path: &Path, settings: Settings, sources: &[Source], options: BuildOptions<'_>) -> Result<Found> {
    let shown = path.display();
    let anew = |reason: String| Ok(Found::ToBuild(Build { old: None, changed: vec![true; sources.len()], reason }));
    if files::stamp(path).is_ok_and(|found| found.what != What::File) {
        return Err(Error::Pack { path: path.to_owned(), source: PackError::NoFile });
    }
    let pack = match Pack::open(path) {
        Ok(pack) => pack,
        Err(Error::Io { .. }) => return anew("there was no pack yet".to_owned()),
        // A file of another kind was named by mistake: it is not this program's to replace.
        Err(error @ Error::Pack { .. }) if path.extension().is_none_or(|e| e != "pack") => return Err(error),
        Err(Error::Pack { source, .. }) => return anew(format!("{shown} is unusable: {source}")),
        Err(other) => return Err(other),
    };
    if options.care == Care::Anew {
        return anew("it was asked for".to_owned());
    }
    if pack.settings() != settings {
        return anew("canvas or resize changed".to_owned());
    }
    let seen = Seen::read(&pack);
    if !is_believed(&pack, seen.as_ref(), options.belief) {
        return anew(format!("{shown} was not built here, so its pixels are not believed"));
    }
    let damage = if options.care == Care::EveryTile { pack.verify(options.threads).err() } else { None };
    let seen = seen.filter(|_| options.care == Care::Usual);
    let (changed, changes, stale) = compare(&pack, seen, sources, options.threads)?;
    let reason = match damage {
        Some(Error::Pack { source, .. }) => format!("{shown} is damaged: {source}"),
        _ if changes.is_empty() => return Ok(Found::UpToDate(pack, stale)),
        _ => first_few(&changes, 3),
    };
    Ok(Found::ToBuild(Build { old: Some(pack), changed, reason }))
}

/// A file that was built elsewhere may hold anything, with hashes that fit it. No program can give a file that it writes
/// the change time and inode that were seen of another; elsewhere than on Unix only the list tells.
fn is_believed(pack: &Pack, seen: Option<&Seen>, belief: Belief<'_>) -> bool {
    match belief {
        Belief::Any => true,
        Belief::BuiltHere(list) => cfg!(unix) && seen.is_some() || list.is_some_and(|list| built::has(list, pack.id())),
    }
}

/// Finds out if [`super::ensure`] would have nothing to do: the pack's tiles and bytes, or the reason to build it.
///
/// # Errors
/// The reason to build, in words that follow "to be built: ".
pub fn state(project: &Project, path: &Path, belief: Belief<'_>) -> Result<(usize, usize), String> {
    let (sources, _) = sources(project).map_err(|e| e.to_string())?;
    if !path.exists() {
        return Err("there is none".to_owned());
    }
    let settings = Settings { canvas: project.canvas, resize: project.resize };
    match find(path, settings, &sources, BuildOptions { belief, ..BuildOptions::new(1) }) {
        Ok(Found::UpToDate(pack, _)) => Ok((pack.tiles(), pack.len())),
        Ok(Found::ToBuild(build)) => Err(build.reason),
        Err(error) => Err(error.to_string()),
    }
}

/// Compares sources with those that were packed: `true` for each that differs, all differences in words, and stamps to
/// store.
///
/// A file is unchanged for sure when length, times and inode are what was seen, unless it was changed so shortly before that
/// a coarse clock could hide a second change. Else its bytes are hashed.
fn compare(
    pack: &Pack,
    seen: Option<Seen>,
    sources: &[Source],
    threads: usize,
) -> Result<(Vec<bool>, Vec<String>, StaleSeen)> {
    let packed = &pack.tables().pictures;
    // By name: one file more or less shifts the places of all that come after it.
    let old: HashMap<&str, usize> = packed.iter().map(|p| p.name.as_str()).zip(0..).collect();
    let new: HashSet<&str> = sources.iter().map(|s| s.name.as_str()).collect();
    let known: Vec<Option<usize>> = sources.iter().map(|source| old.get(source.name.as_str()).copied()).collect();
    let is_unchanged =
        |source: usize, picture| seen.as_ref().is_some_and(|seen| seen.is_unchanged(picture, sources[source].stamp));
    let to_read: Vec<(usize, usize)> = known.iter().enumerate().filter_map(|(s, p)| Some((s, (*p)?))).collect();
    let to_read: Vec<(usize, usize)> = to_read.into_iter().filter(|&(s, p)| !is_unchanged(s, p)).collect();
    let writer = if to_read.is_empty() { None } else { SeenWriter::begin(pack.path()) };

    let mut changed: Vec<bool> = known.iter().map(Option::is_none).collect();
    let hash = |item: usize| {
        let path = &sources[to_read[item].0].path;
        (hash_of_file(path), 0)
    };
    let mut item = 0;
    in_order(threads, &vec![0; to_read.len()], 0, hash, |found| {
        let (source, picture) = to_read[item];
        changed[source] = found? != packed[picture].hash;
        item += 1;
        Ok::<(), Error>(())
    })?;
    let differs = |(index, source): (usize, &Source)| match (known[index], changed[index]) {
        (None, _) => Some(format!("{} was added", source.name)),
        (_, true) => Some(format!("{} changed", source.name)),
        _ => None,
    };
    let mut changes: Vec<String> = sources.iter().enumerate().filter_map(differs).collect();
    changes.extend(packed.iter().filter(|p| !new.contains(p.name.as_str())).map(|p| format!("{} is gone", p.name)));
    if changes.is_empty() && !sources.iter().map(|s| &s.name).eq(packed.iter().map(|p| &p.name)) {
        changes.push("pictures come in another order".to_owned());
    }
    let stamps: Vec<Stamp> = sources.iter().map(|source| source.stamp).collect();
    let is_news = |writer: &SeenWriter| {
        changes.is_empty() && seen.as_ref().is_none_or(|seen| seen.is_worse_than(writer.at(), &stamps))
    };
    let stale = StaleSeen(writer.filter(is_news));
    Ok((changed, changes, stale))
}
