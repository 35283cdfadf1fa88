//! `simdgen help`: the help of a command, a page of the guide, or the list of both; and `simdgen` alone: the next command.

use std::path::Path;
use std::process::ExitCode;

use clap::CommandFactory;
use clap::builder::Styles;
use clap::error::ErrorKind;

use super::args::{Cli, topics};
use super::print::{count, page, usage, width};
use crate::dialect;
use crate::error::ProjectError;
use crate::guide::Page;
use crate::project::did_you_mean;
use crate::{Error, Result};

/// Prints what is known of a topic: a command or a page, or the whole program without one.
pub fn run(topic: Option<&str>) -> Result<ExitCode> {
    if let Some(found) = topic.and_then(Page::find) {
        let text = plain(found.text);
        page(&width().map_or(text.clone(), |width| wrapped(&text, width)))?;
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
    let names = topics();
    let nearest = match did_you_mean(name, names.iter().copied()) {
        none if none.is_empty() => begun(name, &names),
        near => near,
    };
    let text = format!("there is no command and no page {name:?}{nearest}; `simdgen help` lists them");
    program.error(ErrorKind::InvalidSubcommand, text)
}

/// The names that a word is the beginning of, as the end of a sentence; empty if there are none.
fn begun(word: &str, names: &[&str]) -> String {
    let word = word.to_lowercase();
    let found: Vec<String> =
        names.iter().filter(|name| name.starts_with(&word)).map(|name| format!("\"{name}\"")).collect();
    match (word.is_empty(), found.is_empty()) {
        (false, false) => format!(" (did you mean {}?)", found.join(" or ")),
        _ => String::new(),
    }
}

/// Wraps the prose of Markdown to lines of at most `width` characters; tables, headings and code stay as they are, and so
/// does what fits.
fn wrapped(markdown: &str, width: usize) -> String {
    let mut text = String::new();
    let mut paragraph: Vec<&str> = vec![];
    let mut is_code = false;
    for line in markdown.lines() {
        let is_fence = line.starts_with("```");
        let is_fixed = is_code || is_fence || line.is_empty() || line.starts_with(['|', '#']);
        if is_fixed || indent_of(line) > 0 && !line.starts_with(' ') {
            push_wrapped(&std::mem::take(&mut paragraph), width, &mut text);
        }
        is_code ^= is_fence;
        if is_fixed {
            text += line;
            text.push('\n');
        } else {
            paragraph.push(line);
        }
    }
    push_wrapped(&paragraph, width, &mut text);
    text
}

/// The width of the mark that begins an item of a list, "- " or "1. "; 0 for other lines.
fn indent_of(line: &str) -> usize {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    match (line.starts_with("- "), line[digits..].starts_with(". ")) {
        (true, _) => 2,
        (false, true) if digits > 0 => digits + 2,
        _ => 0,
    }
}

/// Adds the lines of one paragraph or item of a list, whose further lines are indented.
fn push_wrapped(lines: &[&str], width: usize, text: &mut String) {
    let fits = lines.iter().all(|line| line.chars().count() <= width);
    if fits {
        lines.iter().for_each(|line| text.extend([line, "\n"]));
        return;
    }
    let indent = lines.first().map_or(0, |line| indent_of(line));
    let mut length = 0;
    for word in lines.iter().flat_map(|line| line.split_whitespace()) {
        let more = word.chars().count();
        if length > 0 && length + 1 + more > width {
            text.push('\n');
            text.extend(std::iter::repeat_n(' ', indent));
            length = indent;
        } else if length > 0 {
            text.push(' ');
            length += 1;
        }
        *text += word;
        length += more;
    }
    text.push('\n');
}

/// Removes from Markdown what only a renderer needs: comments, pictures with the empty line below each, and targets and
/// definitions of links.
fn plain(markdown: &str) -> String {
    let mut text = String::new();
    let mut lines = markdown.lines().peekable();
    while let Some(line) = lines.next() {
        if line.starts_with("![") {
            lines.next_if(|below| below.is_empty());
            continue;
        }
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
    use crate::guide::PAGES;

    #[test]
    fn prose_is_wrapped_and_nothing_else() {
        let page = "# A long heading of a page\n\nSome words that\nare wrapped.\n- an item of several words\n  of it\n- x\n\n\
                    1. a first item that is long\n\n| a | table that is wide |\n\n```sh\nsome code that is long\n```\n";
        let told = "# A long heading of a page\n\nSome words\nthat are\nwrapped.\n- an item of\n  several\n  words of it\n- x\n\n\
                    1. a first\n   item that\n   is long\n\n| a | table that is wide |\n\n```sh\nsome code that is long\n```\n";
        assert_eq!(wrapped(page, 13), told);
        assert_eq!(wrapped(page, 30), page);
        for page in PAGES {
            let (text, words) =
                (plain(page.text), |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
            assert_eq!(words(&wrapped(&text, 60)), words(&text), "{}", page.name);
            assert_eq!(wrapped(&text, 200), text, "{}", page.name);
        }
    }

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
        assert_eq!(plain("# A\n\n![b](c.png)\n\nd\n"), "# A\n\nd\n");
    }
}
