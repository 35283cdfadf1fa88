//! Everything of a build but its pixels: names, counts, metadata, record, ledger, and editions that are alike.

use std::collections::HashMap;
use std::path::Path;

use super::beside::Place;
use super::read::{SameAs, read_whole};
use super::report::{Report, Wrong};
use crate::Result;
use crate::metadata::{CollectionWriter, MetadataWriter, Particulars};
use crate::output::layout::{DNA_FILE, IMAGES, JSON, LEDGER_FILE, LIST_FILE, PLAN_FILE, PROVENANCE_FILE, RECORD_FILE};
use crate::output::{EditionFiles, RunRecord, Seal};
use crate::plan::{self, Edition, Plan};
use crate::project::{Project, TraitId};

/// Compares the record with project and plan, and the plan with what the recorded seed gives.
pub(super) fn check_record(record: &RunRecord, project: &Project, plan: &Plan, report: &mut Report) {
    let numbers = || plan.editions().map(|e| e.number);
    let counts = (plan.len() as u64, numbers().min().unwrap_or(0), numbers().max().unwrap_or(0));
    let recorded = (record.editions, record.first_edition, record.last_edition);
    if counts != recorded {
        let ((n, from, to), (m, first, last)) = (recorded, counts);
        let text = format!("says {n} editions from {from} to {to}; the plan has {m} from {first} to {last}");
        report.add(Wrong::Record, None, RECORD_FILE, text);
    }
    if record.files != EditionFiles::of(project) {
        report.add(Wrong::Record, None, RECORD_FILE, "says that files are called otherwise");
    }
    if record.project != plan::default_seed(project) {
        let text = "is of other odds: layers, traits or weights of the project changed since";
        report.add(Wrong::Record, None, RECORD_FILE, text);
    } else if !record.seed.is_empty() && !record.options.given {
        let mut resized = project.clone();
        plan::resize_sets(&mut resized, plan.len());
        let drawn = plan::draw(&resized, &record.seed);
        let same = drawn.is_ok_and(|drawn| drawn.editions().eq(plan.editions()));
        if !same {
            let text = format!("is not what the recorded seed \"{}\" gives", record.seed);
            report.add(Wrong::Plan, None, PLAN_FILE, text);
        }
    }
}

/// Compares every metadata file with what project, plan and, where metadata tells of them, the pictures give, and with the
/// ledger; then the files that list pictures or DNA. `part` has those editions of the plan that were rendered. Returns the
/// names of those files that need not be compared with the ledger any more.
pub(super) fn check_metadata(
    place: &Place<'_>,
    project: &Project,
    plan: &Plan,
    part: &Plan,
    date_ms: u64,
    report: &mut Report,
) -> Result<Vec<String>> {
    let Place { build, files, recorded, .. } = *place;
    let particulars = Particulars::of_plan(project, plan, date_ms)?;
    let (mut text, mut unseen) = (vec![], 0);
    for number in part.editions().map(|e| e.number).filter(|&number| !particulars.is_known(number)) {
        // That it cannot be read is reported where it is compared.
        let path = build.join(files.picture_path(number));
        match place.closed.contains(IMAGES) || read_whole(&path, &mut text).is_err() {
            true => unseen += 1,
            false => particulars.note_picture(number, &text),
        }
    }
    let mut checked = vec![];
    if unseen == 0
        && part.len() == plan.len()
        && let Some(expected) = particulars.provenance(project, plan)
    {
        checked.extend(check_text(build, PROVENANCE_FILE, &expected, report));
    }
    if project.conventions.writes_dna_list {
        checked.extend(check_text(build, DNA_FILE, &plan::dna_list(project, plan), report));
    }
    for number in part.editions().map(|e| e.number) {
        if recorded.get(number).is_none() && !recorded.editions.is_empty() {
            report.add(Wrong::Ledger, Some(number), LEDGER_FILE, format!("does not know edition {number}"));
        }
    }
    if place.closed.contains(JSON) {
        return Ok(checked);
    }
    let writer = MetadataWriter::new(project);
    let list = || SameAs::open(&build.join(LIST_FILE)).map(|same| CollectionWriter::new(same, build.join(LIST_FILE)));
    let mut of_all = list();
    // A run of a part lists the editions that are made; one of version 0.1.0 listed all. Without a ledger none is known.
    let is_made = |number: u32| recorded.editions.is_empty() || recorded.get(number).is_some();
    let is_part = plan.editions().any(|edition| !is_made(edition.number));
    let mut of_made = is_part.then(list).and_then(std::result::Result::ok);
    let (mut expected, mut rendered) = (String::new(), part.editions().peekable());
    for edition in plan.editions() {
        let number = edition.number;
        let json = files.metadata_path(number);
        let is_read = rendered.next_if(|next| next.number == number).is_some_and(|_| {
            let read = read_whole(&build.join(&json), &mut text).map(|()| text.len() as u64);
            report.note_read_of(number, &json, read).is_some()
        });
        let mut is_right = false;
        if particulars.is_known(number) {
            expected.clear();
            writer.write_edition(edition, &particulars, &mut expected);
            if let Ok(list) = &mut of_all {
                list.push(&expected)?;
            }
            if let Some(list) = of_made.as_mut().filter(|_| is_made(number)) {
                list.push(&expected)?;
            }
            is_right = is_read && text == expected.as_bytes();
            if is_read && !is_right {
                report.add(Wrong::Metadata, Some(number), &json, "is not what project and plan give");
            }
        }
        // What is right is right, whoever wrote it.
        if is_read
            && !is_right
            && let Some(made) = recorded.get(number)
            && let Some(problem) = made.json_differs(Seal::of(&text))
        {
            report.add(Wrong::Ledger, Some(number), json, problem);
        }
    }
    let is_of_made = match of_made {
        Some(list) => list.finish()?.finish().unwrap_or(false),
        None => false,
    };
    let is_of_all = match of_all {
        Ok(list) => list.finish()?.finish(),
        Err(why) => Err(why),
    };
    match is_of_all.map(|is_of_all| is_of_all || is_of_made) {
        Ok(true) => checked.push(LIST_FILE.to_owned()),
        Ok(false) => {
            let text = "is not the metadata of all editions in the order of the plan";
            report.add(Wrong::Metadata, None, LIST_FILE, text);
        }
        Err(why) => {
            report.add_unread(None, LIST_FILE, &why);
            checked.push(LIST_FILE.to_owned());
        }
    }
    Ok(checked)
}

/// Compares a file of the whole collection with what it should hold; returns its name unless it holds something else.
fn check_text(build: &Path, name: &str, expected: &str, report: &mut Report) -> Option<String> {
    let mut text = vec![];
    match read_whole(&build.join(name), &mut text) {
        Err(why) => report.add_unread(None, name, &why),
        Ok(()) if text != expected.as_bytes() => {
            report.add(Wrong::Metadata, None, name, "is not what the build gives");
            return None;
        }
        Ok(()) => {}
    }
    Some(name.to_owned())
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
            report.add(Wrong::DuplicateDna, Some(edition.number), files.metadata_path(edition.number), text);
        }
    }
}
