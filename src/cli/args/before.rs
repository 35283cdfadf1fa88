//! Arguments of the commands that look at a project or prepare a run: `pack`, `plan`, `import`, `studio`, `inspect`
//! and `check`.

use std::path::PathBuf;

use clap::Args;

use super::{KeepArgs, MANY, MemoryArgs, PackFileArgs, ProjectArgs, choice, seed_text, whole};
use crate::splice::training::Effort;

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  simdgen pack                 update the pack of the project in this folder
  simdgen pack art --force     decode every trait again")]
pub struct PackArgs {
    #[command(flatten)]
    pub project: ProjectArgs,
    #[command(flatten)]
    pub pack: PackFileArgs,
    /// Threads that decode [default: one per core].
    #[arg(long, value_name = "N", value_parser = whole::<u16>(1, 1024))]
    pub threads: Option<u16>,
    #[command(flatten)]
    pub memory: MemoryArgs,
    /// Rebuild the pack even if it is up to date.
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  simdgen plan                           JSON lines on standard output
  simdgen plan art --out plan.csv        for a spreadsheet; edit it
  simdgen generate art --plan plan.csv   render exactly that plan
  simdgen plan art --keep plan.csv --count 1200 --out more.csv
                                         the same editions and more
  simdgen plan art --keep plan.csv --reroll 17,40..=42 --out other.csv
                                         the same editions, except four")]
pub struct PlanArgs {
    #[command(flatten)]
    pub project: ProjectArgs,
    /// File to write: .jsonl or .csv [default: JSON lines on standard output].
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Seed of all choices, a number or any text [default: the project's, or one derived from it].
    #[arg(long, value_name = "N|TEXT", allow_negative_numbers = true, value_parser = seed_text)]
    pub seed: Option<String>,
    /// Total number of editions [default: the project's].
    #[arg(long, value_name = "N", value_parser = whole::<u32>(1, MANY))]
    pub count: Option<u32>,
    #[command(flatten)]
    pub keep: KeepArgs,
    #[command(flatten)]
    pub memory: MemoryArgs,
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  simdgen import art            write art/simdgen.toml, which simdgen reads from then on
  simdgen import art --out -    only print it")]
pub struct ImportArgs {
    #[command(flatten)]
    pub project: ProjectArgs,
    /// File to write; - is standard output [default: PROJECT/simdgen.toml].
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Replace an existing file.
    #[arg(long)]
    pub force: bool,
    #[command(flatten)]
    pub memory: MemoryArgs,
}

#[cfg(feature = "studio")]
#[derive(Debug, Args)]
#[command(after_long_help = "\
The page is served by this program, to this machine alone, and loads nothing from elsewhere. What is \
changed there is written to simdgen.toml, and what is changed in the project's files is shown at once. \
Ctrl-C ends it.

Examples:
  simdgen studio                    the project in this folder
  simdgen studio art --port 8080    the same address port each time
  simdgen studio art --no-open      only print the address")]
pub struct StudioArgs {
    #[command(flatten)]
    pub project: ProjectArgs,
    /// Port on this machine; 0 is any that is free.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub port: u16,
    /// Open no browser, only print the address.
    #[arg(long)]
    pub no_open: bool,
    #[command(flatten)]
    pub pack: PackFileArgs,
    #[command(flatten)]
    pub memory: MemoryArgs,
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  simdgen inspect        the project in this folder
  simdgen inspect art")]
pub struct InspectArgs {
    #[command(flatten)]
    pub project: ProjectArgs,
    #[command(flatten)]
    pub pack: PackFileArgs,
    #[command(flatten)]
    pub memory: MemoryArgs,
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
Problems are probable mistakes: traits that show nothing, colour profiles that are not applied, \
names that look alike, missing weights, too few combinations. Notes are worth knowing. The exit \
code is 3 if anything is found.

Examples:
  simdgen check art                 before the first run
  simdgen check art --count 10000   for another number of editions")]
pub struct CheckArgs {
    #[command(flatten)]
    pub project: ProjectArgs,
    #[command(flatten)]
    pub pack: PackFileArgs,
    /// Total number of editions [default: the project's].
    #[arg(long, value_name = "N", value_parser = whole::<u32>(1, MANY))]
    pub count: Option<u32>,
    /// Compression effort of the splice encoder to predict bytes and time of [default: that of `generate`].
    #[arg(long, value_parser = choice::<Effort>())]
    pub effort: Option<Effort>,
    /// Threads [default: one per core].
    #[arg(long, value_name = "N", value_parser = whole::<u16>(1, 1024))]
    pub threads: Option<u16>,
    #[command(flatten)]
    pub memory: MemoryArgs,
    /// Print the findings as JSON.
    #[arg(long)]
    pub json: bool,
}
