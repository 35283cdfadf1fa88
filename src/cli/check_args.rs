//! Arguments of `check` and `verify`.
//!
//! Apart from the others because these commands make nothing: they look before a run, and after it.

use std::path::PathBuf;

use clap::Args;

use super::args::{PackFileArgs, ProjectArgs};

#[derive(Debug, Args)]
#[command(after_long_help = "\
Problems are probably mistakes: traits that show nothing or the same as another, colour profiles that are not applied,
names that clash, missing weights, too few combinations. Exit code 3 when there are any. Notes are worth knowing.

Examples:
  simdgen check art                 before the first run
  simdgen check art --count 10000   and for another number of editions")]
pub struct CheckArgs {
    #[command(flatten)]
    pub project: ProjectArgs,
    #[command(flatten)]
    pub pack: PackFileArgs,
    /// Editions in all, instead of what the project says.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub count: Option<u32>,
    /// Threads [default: one for each core].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Print what was noticed as JSON.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
Every picture is decoded and composed again from the source pictures, by plain code and without the trait pack. Exit
code 3 when anything differs.

Examples:
  simdgen verify build                      a build inside its project
  simdgen verify /tmp/try --project art     a build elsewhere
  simdgen verify build --sample 200         the pictures of 200 editions, the other files of all")]
pub struct VerifyArgs {
    /// Output folder of `simdgen generate`.
    #[arg(value_name = "BUILD", default_value = "build")]
    pub build: PathBuf,
    /// Its project [default: the one the build lies in].
    #[arg(long, value_name = "DIR")]
    pub project: Option<PathBuf>,
    /// Configuration of the project [default: the one the build was made with].
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Compare the pictures of N editions, spread evenly, instead of all.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub sample: Option<u32>,
    /// Threads that compose and compare [default: one for each core].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Largest picture to decode, in pixels.
    #[arg(long, value_name = "N", default_value_t = crate::pack::MAX_PIXELS)]
    pub max_pixels: u64,
    /// Print the findings as JSON.
    #[arg(long)]
    pub json: bool,
}
