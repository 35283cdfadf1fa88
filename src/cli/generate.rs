//! `simdgen generate`: project to finished collection.

use std::env;
use std::fs::{self, File};
use std::io::{BufWriter, IsTerminal, Write};
use std::path::Path;

use clap::ValueEnum;

use super::args::{CompressionArg, EditionRange, EffortArg, EncoderArg, GenerateArgs};
use super::kept::tell_kept;
use super::print::{notice, out};
use super::summary::Summary;
use super::watch::Watch;
use super::workspace::{ReadyPack, open_project, ready_pack, seed, threads};
use crate::compose::colour_type;
use crate::encode::Compression;
use crate::encode::splice::train::Effort;
use crate::error::OutputError;
use crate::gallery;
use crate::output::metadata::{CollectionWriter, MetadataWriter, Particulars};
use crate::output::{Replace, RunOptions, RunRecord, Staging};
use crate::plan::file::PlanFormat;
use crate::plan::{self, Plan};
use crate::project::{Dialect, PictureFormat, Project};
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
    let whole = match (&args.plan, &args.from) {
        (Some(path), _) => plan::file::read(path, &project)?,
        (_, Some(path)) => plan::existing::read(path, &project)?,
        _ => plan::draw(&project, &seed(args.seed.as_deref(), &project))?,
    };
    if !quiet {
        tell_kept(&project, &whole);
    }
    let part = args.editions.map(|range| part_of(&whole, range)).transpose()?;
    let part = part.as_ref().unwrap_or(&whole);
    let threads_wanted = threads(args.threads);
    let ReadyPack { pack, report: pack_report, path: pack_path } =
        ready_pack(&project, &args.pack, threads_wanted, false, quiet)?;
    let colour = colour_type(&project, &pack, &whole);
    let out_folder = args.out.clone().unwrap_or_else(|| project.root.join("build"));
    let replace = match (args.force, args.editions) {
        (true, None) => Replace::All,
        (_, Some(_)) => Replace::Merge,
        (false, None) => Replace::Refuse,
    };
    let particulars = Particulars::of_plan(&project, &whole, date(args.date))?;
    // Before the run, so that a wrong path is told before the work is done.
    let mut trace = args.trace.as_ref().map(|p| File::create(p).map_err(Error::io("create", p))).transpose()?;
    let staging = Staging::begin(&out_folder, replace)?;
    if args.editions.is_some() && !args.force {
        refuse_another(staging.out(), &project, &whole)?;
    }
    let prepared = started.elapsed();

    let job = Job { project: &project, pack: &pack, plan: part, colour, particulars: &particulars, staging: &staging };
    let watch = Watch::start(part.len(), quiet, std::io::stderr().is_terminal(), args.trace.is_some());
    let report = render(args, job, &whole, &pack_path, &watch)?;
    let rendered = watch.finish();
    if let Some(animation) = &project.gallery.build_up {
        gallery::build_up(&project, part, animation, threads_wanted, staging.gifs())?;
    }
    write_whole_files(&staging, &project, &whole, &particulars, args)?;
    staging.commit()?;
    if let (Some(file), Some(path)) = (&mut trace, &args.trace) {
        file.write_all(watch.trace_json(&thread_names(args, encoder(args, &project))).as_bytes())
            .map_err(Error::io("write", path))?;
    }
    let summary = Summary {
        seed: &whole.seed,
        out: &out_folder,
        pack: &pack_report,
        report: &report,
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

/// The encoder asked for, unless the project wants JPEG files: those only the direct encoder writes.
fn encoder(args: &GenerateArgs, project: &Project) -> EncoderArg {
    if project.pictures == PictureFormat::Jpeg { EncoderArg::Direct } else { args.encoder }
}

/// Renders with the encoder asked for.
fn render(args: &GenerateArgs, job: Job<'_>, whole: &Plan, pack: &Path, watch: &Watch) -> Result<RunReport> {
    let batch = usize::from(args.batch);
    match encoder(args, job.project) {
        EncoderArg::Splice => {
            let (threads, effort, memory) = (threads(args.threads), effort(args.effort), memory(args.memory));
            let training = pack.with_extension("training");
            let kept_training = Some(training.as_path());
            render_splice(job, whole, SpliceOptions { threads, batch, effort, memory, kept_training }, watch)
        }
        EncoderArg::Direct => {
            let (threads, encoders) = (threads(args.threads), threads(args.encoders));
            let compression = compression(args.compression);
            render_direct(job, DirectOptions { threads, encoders, batch, compression, share: true }, watch)
        }
    }
}

/// The editions to render, of the whole plan.
fn part_of(whole: &Plan, EditionRange { first, last }: EditionRange) -> Result<Plan> {
    let part = whole.slice(first..=last);
    if part.is_empty() {
        let numbers = || whole.editions().map(|e| e.number);
        let (lowest, highest) = (numbers().min().unwrap_or(0), numbers().max().unwrap_or(0));
        return Err(Error::Output(OutputError::NoSuchEditions { first, last, lowest, highest }));
    }
    Ok(part)
}

/// Fails when the output folder holds editions of another seed or project: `--editions` adds to what is there.
fn refuse_another(folder: &Path, project: &Project, whole: &Plan) -> Result<()> {
    if !folder.join(RunRecord::FILE).is_file() {
        return Ok(());
    }
    let record = RunRecord::read(folder)?;
    let what = if record.seed != whole.seed {
        format!("seed (\"{}\", not \"{}\")", record.seed, whole.seed)
    } else if record.project != plan::default_seed(project) {
        "project, or before its layers, traits or weights changed".to_owned()
    } else {
        return Ok(());
    };
    Err(Error::Output(OutputError::OutputOfAnother { path: folder.to_owned(), what }))
}

/// What describes the collection as a whole: it follows from the plan, whichever part was rendered.
fn write_whole_files(
    staging: &Staging,
    project: &Project,
    whole: &Plan,
    particulars: &Particulars,
    args: &GenerateArgs,
) -> Result<()> {
    let earlier = staging.out().join("images");
    let missing = particulars.note_pictures_in(&earlier, project, whole)?;
    write_collection(staging, project, whole, particulars)?;
    match particulars.provenance(project, whole).filter(|_| missing == 0) {
        Some(text) => staging.write_file("_provenance.json", text.as_bytes())?,
        None if missing > 0 => notice(&format!(
            "note: {missing} pictures are not rendered yet; _metadata.json tells of its pictures, so it lists the others"
        )),
        None => {}
    }
    if project.dialect == Dialect::Nftchef {
        staging.write_file("_dna.json", plan::dna_list(project, whole).as_bytes())?;
    }
    let mut lines = BufWriter::new(staging.create_file("plan.jsonl")?);
    plan::file::write(PlanFormat::Jsonl, project, whole, &mut lines)
        .and_then(|()| lines.flush())
        .map_err(Error::io("write", "plan.jsonl"))?;
    let numbers = || whole.editions().map(|e| e.number);
    let record = RunRecord {
        simdgen: RunRecord::VERSION.to_owned(),
        seed: whole.seed.clone(),
        project: plan::default_seed(project),
        editions: whole.len() as u64,
        first_edition: numbers().min().unwrap_or(0),
        last_edition: numbers().max().unwrap_or(0),
        options: options_of(args, encoder(args, project)),
    };
    staging.write_file(RunRecord::FILE, record.to_text().as_bytes())
}

/// The metadata of all editions; where it tells of pictures, of those whose picture is there.
fn write_collection(staging: &Staging, project: &Project, whole: &Plan, particulars: &Particulars) -> Result<()> {
    let writer = MetadataWriter::new(project);
    let mut collection = CollectionWriter::create(staging.json())?;
    let mut json = String::new();
    for edition in whole.editions().filter(|edition| particulars.is_known(edition.number)) {
        json.clear();
        writer.write_edition(edition, particulars, &mut json);
        collection.push(&json)?;
    }
    collection.finish()
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
fn options_of(args: &GenerateArgs, encoder: EncoderArg) -> RunOptions {
    let name = |value: Option<clap::builder::PossibleValue>| value.map_or(String::new(), |v| v.get_name().to_owned());
    let level = match encoder {
        EncoderArg::Splice => args.effort.to_possible_value(),
        EncoderArg::Direct => args.compression.to_possible_value(),
    };
    RunOptions { encoder: name(encoder.to_possible_value()), compression: name(level) }
}

/// Bytes for encoded tiles: the argument's, or a quarter of the machine's memory, or 1 GiB where it does not say.
fn memory(argument: Option<u32>) -> usize {
    const MIB: usize = 1 << 20;
    let installed = || {
        let text = fs::read_to_string("/proc/meminfo").ok()?;
        let kib = text.lines().find_map(|line| line.strip_prefix("MemTotal:")?.trim().strip_suffix("kB"))?;
        kib.trim().parse::<usize>().ok()?.checked_mul(1 << 10)
    };
    argument.map_or_else(|| installed().map_or(1024 * MIB, |bytes| bytes / 4), |mib| mib as usize * MIB)
}

fn thread_names(args: &GenerateArgs, encoder: EncoderArg) -> Vec<String> {
    let named = |name: &'static str, count: usize| (0..count).map(move |n| format!("{name} {n}"));
    match encoder {
        EncoderArg::Splice => named("join", threads(args.threads)).chain(["count".to_owned()]).collect(),
        EncoderArg::Direct => {
            named("compose", threads(args.threads)).chain(named("encode", threads(args.encoders))).collect()
        }
    }
}
