//! Arguments of the commands for many machines: `prepare` and `merge`, and the shard that `generate` renders.

use std::path::PathBuf;

use clap::Args;

use super::{KeepArgs, LinkArgs, MANY, MemoryArgs, PackFileArgs, ProjectArgs, SHARED, choice, seed_text, whole};
use crate::build::Shard;
use crate::splice::training::Effort;

/// The shard to render.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShardWanted {
    /// The one that a scheduler asks for.
    Auto,
    /// This one.
    Given(Shard),
}

/// Reads `I/N`, or `auto`.
pub fn shard_wanted(text: &str) -> Result<ShardWanted, String> {
    if text == "auto" {
        return Ok(ShardWanted::Auto);
    }
    let told = || format!("write I/N, as in 2/8, with I from 1 to N and N at most {}, or auto", Shard::MOST);
    Shard::parse(text).map(ShardWanted::Given).ok_or_else(told)
}

/// A part of a plan that is one of many machines' work.
#[derive(Debug, Default, Args)]
pub struct ShardArgs {
    /// Render one of N parts of equal work, for `simdgen merge`; auto takes I and N from Slurm, Kubernetes or a batch service.
    #[arg(long, value_name = "I/N|auto", value_parser = shard_wanted, conflicts_with_all = ["editions", "gallery", "switch"])]
    pub shard: Option<ShardWanted>,
    /// Number of parts for --shard auto, where the scheduler does not say it.
    #[arg(long, value_name = "N", value_parser = whole::<u32>(1, u64::from(Shard::MOST)), requires = "shard")]
    pub shards: Option<u32>,
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
The same options that change the plan or the pictures have to be given to `generate --shard`.

Examples:
  simdgen prepare art                      then on each of 8 machines:
  simdgen generate art --shard 2/8         the second one
  simdgen merge art/build                  when all are done")]
pub struct PrepareArgs {
    #[command(flatten)]
    pub project: ProjectArgs,
    /// Seed of all choices, a number or any text [default: the project's, or one derived from it].
    #[arg(long, value_name = "N|TEXT", allow_negative_numbers = true, value_parser = seed_text, conflicts_with = "plan")]
    pub seed: Option<String>,
    /// Total number of editions [default: the project's].
    #[arg(long, value_name = "N", value_parser = whole::<u32>(1, MANY), conflicts_with = "plan")]
    pub count: Option<u32>,
    /// Prepare for exactly this plan (.jsonl or .csv, from `simdgen plan`).
    #[arg(long, value_name = "FILE", conflicts_with = "keep")]
    pub plan: Option<PathBuf>,
    #[command(flatten)]
    pub keep: KeepArgs,
    #[arg(
        long,
        value_parser = choice::<Effort>(),
        help = "Compression effort of the splice encoder [default: that of `generate`]",
    )]
    pub effort: Option<Effort>,
    /// Threads [default: one per core].
    #[arg(long, value_name = "N", value_parser = whole::<u16>(1, 1024))]
    pub threads: Option<u16>,
    #[command(flatten)]
    pub memory: MemoryArgs,
    #[command(flatten)]
    pub pack: PackFileArgs,
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
The result is that of one run of the whole plan, byte for byte. Every file is read and compared with its \
checksum. Files get a second name where the file system gives one, and are copied elsewhere.

Examples:
  simdgen merge art/build                            the shards that lie below it
  simdgen merge art/build /mnt/1/out /mnt/2/out      shards of other output folders, which stay
  simdgen merge /data/build --project art            a build outside its project")]
pub struct MergeArgs {
    /// Output folder of the whole build.
    #[arg(value_name = "BUILD")]
    pub build: PathBuf,
    /// Folders of shards, or output folders with shards below them [default: BUILD].
    #[arg(value_name = "SHARD")]
    pub shards: Vec<PathBuf>,
    /// Project of the shards [default: the folder that contains them].
    #[arg(long, value_name = "DIR")]
    pub project: Option<PathBuf>,
    /// Configuration of the project [default: the one that made the shards].
    #[arg(long, value_name = "FILE", help_heading = SHARED)]
    pub config: Option<PathBuf>,
    #[command(flatten)]
    pub links: LinkArgs,
    /// Replace the contents of the output folder, whatever they are.
    #[arg(long)]
    pub force: bool,
    /// Sync the names of all files before the end, against a power cut right after the run.
    #[arg(long)]
    pub durable: bool,
    /// Exchange the whole build in one step; the parent of the output folder must be writable.
    #[arg(long)]
    pub switch: bool,
    /// Threads that read and compare [default: one per core].
    #[arg(long, value_name = "N", value_parser = whole::<u16>(1, 1024))]
    pub threads: Option<u16>,
    #[command(flatten)]
    pub memory: MemoryArgs,
    #[command(flatten)]
    pub pack: PackFileArgs,
    /// List every item of a notice or finding, not only the first few.
    #[arg(long, short, help_heading = SHARED)]
    pub verbose: bool,
    /// Print nothing but errors.
    #[arg(long, short)]
    pub quiet: bool,
    /// Print a machine-readable summary on standard output.
    #[arg(long)]
    pub json: bool,
}
