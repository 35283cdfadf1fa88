//! Names as cells of a spreadsheet: what it would take for a formula or part of its own has an apostrophe before it.
//!
//! Spreadsheets calculate what begins with `=`, `+`, `-` or `@` (OWASP, "CSV Injection"; also in full width), pass over tabs and
//! line breaks before it, and drop an apostrophe, which is their own sign for text. So a name that begins with one of these,
//! an apostrophe too, gets one apostrophe more. Reading takes the name that is there as it stands, as plans of earlier
//! releases have it, and else takes the apostrophe off, whether a spreadsheet kept it or not. Where that could mean
//! two names, as of a layer with traits `=x` and `'=x`, there are as many apostrophes as it takes to tell them apart.

use std::borrow::Cow;

const APOSTROPHE: char = '\'';

/// A text as a cell that is text for every spreadsheet: the rule where no name has to be told from another.
pub fn text_cell(text: &str) -> Cow<'_, str> {
    if acts(text) { Cow::Owned(format!("{APOSTROPHE}{text}")) } else { Cow::Borrowed(text) }
}

/// `true` if a spreadsheet takes a cell for something else than its text.
fn acts(text: &str) -> bool {
    const FIRST: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', APOSTROPHE, '＝', '＋', '－', '＠'];
    text.starts_with(FIRST)
}

/// A name as a cell, where `is_name` says what names there are, none of them with more than `most` apostrophes before it.
pub(super) fn quoted<'n>(name: &'n str, most: usize, is_name: impl Fn(&str) -> bool) -> Cow<'n, str> {
    if !acts(name) {
        return Cow::Borrowed(name);
    }
    let (own, root) = split(name);
    let taken = taken(root, most, is_name);
    let place = taken.iter().position(|&count| count == own).unwrap_or(0);
    Cow::Owned(with(code(&taken, place), root))
}

/// The name that a cell stands for which is no name itself.
pub(super) fn unquoted(cell: &str, most: usize, is_name: impl Fn(&str) -> bool) -> Option<String> {
    let (found, root) = split(cell);
    let taken = taken(root, most, is_name);
    let place = (0..taken.len()).find(|&place| code(&taken, place) == found)?;
    Some(with(taken[place], root))
}

/// Number of apostrophes before a text, and the text.
fn split(text: &str) -> (usize, &str) {
    let root = text.trim_start_matches(APOSTROPHE);
    // An apostrophe is one byte.
    (text.len() - root.len(), root)
}

fn with(apostrophes: usize, root: &str) -> String {
    format!("{}{root}", "'".repeat(apostrophes))
}

/// The numbers of apostrophes before a text with which it is a name, in order.
fn taken(root: &str, most: usize, is_name: impl Fn(&str) -> bool) -> Vec<usize> {
    (0..=most).filter(|&count| is_name(&with(count, root))).collect()
}

/// Number of apostrophes that stand for one of the names: one more than it has. Of several names more than any has, and
/// never two numbers in a row, so that none stands for another when a spreadsheet drops one.
fn code(taken: &[usize], place: usize) -> usize {
    match (taken.len(), taken.last()) {
        (2.., Some(last)) => last + 2 + 2 * place,
        (_, last) => last.map_or(1, |last| last + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(names: &[&str], name: &str) -> (String, Option<String>) {
        let is_name = |text: &str| names.contains(&text);
        let cell = quoted(name, 3, is_name).into_owned();
        let read = if is_name(&cell) { Some(cell.clone()) } else { unquoted(&cell, 3, is_name) };
        (cell, read)
    }

    #[test]
    fn names_come_back_from_their_cells() {
        let alone = [("=x", "'=x"), ("-5", "'-5"), ("'t", "''t"), ("\tx", "'\tx"), ("a=b", "a=b"), ("'''", "''''")];
        for (name, cell) in alone {
            assert_eq!(both(&[name], name), (cell.to_owned(), Some(name.to_owned())));
        }
        let names = ["=x", "'=x", "'''=x", "x", "'x", "+", "", "'"];
        let cells: Vec<String> = names.iter().map(|name| both(&names, name).0).collect();
        for (name, cell) in names.iter().zip(&cells) {
            assert_eq!(both(&names, name).1.as_deref(), Some(*name), "{cell}");
            // What a spreadsheet makes of it is the same name, or none.
            let eaten = cell.strip_prefix('\'').unwrap_or(cell);
            let is_name = |text: &str| names.contains(&text);
            let read = if is_name(eaten) { Some(eaten.to_owned()) } else { unquoted(eaten, 3, is_name) };
            assert!(read.is_none_or(|read| read == *name), "{cell}");
        }
        assert_eq!(unquoted("'y", 3, |text| text == "x"), None);
        assert_eq!([text_cell("@a"), text_cell("'a"), text_cell("a")], ["'@a", "''a", "a"]);
    }
}
