//! `simdgen help`: the help of a command, a page of the guide, or the list of both; and `simdgen` alone: the next command.

use std::path::Path;
use std::process::ExitCode;

use clap::CommandFactory;
use clap::builder::Styles;
use clap::error::ErrorKind;

use super::args::Cli;
use super::print::{count, page, usage};
use crate::dialect;
use crate::error::ProjectError;
use crate::guide::{PAGES, Page};
use crate::project::did_you_mean;
use crate::{Error, Result};

/// Prints what is known of a topic: a command or a page, or the whole program without one.
pub fn run(topic: Option<&str>) -> Result<ExitCode> {
    if let Some(found) = topic.and_then(Page::find) {
        page(&plain(found.text))?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut program = Cli::command();
    let is_command = |name: &str| program.get_subcommands().any(|command| command.get_name() == name);
    let words = match topic {
        None => vec!["simdgen", "--help"],
        Some(name) if is_command(name) => vec!["simdgen", name, "--help"],
        Some(name) => return Ok(usage(&unknown(name))),
    };
    Ok(match program.try_get_matches_from_mut(words) {
        Err(help) => usage(&help),
        Ok(_) => ExitCode::SUCCESS,
    })
}

/// Says in one line what the current folder is, and the one command to run next.
pub fn what_to_run() -> String {
    match dialect::open(Path::new("."), None) {
        Ok(project) => {
            let (config, editions) = (project.config.strip_prefix(".").unwrap_or(&project.config), project.editions());
            let config = config.display();
            format!("This folder is a project ({config}, {} editions): run `simdgen generate`", count(editions as u128))
        }
        Err(Error::Project(ProjectError::NoConfig { hint, .. })) => format!("This folder is not a project{hint}"),
        Err(error) => format!("This folder is a project that cannot be used: {error}"),
    }
}

/// Error of usage for a topic that is neither a command nor a page.
fn unknown(name: &str) -> clap::Error {
    let mut program = Cli::command().styles(Styles::plain());
    program.build();
    let commands = program.get_subcommands().map(|command| command.get_name());
    let nearest = did_you_mean(name, commands.chain(PAGES.iter().map(|page| page.name)));
    let text = format!("there is no command and no page {name:?}{nearest}; `simdgen help` lists them");
    program.error(ErrorKind::InvalidSubcommand, text)
}

/// Removes from Markdown what only a renderer needs: comments, and targets and definitions of links.
fn plain(markdown: &str) -> String {
    let mut text = String::new();
    for line in markdown.lines() {
        let is_definition = line.starts_with('[') && line.contains("]: ");
        if is_definition || line.starts_with("<!--") {
            continue;
        }
        text += &without_targets(line);
        text.push('\n');
    }
    text.truncate(text.trim_end().len() + 1);
    text
}

/// Replaces `[text][label]` and `[text](target)` by `text`.
fn without_targets(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, link)) = rest.split_once('[') {
        text += before;
        let parts = link.split_once(']').and_then(|(shown, after)| {
            let end = [("[", ']'), ("(", ')')].iter().find(|(open, _)| after.starts_with(open))?.1;
            Some((shown, after.split_once(end)?.1))
        });
        let Some((shown, after)) = parts else {
            text.push('[');
            rest = link;
            continue;
        };
        text += shown;
        rest = after;
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_links_lose_their_brackets() {
        for (line, shown) in [
            ("see [Rules][rules] and [x](#y).", "see Rules and x."),
            ("`[[layers]]` and `rules[]` (a)", "`[[layers]]` and `rules[]` (a)"),
            ("traits = [", "traits = ["),
        ] {
            assert_eq!(without_targets(line), shown);
        }
        assert_eq!(plain("# A\n<!-- b -->\nc [d][e]\n\n[e]: f.md\n"), "# A\nc d\n");
    }
}
