//! Everything of a build but its pixels: names, counts, metadata, record, ledger, and editions that are alike.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;

use super::same::SameAs;
use super::{Report, Wrong};
use crate::files::Folder;
use crate::output::metadata::{COLLECTION_FILE, CollectionWriter, MetadataWriter, Particulars};
use crate::output::{EditionFiles, JsonSeal, Ledger, PROVENANCE_FILE, RunRecord};
use crate::plan::existing::DNA_FILE;
use crate::plan::{self, Edition, Plan};
use crate::project::{Dialect, Project, TraitId};
use crate::{Error, Result};

/// Compares the record with project and plan, and the plan with what the recorded seed gives.
pub(super) fn check_record(record: &RunRecord, project: &Project, plan: &Plan, report: &mut Report) {
    let numbers = || plan.editions().map(|e| e.number);
    let counts = (plan.len() as u64, numbers().min().unwrap_or(0), numbers().max().unwrap_or(0));
    let recorded = (record.editions, record.first_edition, record.last_edition);
    if counts != recorded {
        let ((n, from, to), (m, first, last)) = (recorded, counts);
        let text = format!("says {n} editions from {from} to {to}; the plan has {m} from {first} to {last}");
        report.add(Wrong::Record, None, RunRecord::FILE, text);
    }
    if record.files != EditionFiles::of(project) {
        report.add(Wrong::Record, None, RunRecord::FILE, "says that files are called otherwise");
    }
    if record.project != plan::default_seed(project) {
        let text = "is of other odds: layers, traits or weights of the project changed since";
        report.add(Wrong::Record, None, RunRecord::FILE, text);
    } else if !record.seed.is_empty() && !record.options.given {
        let mut resized = project.clone();
        plan::resize_sets(&mut resized, plan.len());
        let drawn = plan::draw(&resized, &record.seed);
        let same = drawn.is_ok_and(|drawn| drawn.editions().eq(plan.editions()));
        if !same {
            let text = format!("is not what the recorded seed \"{}\" gives", record.seed);
            report.add(Wrong::Plan, None, "plan.jsonl", text);
        }
    }
}

/// Looks for files that are missing, and for files that are no edition's. Dot files are passed over.
pub(super) fn check_names(build: &Path, files: EditionFiles, plan: &Plan, report: &mut Report) -> Result<()> {
    let named: [(&str, &dyn Fn(u32) -> String); 2] =
        [("images", &|number| files.picture(number)), ("json", &|number| files.metadata(number))];
    for (folder, name_of) in named {
        let mut names = HashSet::new();
        let path = build.join(folder);
        if path.is_dir() {
            for entry in fs::read_dir(&path).map_err(Error::io("read", &path))? {
                names.insert(entry.map_err(Error::io("read", &path))?.file_name().to_string_lossy().into_owned());
            }
        }
        for number in plan.editions().map(|e| e.number) {
            let name = name_of(number);
            if !names.remove(&name) {
                report.add(Wrong::Missing, Some(number), format!("{folder}/{name}"), "is not there");
            }
        }
        if folder == "json" && !names.remove(COLLECTION_FILE) {
            report.add(Wrong::Missing, None, format!("{folder}/{COLLECTION_FILE}"), "is not there");
        }
        let mut extra: Vec<String> = names.into_iter().filter(|name| !name.starts_with('.')).collect();
        extra.sort();
        for name in extra {
            report.add(Wrong::Extra, None, format!("{folder}/{name}"), "is no edition of the plan");
        }
    }
    Ok(())
}

/// Compares every metadata file with what project, plan and, where metadata tells of them, the pictures give, and with the
/// ledger; then the files that list pictures or DNA. Files that are missing were reported before.
pub(super) fn check_metadata(
    build: &Path,
    project: &Project,
    plan: &Plan,
    date_ms: u64,
    report: &mut Report,
) -> Result<()> {
    let files = EditionFiles::of(project);
    let particulars = Particulars::of_plan(project, plan, date_ms)?;
    let folder = Folder::open(build)?;
    let images = folder.folder("images")?;
    let unseen = particulars.note_pictures_in(images.as_ref(), project, plan)?;
    if unseen == 0
        && let Some(expected) = particulars.provenance(project, plan)
    {
        check_text(build, PROVENANCE_FILE, &expected, report);
    }
    if project.dialect == Dialect::Nftchef {
        check_text(build, DNA_FILE, &plan::dna_list(project, plan), report);
    }
    let ledger = Ledger::read(&folder, Ledger::FILE)?;
    if ledger.is_empty() {
        report.add(Wrong::Ledger, None, Ledger::FILE, "is not there, or holds no whole line");
    }
    let writer = MetadataWriter::new(project);
    let whole = format!("json/{COLLECTION_FILE}");
    let mut same = SameAs::open(&build.join(&whole)).ok();
    let mut collection = same.as_mut().map(|same| CollectionWriter::new(same, build.join(&whole)));
    let mut expected = String::new();
    for edition in plan.editions() {
        let number = edition.number;
        let image = format!("images/{}", files.picture(number));
        let json = format!("json/{}", files.metadata(number));
        let text = fs::read(build.join(&json)).ok();
        let mut is_right = false;
        if particulars.is_known(number) {
            expected.clear();
            writer.write_edition(edition, &particulars, &mut expected);
            if let Some(collection) = &mut collection {
                collection.push(&expected)?;
            }
            is_right = text.as_deref() == Some(expected.as_bytes());
            if text.is_some() && !is_right {
                report.add(Wrong::Metadata, Some(number), &json, "is not what project and plan give");
            }
        }
        let entry = ledger.get(number);
        if entry.is_none() && !ledger.is_empty() {
            report.add(Wrong::Ledger, Some(number), Ledger::FILE, format!("does not know edition {number}"));
        }
        // What is right is right, whoever wrote it.
        if !is_right
            && let (Some(entry), Some(text)) = (entry, text)
            && entry.json != JsonSeal::of(&text)
        {
            report.add(Wrong::Ledger, Some(number), json, "was changed after it was made");
        }
        let length = fs::metadata(build.join(&image)).ok().map(|m| m.len());
        if let (Some(entry), Some(length)) = (entry, length)
            && entry.image_bytes != length
        {
            let text = format!("has {length} bytes, not the {} it was made with", entry.image_bytes);
            report.add(Wrong::Ledger, Some(number), image, text);
        }
    }
    if let Some(collection) = collection {
        collection.finish()?;
    }
    if same.is_some_and(|same| !same.finish()) {
        report.add(Wrong::Metadata, None, whole, "is not the metadata of all editions in the order of the plan");
    }
    Ok(())
}

/// Compares a file of the whole collection with what it should hold.
fn check_text(build: &Path, name: &str, expected: &str, report: &mut Report) {
    match fs::read(build.join(name)) {
        Err(_) => report.add(Wrong::Missing, None, name, "is not there"),
        Ok(text) if text != expected.as_bytes() => {
            report.add(Wrong::Metadata, None, name, "is not what the build gives")
        }
        Ok(_) => {}
    }
}

/// The traits by which editions are told apart: those of the layers that count.
pub(super) fn compared<'a>(project: &'a Project, edition: Edition<'a>) -> impl Iterator<Item = TraitId> + 'a {
    let counts = |pick: &TraitId| !project.layer(project.trait_(*pick).layer).bypass_dna;
    edition.picks.iter().copied().filter(counts)
}

/// Looks for editions that show the same traits in all layers that count, where the plan was drawn to have none.
pub(super) fn check_dna(project: &Project, plan: &Plan, report: &mut Report) {
    let files = EditionFiles::of(project);
    let mut known: HashMap<u128, u32> = HashMap::with_capacity(plan.len());
    for edition in plan.editions() {
        let mut hash = blake3::Hasher::new();
        for pick in compared(project, edition) {
            hash.update(&pick.0.to_le_bytes());
        }
        let key = u128::from_le_bytes(*hash.finalize().as_bytes().first_chunk().expect("a hash has 32 bytes"));
        if let Some(first) = known.insert(key, edition.number) {
            let text = format!("shows the same traits as edition {first}");
            report.add(
                Wrong::DuplicateDna,
                Some(edition.number),
                format!("json/{}", files.metadata(edition.number)),
                text,
            );
        }
    }
}
