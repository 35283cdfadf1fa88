//! `simdgen verify`: prove a finished build right, or list what is wrong with it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::args::VerifyArgs;
use super::of_build::project_of_build;
use super::print::{DIFFERENCE_FOUND, Finding, bytes, counted, findings, out, out_json};
use super::storage::access;
use super::watch::Watch;
use super::workspace::{memory, threads};
use crate::error::OutputError;
use crate::output::RunRecord;
use crate::output::layout::{LEDGER_FILE, PARTIAL, RECORD_FILE};
use crate::store::{Address, Copies, Place, copy_build};
use crate::verify::{Report, VerifyOptions, scrub, verify};
use crate::{Error, Result};

/// Runs the command.
pub fn run(args: &VerifyArgs) -> Result<ExitCode> {
    let (folder, copied) = match Address::place(&args.build)? {
        Place::Folder(path) => (path, None),
        Place::Store(address) => {
            let copied = copy_build(&address, &access(0).0)?;
            (copied.path().to_path_buf(), Some(copied))
        }
    };
    let build = &*folder;
    refuse_other_folders(build)?;
    let report = if args.fast { fast(args, build)? } else { whole(args, build)? };
    copied.as_ref().map_or(Ok(()), Copies::empty)?;
    if args.json {
        let text = serde_json::to_string_pretty(&report).expect("only text and numbers");
        out_json(&format!("{text}\n"))?;
    } else {
        let found = report.findings.iter();
        let found: Vec<_> = found
            .map(|f| Finding { kind: f.kind, label: "", about: f.file.display().to_string(), text: f.text.clone() })
            .collect();
        let editions = counted(report.editions as u128, "edition");
        let checked = match args.fast {
            true => format!("{} of {editions}, {} read", counted(report.files as u128, "file"), bytes(report.bytes)),
            false => format!("{} of {editions} compared", counted(report.pictures as u128, "picture")),
        };
        let unrendered = match report.unrendered {
            0 => String::new(),
            n => format!("{} of the plan not rendered\n", counted(n as u128, "edition")),
        };
        out(&(unrendered + &findings(&found, &checked, args.verbose)))?;
    }
    Ok(if report.findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(DIFFERENCE_FOUND) })
}

/// Fails for a folder that no run wrote to: a project's, or the wrong one.
fn refuse_other_folders(folder: &Path) -> Result<()> {
    let is_there = |path: PathBuf| path.is_symlink() || path.exists();
    let is_build = |at: &Path| [RECORD_FILE, LEDGER_FILE, PARTIAL].iter().any(|name| is_there(at.join(name)));
    if is_build(folder) {
        return Ok(());
    }
    // Below it, or in the project of which it is a part.
    let above = folder.parent().unwrap_or(Path::new("")).to_path_buf();
    let places = [folder.to_path_buf(), above.clone(), above.join(".."), above.join("../..")];
    let inside = places.into_iter().map(|place| place.join("build")).find(|inside| is_build(inside));
    Err(Error::Output(OutputError::NoBuild { path: folder.to_path_buf(), inside }))
}

/// Compares files with their check sums.
fn fast(args: &VerifyArgs, build: &Path) -> Result<Report> {
    // How many editions there are is known when the build has been looked at.
    let total = RunRecord::read(build).map_or(0, |record| record.editions as usize);
    let watch = Watch::of_verify(total, args.json);
    let report = scrub(build, threads(args.threads), &watch)?;
    watch.finish();
    Ok(report)
}

/// Compares everything with the project.
fn whole(args: &VerifyArgs, build: &Path) -> Result<Report> {
    let record = RunRecord::read(build)?;
    let given = (args.project.as_deref(), args.config.as_deref());
    let project = project_of_build(build, &record, given, &args.links, args.verbose)?;
    let unknown = || Error::Output(OutputError::ProjectUnknown { path: args.build.clone() });
    let mut project = project.ok_or_else(unknown)?;
    let given = args.changes.overrides();
    // What the build was made with, unless something else is asked for.
    if given.is_empty() { &record.options.overrides } else { &given }.apply(&mut project);
    let options = VerifyOptions {
        threads: threads(args.threads),
        sample: args.sample.map(|n| n as usize),
        max_pixels: args.max_pixels,
        memory: memory(args.memory).bytes(),
    };
    let total = args.sample.map_or(record.editions as usize, |n| n as usize);
    let watch = Watch::of_verify(total, args.json);
    let report = verify(build, &project, options, &watch)?;
    watch.finish();
    Ok(report)
}
