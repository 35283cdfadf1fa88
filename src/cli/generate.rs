//! `simdgen generate`: project to finished collection.

use std::env;
use std::fs::File;
use std::io::{BufWriter, IsTerminal, Write};
use std::ops::RangeInclusive;

use clap::ValueEnum;

use super::args::{CompressionArg, EditionRange, EffortArg, EncoderArg, GenerateArgs};
use super::print::out;
use super::stop;
use super::summary::{Summary, Work};
use super::watch::Watch;
use super::workspace::{ReadyPack, memory, open_project, ready_pack, seed, threads};
use crate::compose::colour_type;
use crate::encode::Compression;
use crate::encode::splice::train::Effort;
use crate::error::OutputError;
use crate::output::metadata::{CollectionWriter, MetadataWriter};
use crate::output::{
    FileWriter, Fingerprints, Ledger, OutputFolder, Replace, Request, RunOptions, RunRecord, Staging, Todo,
};
use crate::plan::file::PlanFormat;
use crate::plan::{self, Plan};
use crate::project::Project;
use crate::run::{DirectOptions, Job, RunReport, SpliceOptions, render_direct, render_splice};
use crate::{Error, Result};

/// Runs the command.
pub fn run(args: &GenerateArgs) -> Result<()> {
    let started = std::time::Instant::now();
    let quiet = args.quiet || args.json;
    let mut project = open_project(&args.project, quiet)?;
    if let Some(count) = args.count {
        plan::resize_sets(&mut project, count as usize);
    }
    let whole = match &args.plan {
        Some(path) => plan::file::read(path, &project)?,
        None => plan::draw(&project, &seed(args.seed.as_deref(), &project))?,
    };
    let numbers = args.editions.map_or(Ok(0..=u32::MAX), |range| range_of(&whole, range))?;
    let threads_wanted = threads(args.threads);
    let ReadyPack { pack, report: pack_report, .. } = ready_pack(&project, &args.pack, threads_wanted, false, quiet)?;
    let colour = colour_type(&project, &pack, &whole);
    let out_folder = args.out.clone().unwrap_or_else(|| project.root.join("build"));
    let replace = match (args.force, args.editions) {
        (true, None) => Replace::All,
        (true, Some(_)) => Replace::AnyPart,
        (false, Some(_)) => Replace::Part,
        (false, None) => Replace::Update,
    };
    // Before the run, so that a wrong path is told before the work is done.
    let mut trace = args.trace.as_ref().map(|p| File::create(p).map_err(Error::io("create", p))).transpose()?;
    let options = options_of(args);
    let prints = Fingerprints::new(&project, &pack, &whole, colour, &options);
    let folder = OutputFolder::take(&out_folder)?;
    let date_ms = options.date;
    let resume = args.resume;
    let request = Request { project: &project, whole: &whole, numbers, replace, resume, prints: &prints, date_ms };
    let todo = Todo::find(&request, &folder)?;
    let staging = folder.stage(&todo.resumed)?;
    let prepared = started.elapsed();

    let plan = whole.pick(&todo.pictures);
    let job = Job { project: &project, pack: &pack, plan: &plan, colour, date_ms, staging: &staging, prints: &prints };
    let show = std::io::stderr().is_terminal();
    let watch = Watch::start(plan.len(), quiet, show, args.trace.is_some(), stop::listen()?);
    let report = render(args, job, &whole, &watch);
    let rendered = watch.finish();
    let finish = |report| {
        write_changed_metadata(&staging, &project, &whole, &todo, date_ms)?;
        write_whole_files(&staging, &project, &whole, &todo, options)?;
        Ok(report)
    };
    let report = report.and_then(finish).inspect_err(|_| stop::say_how_to_go_on(&staging, todo.pictures.len()))?;
    staging.commit(&todo.removed)?;
    if let (Some(file), Some(path)) = (&mut trace, &args.trace) {
        file.write_all(watch.trace_json(&thread_names(args)).as_bytes()).map_err(Error::io("write", path))?;
    }
    let summary = Summary {
        seed: &whole.seed,
        out: &out_folder,
        pack: &pack_report,
        report: &report,
        work: Work {
            resumed: todo.resumed.entries().len(),
            kept: whole.editions().filter(|e| todo.kept.get(e.number).is_some()).count(),
            metadata: todo.metadata.len(),
            removed: todo.removed.len(),
        },
        prepared,
        rendered,
        total: started.elapsed(),
    };
    if args.json {
        return out(summary.json().as_bytes());
    }
    if !args.quiet {
        out(summary.text(args.timings).as_bytes())?;
    }
    Ok(())
}

/// Renders with the encoder asked for.
fn render(args: &GenerateArgs, job: Job<'_>, whole: &Plan, watch: &Watch) -> Result<RunReport> {
    if job.plan.is_empty() {
        return Ok(RunReport::default());
    }
    let batch = usize::from(args.batch);
    match args.encoder {
        EncoderArg::Splice => {
            let (threads, effort, memory) = (threads(args.threads), effort(args.effort), memory(args.memory));
            render_splice(job, whole, SpliceOptions { threads, batch, effort, memory }, watch)
        }
        EncoderArg::Direct => {
            let (threads, encoders) = (threads(args.threads), threads(args.encoders));
            let compression = compression(args.compression);
            render_direct(job, DirectOptions { threads, encoders, batch, compression, share: true }, watch)
        }
    }
}

/// The numbers to render, of which the plan has some.
fn range_of(whole: &Plan, EditionRange { first, last }: EditionRange) -> Result<RangeInclusive<u32>> {
    let numbers = || whole.editions().map(|e| e.number);
    if !numbers().any(|number| (first..=last).contains(&number)) {
        let (lowest, highest) = (numbers().min().unwrap_or(0), numbers().max().unwrap_or(0));
        return Err(Error::Output(OutputError::NoSuchEditions { first, last, lowest, highest }));
    }
    Ok(first..=last)
}

/// The metadata of editions whose picture stays.
fn write_changed_metadata(staging: &Staging, project: &Project, whole: &Plan, todo: &Todo, date_ms: u64) -> Result<()> {
    let writer = MetadataWriter::new(project);
    let mut files = FileWriter::new(staging.json(), "json");
    let mut json = String::new();
    for &index in &todo.metadata {
        json.clear();
        writer.write_edition(whole.edition(index), date_ms, &mut json);
        files.write(whole.edition(index).number, json.as_bytes())?;
    }
    Ok(())
}

/// What describes the collection as a whole: it follows from the plan, whichever part was rendered.
fn write_whole_files(
    staging: &Staging,
    project: &Project,
    whole: &Plan,
    todo: &Todo,
    options: RunOptions,
) -> Result<()> {
    let writer = MetadataWriter::new(project);
    let mut collection = CollectionWriter::create(staging.json())?;
    let mut json = String::new();
    for edition in whole.editions() {
        json.clear();
        writer.write_edition(edition, options.date, &mut json);
        collection.push(&json)?;
    }
    collection.finish()?;
    let mut lines = BufWriter::new(staging.create_file("plan.jsonl")?);
    plan::file::write(PlanFormat::Jsonl, project, whole, &mut lines)
        .and_then(|()| lines.flush())
        .map_err(Error::io("write", "plan.jsonl"))?;
    let mut ledger: Ledger = todo.kept.clone();
    staging.finished()?.entries().for_each(|entry| ledger.put(*entry));
    staging.write_file(Ledger::FILE, ledger.to_text().as_bytes())?;
    let record = RunRecord::new(staging.out(), project, whole, options);
    staging.write_file(RunRecord::FILE, record.to_text().as_bytes())
}

/// The `date` of metadata, in milliseconds: never the clock's, so that runs can be repeated.
fn date(argument: Option<u64>) -> u64 {
    let from_environment = || env::var("SOURCE_DATE_EPOCH").ok()?.parse::<u64>().ok()?.checked_mul(1000);
    argument.or_else(from_environment).unwrap_or(0)
}

fn compression(argument: CompressionArg) -> Compression {
    match argument {
        CompressionArg::Fastest => Compression::Fastest,
        CompressionArg::Fast => Compression::Fast,
        CompressionArg::Balanced => Compression::Balanced,
        CompressionArg::High => Compression::High,
    }
}

fn effort(argument: EffortArg) -> Effort {
    match argument {
        EffortArg::Fast => Effort::Fast,
        EffortArg::Balanced => Effort::Balanced,
        EffortArg::High => Effort::High,
    }
}

/// The options that change bytes, as they are called on the command line.
fn options_of(args: &GenerateArgs) -> RunOptions {
    let name = |value: Option<clap::builder::PossibleValue>| value.map_or(String::new(), |v| v.get_name().to_owned());
    let level = match args.encoder {
        EncoderArg::Splice => args.effort.to_possible_value(),
        EncoderArg::Direct => args.compression.to_possible_value(),
    };
    RunOptions { encoder: name(args.encoder.to_possible_value()), compression: name(level), date: date(args.date) }
}

fn thread_names(args: &GenerateArgs) -> Vec<String> {
    let named = |name: &'static str, count: usize| (0..count).map(move |n| format!("{name} {n}"));
    match args.encoder {
        EncoderArg::Splice => named("join", threads(args.threads)).chain(["count".to_owned()]).collect(),
        EncoderArg::Direct => {
            named("compose", threads(args.threads)).chain(named("encode", threads(args.encoders))).collect()
        }
    }
}
