//! Everything that is printed: results, notices, the error line, and plain tables.

use std::collections::HashMap;
use std::env;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::process::{self, ExitCode};

use super::{cpu, escape, words};
use crate::project::{Notices, is_hidden};
use crate::{Error, Result};

/// Writes a result for people to standard output. Names in it come from anywhere: what of them would act on a terminal is
/// shown as escapes.
pub fn out(text: &str) -> Result<()> {
    out_own(escape::lines(text).as_bytes())
}

/// Writes JSON to standard output.
pub fn out_json(text: &str) -> Result<()> {
    out_own(escape::json(text).as_bytes())
}

/// Writes what this program says to standard output as it is, in which no name of a project is. A reader that has gone away
/// (`simdgen inspect | head`) is no error.
pub fn out_own(bytes: &[u8]) -> Result<()> {
    written(|stdout| stdout.write_all(bytes))
}

/// Writes JSON to standard output that is made piece by piece, because it is long; a piece ends between characters.
pub fn out_json_from(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    written(|stdout| write(&mut escape::JsonWriter::new(stdout)))
}

/// Shows a long text of this program: through the pager of `PAGER`, or `less`, on a terminal, else as [`out_own`] does.
pub fn page(text: &str) -> Result<()> {
    let chosen = env::var("PAGER").unwrap_or_default();
    let pager = if chosen.trim().is_empty() { "less" } else { &chosen };
    if io::stdout().is_terminal() && is_paged(pager, text) { Ok(()) } else { out_own(text.as_bytes()) }
}

/// The width of the terminal that standard output is, or what `COLUMNS` says where it is none; `None` where nothing does.
pub fn width() -> Option<usize> {
    let terminal = || terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
    let said = || env::var("COLUMNS").ok()?.parse().ok();
    terminal().or_else(said).filter(|width| *width > 0)
}

/// Gives a text to a pager, words of a command, and waits for its end; false if it cannot be started. A pager that is
/// closed before it has read all is no error.
fn is_paged(pager: &str, text: &str) -> bool {
    let mut words = pager.split_whitespace();
    let Some(program) = words.next() else { return false };
    let mut command = process::Command::new(program);
    command.args(words).stdin(process::Stdio::piped());
    if env::var_os("LESS").is_none() {
        // Ends at once where the text fits on the screen, and leaves it there.
        command.env("LESS", "FRX");
    }
    let Ok(mut pager) = command.spawn() else { return false };
    if let Some(mut stdin) = pager.stdin.take() {
        let _ = stdin.write_all(text.as_bytes());
    }
    let _ = pager.wait();
    true
}

fn written(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    let mut stdout = BufWriter::new(io::stdout().lock());
    match write(&mut stdout).and_then(|()| stdout.flush()) {
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(Error::io("write to", "standard output")),
    }
}

/// Writes a line of text to standard error; nobody can be told when that fails. What of a name would act on a terminal, or
/// pass for a line of its own, is shown as escapes.
pub fn notice(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", escape::line(line));
}

/// Writes a text of several lines to standard error, as [`notice`] does.
pub fn notice_lines(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", escape::lines(text.trim_end()));
}

/// `true` if standard error is a terminal.
pub fn is_watched() -> bool {
    io::stderr().is_terminal()
}

/// Says what is wrong with a command line, or prints the help asked for; returns the exit code.
pub fn usage(error: &clap::Error) -> ExitCode {
    if error.use_stderr() {
        // As it is: otherwise what the words do to colours would be left out without a trace.
        notice_lines(&error.render().ansi().to_string());
        return ExitCode::from(WRONG_USAGE);
    }
    // Nobody can be told when that fails.
    let _ = error.print();
    ExitCode::SUCCESS
}

/// The exit code of wrong usage.
const WRONG_USAGE: u8 = 2;

/// Files that a line names where it is about more.
const FEW: usize = 3;

/// Amount of notices beside results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notes {
    /// Nothing.
    None,
    /// Each kind of notice in one line, with the first few that it is about.
    Few,
    /// The same with all that it is about.
    All,
}

impl Notes {
    /// Chooses the amount that options ask for.
    pub fn of(quiet: bool, verbose: bool) -> Self {
        match (quiet, verbose) {
            (true, _) => Self::None,
            (false, true) => Self::All,
            (false, false) => Self::Few,
        }
    }
}

/// Writes notices to standard error, each kind in one line.
pub fn notices(list: &Notices, label: &str, notes: Notes) {
    for kind in list.iter().filter(|_| notes != Notes::None) {
        let is_cut = notes == Notes::Few && kind.items.len() > FEW;
        let (most, hint) = if is_cut { (FEW, " (--verbose lists all)") } else { (usize::MAX, "") };
        notice(&format!("{label}: {}{hint}", kind.line(most)));
    }
}

/// The exit code of a check that found a difference.
pub const DIFFERENCE_FOUND: u8 = 3;

/// One thing that a check found.
#[derive(Clone, Debug)]
pub struct Finding<K> {
    /// Its kind; findings of one kind are grouped.
    pub kind: K,
    /// The beginning of its line, such as "note: "; may be empty.
    pub label: &'static str,
    /// The file or folder it is about.
    pub about: String,
    /// The predicate, to follow `about`: "is transparent".
    pub text: String,
}

/// Lists the findings of a check for people, and last a line that sums up. Findings of one kind that say the same are one line, and of
/// many lines of a kind the first few are shown, unless all are asked for.
pub fn findings<K: PartialEq>(list: &[Finding<K>], checked: &str, verbose: bool) -> String {
    const MOST_LINES: usize = 10;
    let mut text = String::new();
    for of_kind in list.chunk_by(|a, b| a.kind == b.kind) {
        let mut lines: Vec<Vec<&Finding<K>>> = vec![];
        let mut places: HashMap<&str, usize> = HashMap::new();
        for finding in of_kind {
            match places.get(&*finding.text) {
                Some(&place) if !verbose => lines[place].push(finding),
                _ => {
                    places.insert(&finding.text, lines.len());
                    lines.push(vec![finding]);
                }
            }
        }
        let most = if verbose { lines.len() } else { lines.len().min(MOST_LINES) };
        let (shown, others) = lines.split_at(most);
        shown.iter().for_each(|line| text += &finding_line(line));
        let more: usize = others.iter().map(Vec::len).sum();
        if more > 0 {
            text += &format!("  and {} more of these (--verbose lists all)\n", count(more as u128));
        }
    }
    let found = match list.len() {
        0 => "nothing is wrong".to_owned(),
        1 => "1 finding".to_owned(),
        n => format!("{} findings", count(n as u128)),
    };
    text + &format!("{checked}: {found}\n")
}

/// The line of findings that say the same: of several what they say, how many there are and the first few.
fn finding_line<K>(same: &[&Finding<K>]) -> String {
    let Some((Finding { label, about, text, .. }, others)) = same.split_first() else { return String::new() };
    if others.is_empty() {
        return format!("{label}{} {}\n", escape::line(about), escape::line(text));
    }
    let shown: Vec<_> = same.iter().take(FEW).map(|finding| escape::line(&finding.about)).collect();
    let more = match same.len().saturating_sub(FEW) {
        0 => String::new(),
        more => format!(" and {} more (--verbose lists all)", count(more as u128)),
    };
    // "is transparent" becomes "transparent (2): a.png, b.png".
    let text = escape::line(text.strip_prefix("is ").unwrap_or(text));
    format!("{label}{text} ({}): {}{more}\n", count(same.len() as u128), shown.join(", "))
}

/// The one line an error gets.
pub fn error_line(message: &str) {
    notice(&format!("error: {message}"));
}

/// The error line of a processor that lacks something this build uses: the standard library's own code writes it piece by piece,
/// because code of this crate, formatting included, would use what is missing.
#[inline(never)]
pub fn refuse_processor(lacks: &'static str) {
    let mut stderr = io::stderr();
    let [before, after] = cpu::REFUSED;
    for part in ["error: ", before, lacks, after, "\n"] {
        // There is nobody else to tell.
        let _ = stderr.write_all(part.as_bytes());
    }
}

/// A word as a shell takes it; with characters that do not show, as Bash and zsh do.
pub fn quoted(word: &str) -> String {
    if word.contains(is_hidden) {
        let escaped = |c: char| match c {
            '\\' | '\'' => format!("\\{c}"),
            c if is_hidden(c) => format!("\\U{:08x}", u32::from(c)),
            c => c.to_string(),
        };
        return format!("$'{}'", word.chars().map(escaped).collect::<String>());
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,+@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// A command line of this program for the reader to type: the program as it was called, and words after it.
pub fn command_line(words: &[&str]) -> String {
    let program = words::all().first().map_or_else(|| "simdgen".to_owned(), |p| p.to_string_lossy().into_owned());
    let line: Vec<String> = [program.as_str()].iter().chain(words).map(|word| quoted(word)).collect();
    line.join(" ")
}

/// Lays rows out in columns: the first left-aligned, the others right-aligned unless `left` names them.
pub fn table(rows: &[Vec<String>], left: &[usize]) -> String {
    let shown = |row: &Vec<String>| row.iter().map(|cell| escape::line(cell).into_owned()).collect();
    let rows: Vec<Vec<String>> = rows.iter().map(shown).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| rows.iter().filter_map(|r| r.get(column)).map(|c| c.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in &rows {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            let width = widths[column];
            let gap = if column == 0 { "" } else { "  " };
            line += &if column == 0 || left.contains(&column) {
                format!("{gap}{cell:<width$}")
            } else {
                format!("{gap}{cell:>width$}")
            };
        }
        text += line.trim_end();
        text.push('\n');
    }
    text
}

/// A count with thousands separated: 1,234,567.
pub fn count(n: impl Into<u128>) -> String {
    let digits = n.into().to_string();
    let mut grouped = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A count of things, of which the name of one is given: "1 edition", "1,200 editions".
pub fn counted(n: impl Into<u128>, one: &str) -> String {
    let n = n.into();
    format!("{} {one}{}", count(n), if n == 1 { "" } else { "s" })
}

/// Bytes in the unit that reads best: "1.5 MB".
pub fn bytes(n: u64) -> String {
    let units = [(1e9, "GB"), (1e6, "MB"), (1e3, "kB")];
    let unit = units.iter().find(|(size, _)| n as f64 >= *size);
    unit.map_or(format!("{n} B"), |(size, name)| format!("{:.1} {name}", n as f64 / size))
}

/// Seconds from nanoseconds, to three digits after the point.
pub fn seconds(ns: u64) -> String {
    format!("{:.3} s", ns as f64 / 1e9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(count(7_u32), "7");
        assert_eq!(count(1_234_567_u32), "1,234,567");
        assert_eq!(bytes(999), "999 B");
        assert_eq!(bytes(1_500_000), "1.5 MB");
    }

    #[test]
    fn words_are_quoted_where_a_shell_needs_it() {
        assert_eq!(quoted("art/x=1"), "art/x=1");
        assert_eq!(quoted("spring drop"), "'spring drop'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
        assert_eq!(quoted("it's\u{1b}"), r"$'it\'s\U0000001b'");
    }

    #[test]
    fn a_pager_may_be_missing_or_close_early() {
        let long = "a line\n".repeat(100_000);
        assert!(!is_paged("there-is-no-such-pager", &long) && !is_paged(" ", &long));
        if cfg!(unix) {
            assert!(is_paged("true", &long) && is_paged("head -c 0", &long));
        }
    }

    #[test]
    fn columns_line_up() {
        let rows = [vec!["a".to_owned(), "1".to_owned()], vec!["long".to_owned(), "22".to_owned()]];
        assert_eq!(table(&rows, &[]), "a      1\nlong  22\n");
        let rows = [vec!["a\u{7}\n".to_owned(), "1".to_owned()], vec!["long".to_owned(), "22".to_owned()]];
        assert_eq!(table(&rows, &[]), "a\\u{7}\\u{a}   1\nlong         22\n");
    }
}
