//! Every argument of the command line, with its help.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::check_args::{CheckArgs, VerifyArgs};
use super::version::LONG_VERSION;

/// simdgen composites layered picture collections from traits, thousands of images a second.
#[derive(Debug, Parser)]
#[command(name = "simdgen", version, long_version = &**LONG_VERSION, max_term_width = 100, arg_required_else_help = true)]
#[command(after_help = "Start with `simdgen demo`, or run `simdgen generate` in a HashLips or nftchef project folder.")]
#[command(after_long_help = "\
Examples:
  simdgen demo                              write a small project to ./simdgen-demo and generate it
  simdgen generate my-project               all editions, into my-project/build
  simdgen generate --count 10000 --seed 7   ten thousand editions of the project in this folder
  simdgen inspect                           layers, traits, odds and how many combinations there are
  simdgen plan --out plan.csv               choose all editions, render none
  simdgen generate --plan plan.csv          render exactly that plan

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 a check found a difference,
130 stopped by Ctrl-C.")]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Generate a collection: plan it, pack its traits, write pictures and metadata.
    Generate(GenerateArgs),
    /// Prebuild the trait pack that `generate` reads.
    Pack(PackArgs),
    /// Choose all editions and write the plan, no pixels.
    Plan(PlanArgs),
    /// Show layers, traits, weights, odds, combinations and the pack's state.
    Inspect(InspectArgs),
    /// Show how often each trait comes and which editions are rare.
    Rarity(RarityArgs),
    /// Write name, description, picture's place and seller's data of the configuration into metadata that is there.
    UpdateInfo(BuildArgs),
    /// Make one picture of all finished ones, as thumbnails in rows.
    Preview(PreviewArgs),
    /// Make an animation of some finished pictures.
    PreviewGif(BuildArgs),
    /// Make pixelated copies of finished pictures.
    Pixelate(PixelateArgs),
    /// Write metadata for pictures of which nothing else is known: the configuration's texts and the mean colour.
    GenerateMetadata(BuildArgs),
    /// Look for likely mistakes in a project, and predict what a run will cost.
    Check(CheckArgs),
    /// Compare every picture and metadata file of a build with its project.
    Verify(VerifyArgs),
    /// Make nftchef's files for another network of a finished collection: metadata, and pictures where they differ.
    Convert(ConvertArgs),
    /// Write a HashLips or nftchef project's simdgen.toml: the same plan, pictures and metadata.
    Import(ImportArgs),
    /// Start a project: a documented simdgen.toml and layer folders.
    Init {
        /// Folder to start it in; made when it does not exist.
        dir: PathBuf,
    },
    /// Write the built-in demo project and generate it.
    Demo(DemoArgs),
    /// Print a completion script.
    Completions {
        /// For which shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    Man,
}

/// Which project, and how its pack is made.
#[derive(Debug, Args)]
pub struct ProjectArgs {
    /// Project folder: simdgen.toml or a HashLips or nftchef src/config.js, and layers/.
    #[arg(value_name = "PROJECT", default_value = ".")]
    pub project: PathBuf,
    /// Configuration to use instead of the project's own (.toml, or .js of HashLips or nftchef).
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// Where the trait pack is, and what may go into it.
#[derive(Debug, Args)]
pub struct PackFileArgs {
    /// Trait pack file [default: PROJECT/.simdgen/traits.pack, or the user's cache folder when PROJECT is read-only].
    #[arg(long = "pack", value_name = "FILE")]
    pub pack_file: Option<PathBuf>,
    /// Largest trait picture to accept, in pixels.
    #[arg(long, value_name = "N", default_value_t = crate::pack::MAX_PIXELS)]
    pub max_pixels: u64,
}

/// Which editions stay as an earlier plan has them.
#[derive(Debug, Default, Args)]
pub struct KeepArgs {
    /// Keep the editions of this plan (.jsonl or .csv, a build folder, or metadata as for --from), and draw the others.
    #[arg(long, value_name = "PLAN")]
    pub keep: Option<PathBuf>,
    /// Of the kept plan, give these editions new picks that no other has.
    #[arg(long, value_name = "N,A..=B", value_delimiter = ',', value_parser = edition_range, requires = "keep")]
    pub reroll: Vec<EditionRange>,
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  simdgen generate                          the project in this folder, into ./build
  simdgen generate art --out /tmp/try --count 50
  simdgen generate art --seed 'spring drop' the same seed gives the same collection for ever
  simdgen generate art --resume             go on after Ctrl-C, a crash or a full disk
  simdgen generate art --editions 100..=199 part of the collection, to share the work
  simdgen generate art --from art/build/json   a collection that exists, again
  simdgen generate art --keep art/build --count 1200 --editions 1001..=1200   200 more
  simdgen generate art --keep art/build --reroll 17 --editions 17             another picture for edition 17
  simdgen generate art --timings            where the time went
  simdgen generate art --trace run.json     a trace for ui.perfetto.dev or chrome://tracing")]
pub struct GenerateArgs {
    #[command(flatten)]
    pub project: ProjectArgs,
    #[command(flatten)]
    pub pack: PackFileArgs,
    /// Output folder [default: PROJECT/build].
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Seed of all choices: a number or any text [default: the project's, or one derived from it].
    #[arg(long, value_name = "N|TEXT", conflicts_with = "plan")]
    pub seed: Option<String>,
    /// Editions in all, instead of what the project says.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), conflicts_with = "plan")]
    pub count: Option<u32>,
    /// Render only the editions with these numbers; the plan stays that of the whole collection.
    #[arg(long, value_name = "A..=B", value_parser = edition_range)]
    pub editions: Option<EditionRange>,
    /// Render exactly this plan (.jsonl or .csv, as `simdgen plan` writes it).
    #[arg(long, value_name = "FILE", conflicts_with = "keep")]
    pub plan: Option<PathBuf>,
    /// Render the collection that this metadata is of: a build/json folder, a _metadata.json, or nftchef's _dna.json.
    #[arg(long, value_name = "PATH", conflicts_with_all = ["plan", "seed", "count", "keep"])]
    pub from: Option<PathBuf>,
    #[command(flatten)]
    pub keep: KeepArgs,
    /// Compositor threads [default: one for each core].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Encoder threads [default: one for each core].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub encoders: Option<u16>,
    /// Editions in a micro-batch.
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub batch: u16,
    /// How pictures are encoded.
    #[arg(long, value_enum, default_value_t = EncoderArg::Splice)]
    pub encoder: EncoderArg,
    /// How hard the splice encoder compresses tiles.
    #[arg(long, value_enum, default_value_t = EffortArg::Fast)]
    pub effort: EffortArg,
    /// Memory for encoded tiles, in MiB [default: a quarter of the machine's].
    #[arg(long, value_name = "MIB", value_parser = clap::value_parser!(u32).range(16..))]
    pub memory: Option<u32>,
    /// How hard the direct encoder compresses pictures.
    #[arg(long, value_enum, default_value_t = CompressionArg::Fast)]
    pub compression: CompressionArg,
    /// Milliseconds since 1970 for the `date` of HashLips and nftchef metadata [default: SOURCE_DATE_EPOCH, or 0].
    ///
    /// The output never depends on the clock, so that the same command gives the same bytes.
    #[arg(long, value_name = "MS")]
    pub date: Option<u64>,
    /// Render everything anew and replace what the output folder holds; with --editions, even when it is of another seed.
    #[arg(long)]
    pub force: bool,
    /// Go on from where the same command was interrupted.
    #[arg(long)]
    pub resume: bool,
    /// Print nothing but errors.
    #[arg(long, short)]
    pub quiet: bool,
    /// Print a machine-readable summary on standard output.
    #[arg(long)]
    pub json: bool,
    /// Print time and bytes of each stage, and what the threads waited for.
    #[arg(long)]
    pub timings: bool,
    /// Write a trace of all threads, in the format of chrome://tracing and ui.perfetto.dev.
    #[arg(long, value_name = "FILE")]
    pub trace: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  simdgen pack                 bring the pack of the project in this folder up to date
  simdgen pack art --force     decode every trait again")]
pub struct PackArgs {
    #[command(flatten)]
    pub project: ProjectArgs,
    #[command(flatten)]
    pub pack: PackFileArgs,
    /// Threads that decode [default: one for each core].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Build it even when it is up to date.
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  simdgen plan                       JSON lines on standard output
  simdgen plan art --out plan.csv    for a spreadsheet; edit it, then `simdgen generate art --plan plan.csv`
  simdgen plan art --keep plan.csv --count 1200 --out more.csv      the same editions and more
  simdgen plan art --keep plan.csv --reroll 17,40..=42 --out other.csv")]
pub struct PlanArgs {
    #[command(flatten)]
    pub project: ProjectArgs,
    /// File to write: .jsonl or .csv [default: JSON lines on standard output].
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Seed of all choices: a number or any text [default: the project's, or one derived from it].
    #[arg(long, value_name = "N|TEXT")]
    pub seed: Option<String>,
    /// Editions in all, instead of what the project says.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub count: Option<u32>,
    #[command(flatten)]
    pub keep: KeepArgs,
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  simdgen import art            art/simdgen.toml, which is read instead of art/src/config.js from then on
  simdgen import art --out -    only show it")]
pub struct ImportArgs {
    #[command(flatten)]
    pub project: ProjectArgs,
    /// File to write, - for standard output [default: PROJECT/simdgen.toml].
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Replace a file that is there.
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
pub struct InspectArgs {
    #[command(flatten)]
    pub project: ProjectArgs,
    #[command(flatten)]
    pub pack: PackFileArgs,
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  simdgen rarity art                 what `simdgen generate art` would give, against what the weights ask for
  simdgen rarity art/build           what is there, of any engine: read from json/_metadata.json
  simdgen rarity art --out art       rarity.csv and ranking.csv for a spreadsheet")]
pub struct RarityArgs {
    /// Project folder, or an output folder with json/_metadata.json.
    #[arg(value_name = "PROJECT|BUILD", default_value = ".")]
    pub folder: PathBuf,
    /// Configuration to use instead of the project's own (.toml or HashLips .js).
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Seed of all choices: a number or any text [default: the project's, or one derived from it].
    #[arg(long, value_name = "N|TEXT", conflicts_with = "plan")]
    pub seed: Option<String>,
    /// Editions in all, instead of what the project says.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), conflicts_with = "plan")]
    pub count: Option<u32>,
    /// Count this plan (.jsonl or .csv) instead of drawing one.
    #[arg(long, value_name = "FILE")]
    pub plan: Option<PathBuf>,
    /// Folder to write rarity.csv and ranking.csv to, instead of printing.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// How many of the rarest editions to print.
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub top: usize,
    /// Print all of it as JSON.
    #[arg(long, conflicts_with = "out")]
    pub json: bool,
}

/// A project and its finished collection.
#[derive(Debug, Args)]
pub struct BuildArgs {
    #[command(flatten)]
    pub project: ProjectArgs,
    /// Output folder that holds the collection [default: PROJECT/build].
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct PreviewArgs {
    #[command(flatten)]
    pub build: BuildArgs,
    /// Thumbnails in a row [default: HashLips' preview.thumbPerRow, or 5].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub columns: Option<u32>,
    /// Width of a thumbnail in pixels [default: HashLips' preview.thumbWidth, or 50].
    #[arg(long, value_name = "PIXELS", value_parser = clap::value_parser!(u32).range(1..))]
    pub width: Option<u32>,
}

#[derive(Debug, Args)]
pub struct PixelateArgs {
    #[command(flatten)]
    pub build: BuildArgs,
    /// Side of the small picture to that of the whole, above 0 and at most 1 [default: pixelFormat.ratio, or 2/128].
    #[arg(long, value_name = "RATIO", value_parser = pixel_ratio)]
    pub ratio: Option<f64>,
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  simdgen convert solana art      art/build/solana, with what art/Solana/solana_config.js says
  simdgen convert cardano art     art/build/cardano, with placeholders that NMKR Studio fills in
  simdgen convert tezos art       art/build/tezos, with what art/Tezos/tezos_config.js says")]
pub struct ConvertArgs {
    /// For which network.
    #[arg(value_enum)]
    pub network: NetworkArg,
    #[command(flatten)]
    pub build: BuildArgs,
}

/// A network that nftchef converts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum NetworkArg {
    /// Metaplex, counted from 0.
    Solana,
    /// CIP-25 with placeholders.
    Cardano,
    /// TZIP-21, with smaller pictures.
    Tezos,
}

#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Folder of the demo project; what is edited there is kept.
    #[arg(value_name = "DIR", default_value = "simdgen-demo")]
    pub dir: PathBuf,
}

/// How pictures are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum EncoderArg {
    /// Each tile of the canvas once; its bits are reused in every picture.
    Splice,
    /// Each picture as a whole.
    Direct,
}

/// How hard the splice encoder compresses tiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum EffortArg {
    /// Runs of zeros only.
    Fast,
    /// Matches where they pay; tiles used often are parsed best.
    Balanced,
    /// The best of several matches; tiles used often are parsed best.
    High,
}

/// How hard the direct encoder compresses pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CompressionArg {
    /// Largest files, least time.
    Fastest,
    /// A filter chosen for each row.
    Fast,
    /// Deflate level 6.
    Balanced,
    /// Deflate level 9.
    High,
}

/// Edition numbers, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EditionRange {
    pub first: u32,
    pub last: u32,
}

fn pixel_ratio(text: &str) -> Result<f64, String> {
    let ratio = text.parse().ok().filter(|ratio| *ratio > 0.0 && *ratio <= 1.0);
    ratio.ok_or_else(|| "write a number above 0 and at most 1".to_owned())
}

fn edition_range(text: &str) -> Result<EditionRange, String> {
    let number = |s: &str| s.trim().parse::<u32>().map_err(|_| format!("{s:?} is not an edition number"));
    let (first, last) = match text.split_once("..=") {
        Some((first, last)) => (number(first)?, number(last)?),
        None if text.contains("..") => return Err("write A..=B; both ends are included".to_owned()),
        None => (number(text)?, number(text)?),
    };
    if first > last {
        return Err(format!("{first} comes after {last}"));
    }
    Ok(EditionRange { first, last })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn every_argument_has_help() {
        fn check(command: &clap::Command) {
            for argument in command.get_arguments() {
                assert!(argument.get_help().is_some(), "{} {}", command.get_name(), argument.get_id());
            }
            command.get_subcommands().for_each(check);
        }
        Cli::command().debug_assert();
        check(&Cli::command());
    }

    #[test]
    fn edition_ranges_include_both_ends() {
        assert_eq!(edition_range("3..=7"), Ok(EditionRange { first: 3, last: 7 }));
        assert_eq!(edition_range("5"), Ok(EditionRange { first: 5, last: 5 }));
        for bad in ["7..=3", "1..5", "a..=b", ""] {
            assert!(edition_range(bad).is_err(), "{bad}");
        }
    }
}
