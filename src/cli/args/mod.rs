//! Every argument of the command line, with its help.
//!
//! This file has the commands and what several of them take; the rest is by what a command works on.

mod before;
mod finished;
mod generate;
#[cfg(feature = "serve")]
mod serve;
mod shards;

use std::ffi::OsStr;
use std::path::PathBuf;
use std::sync::LazyLock;

use clap::builder::{PossibleValue, PossibleValuesParser, StringValueParser, TypedValueParser};
use clap::{Arg, Args, CommandFactory, Parser, Subcommand};
use serde_json::Value;

#[cfg(feature = "studio")]
pub use self::before::StudioArgs;
pub use self::before::{CheckArgs, ImportArgs, InspectArgs, PackArgs, PlanArgs};
pub use self::finished::{BuildArgs, ConvertArgs, GalleryArgs, PixelateArgs, PreviewArgs, RarityArgs, VerifyArgs};
pub use self::generate::GenerateArgs;
#[cfg(feature = "serve")]
pub use self::serve::{LogForm, ServeArgs};
pub use self::shards::{MergeArgs, PrepareArgs, ShardArgs, ShardWanted};
use super::print::table;
use crate::choice::Choice;
use crate::guide::PAGES;
use crate::project::{Links, Overrides};

/// The version, and the instruction set that the kernels were built for, for `simdgen --version`.
static LONG_VERSION: LazyLock<String> =
    LazyLock::new(|| format!("{}\nbuild level: {}", env!("CARGO_PKG_VERSION"), crate::blend::KERNEL));

/// Composites layered picture collections from traits, thousands of images a second.
#[derive(Debug, Parser)]
#[command(name = "simdgen", version, long_version = &**LONG_VERSION, max_term_width = 100)]
#[command(arg_required_else_help = true, disable_help_subcommand = true, after_long_help = after_help())]
#[command(after_help = "Start with `simdgen demo`, or run `simdgen generate` in a HashLips or nftchef project folder.
`simdgen help` lists examples and the pages of the guide.")]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Generate a collection, or update what changed: pictures and metadata.
    Generate(GenerateArgs),
    /// Decode all traits ahead of time, into the trait pack that `generate` reads.
    Pack(PackArgs),
    /// Pack and train once, for `generate --shard` on many machines.
    Prepare(PrepareArgs),
    /// Join the shards of many machines to the build that one run would have made.
    Merge(MergeArgs),
    /// Choose all editions and write the plan, without rendering any.
    Plan(PlanArgs),
    /// Show layers, traits, weights, odds, the number of combinations and the state of the pack.
    Inspect(InspectArgs),
    /// Show how often each trait occurs and which editions are rare.
    Rarity(RarityArgs),
    /// Update existing metadata with the configured name, description, image address and royalties.
    #[command(after_long_help = "\
Examples:
  simdgen update-info art    after a change of base_uri in art/simdgen.toml")]
    UpdateInfo(BuildArgs),
    /// Make a page of all editions for the browser, with their traits and rarity.
    Gallery(GalleryArgs),
    /// Make a contact sheet of all finished pictures.
    Preview(PreviewArgs),
    /// Make an animation of some finished pictures.
    #[command(after_long_help = "\
Examples:
  simdgen preview-gif art    art/build/preview.gif, with what [gallery.slide_show] says")]
    PreviewGif(BuildArgs),
    /// Make pixelated copies of finished pictures.
    Pixelate(PixelateArgs),
    /// Write minimal metadata for pictures that have none: the configured texts and the mean colour.
    #[command(after_long_help = "\
Examples:
  simdgen generate-metadata art    replaces art/build/json, for pictures in art/build/images")]
    GenerateMetadata(BuildArgs),
    /// Find likely mistakes in a project, and predict bytes and time of a run.
    Check(CheckArgs),
    /// Compare every picture and metadata file of a build with its project.
    Verify(VerifyArgs),
    /// Convert a finished nftchef collection to the files of another network.
    Convert(ConvertArgs),
    /// Convert the configuration of another tool to a simdgen.toml that gives the same output.
    Import(ImportArgs),
    /// Show and edit a project in the browser: samples, layers, odds, rules and the build.
    #[cfg(feature = "studio")]
    Studio(StudioArgs),
    /// Serve a picture for any text over HTTP.
    #[cfg(feature = "serve")]
    Serve(ServeArgs),
    /// Start a project: a documented simdgen.toml and layer folders.
    #[command(after_long_help = "\
Examples:
  simdgen init              the current folder: its layers and their size, if it has pictures
  simdgen init art          a new folder, to put pictures into")]
    Init {
        /// Folder of the project; created if it does not exist.
        #[arg(value_name = "DIR", default_value = ".")]
        dir: PathBuf,
    },
    /// Write the built-in demo project and generate it.
    Demo(DemoArgs),
    /// Explain a command, or show a page of the guide.
    #[command(after_long_help = "\
Examples:
  simdgen help                  all commands and pages
  simdgen help generate         every option of a command
  simdgen help configuration    every key of simdgen.toml")]
    Help {
        /// The command or page, such as configuration [default: list all of them].
        #[arg(value_name = "COMMAND|PAGE", value_parser = Topics(topics), hide_possible_values = true)]
        topic: Option<String>,
    },
    /// Print a completion script for a shell.
    #[command(after_long_help = "\
Examples:
  simdgen completions bash > ~/.local/share/bash-completion/completions/simdgen")]
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page of simdgen or of a command.
    #[command(after_long_help = "\
Examples:
  simdgen man generate > simdgen-generate.1")]
    Man {
        /// The command, such as generate [default: an overview of all].
        #[arg(value_parser = Topics(commands), hide_possible_values = true)]
        command: Option<String>,
    },
}

/// Ends the help of the program.
fn after_help() -> String {
    format!(
        "\
Examples:
  simdgen demo                              write a small project to ./simdgen-demo and generate it
  simdgen generate my-project               all editions, into my-project/build
  simdgen generate --count 10000 --seed 7   ten thousand editions of the project in this folder
  simdgen inspect                           layers, traits, odds and how many combinations there are
  simdgen plan --out plan.csv               choose all editions, render none
  simdgen generate --plan plan.csv          render exactly that plan

Pages of the guide, for `simdgen help PAGE`:
{}
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 a check found a difference,
130 stopped by Ctrl-C.",
        pages()
    )
}

/// Names that a shell completes, where any text is read: what is no name is told with the nearest ones.
#[derive(Clone, Debug)]
struct Topics(fn() -> Vec<&'static str>);

impl TypedValueParser for Topics {
    type Value = String;

    fn parse_ref(&self, command: &clap::Command, argument: Option<&Arg>, value: &OsStr) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new((self.0)().into_iter().map(PossibleValue::new)))
    }
}

/// The names of all commands.
static COMMANDS: LazyLock<Vec<String>> =
    LazyLock::new(|| Cli::command().get_subcommands().map(|command| command.get_name().to_owned()).collect());

/// The names of all commands.
fn commands() -> Vec<&'static str> {
    COMMANDS.iter().map(String::as_str).collect()
}

/// The names of all commands and pages of the guide.
pub fn topics() -> Vec<&'static str> {
    commands().into_iter().chain(PAGES.iter().map(|page| page.name)).collect()
}

/// Lists the pages, one a line with what it is for.
fn pages() -> String {
    let rows: Vec<_> = PAGES.iter().map(|page| vec![format!("  {}", page.name), page.purpose().to_owned()]).collect();
    table(&rows, &[1])
}

/// The heading of options that several commands have, which stand after a command's own.
const SHARED: &str = "Options of several commands";

/// A project, and options that complete its configuration.
#[derive(Clone, Debug, Args)]
pub struct ProjectArgs {
    /// Project folder: simdgen.toml or a HashLips or nftchef src/config.js, and layers/.
    #[arg(value_name = "PROJECT", default_value = ".")]
    pub project: PathBuf,
    /// Configuration that replaces the project's own (.toml, .js of HashLips or nftchef, .json of nft-generator-py).
    #[arg(long, value_name = "FILE", help_heading = SHARED)]
    pub config: Option<PathBuf>,
    /// List every item of a notice or finding, not only the first few.
    #[arg(long, short, help_heading = SHARED)]
    pub verbose: bool,
    #[command(flatten)]
    pub changes: ChangeArgs,
    #[command(flatten)]
    pub links: LinkArgs,
}

/// Targets that links of a project may have.
#[derive(Clone, Debug, Default, Args)]
pub struct LinkArgs {
    /// Follow links that lead out of the project: only for a project that you trust.
    #[arg(long, help_heading = SHARED)]
    pub allow_links: bool,
}

impl LinkArgs {
    /// Converts the options for the library.
    pub fn links(&self) -> Links {
        if self.allow_links { Links::Anywhere } else { Links::Inside }
    }
}

/// Settings of metadata that override the configuration.
#[derive(Clone, Debug, Default, Args)]
pub struct ChangeArgs {
    /// Value of `compiler` in metadata; "" omits the key [default: the engine's name].
    #[arg(long, value_name = "NAME", help_heading = SHARED)]
    pub compiler: Option<String>,
    /// Separator of the items of a DNA text, whose hash is in metadata [default: the engine's].
    #[arg(long, value_name = "TEXT", help_heading = SHARED)]
    pub dna_delimiter: Option<String>,
    /// Further top-level key of each metadata file; the value is JSON, or else text. May be repeated.
    #[arg(long, value_name = "KEY=VALUE", value_parser = extra_key, help_heading = SHARED)]
    pub extra: Vec<(String, Value)>,
}

impl ChangeArgs {
    /// Converts the options for the library.
    pub fn overrides(&self) -> Overrides {
        let (compiler, dna_delimiter) = (self.compiler.clone(), self.dna_delimiter.clone());
        Overrides { compiler, dna_delimiter, extra: self.extra.iter().cloned().collect() }
    }
}

/// Splits `KEY=VALUE`; the value is JSON, or else text.
fn extra_key(text: &str) -> Result<(String, Value), String> {
    let (key, value) = text.split_once('=').filter(|(key, _)| !key.is_empty()).ok_or("write KEY=VALUE")?;
    Ok((key.to_owned(), serde_json::from_str(value).unwrap_or_else(|_| value.into())))
}

/// The file of the trait pack, and the pictures it may take in.
#[derive(Debug, Args)]
pub struct PackFileArgs {
    /// Trait pack file [default: PROJECT/.simdgen/traits.pack, or your cache folder if PROJECT is read-only].
    #[arg(long = "pack", value_name = "FILE", help_heading = SHARED)]
    pub pack_file: Option<PathBuf>,
    /// Largest trait picture and canvas to accept, in pixels.
    #[arg(long, value_name = "N", default_value_t = crate::image::MAX_PIXELS, value_parser = whole::<u64>(0, u64::MAX), help_heading = SHARED)]
    pub max_pixels: u64,
}

/// The budget of memory.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct MemoryArgs {
    /// Memory to use at most, besides plan and pack, in MiB [default: a quarter of the machine's or container's].
    #[arg(long, value_name = "MIB", value_parser = whole::<u32>(16, MANY), help_heading = SHARED)]
    pub memory: Option<u32>,
}

/// Editions that an earlier plan decides.
#[derive(Debug, Default, Args)]
pub struct KeepArgs {
    /// Keep the editions of this plan (.jsonl, .csv, a build folder, or metadata as for --from), and draw the others.
    #[arg(long, value_name = "PLAN")]
    pub keep: Option<PathBuf>,
    /// Give these editions of the kept plan new traits, in combinations that no other edition has.
    #[arg(long, value_name = "N,A..=B", value_delimiter = ',', value_parser = edition_range, requires = "keep")]
    pub reroll: Vec<EditionRange>,
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  simdgen demo             write ./simdgen-demo and generate it
  simdgen demo /tmp/try    the same in another folder")]
pub struct DemoArgs {
    /// Folder of the demo project; your edits there are kept.
    #[arg(value_name = "DIR", default_value = "simdgen-demo")]
    pub dir: PathBuf,
    /// Render everything anew, and replace the contents of its build folder.
    #[arg(long)]
    pub force: bool,
    /// Leave edited pictures and metadata unchanged, instead of stopping.
    #[arg(long, conflicts_with = "force")]
    pub keep_edits: bool,
    /// Continue an interrupted run.
    #[arg(long)]
    pub resume: bool,
    #[command(flatten)]
    pub memory: MemoryArgs,
}

/// Edition numbers, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EditionRange {
    pub first: u32,
    pub last: u32,
}

/// Reads a choice by its name; help and suggestions take all names from its table.
fn choice<T: Choice + Send + Sync>() -> impl TypedValueParser<Value = T> {
    let values = T::ALL.iter().map(|(_, name, help, _)| PossibleValue::new(*name).help(*help));
    PossibleValuesParser::new(values).map(|name| T::from_name(&name).expect("only names of the table pass"))
}

/// The largest number of things that an option takes.
const MANY: u64 = u32::MAX as u64;

/// Reads a whole number between two, both included.
fn whole<T: TryFrom<u64> + 'static>(
    least: u64,
    most: u64,
) -> impl Fn(&str) -> Result<T, String> + Clone + Send + Sync + 'static {
    move |text| {
        let number = text.parse::<u64>().ok();
        let fits = number.filter(|number| (least..=most).contains(number)).and_then(|number| T::try_from(number).ok());
        fits.ok_or_else(|| match number {
            Some(number) if number >= least => format!("the largest number is {most}"),
            _ if most < MANY => format!("write a whole number from {least} to {most}"),
            _ => format!("write a whole number, {least} or more"),
        })
    }
}

/// A seed: any text but an empty one, which is what a variable that is not set leaves.
fn seed_text(text: &str) -> Result<String, String> {
    match text {
        "" => {
            Err("a seed is a number or any text, and this is empty; leave --seed out for the project's own".to_owned())
        }
        _ => Ok(text.to_owned()),
    }
}

/// Reads `A..=B`, `A-B` or one number. What people write for a range elsewhere, and may mean without its last number, is
/// refused with the right spelling.
fn edition_range(text: &str) -> Result<EditionRange, String> {
    let number = |s: &str| s.trim().parse::<u32>();
    let parts = ["..=", "..", "-", ":"].iter().find_map(|mark| Some((*mark, text.split_once(mark)?)));
    let (mark, (first, last)) = parts.unwrap_or(("..=", (text, text)));
    let (first, last) = match (number(first), number(last)) {
        (Ok(first), Ok(last)) if first > last => {
            return Err(format!("{first} comes after {last}: write {last}..={first}"));
        }
        (Ok(first), Ok(last)) if mark == "..=" || mark == "-" => (first, last),
        (Ok(first), Ok(last)) => return Err(format!("write {first}..={last}, with both ends included")),
        (Ok(first), _) if last.trim().is_empty() => {
            return Err(format!("write the last number too, as in {first}..={}", first.saturating_add(99)));
        }
        (_, Ok(last)) if first.trim().is_empty() => {
            return Err(format!("write the first number too, as in 1..={last}"));
        }
        _ => return Err("write an edition number, as in 5, or two, as in 1..=5".to_owned()),
    };
    Ok(EditionRange { first, last })
}

#[cfg(test)]
mod tests {
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

    /// Each command takes a memory budget, or is named here because it holds only a few texts.
    #[test]
    fn every_command_takes_a_budget_of_memory_or_holds_little() {
        const HOLDS_LITTLE: [&str; 4] = ["init", "help", "completions", "man"];
        for command in Cli::command().get_subcommands() {
            let takes = command.get_arguments().any(|argument| argument.get_id() == "memory");
            assert_ne!(takes, HOLDS_LITTLE.contains(&command.get_name()), "{}", command.get_name());
        }
    }

    #[test]
    fn further_keys_are_json_or_text() {
        for (text, value) in
            [("a=1", Value::from(1)), ("a=x=y", "x=y".into()), ("a=[true]", vec![true].into()), ("a=", "".into())]
        {
            assert_eq!(extra_key(text), Ok(("a".into(), value)), "{text}");
        }
        assert!(extra_key("=1").is_err() && extra_key("a").is_err());
    }

    #[test]
    fn numbers_say_what_they_may_be() {
        let number = whole::<u16>(1, 1024);
        assert_eq!([number("1"), number("1024")], [Ok(1), Ok(1024)]);
        for (bad, told) in [("x", "from 1 to 1024"), ("0", "from 1 to 1024"), ("1.5", "a whole"), ("2000", "1024")] {
            assert!(number(bad).is_err_and(|text| text.contains(told)), "{bad}");
        }
        assert_eq!(whole::<u32>(1, MANY)("-1"), Err("write a whole number, 1 or more".to_owned()));
        assert_eq!(whole::<u32>(1, MANY)("5000000000"), Err("the largest number is 4294967295".to_owned()));
    }

    #[test]
    fn edition_ranges_include_both_ends() {
        assert_eq!(edition_range("3..=7"), Ok(EditionRange { first: 3, last: 7 }));
        assert_eq!(edition_range("5"), Ok(EditionRange { first: 5, last: 5 }));
        assert_eq!(edition_range("3-7"), edition_range("3..=7"));
        for (bad, right) in [
            ("7..=3", "write 3..=7"),
            ("1..5", "write 1..=5"),
            ("1:5", "write 1..=5"),
            ("1..=", "as in 1..=100"),
            ("101..", "as in 101..=200"),
            ("..=5", "as in 1..=5"),
            ("a..=b", "as in 1..=5"),
            ("-", "as in 1..=5"),
            ("", "as in 1..=5"),
        ] {
            assert!(edition_range(bad).is_err_and(|told| told.contains(right)), "{bad}: {:?}", edition_range(bad));
        }
    }
}
