//! `simdgen generate`: project to finished collection.

use std::env;
use std::time::Duration;

use super::args::{GenerateArgs, MemoryArgs, PackFileArgs};
use super::choose::{drawn, existing};
use super::gallery;
use super::plan_notes::{note_counts_and_rules, note_off_weights};
use super::print::{Notes, count, counted, notice, out, out_json};
use super::scheduler;
use super::storage::{access, refuse_address};
use super::summary::Summary;
use super::watch::Watch;
use super::workspace::{open_project, request, threads};
use crate::build::{Encoder, Request, build, results_folder};
use crate::choice::Choice;
use crate::encode::EncoderKind;
use crate::error::StoreError;
use crate::files;
use crate::gallery::GALLERY_FILE;
use crate::image::MAX_PIXELS;
use crate::output::{Durability, RunOptions, RunRecord};
use crate::plan;
use crate::project::Project;
use crate::render::{Observer, Spliced};
use crate::store::{Access, Address};
use crate::{Error, Result};

/// Runs the command.
pub fn run(args: &GenerateArgs) -> Result<()> {
    if args.gallery {
        refuse_address(args.out.as_deref(), "--gallery")?;
    }
    if args.out.is_none()
        && let Some(address) = Address::find(&args.project.project)?
    {
        return Err(Error::Store(StoreError::NoOut { address: address.to_string() }));
    }
    let quiet = args.quiet || args.json;
    let notes = Notes::of(quiet, args.project.verbose);
    let watch = Watch::new(notes).of_run(quiet, args.trace.is_some());
    let mut project = open_project(&args.project, quiet)?;
    if !quiet {
        tell_of_a_part(args, &project);
        tell_of_another_effort(args, &project);
    }
    let shard = args.shard.shard.map(|wanted| scheduler::shard(wanted, args.shard.shards, text_of)).transpose()?;
    if let Some(scheduler::Found { shard, told: Some(told) }) = shard.as_ref().filter(|_| !quiet) {
        notice(&format!("shard {shard}, as {told} says"));
    }
    // Before the run, so that a wrong path is told before the work is done.
    let trace = args.trace.as_deref().map(files::begin_given).transpose()?;
    let plan = match (&args.plan, &args.from) {
        (Some(path), _) => plan::file::read_given(path, &project)?,
        (_, Some(path)) => existing(path, &project, notes)?,
        _ => drawn(&mut project, args.count, args.seed.as_deref(), &args.keep, notes)?,
    };
    if !quiet {
        note_counts_and_rules(&project, &plan, notes);
        if !is_given(args) {
            note_off_weights(&project, &plan, notes);
        }
        unused_options(args, &project).iter().for_each(|line| notice(line));
    }
    let usual = request(&args.pack, args.threads, args.memory);
    let (store, memory) = match args.out.as_deref().map(Address::find).transpose()?.flatten() {
        Some(_) => access(usual.memory),
        None => (Access::default(), usual.memory),
    };
    let request = Request {
        out: args.out.clone(),
        store,
        memory,
        plan: Some(plan),
        given: is_given(args),
        editions: args.editions.map(|range| range.first..=range.last),
        shard: shard.map(|found| found.shard),
        encoder: encoder(args, &project),
        encoder_threads: threads(args.encoders),
        batch: usize::from(args.batch),
        date: date(args.date),
        overrides: args.project.changes.overrides(),
        force: args.force,
        keep_edits: args.keep_edits,
        resume: args.resume,
        durability: Durability { sync: args.durable, one_switch: args.switch },
        ..usual
    };
    let report = build(&project, &request, &watch)?;
    if let Some(mut trace) = trace {
        let encoded_whole = report.rendered.spliced == Some(Spliced::EncodedWhole);
        trace.put(watch.trace_json(&thread_names(&request, encoded_whole)).as_bytes())?;
        trace.finish()?;
    }
    let total = Duration::from_nanos(watch.now());
    let length = match (&request.plan, args.gallery) {
        (Some(plan), true) => {
            Some((plan.len(), gallery::of_project(&project, plan, &report.out, args.force, &request)?))
        }
        _ => None,
    };
    let has_changed = report.rendered.editions + report.metadata + report.removed > 0;
    if length.is_none() && has_changed && !quiet && report.out.join(GALLERY_FILE).is_file() {
        notice(&format!("note: {GALLERY_FILE} shows the build as it was before; `simdgen gallery` makes it again"));
    }
    let gallery = length.map_or_else(String::new, |(editions, length)| gallery::told(editions, length, &report.out));
    let summary = Summary { report: &report, total };
    match (args.json, args.quiet) {
        (true, _) => out_json(&summary.json()),
        (false, true) => Ok(()),
        (false, false) => out(&(summary.text(args.timings) + &gallery)),
    }
}

/// Says how to render a part of a collection, where fewer editions are asked for than the project or the build has.
fn tell_of_a_part(args: &GenerateArgs, project: &Project) {
    let Some(wanted) = args.count.filter(|_| args.editions.is_none() && !args.force && !args.resume) else { return };
    let built = results_folder(args.out.as_deref(), project).and_then(|folder| RunRecord::read(&folder));
    let built = built.map(|record| record.editions).ok();
    let own = project.editions() as u64;
    let more = match built {
        // It was made of so few before.
        Some(editions) if editions <= u64::from(wanted) => return,
        Some(editions) if editions != own => format!("{editions} of the build, use --count {editions}"),
        _ if own <= u64::from(wanted) => return,
        _ => format!("{own} of the project, use"),
    };
    let (first, last) = (project.first_edition, project.first_edition.saturating_add(wanted - 1));
    let editions = counted(wanted, "edition");
    let part = if wanted == 1 { "one".to_owned() } else { count(wanted) };
    notice(&format!(
        "note: --count {wanted} makes a collection of {editions}; to render only {part} of the {more} --editions {first}..={last}"
    ));
}

/// Says how to keep a build of another effort than the default, where none is asked for: else all of it would be rendered anew
/// without a word.
fn tell_of_another_effort(args: &GenerateArgs, project: &Project) {
    let Encoder::Splice(effort) = encoder(args, project) else { return };
    if args.effort.is_some() || args.force {
        return;
    }
    let Ok(record) = results_folder(args.out.as_deref(), project).and_then(|folder| RunRecord::read(&folder)) else {
        return;
    };
    let RunOptions { encoder, compression: built, .. } = record.options;
    let default = effort.name();
    if encoder == EncoderKind::Splice.name() && built != default {
        notice(&format!(
            "note: this build was made with --effort {built}, and the default is {default}: its pictures are rendered anew; \
             --effort {built} keeps them"
        ));
    }
}

/// The value of a variable of the environment.
fn text_of(variable: &str) -> Option<String> {
    env::var_os(variable).map(|value| value.to_string_lossy().into_owned())
}

/// `true` if picks were kept or given, so that the seed alone does not draw the plan.
fn is_given(args: &GenerateArgs) -> bool {
    args.plan.is_some() || args.from.is_some() || args.keep.keep.is_some()
}

/// The encoder asked for, unless only the direct encoder writes the project's format.
fn encoder(args: &GenerateArgs, project: &Project) -> Encoder {
    match args.encoder {
        EncoderKind::Splice if project.pictures.facts().spliced => Encoder::Splice(args.effort.unwrap_or_default()),
        _ => Encoder::Direct(args.compression.unwrap_or_default()),
    }
}

/// A line for options that were given and do nothing, because they are another encoder's.
fn unused_options(args: &GenerateArgs, project: &Project) -> Option<String> {
    let format = project.pictures.facts();
    let direct = matches!(encoder(args, project), Encoder::Direct(_));
    let unused = [
        ("--effort", args.effort.is_some() && direct),
        ("--compression", args.compression.is_some() && (!format.compressed || !direct)),
        ("--encoders", args.encoders.is_some() && !direct),
    ];
    let names: Vec<&str> = unused.iter().filter(|(_, unused)| *unused).map(|(name, _)| *name).collect();
    let encoder = match (format.spliced, direct) {
        (false, _) => format!("{} files", format.title),
        (true, true) => "--encoder direct".to_owned(),
        (true, false) => "--encoder splice".to_owned(),
    };
    (!names.is_empty()).then(|| format!("note: with {encoder}, nothing is changed by {}", names.join(" and ")))
}

/// The `date` of metadata, in milliseconds: never the clock's, so that runs can be repeated.
pub fn date(argument: Option<u64>) -> u64 {
    let from_environment = || env::var("SOURCE_DATE_EPOCH").ok()?.parse::<u64>().ok()?.checked_mul(1000);
    argument.or_else(from_environment).unwrap_or(0)
}

/// Returns a request as this command makes it where no option is given, for programs beside it: the user's folder for packs, the
/// memory of the machine, the date of the environment.
pub fn usual_request() -> Request {
    let pack = PackFileArgs { pack_file: None, max_pixels: MAX_PIXELS };
    Request { date: date(None), ..request(&pack, None, MemoryArgs { memory: None }) }
}

/// The names of the threads of a run, by their numbers in spans.
fn thread_names(request: &Request, encoded_whole: bool) -> Vec<String> {
    let named = |name: &'static str, count: usize| (0..count).map(move |n| format!("{name} {n}"));
    match request.encoder {
        Encoder::Splice(_) if !encoded_whole => named("join", request.threads).chain(["count".to_owned()]).collect(),
        _ => named("compose", request.threads).chain(named("encode", request.encoder_threads)).collect(),
    }
}
