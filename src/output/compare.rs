//! Compares a plan with what lies in an output folder, and finds what a run has to do. It writes nothing.

use std::collections::{BTreeSet, HashSet};
use std::path::PathBuf;

use super::changes::MetadataSeals;
use super::layout::{GIFS, IMAGES, JSON, LIST_FILE, PIXEL_IMAGES, RESULT_FOLDERS, path_of};
use super::register::Register;
use super::{Changes, Contents, EditionFiles, Entry, Keeps, Replace, Request, edits, losses};
use crate::error::OutputError;
use crate::plan::{Edition, EditionIndex};
use crate::{Error, Result};

impl Changes {
    /// Compares what is asked for with what an output folder holds.
    ///
    /// # Errors
    /// [`OutputError::OutputNotEmpty`], [`OutputError::OtherSeed`] and its like, [`OutputError::EditionsWouldGo`] or
    /// [`OutputError::DealtAnew`] when results would be lost; [`OutputError::UnfinishedRun`] when those of an interrupted
    /// run would be and neither `resume` nor [`Replace::All`] is asked for; those of files that
    /// somebody changed, [`OutputError::HandEdits`] first; [`Error::Io`].
    pub fn find(request: &Request<'_>, folder: &Contents) -> Result<Self> {
        let Register { ledger: build, files: earlier, .. } = &folder.build;
        let earlier = *earlier;
        losses::refuse(request, folder, build)?;
        let unfinished = folder.unfinished()?;
        let force = matches!(request.replace, Replace::All | Replace::AnyPart);
        let files = request.fingerprints.files();
        let mut seals = MetadataSeals::new(request);
        let mut changes = Self::default();
        let mut useful = 0;
        changes.unchanged = if request.replace == Replace::All { build.without_editions() } else { build.clone() };
        for (edition, index) in request.full_plan.editions().zip(0..).map(|(e, i)| (e, EditionIndex(i))) {
            if !request.numbers.contains(&edition.number) {
                continue;
            }
            let (done, stays) = (unfinished.get(edition.number), build.get(edition.number));
            if done.is_none() && stays.is_none() {
                changes.pictures.push(index);
                continue;
            }
            let (picture, shared) = (request.fingerprints.picture(edition), request.fingerprints.shared());
            if let Some(entry) = done.filter(|entry| entry.picture == picture && entry.shared == shared)
                && seals.of(edition, &folder.unfinished)? == Some(entry.json)
            {
                useful += 1;
                if request.resume && folder.unfinished.is_intact(files, entry) {
                    changes.unchanged.remove(edition.number);
                    changes.resumed.put(*entry);
                    continue;
                }
            }
            let same_bytes = |entry: &&Entry| match force {
                true => request.resume && entry.shared == shared,
                false => match request.keeps {
                    Keeps::Pixels => true,
                    Keeps::Bytes => entry.shared == shared,
                    Keeps::Nothing => false,
                },
            };
            let stays = stays.filter(|entry| entry.picture == picture).filter(same_bytes);
            let json = match stays.filter(|entry| folder.there.has_picture(files, entry)) {
                Some(_) => seals.of(edition, &folder.there)?,
                None => None,
            };
            if let (Some(entry), Some(json)) = (stays, json) {
                if !folder.there.has_metadata(files, edition.number, json, entry) {
                    changes.metadata.push(index);
                }
                changes.unchanged.put(Entry { json, ..*entry });
            } else {
                changes.unchanged.remove(edition.number);
                changes.pictures.push(index);
            }
        }
        // What lies outside the range would go as well, and --resume of another command does not keep it.
        let (shared, outside) = (request.fingerprints.shared(), |e: &Edition<'_>| !request.numbers.contains(&e.number));
        let fits = |e: &Edition<'_>| {
            let done = unfinished.get(e.number);
            done.is_some_and(|done| done.shared == shared && done.picture == request.fingerprints.picture(*e))
        };
        let lost =
            if unfinished.is_empty() { 0 } else { request.full_plan.editions().filter(outside).filter(fits).count() };
        let editions = lost + if request.resume { 0 } else { useful };
        if editions > 0 && !force {
            let path = folder.path().to_owned();
            return Err(Error::Output(OutputError::UnfinishedRun { path, editions }));
        }
        changes.animations = changes.missing_animations(request, folder);
        if matches!(request.replace, Replace::Part | Replace::AnyPart) {
            changes.outdated = losses::outdated(request, folder, build, &mut seals)?;
        }
        if matches!(request.replace, Replace::All | Replace::Update) {
            changes.remove_obsolete(request, folder, earlier)?;
        }
        // Edits that stay are not in the way.
        if !request.keep_edits {
            folder.refuse_others(changes.written_by(request))?;
        }
        // Without a ledger there is nothing there: that was refused.
        let is_new = request.replace == Replace::Update && build.is_empty();
        if !force && !is_new {
            edits::keep_or_refuse(&mut changes, &mut seals, folder)?;
        }
        if request.keep_edits {
            folder.refuse_others(changes.written_by(request))?;
        }
        Ok(changes)
    }

    /// Positions of the editions whose animation is to be made: those rendered or resumed, and those whose animation is not
    /// there.
    fn missing_animations(&self, request: &Request<'_>, folder: &Contents) -> Vec<EditionIndex> {
        if request.project.gallery.build_up.is_none() {
            return vec![];
        }
        let (full_plan, files) = (request.full_plan, request.fingerprints.files());
        let rendered: HashSet<u32> = self.pictures.iter().map(|&index| full_plan.edition(index).number).collect();
        let is_there = |number: u32| folder.has(files.animation_path(number));
        let numbers = full_plan.editions().zip(0..).map(|(edition, i)| (edition.number, EditionIndex(i)));
        numbers
            .filter(|&(n, _)| {
                rendered.contains(&n)
                    || self.resumed.get(n).is_some()
                    || self.unchanged.get(n).is_some() && !is_there(n)
            })
            .map(|(_, index)| index)
            .collect()
    }

    /// Finds what goes when the build becomes that of the plan: everything that earlier runs wrote and this one neither writes
    /// nor keeps. Without a ledger, which older programs did not write, that is all that is called as files of editions; as it
    /// is after an interrupted run in object storage, where files have these names before the ledger knows them.
    fn remove_obsolete(&mut self, request: &Request<'_>, folder: &Contents, earlier: EditionFiles) -> Result<()> {
        let files = request.fingerprints.files();
        let register = &folder.build;
        let mut numbers: Vec<u32> = register.ledger.entries().map(|e| e.number).collect();
        if register.ledger.is_empty() || folder.is_interrupted() {
            numbers.extend(folder.names(IMAGES)?.iter().filter_map(|name| earlier.number_of_picture(name)));
            numbers.extend(folder.names(JSON)?.iter().filter_map(|name| earlier.number_of_metadata(name)));
            numbers.sort_unstable();
            numbers.dedup();
        }
        let planned: HashSet<u32> = request.full_plan.editions().map(|e| e.number).collect();
        self.removed = numbers.iter().copied().filter(|number| !planned.contains(number)).collect();
        let has_animations = request.project.gallery.build_up.is_some();
        let is_planned = |path: &str| match path.rsplit_once('/') {
            Some((IMAGES | JSON, _)) => files.number_of_path(path).is_some_and(|n| planned.contains(&n)),
            Some((GIFS, name)) => has_animations && files.number_of(name, "gif").is_some_and(|n| planned.contains(&n)),
            Some((PIXEL_IMAGES, name)) => files.number_of(name, "png").is_some_and(|n| planned.contains(&n)),
            // What is made for other networks and of all pictures is made anew by the commands that made it.
            _ => true,
        };
        let of_editions =
            numbers.iter().flat_map(|&number| [earlier.picture_path(number), earlier.metadata_path(number)]);
        let mut gone: BTreeSet<String> = of_editions.filter(|path| !is_planned(path)).collect();
        gone.extend(register.ledger.files().filter(|path| *path != LIST_FILE && !is_planned(path)).map(str::to_owned));
        for derived in RESULT_FOLDERS.into_iter().filter(|_| register.is_old()) {
            let paths = folder.names(derived)?.into_iter().map(|name| path_of(derived, &name));
            gone.extend(paths.filter(|path| *path != LIST_FILE && !is_planned(path) && register.owns(path)));
        }
        self.removed_files = gone.into_iter().filter(|path| folder.has(path)).map(PathBuf::from).collect();
        Ok(())
    }
}
