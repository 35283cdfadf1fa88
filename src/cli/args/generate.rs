//! Arguments of `generate`: which editions, how they are encoded, and what is said about it.

use std::path::PathBuf;

use clap::Args;

use super::{
    EditionRange, KeepArgs, MANY, MemoryArgs, PackFileArgs, ProjectArgs, ShardArgs, choice, edition_range, seed_text,
    whole,
};
use crate::choice::Choice;
use crate::encode::{Compression, EncoderKind};
use crate::splice::training::Effort;

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  simdgen generate                             the project in this folder, into ./build
  simdgen generate art --out /tmp/try --count 50
  simdgen generate art --seed 'spring drop'    the same seed always gives the same collection
  simdgen generate art --resume                continue after Ctrl-C, a crash or a full disk
  simdgen generate art --editions 100..=199    a part of the collection
  simdgen generate art --shard 2/8             one of 8 machines' work, for `simdgen merge`
  simdgen generate art --from art/build/json   an existing collection, from its metadata
  simdgen generate art --timings               where the time went
  simdgen generate art --trace run.json        a trace for ui.perfetto.dev or chrome://tracing

Add 200 editions, or replace edition 17, and keep all others:
  simdgen generate art --keep art/build --count 1200 --editions 1001..=1200
  simdgen generate art --keep art/build --reroll 17 --editions 17")]
pub struct GenerateArgs {
    #[command(flatten)]
    pub project: ProjectArgs,
    /// Output folder [default: PROJECT/build].
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Seed of all choices, a number or any text [default: the project's, or one derived from it].
    #[arg(long, value_name = "N|TEXT", allow_negative_numbers = true, value_parser = seed_text, conflicts_with = "plan")]
    pub seed: Option<String>,
    /// Total number of editions [default: the project's].
    #[arg(long, value_name = "N", value_parser = whole::<u32>(1, MANY), conflicts_with = "plan")]
    pub count: Option<u32>,
    /// Render only the editions with these numbers; the plan still covers the whole collection.
    #[arg(long, value_name = "A..=B", value_parser = edition_range)]
    pub editions: Option<EditionRange>,
    #[command(flatten)]
    pub shard: ShardArgs,
    /// Render exactly this plan (.jsonl or .csv, from `simdgen plan`).
    #[arg(long, value_name = "FILE", conflicts_with = "keep")]
    pub plan: Option<PathBuf>,
    /// Render a collection again from its metadata: a build/json folder, a _metadata.json, or nftchef's _dna.json.
    #[arg(long, value_name = "PATH", conflicts_with_all = ["plan", "seed", "count", "keep"])]
    pub from: Option<PathBuf>,
    #[command(flatten)]
    pub keep: KeepArgs,
    /// Threads that compose, and on which the splice encoder works [default: one per core].
    #[arg(long, value_name = "N", value_parser = whole::<u16>(1, 1024))]
    pub threads: Option<u16>,
    /// Encoder threads of the direct encoder [default: one per core].
    #[arg(long, value_name = "N", value_parser = whole::<u16>(1, 1024))]
    pub encoders: Option<u16>,
    /// Editions that a thread works on at a time.
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = whole::<u16>(1, 1024))]
    pub batch: u16,
    /// Encoder of the pictures.
    #[arg(long, value_parser = choice::<EncoderKind>(), default_value = EncoderKind::default().name())]
    pub encoder: EncoderKind,
    #[arg(
        long,
        value_parser = choice::<Effort>(),
        help = format!("Compression effort of the splice encoder [default: {}]", Effort::default().name()),
    )]
    pub effort: Option<Effort>,
    #[command(flatten)]
    pub memory: MemoryArgs,
    /// Compression level of the direct encoder [default: fast].
    #[arg(long, value_parser = choice::<Compression>())]
    pub compression: Option<Compression>,
    #[command(flatten)]
    pub pack: PackFileArgs,
    /// Milliseconds since 1970 for the `date` of HashLips and nftchef metadata [default: SOURCE_DATE_EPOCH, or 0].
    ///
    /// The output never depends on the clock, so the same command gives the same bytes.
    #[arg(long, value_name = "MS", value_parser = whole::<u64>(0, u64::MAX))]
    pub date: Option<u64>,
    /// Make gallery.html too: a page of all editions for the browser.
    #[arg(long)]
    pub gallery: bool,
    /// Render everything anew, and replace the contents of the output folder; with --editions, even of another seed.
    #[arg(long)]
    pub force: bool,
    /// Leave edited pictures and metadata unchanged, instead of stopping.
    #[arg(long, conflicts_with = "force")]
    pub keep_edits: bool,
    /// Continue an interrupted run of the same command.
    #[arg(long)]
    pub resume: bool,
    /// Sync the names of all files before the end, against a power cut right after the run.
    #[arg(long)]
    pub durable: bool,
    /// Exchange the whole build in one step; the parent of the output folder must be writable.
    #[arg(long)]
    pub switch: bool,
    /// Print nothing but errors.
    #[arg(long, short)]
    pub quiet: bool,
    /// Print a machine-readable summary on standard output.
    #[arg(long)]
    pub json: bool,
    /// Print time and bytes of each stage, and how long threads waited.
    #[arg(long)]
    pub timings: bool,
    /// Write a trace of all threads, for ui.perfetto.dev or chrome://tracing.
    #[arg(long, value_name = "FILE")]
    pub trace: Option<PathBuf>,
}
