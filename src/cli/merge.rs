//! `simdgen merge`: shards to one build.

use serde_json::json;

use super::args::MergeArgs;
use super::of_build::project_of_build;
use super::print::{Notes, bytes, counted, out, out_json};
use super::watch::Watch;
use super::workspace::request;
use crate::build::{MergeReport, Request, merge};
use crate::error::OutputError;
use crate::output::{Durability, RunRecord, Shards};
use crate::plan;
use crate::project::Project;
use crate::{Error, Result};

/// Runs the command.
pub fn run(args: &MergeArgs) -> Result<()> {
    let quiet = args.quiet || args.json;
    let watch = Watch::new(Notes::of(quiet, args.verbose)).of_run(quiet, false);
    if args.shards.is_empty() && Shards::finish_merged(&args.build)? {
        return if quiet {
            Ok(())
        } else {
            out(&format!("{} is a whole build already, and there are no shards to merge\n", args.build.display()))
        };
    }
    let shards = Shards::find(&args.build, &args.shards)?;
    let project = project_of(args, &shards)?;
    let usual = request(&args.pack, args.threads, args.memory);
    let request = Request {
        out: Some(args.build.clone()),
        threads: usual.threads,
        memory: usual.memory,
        max_pixels: usual.max_pixels,
        pack: usual.pack,
        force: args.force,
        durability: Durability { sync: args.durable, one_switch: args.switch },
        ..shards.request(&project)?
    };
    let MergeReport { out: folder, shards, editions, image_bytes, copied } =
        merge(&project, &request, &shards, &watch)?;
    if args.json {
        let value = json!({
            "shards": shards, "editions": editions, "image_bytes": image_bytes, "files_copied": copied, "out": folder,
        });
        return out_json(&format!("{value:#}\n"));
    }
    if args.quiet {
        return Ok(());
    }
    let copied = match copied {
        0 => "no file was copied".to_owned(),
        files => format!("{} copied", counted(files as u128, "file")),
    };
    out(&format!(
        "{} of {}, {}, {copied}, in {}\n",
        counted(editions as u128, "edition"),
        counted(shards as u128, "shard"),
        bytes(image_bytes),
        folder.display(),
    ))
}

/// The project of shards, as it was when they were rendered: with the settings given then, and as many editions.
fn project_of(args: &MergeArgs, shards: &Shards) -> Result<Project> {
    let RunRecord { project: odds, editions, options, .. } = &shards.record;
    let given = (args.project.as_deref(), args.config.as_deref());
    let first = &shards.folders[0].path;
    let project = project_of_build(first, &shards.record, given, &args.links, args.verbose)?;
    let mut project = project.ok_or_else(|| Error::Output(OutputError::ProjectUnknown { path: first.clone() }))?;
    options.overrides.apply(&mut project);
    // Another number of editions may give the sets other numbers, which the record does not tell apart from the project's own.
    if plan::default_seed(&project) != *odds {
        plan::resize_sets(&mut project, *editions as usize);
    }
    Ok(project)
}
