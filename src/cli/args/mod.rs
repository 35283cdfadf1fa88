//! Every argument of the command line, with its help.
//!
//! This file has the commands and what several of them take; the rest is by what a command works on.

mod before;
mod finished;
mod generate;

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};
use serde_json::Value;

pub use self::before::{CheckArgs, ImportArgs, InspectArgs, PackArgs, PlanArgs};
pub use self::finished::{BuildArgs, ConvertArgs, PixelateArgs, PreviewArgs, RarityArgs, VerifyArgs};
pub use self::generate::GenerateArgs;
use super::help;
use super::version::LONG_VERSION;
use crate::choice::Choice;
use crate::project::{Links, Overrides};

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
    /// Explain a command, or show a page of the guide.
    Help {
        /// The command or page, such as configuration [default: list all of them].
        #[arg(value_name = "COMMAND|PAGE")]
        topic: Option<String>,
    },
    /// Print a completion script.
    Completions {
        /// For which shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page, or that of a command.
    Man {
        /// The command, such as generate [default: all commands in short].
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
        help::pages()
    )
}

/// Which project, and what is said of it beside its configuration.
#[derive(Clone, Debug, Args)]
pub struct ProjectArgs {
    /// Project folder: simdgen.toml or a HashLips or nftchef src/config.js, and layers/.
    #[arg(value_name = "PROJECT", default_value = ".")]
    pub project: PathBuf,
    /// Configuration to use instead of the project's own (.toml, .js of HashLips or nftchef, or .json of nft-generator-py).
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// List everything that a note or a finding is about, not only the first few.
    #[arg(long, short)]
    pub verbose: bool,
    #[command(flatten)]
    pub changes: ChangeArgs,
    #[command(flatten)]
    pub links: LinkArgs,
}

/// Where links of a project may lead.
#[derive(Clone, Debug, Default, Args)]
pub struct LinkArgs {
    /// Let links of the project, such as layers and build, lead out of it: only for a project that you trust.
    #[arg(long)]
    pub allow_links: bool,
}

impl LinkArgs {
    /// Where they may.
    pub fn links(&self) -> Links {
        if self.allow_links { Links::Anywhere } else { Links::Inside }
    }
}

/// What is said of metadata instead of the configuration.
#[derive(Clone, Debug, Default, Args)]
pub struct ChangeArgs {
    /// What metadata says as `compiler`; "" leaves it out [default: the engine's name].
    #[arg(long, value_name = "NAME")]
    pub compiler: Option<String>,
    /// What stands between the items of a DNA text, whose hash is in metadata [default: the engine's].
    #[arg(long, value_name = "TEXT")]
    pub dna_delimiter: Option<String>,
    /// A further top-level key of each metadata file, any number of times; the value is JSON, or else text.
    #[arg(long, value_name = "KEY=VALUE", value_parser = extra_key)]
    pub extra: Vec<(String, Value)>,
}

impl ChangeArgs {
    /// As the library takes them.
    pub fn overrides(&self) -> Overrides {
        let (compiler, dna_delimiter) = (self.compiler.clone(), self.dna_delimiter.clone());
        Overrides { compiler, dna_delimiter, extra: self.extra.iter().cloned().collect() }
    }
}

/// A key and its value.
fn extra_key(text: &str) -> Result<(String, Value), String> {
    let (key, value) = text.split_once('=').filter(|(key, _)| !key.is_empty()).ok_or("write KEY=VALUE")?;
    Ok((key.to_owned(), serde_json::from_str(value).unwrap_or_else(|_| value.into())))
}

/// Where the trait pack is, and what may go into it.
#[derive(Debug, Args)]
pub struct PackFileArgs {
    /// Trait pack file [default: PROJECT/.simdgen/traits.pack, or the user's cache folder when PROJECT is read-only].
    #[arg(long = "pack", value_name = "FILE")]
    pub pack_file: Option<PathBuf>,
    /// Largest trait picture, and largest canvas, to accept, in pixels.
    #[arg(long, value_name = "N", default_value_t = crate::image::MAX_PIXELS)]
    pub max_pixels: u64,
}

/// How much may be held in memory.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct MemoryArgs {
    /// Memory to hold at most beside plan and pack, in MiB [default: a quarter of the machine's, or the container's].
    #[arg(long, value_name = "MIB", value_parser = clap::value_parser!(u32).range(16..))]
    pub memory: Option<u32>,
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
pub struct DemoArgs {
    /// Folder of the demo project; what is edited there is kept.
    #[arg(value_name = "DIR", default_value = "simdgen-demo")]
    pub dir: PathBuf,
    /// Render everything anew and replace what its build folder holds.
    #[arg(long)]
    pub force: bool,
    /// Leave pictures and metadata alone that were changed since they were written, instead of stopping at them.
    #[arg(long, conflicts_with = "force")]
    pub keep_edits: bool,
    /// Go on from where generating it was interrupted.
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

/// A seed: any text but an empty one, which is what a variable that is not set leaves.
fn seed_text(text: &str) -> Result<String, String> {
    match text {
        "" => {
            Err("a seed is a number or any text, and this is empty; leave --seed out for the project's own".to_owned())
        }
        _ => Ok(text.to_owned()),
    }
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

    /// What a command holds beyond a budget is nobody's: so each takes one, or is named here and holds a few texts.
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
    fn edition_ranges_include_both_ends() {
        assert_eq!(edition_range("3..=7"), Ok(EditionRange { first: 3, last: 7 }));
        assert_eq!(edition_range("5"), Ok(EditionRange { first: 5, last: 5 }));
        for bad in ["7..=3", "1..5", "a..=b", ""] {
            assert!(edition_range(bad).is_err(), "{bad}");
        }
    }
}
