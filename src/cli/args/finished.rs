//! Arguments of the commands that read a finished collection: `rarity`, `preview`, `convert`, `verify` and their like.

use std::path::PathBuf;

use clap::Args;

use super::{
    ChangeArgs, EditionRange, LinkArgs, MANY, MemoryArgs, PackFileArgs, ProjectArgs, SHARED, choice, edition_range,
    seed_text, whole,
};
use crate::choice::Choice;
use crate::derive::SheetOrder;
use crate::project::Network;

/// Help of the argument that is a project or a finished collection of one.
const PROJECT_OR_BUILD: &str = "Project folder: simdgen.toml or a HashLips or nftchef src/config.js, and layers/; or the output folder of a project";

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  simdgen rarity art             the planned collection, against the odds of the weights
  simdgen rarity art/build       a finished collection of any engine, from json/_metadata.json
  simdgen rarity art --out art   rarity.csv and ranking.csv for a spreadsheet")]
pub struct RarityArgs {
    /// Project folder, or an output folder with json/_metadata.json.
    #[arg(value_name = "PROJECT|BUILD", default_value = ".")]
    pub folder: PathBuf,
    /// Configuration that replaces the project's own (.toml, .js of HashLips or nftchef, .json of nft-generator-py).
    #[arg(long, value_name = "FILE", help_heading = SHARED)]
    pub config: Option<PathBuf>,
    #[command(flatten)]
    pub links: LinkArgs,
    /// Seed of all choices, a number or any text [default: the project's, or one derived from it].
    #[arg(long, value_name = "N|TEXT", allow_negative_numbers = true, value_parser = seed_text, conflicts_with = "plan")]
    pub seed: Option<String>,
    /// Total number of editions [default: the project's].
    #[arg(long, value_name = "N", value_parser = whole::<u32>(1, MANY), conflicts_with = "plan")]
    pub count: Option<u32>,
    /// Count this plan (.jsonl or .csv) instead of drawing one.
    #[arg(long, value_name = "FILE")]
    pub plan: Option<PathBuf>,
    /// Folder for rarity.csv and ranking.csv, which are written instead of printing.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub memory: MemoryArgs,
    /// Number of rare editions to print.
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = whole::<usize>(0, MANY))]
    pub top: usize,
    /// List every item of a notice or finding, not only the first few.
    #[arg(long, short, help_heading = SHARED)]
    pub verbose: bool,
    /// Print the result as JSON.
    #[arg(long, conflicts_with = "out")]
    pub json: bool,
}

/// A project and its finished collection.
#[derive(Debug, Args)]
#[command(mut_arg("project", |argument| argument.value_name("PROJECT|BUILD").help(PROJECT_OR_BUILD)))]
pub struct BuildArgs {
    #[command(flatten)]
    pub project: ProjectArgs,
    /// Output folder that holds the collection [default: PROJECT/build].
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Replace files that were edited, or that simdgen did not write.
    #[arg(long)]
    pub force: bool,
    #[command(flatten)]
    pub memory: MemoryArgs,
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
The page is one file, gallery.html beside the pictures. It opens without a server and loads nothing \
from elsewhere. Editions are drawn from their traits; one edition large is its picture file.

Examples:
  simdgen gallery art                         art/build/gallery.html
  simdgen gallery /tmp/try --project art      a build elsewhere
  simdgen gallery downloads/robots            a collection of any engine: images and json")]
pub struct GalleryArgs {
    /// Project folder, or an output folder.
    #[arg(value_name = "PROJECT|BUILD", default_value = ".")]
    pub folder: PathBuf,
    /// Project of the build [default: the folder that contains it].
    #[arg(long, value_name = "DIR")]
    pub project: Option<PathBuf>,
    /// Configuration of the project [default: the one that made the build].
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    #[command(flatten)]
    pub links: LinkArgs,
    /// Replace a gallery.html that simdgen did not write, or that was edited.
    #[arg(long)]
    pub force: bool,
    /// Threads that make traits small [default: one per core].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    #[command(flatten)]
    pub memory: MemoryArgs,
    #[command(flatten)]
    pub pack: PackFileArgs,
    /// List every item of a notice or finding, not only the first few.
    #[arg(long, short)]
    pub verbose: bool,
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  simdgen preview art                                  art/build/preview.png
  simdgen preview art --columns 10 --width 1600        ten to a row, 160 pixels each
  simdgen preview art/build --by rarity --count 50     the fifty rarest
  simdgen preview art --editions 100..=149 --columns 10")]
pub struct PreviewArgs {
    /// Order of the pictures.
    #[arg(long, value_parser = choice::<SheetOrder>(), default_value = SheetOrder::default().name())]
    pub by: SheetOrder,
    /// Number of pictures, the first of that order [default: all].
    #[arg(long, value_name = "N", value_parser = whole::<u32>(1, MANY))]
    pub count: Option<u32>,
    /// Show only the editions with these numbers.
    #[arg(long, value_name = "A..=B", value_parser = edition_range)]
    pub editions: Option<EditionRange>,
    /// Thumbnails per row [default: the project's, or 5].
    #[arg(long, value_name = "N", value_parser = whole::<u32>(1, MANY))]
    pub columns: Option<u32>,
    /// Width of the whole sheet in pixels, at most [default: that of its thumbnails].
    #[arg(long, value_name = "PIXELS", value_parser = whole::<u32>(1, MANY))]
    pub width: Option<u32>,
    /// Width of a thumbnail in pixels [default: the project's, or 50].
    #[arg(long, value_name = "PIXELS", value_parser = whole::<u32>(1, MANY), conflicts_with = "width")]
    pub thumbnail: Option<u32>,
    #[command(flatten)]
    pub build: BuildArgs,
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  simdgen pixelate art                  art/build/pixel_images
  simdgen pixelate art --ratio 0.0625   blocks of 16 pixels")]
pub struct PixelateArgs {
    /// Side of the reduced picture relative to the original, above 0 and at most 1 [default: the project's, or 2/128].
    #[arg(long, value_name = "RATIO", value_parser = pixel_ratio)]
    pub ratio: Option<f64>,
    #[command(flatten)]
    pub build: BuildArgs,
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  simdgen convert solana art      art/build/solana, configured by art/Solana/solana_config.js
  simdgen convert cardano art     art/build/cardano, with the placeholders of NMKR Studio
  simdgen convert tezos art       art/build/tezos, configured by art/Tezos/tezos_config.js")]
pub struct ConvertArgs {
    /// The network.
    #[arg(value_parser = choice::<Network>())]
    pub network: Network,
    #[command(flatten)]
    pub build: BuildArgs,
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
Every picture is decoded, and composed again from its sources by plain code, without the trait \
pack. With --fast nothing is composed and no project is needed: every file is read once, and must \
have the length and checksum with which it was written. The exit code is 3 if anything differs or \
cannot be read.

Examples:
  simdgen verify build                      a build inside its project
  simdgen verify /tmp/try --project art     a build elsewhere
  simdgen verify build --sample 200         the pixels of 200 editions, the files of all
  simdgen verify build --fast               the checksums of all files, without the project")]
pub struct VerifyArgs {
    /// Output folder of `simdgen generate`.
    #[arg(value_name = "BUILD", default_value = "build")]
    pub build: PathBuf,
    /// Project of the build [default: the folder that contains it].
    #[arg(long, value_name = "DIR")]
    pub project: Option<PathBuf>,
    /// Configuration of the project [default: the one that made the build].
    #[arg(long, value_name = "FILE", help_heading = SHARED)]
    pub config: Option<PathBuf>,
    #[command(flatten)]
    pub changes: ChangeArgs,
    #[command(flatten)]
    pub links: LinkArgs,
    /// Only compare checksums, at the speed of the disk; needs no project.
    #[arg(long, conflicts_with_all = ["project", "config", "sample", "max_pixels", "allow_links"])]
    #[arg(conflicts_with_all = ["compiler", "dna_delimiter", "extra"])]
    pub fast: bool,
    /// Compare the pixels of N editions, evenly spread, instead of all.
    #[arg(long, value_name = "N", value_parser = whole::<u32>(1, MANY))]
    pub sample: Option<u32>,
    /// Threads that compose and compare [default: one per core].
    #[arg(long, value_name = "N", value_parser = whole::<u16>(1, 1024))]
    pub threads: Option<u16>,
    #[command(flatten)]
    pub memory: MemoryArgs,
    /// Largest picture to decode, in pixels.
    #[arg(long, value_name = "N", default_value_t = crate::image::MAX_PIXELS, value_parser = whole::<u64>(0, u64::MAX), help_heading = SHARED)]
    pub max_pixels: u64,
    /// List every item of a notice or finding, not only the first few.
    #[arg(long, short, help_heading = SHARED)]
    pub verbose: bool,
    /// Print the findings as JSON.
    #[arg(long)]
    pub json: bool,
}

fn pixel_ratio(text: &str) -> Result<f64, String> {
    let ratio = text.parse().ok().filter(|ratio| *ratio > 0.0 && *ratio <= 1.0);
    ratio.ok_or_else(|| "write a number above 0 and at most 1".to_owned())
}
