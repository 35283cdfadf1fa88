//! The command line: arguments, one file for each command, and everything that is printed.
//!
//! It alone reads the clock, the environment and the terminal. Results go to standard output, notices, progress and the
//! one error line to standard error.

mod args;
mod check;
mod choose;
mod convert;
mod cpu;
mod demo;
mod escape;
mod finished;
mod gallery;
mod generate;
mod help;
mod import;
#[cfg(test)]
#[cfg(feature = "store")]
mod in_store;
mod inspect;
mod level;
mod merge;
mod of_build;
mod pack;
mod plan;
mod plan_notes;
mod prepare;
mod print;
mod rarity;
mod rate;
mod scheduler;
#[cfg(feature = "serve")]
mod serve;
mod stop;
mod storage;
#[cfg(feature = "studio")]
mod studio;
mod summary;
mod verify;
mod watch;
mod words;
mod workspace;

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

use clap::builder::Styles;
use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};

use self::args::{Cli, Command};
pub use self::cpu::check as check_processor;
pub use self::generate::usual_request;
use self::print::{error_line, notice, out_own, usage};
use crate::error::OutputError;
use crate::{Error, Result};

/// Says so where the processor lacks instructions that this build uses, and returns true. Nothing of this crate may run before.
pub fn is_refused() -> bool {
    let missing = cpu::missing();
    if let Some(missing) = missing {
        print::refuse_processor(cpu::name(missing));
    }
    missing.is_some()
}

/// Runs the command that the process was started with; the exit code is 0 done, 1 failed, 2 wrong usage, 3 a check
/// found a difference, 130 stopped.
pub fn main() -> ExitCode {
    if let Err(wrong) = level::start() {
        error_line(&wrong);
        return ExitCode::FAILURE;
    }
    main_of(env::args_os().collect())
}

/// Runs the command of other words than the process's, for a program that has the command line in it. The first word is the
/// name of the program.
pub fn main_of(line: Vec<OsString>) -> ExitCode {
    words::set(line);
    let command = match Cli::try_parse_from(words::all()) {
        Ok(line) => line.command,
        Err(help) if help.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let code = usage(&error_of_words());
            notice(&help::what_to_run());
            return code;
        }
        Err(error) if error.use_stderr() => return usage(&error_of_words()),
        Err(help) => return usage(&help),
    };
    match run(command) {
        Ok(code) => code,
        Err(error) => {
            error_line(&error.to_string());
            if matches!(error, Error::Output(OutputError::Stopped { .. })) {
                return ExitCode::from(stop::EXIT_CODE);
            }
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Check(args) => return check::run(&args),
        Command::Verify(args) => return verify::run(&args),
        Command::Help { topic } => return help::run(topic.as_deref()),
        Command::Generate(args) => generate::run(&args),
        Command::Pack(args) => pack::run(&args),
        Command::Prepare(args) => prepare::run(&args),
        Command::Merge(args) => merge::run(&args),
        Command::Plan(args) => plan::run(&args),
        Command::Inspect(args) => inspect::run(&args),
        Command::Rarity(args) => rarity::run(&args),
        Command::UpdateInfo(args) => finished::update_info(&args),
        Command::Gallery(args) => gallery::run(&args),
        Command::Preview(args) => finished::preview(&args),
        Command::PreviewGif(args) => finished::preview_gif(&args),
        Command::Pixelate(args) => finished::pixelate(&args),
        Command::GenerateMetadata(args) => finished::generate_metadata(&args),
        Command::Convert(args) => convert::run(&args),
        Command::Import(args) => import::run(&args),
        #[cfg(feature = "studio")]
        Command::Studio(args) => studio::run(&args),
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::run(&args),
        Command::Init { dir } => demo::init(&dir),
        Command::Demo(args) => demo::run(&args),
        Command::Completions { shell } => {
            let mut script = vec![];
            clap_complete::generate(shell, &mut Cli::command(), "simdgen", &mut script);
            out_own(&script)
        }
        Command::Man { command } => {
            let mut page = vec![];
            let man = match manual(command.as_deref()) {
                Ok(command) => clap_mangen::Man::new(command),
                Err(error) => return Ok(usage(&error)),
            };
            man.render(&mut page).map_err(Error::io("write", "the manual page"))?;
            out_own(&page)
        }
    }?;
    Ok(ExitCode::SUCCESS)
}

/// Returns the error of the command line without styles, so that every control character in it is of its words.
fn error_of_words() -> clap::Error {
    match Cli::command().styles(Styles::plain()).try_get_matches_from(words::all()) {
        Err(error) => error,
        Ok(_) => Cli::command().error(ErrorKind::InvalidValue, "the command line cannot be read"),
    }
}

/// Finds the subject of a manual page: one command, or the program.
///
/// # Errors
/// An error of usage for an unknown command.
fn manual(name: Option<&str>) -> std::result::Result<clap::Command, clap::Error> {
    let mut program = Cli::command().styles(Styles::plain());
    program.build();
    let Some(name) = name else { return Ok(program) };
    let Some(command) = program.find_subcommand(name) else {
        return Err(program.error(ErrorKind::InvalidSubcommand, format!("there is no command {name:?}")));
    };
    Ok(command.clone())
}
