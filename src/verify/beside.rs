//! Checks the files of a build beside the editions' own two, and finds files that nobody wrote.
//!
//! Files that the ledger has a line of are compared with it: the list of all metadata, the plan, the record, animations,
//! contact sheets, copies. A folder below that has a ledger of its own, as `convert` makes one, is looked at as well.

use std::collections::{BTreeMap, HashSet};
use std::path::{Component, Path};

use super::read::FileReader;
use super::recorded::{Recorded, differs};
use super::report::{Report, Wrong};
use crate::choice::Choice;
use crate::files::{self, Unread, What, what_is};
use crate::output::layout::{
    COLLECTION_FILE, COMPLETE, GIFS, IMAGES, JSON, LEDGER_FILE, PARTIAL, PIXEL_IMAGES, RESULT_FOLDERS, path_of,
};
use crate::output::{EditionFiles, Seal};
use crate::parallel;
use crate::project::Network;

/// A folder of results.
pub(super) struct Place<'a> {
    /// The build.
    pub(super) build: &'a Path,
    /// The folder seen from the build, with `/` at its end; nothing for the build itself.
    pub(super) name: &'a str,
    /// Names of its editions' files.
    pub(super) files: EditionFiles,
    /// Its ledger.
    pub(super) recorded: &'a Recorded,
    /// Folders of it that cannot be read through: what is in them is not looked for.
    pub(super) closed: &'a HashSet<&'static str>,
}

/// The folders of results that something else took the place of, which is reported: a link, a file.
pub(super) fn closed(build: &Path, place: &str, report: &mut Report) -> HashSet<&'static str> {
    let is_closed = |folder: &&str| {
        let file = format!("{place}{folder}");
        let why = match what_is(&build.join(&file)) {
            Ok(What::Folder) | Err(Unread::Missing) => return false,
            Ok(What::Link) => "is a link, and no folder".to_owned(),
            Ok(_) => "is no folder".to_owned(),
            Err(Unread::NoFile(found)) => format!("is {found}"),
            Err(Unread::Failed(error)) => format!("cannot be read: {error}"),
        };
        report.add(Wrong::Unreadable, None, file, why);
        true
    };
    RESULT_FOLDERS.into_iter().filter(is_closed).collect()
}

impl Place<'_> {
    /// `true` if the ledger or a file tells of an edition. Without a ledger all of them should be there.
    pub(super) fn is_rendered(&self, number: u32) -> bool {
        let is_there = |path: String| !matches!(what_is(&self.build.join(path)), Err(Unread::Missing));
        self.recorded.editions.is_empty()
            || self.recorded.get(number).is_some()
            || is_there(self.files.picture_path(number))
            || is_there(self.files.metadata_path(number))
    }

    /// Compares the files that have a line with it; of those in `known` the seal, or that there is none, is known already.
    pub(super) fn check_files(&self, known: &BTreeMap<String, Option<Seal>>, threads: usize, report: &mut Report) {
        let lines: Vec<(&String, &Seal)> = self.recorded.files.iter().collect();
        let found = parallel::map(threads, lines.len(), FileReader::new, |reader, item| {
            let (name, recorded) = lines[item];
            let file = format!("{}{name}", self.name);
            let mut report = Report::default();
            let seal = match known.get(name) {
                Some(seal) => *seal,
                // A ledger only ever names what is below it; anything else was written by someone else.
                None if !Path::new(name).components().all(|part| matches!(part, Component::Normal(_))) => {
                    let ledger = format!("{}{}", self.name, LEDGER_FILE);
                    report.add(Wrong::Ledger, None, ledger, format!("names {name:?}, which is not below it"));
                    None
                }
                None if name.rsplit_once('/').is_some_and(|(folder, _)| self.closed.contains(folder)) => None,
                None => report.note_read(&file, reader.seal(&self.build.join(&file))),
            };
            if let Some(text) = seal.and_then(|seal| differs(seal, *recorded)) {
                report.add(Wrong::Ledger, None, file, text);
            }
            report
        });
        found.into_iter().for_each(|found| report.absorb(found));
    }

    /// Looks for files in the folders of results that nobody wrote. Dot files are passed over.
    pub(super) fn check_extra(&self, is_edition: impl Fn(u32) -> bool, report: &mut Report) {
        for folder in RESULT_FOLDERS.into_iter().filter(|folder| !self.closed.contains(folder)) {
            let place = format!("{}{folder}", self.name);
            let mut extra = vec![];
            let entries = match files::entries_or_why(&self.build.join(&place)) {
                Ok(entries) => entries,
                // Without a folder its files are missing, and told one by one.
                Err(Unread::Missing) => continue,
                Err(_) => {
                    report.add(Wrong::Unreadable, None, place, "cannot be looked into");
                    continue;
                }
            };
            for entry in entries {
                let name = entry.name.to_string_lossy().into_owned();
                if !self.is_known(folder, &name, &is_edition) {
                    extra.push(name);
                }
            }
            extra.sort();
            for name in extra {
                report.add(Wrong::Extra, None, format!("{place}/{name}"), "is no edition of the plan");
            }
        }
    }

    fn is_known(&self, folder: &str, name: &str, is_edition: &impl Fn(u32) -> bool) -> bool {
        let of_edition = |number: Option<u32>| number.is_some_and(is_edition);
        let EditionFiles { names, .. } = self.files;
        let numbered = |extension: &str| name.strip_suffix(extension).and_then(|stem| names.read(stem));
        let by_name = match folder {
            IMAGES => of_edition(self.files.number_of_picture(name)),
            JSON => name == COLLECTION_FILE || of_edition(self.files.number_of_metadata(name)),
            // Earlier releases did not record these, and a later run keeps them.
            GIFS => !self.recorded.knows_all() && of_edition(numbered(".gif")),
            PIXEL_IMAGES => !self.recorded.knows_all() && of_edition(numbered(".png")),
            _ => !self.recorded.knows_all(),
        };
        by_name || name.starts_with('.') || self.recorded.files.contains_key(&path_of(folder, name))
    }
}

/// Looks at the folders below a build that have a ledger of their own.
pub(super) fn check_below(build: &Path, threads: usize, report: &mut Report) {
    let mut names: Vec<String> = vec![];
    match files::entries_or_why(build) {
        Ok(entries) => names.extend(entries.into_iter().map(|entry| entry.name.to_string_lossy().into_owned())),
        Err(_) => report.add(Wrong::Unreadable, None, ".", "cannot be looked into"),
    }
    names.sort();
    for name in names.iter().filter(|name| !name.starts_with('.') && !RESULT_FOLDERS.contains(&name.as_str())) {
        let is_link = build.join(name).is_symlink();
        if is_link && Network::from_name(name).is_some() {
            report.add(Wrong::Unreadable, None, name.as_str(), "is a link, and no folder");
        }
        let place = format!("{name}/");
        if is_link || what_is(&build.join(name).join(LEDGER_FILE)).is_err() {
            continue;
        }
        let recorded = Recorded::read(build, &place, report);
        let closed = closed(build, &place, report);
        // A build inside a build is one of its own: only what `convert` makes has no editions.
        if recorded.editions.is_empty() {
            let files = EditionFiles::default();
            let place = Place { build, name: &place, files, recorded: &recorded, closed: &closed };
            place.check_files(&BTreeMap::new(), threads, report);
            place.check_extra(|_| false, report);
        }
    }
}

/// Reports what an interrupted run left.
pub(super) fn unfinished(build: &Path, report: &mut Report) {
    for name in [PARTIAL, COMPLETE] {
        if what_is(&build.join(name)).is_ok() {
            report.add(Wrong::Unfinished, None, name, "is what an interrupted run left; finish it with --resume");
        }
    }
}
