//! `simdgen generate`: project to finished collection.

use std::env;
use std::ops::RangeInclusive;
use std::path::Path;
use std::time::Duration;

use super::args::{EditionRange, GenerateArgs};
use super::choose::{drawn, existing};
use super::print::{Notes, is_watched, notice, out, out_json};
use super::record::{Described, Record};
use super::rules_kept::{tell_off_weights, tell_rules_kept};
use super::stop;
use super::summary::{Summary, Work};
use super::watch::Watch;
use super::workspace::{Care, ReadyPack, memory, open_project, ready_pack, results_folder, threads};
use crate::canvas::ColourType;
use crate::choice::Choice;
use crate::compose::colour_type;
use crate::derive;
use crate::derive::Limits;
use crate::encode::Encoder;
use crate::error::OutputError;
use crate::files;
use crate::metadata::Particulars;
use crate::output::{Changes, Commit, Durability, Fingerprints, OutputFolder, Replace, Request, RunOptions};
use crate::pack::Pack;
use crate::parallel::Memory;
use crate::plan::{self, Plan};
use crate::project::Project;
use crate::render::{DirectOptions, Job, RunReport, SpliceOptions, Spliced, render_direct, render_splice};
use crate::{Error, Result};

/// Runs the command.
pub fn run(args: &GenerateArgs) -> Result<()> {
    let started = std::time::Instant::now();
    let quiet = args.quiet || args.json;
    let mut project = open_project(&args.project, quiet)?;
    // Before the run, so that a wrong path is told before the work is done.
    let trace = args.trace.as_deref().map(files::begin_given).transpose()?;
    let notes = Notes::of(quiet, args.project.verbose);
    let full_plan = match (&args.plan, &args.from) {
        (Some(path), _) => plan::file::read_given(path, &project)?,
        (_, Some(path)) => existing(path, &project, notes)?,
        _ => drawn(&mut project, args.count, args.seed.as_deref(), &args.keep, notes)?,
    };
    if !quiet {
        tell_rules_kept(&project, &full_plan, notes);
        if args.plan.is_none() && args.from.is_none() && args.keep.keep.is_none() {
            tell_off_weights(&project, &full_plan, notes);
        }
        unused_options(args, &project).iter().for_each(|line| notice(line));
    }
    let numbers = args.editions.map_or(Ok(0..=u32::MAX), |range| range_of(&full_plan, range))?;
    let threads_wanted = threads(args.threads);
    let memory = memory(args.memory);
    check_memory(args, &project, &full_plan, &memory)?;
    let care = if args.force { Care::ByContent } else { Care::Usual };
    let ReadyPack { pack, report: mut pack_report, path: pack_path } =
        ready_pack(&project, &args.pack, threads_wanted, &memory, care, notes)?;
    let colour = colour_type(&project, &pack, &full_plan);
    let out_folder = results_folder(args.out.as_deref(), &project)?;
    let options = options_of(args, encoder(args, &project));
    let particulars = Particulars::of_plan(&project, &full_plan, options.date)?;
    let fingerprints = Fingerprints::new(&project, &pack, &full_plan, colour, &options);
    let folder = take(&out_folder, args, quiet)?;
    let request = Request {
        project: &project,
        full_plan: &full_plan,
        numbers,
        replace: replace(args),
        resume: args.resume,
        keep_edits: args.keep_edits,
        given: options.given,
        fingerprints: &fingerprints,
        particulars: &particulars,
    };
    let changes = Changes::find(&request, &folder)?;
    let record = Record {
        project: &project,
        full_plan: &full_plan,
        changes: &changes,
        particulars: &particulars,
        options: &options,
    };
    let is_current = record.is_current(&folder)?;
    let staging = if is_current { None } else { Some(folder.stage(fingerprints.files(), &changes.resumed)?) };
    let prepared = started.elapsed();

    let plan = full_plan.pick(&changes.pictures);
    let show = is_watched();
    let watch = Watch::start(plan.len(), quiet, show, args.trace.is_some(), stop::listen()?);
    let (mut report, mut rendered) = (RunReport::default(), Duration::ZERO);
    if let Some(staging) = staging {
        let job = Job {
            project: &project,
            pack: &pack,
            plan: &plan,
            colour,
            particulars: &particulars,
            staging: &staging,
            fingerprints: &fingerprints,
        };
        let made = match render(args, job, &full_plan, &pack_path, memory.bytes(), &watch) {
            // A damaged tile is found before the first picture is begun.
            Err(Error::Pack { .. }) => {
                let mended = mended(&project, &pack, args, &memory, notes)?;
                pack_report = mended.report;
                render(args, Job { pack: &mended.pack, ..job }, &full_plan, &mended.path, memory.bytes(), &watch)
            }
            made => made,
        };
        rendered = watch.finish();
        let finish = |report| {
            if let Some(animation) = &project.gallery.build_up {
                let plan = full_plan.pick(&changes.animations);
                let limits = Limits { threads: threads_wanted, max_pixels: args.pack.max_pixels, memory: &memory };
                derive::build_up(&project, &plan, animation, limits, &staging, &watch)?;
            }
            Ok((report, record.write(&staging)?))
        };
        let planned = changes.pictures.len() + changes.resumed.entries().len();
        let (made, described) = made.and_then(finish).inspect_err(|_| stop::say_how_to_go_on(&staging, planned))?;
        let Described { ledger, obsolete } = described;
        let removed = [&changes.removed_files[..], &obsolete].concat();
        let durability = Durability { sync: args.durable, one_switch: args.switch };
        staging.commit(Commit { ledger: Some(ledger), removed, keeps_edits: false, durability })?;
        report = made;
    } else {
        watch.finish();
    }
    if let Some(mut trace) = trace {
        let encoder = if report.spliced == Some(Spliced::Whole) { Encoder::Direct } else { encoder(args, &project) };
        trace.put(watch.trace_json(&thread_names(args, encoder)).as_bytes())?;
        trace.finish()?;
    }
    let summary = Summary {
        seed: &full_plan.seed,
        options: &options,
        out: &out_folder,
        pack: &pack_report,
        report: &report,
        work: Work {
            resumed: changes.resumed.entries().len(),
            kept: full_plan.editions().filter(|e| changes.unchanged.get(e.number).is_some()).count() - changes.outdated,
            outdated: changes.outdated,
            metadata: changes.metadata.len(),
            removed: changes.removed.len(),
            edits: changes.edits.len(),
        },
        prepared,
        rendered,
        total: started.elapsed(),
    };
    match (args.json, args.quiet) {
        (true, _) => out_json(&summary.json()),
        (false, true) => Ok(()),
        (false, false) => out(&summary.text(args.timings)),
    }
}

/// The output folder, once no other run is at work there: parts of a collection wait for their turn, a run of all of it does
/// not, since what the other one does would be done twice.
fn take(path: &Path, args: &GenerateArgs, quiet: bool) -> Result<OutputFolder> {
    if let Some(folder) = OutputFolder::take(path, args.force)? {
        return Ok(folder);
    }
    if args.editions.is_none() {
        return Err(OutputFolder::is_locked(path));
    }
    if !quiet {
        notice(&format!("waiting for another run that writes to {}", path.display()));
    }
    OutputFolder::wait(path, args.force)
}

/// The pack of a project after a tile of it was found damaged: what is damaged is decoded again.
fn mended(project: &Project, damaged: &Pack, args: &GenerateArgs, memory: &Memory, notes: Notes) -> Result<ReadyPack> {
    let mended = ready_pack(project, &args.pack, threads(args.threads), memory, Care::Whole, notes)?;
    // Fingerprints were made from the sources that the damaged one names.
    if mended.pack.has_sources_of(damaged) {
        return Ok(mended);
    }
    let reason = "it was damaged, and a picture changed while it was built again; run the command again";
    Err(Error::Pack { path: mended.path, reason: reason.to_owned() })
}

/// What the options say about earlier results.
fn replace(args: &GenerateArgs) -> Replace {
    match (args.force, args.editions) {
        (true, None) => Replace::All,
        (true, Some(_)) => Replace::AnyPart,
        (false, Some(_)) => Replace::Part,
        (false, None) => Replace::Update,
    }
}

/// The encoder asked for, unless only the direct encoder writes the project's format.
fn encoder(args: &GenerateArgs, project: &Project) -> Encoder {
    if project.pictures.facts().spliced { args.encoder } else { Encoder::Direct }
}

/// A line for options that were given and do nothing, because they are another encoder's.
fn unused_options(args: &GenerateArgs, project: &Project) -> Option<String> {
    let format = project.pictures.facts();
    let direct = encoder(args, project) == Encoder::Direct;
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

/// Refuses pictures that would not fit, before any is decoded. Whether they need a fourth sample is not known yet.
fn check_memory(args: &GenerateArgs, project: &Project, full_plan: &Plan, memory: &Memory) -> Result<()> {
    let (canvas, colour) = (project.canvas, ColourType::Rgb);
    // What is larger than any picture may be is refused in words of its own.
    if canvas.pixels() as u64 > args.pack.max_pixels {
        return Ok(());
    }
    match encoder(args, project) {
        Encoder::Splice => SpliceOptions::check(memory.bytes(), canvas, colour, full_plan.len()),
        Encoder::Direct => DirectOptions::check(memory.bytes(), canvas, colour),
    }
}

/// Renders with the encoder asked for.
fn render(
    args: &GenerateArgs,
    job: Job<'_>,
    full_plan: &Plan,
    pack: &Path,
    memory: usize,
    watch: &Watch,
) -> Result<RunReport> {
    if job.plan.is_empty() {
        return Ok(RunReport::default());
    }
    let batch = usize::from(args.batch);
    match encoder(args, job.project) {
        Encoder::Splice => {
            let (threads, effort) = (threads(args.threads), args.effort.unwrap_or_default());
            let training = pack.with_extension("training");
            let saved_training = Some(training.as_path());
            render_splice(job, full_plan, SpliceOptions { threads, batch, effort, memory, saved_training }, watch)
        }
        Encoder::Direct => {
            let (threads, encoders) = (threads(args.threads), threads(args.encoders));
            let compression = args.compression.unwrap_or_default();
            render_direct(
                job,
                DirectOptions { threads, encoders, batch, compression, deduplicate: true, memory },
                watch,
            )
        }
    }
}

/// The numbers to render, of which the plan has some.
fn range_of(full_plan: &Plan, EditionRange { first, last }: EditionRange) -> Result<RangeInclusive<u32>> {
    let numbers = || full_plan.editions().map(|e| e.number);
    if !numbers().any(|number| (first..=last).contains(&number)) {
        let (lowest, highest) = (numbers().min().unwrap_or(0), numbers().max().unwrap_or(0));
        return Err(Error::Output(OutputError::NoSuchEditions { first, last, lowest, highest }));
    }
    Ok(first..=last)
}

/// The `date` of metadata, in milliseconds: never the clock's, so that runs can be repeated.
fn date(argument: Option<u64>) -> u64 {
    let from_environment = || env::var("SOURCE_DATE_EPOCH").ok()?.parse::<u64>().ok()?.checked_mul(1000);
    argument.or_else(from_environment).unwrap_or(0)
}

/// The options that change bytes, as they are called on the command line.
fn options_of(args: &GenerateArgs, encoder: Encoder) -> RunOptions {
    let level = match encoder {
        Encoder::Splice => args.effort.unwrap_or_default().name(),
        Encoder::Direct => args.compression.unwrap_or_default().name(),
    };
    let given = args.plan.is_some() || args.from.is_some() || args.keep.keep.is_some();
    RunOptions {
        encoder: encoder.name().to_owned(),
        compression: level.to_owned(),
        date: date(args.date),
        given,
        overrides: args.project.changes.overrides(),
    }
}

fn thread_names(args: &GenerateArgs, encoder: Encoder) -> Vec<String> {
    let named = |name: &'static str, count: usize| (0..count).map(move |n| format!("{name} {n}"));
    match encoder {
        Encoder::Splice => named("join", threads(args.threads)).chain(["count".to_owned()]).collect(),
        Encoder::Direct => {
            named("compose", threads(args.threads)).chain(named("encode", threads(args.encoders))).collect()
        }
    }
}
