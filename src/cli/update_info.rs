//! `simdgen update-info`: the configuration's texts into metadata that is there, without rendering.

use super::args::BuildArgs;
use super::print::{Notes, counted, notice, notices, out};
use super::workspace::open_project;
use crate::Result;
use crate::build::results_folder;
use crate::derive::update_info;
use crate::metadata::Editions;
use crate::output::layout::{COLLECTION_FILE, JSON};
use crate::output::{Commit, Staging, refuse_links_in};

/// Runs the command.
pub fn run(args: &BuildArgs) -> Result<()> {
    let project = open_project(&args.project, false)?;
    let folder = results_folder(args.out.as_deref(), &project)?;
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
    update_info(&project, &json, &editions, &staging).and_then(|updated| {
        staging.commit(Commit { keeps_edits: true, ..Commit::default() })?;
        notices(&updated.notices, "note", Notes::of(false, args.project.verbose));
        out(&format!("{} updated in {}\n", counted(updated.editions as u128, "metadata file"), json.display()))
    })
}
