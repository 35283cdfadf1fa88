//! The text of `simdgen.toml` with the places of its tables and values.
//!
//! A change replaces, adds or takes out the few bytes that it is about; all other bytes stay as the artist wrote them.

use std::ops::Range;

use toml_edit::{Array, Document, InlineTable, Item, Key, Table, TableLike, Value};

use super::blocks::{Blocks, comment_above};
use super::items::Items;

/// A text that was read.
#[derive(Debug)]
pub(super) struct Written {
    document: Document<String>,
    has_mark: bool,
    is_of_windows: bool,
}

/// A table of the text: with a header, in braces, or of dotted keys.
#[derive(Clone, Copy)]
pub(super) struct Place<'d> {
    table: &'d dyn TableLike,
    /// The name that stands before each key, where keys are dotted.
    before: Option<&'d Key>,
    /// The place of the brace that it stands in, if it does.
    brace: Option<usize>,
    /// The place of the first key, where there is none.
    start: usize,
}

impl std::fmt::Debug for Place<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Place").field("brace", &self.brace).field("start", &self.start).finish_non_exhaustive()
    }
}

impl Written {
    /// Reads a text; `None` where it is no TOML.
    pub(super) fn of(text: &str) -> Option<Self> {
        let plain = text.strip_prefix('\u{feff}').unwrap_or(text);
        let breaks = plain.matches('\n').count();
        let is_of_windows = breaks > 0 && breaks == plain.matches("\r\n").count();
        let own = if is_of_windows { plain.replace("\r\n", "\n") } else { plain.to_owned() };
        Some(Self { document: Document::parse(own).ok()?, has_mark: plain.len() < text.len(), is_of_windows })
    }

    /// A changed text as the file has it.
    pub(super) fn finish(&self, text: &str) -> String {
        let mark = if self.has_mark { "\u{feff}" } else { "" };
        let text = if self.is_of_windows { text.replace('\n', "\r\n") } else { text.to_owned() };
        format!("{mark}{text}")
    }

    /// The text.
    pub(super) fn text(&self) -> &str {
        self.document.raw()
    }

    /// The text as blocks.
    pub(super) fn blocks(&self) -> Option<Blocks> {
        Blocks::of(self.text())
    }

    /// True when the text has a name at its top.
    pub(super) fn has(&self, name: &str) -> bool {
        self.document.contains_key(name)
    }

    /// The keys of a table with their values, as they are written.
    pub(super) fn pairs(&self, place: Place<'_>) -> Vec<&str> {
        keys_of(place.table).into_iter().map(|(start, end)| &self.text()[start..end]).collect()
    }

    /// The text with further lines below the last value of a table that has a header.
    pub(super) fn with_block_in(&self, place: Place<'_>, block: &str) -> String {
        let last = keys_of(place.table).last().map_or(place.start, |(_, end)| *end);
        self.with_line(last, "", block.trim_end_matches('\n'))
    }

    /// The table of a name, if it has a place of its own.
    pub(super) fn table(&self, name: &str) -> Option<Place<'_>> {
        place_in(self.document.as_table(), name, None)
    }

    /// The tables of a list, in order.
    pub(super) fn list(&self, name: &str) -> Vec<Place<'_>> {
        self.document.get(name).map_or_else(Vec::new, places)
    }

    /// The list of a name, where it stands in brackets as one value.
    pub(super) fn inline_list(&self, name: &str) -> Option<&Array> {
        self.document.get(name)?.as_array()
    }

    /// The text with another in place of a part.
    pub(super) fn replaced(&self, part: Range<usize>, by: &str) -> String {
        let text = self.text();
        format!("{}{by}{}", &text[..part.start], &text[part.end..])
    }

    /// The text with a value for a key of a table.
    pub(super) fn with(&self, place: Place<'_>, key: &str, value: &str) -> String {
        if let Some(span) = place.table.get(key).and_then(Item::span) {
            return self.replaced(span, value);
        }
        let own = crate::dialect::toml_key(key);
        let pair = match place.before {
            Some(name) => format!("{}.{own} = {value}", name.display_repr()),
            None => format!("{own} = {value}"),
        };
        let keys = keys_of(place.table);
        if let Some(mut items) = place.brace.and_then(|brace| Items::of(self.text(), brace)) {
            let last = keys.last().and_then(|(start, _)| items.at(*start));
            items.insert(last.map_or(items.len(), |at| at + 1), &pair);
            return items.finish();
        }
        let Some((first, last)) = keys.last() else { return self.with_line(place.start, "", &pair) };
        let line = self.text()[..*first].rfind('\n').map_or(0, |end| end + 1);
        let indent = self.text()[line..].len() - self.text()[line..].trim_start_matches([' ', '\t']).len();
        self.with_line(*last, &self.text()[line..line + indent], &pair)
    }

    /// The text with a line below that of a place.
    fn with_line(&self, place: usize, indent: &str, line: &str) -> String {
        let text = self.text();
        match text[place..].find('\n') {
            Some(end) => self.replaced(place + end + 1..place + end + 1, &format!("{indent}{line}\n")),
            None => format!("{text}\n{indent}{line}\n"),
        }
    }

    /// The text without a key of a table, if it is there.
    ///
    /// The comment at the end of its line goes with it. The comment lines right above it go as well if they are about it alone:
    /// with a blank line above them, and no further key right below it. Else they stay.
    pub(super) fn without(&self, place: Place<'_>, key: &str) -> Option<String> {
        let (name, item) = place.table.get_key_value(key)?;
        let (start, end) = (name.span()?.start, item.span()?.end);
        if let Some(brace) = place.brace {
            let mut items = Items::of(self.text(), brace)?;
            items.remove(items.at(start)?, true)?;
            return Some(items.finish());
        }
        Some(self.without_lines(start, end, false))
    }

    /// [`without`](Self::without) of a key that comment lines right above it are about, unless a further key is right below it: they
    /// may be about both then.
    pub(super) fn without_named(&self, place: Place<'_>, key: &str) -> Option<String> {
        if place.is_inline() {
            return self.without(place, key);
        }
        let (name, item) = place.table.get_key_value(key)?;
        Some(self.without_lines(name.span()?.start, item.span()?.end, true))
    }

    /// The text without a value at its top.
    pub(super) fn without_top(&self, name: &str) -> Option<String> {
        let (key, item) = self.document.get_key_value(name)?;
        Some(self.without_lines(key.span()?.start, item.as_value()?.span()?.end, false))
    }

    /// The text without the comment at the end of the line of a key, if there is one.
    pub(super) fn without_remark(&self, place: Place<'_>, key: &str) -> String {
        let text = self.text();
        let end = place.table.get(key).and_then(Item::span).map_or(text.len(), |span| span.end);
        let rest = text[end..].lines().next().unwrap_or_default();
        let is_remark = !place.is_inline() && rest.trim_start().starts_with('#');
        self.replaced(end..end + if is_remark { rest.len() } else { 0 }, "")
    }

    /// The text without the lines of a key and its value; with `is_named`, comments right above need no blank line above them.
    fn without_lines(&self, start: usize, end: usize, is_named: bool) -> String {
        let text = self.text();
        let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let below = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
        let next = text[below..].lines().next().unwrap_or_default().trim_start();
        let is_followed = !next.is_empty() && !next.starts_with(['[', '#']);
        let above = comment_above(text, start, self.end_before(line));
        let is_apart = |at: usize| {
            let above = text[..at.saturating_sub(1)].trim_end_matches([' ', '\t']);
            at == 0 || above.is_empty() || above.ends_with('\n')
        };
        let from = if (is_named || is_apart(above)) && !is_followed { above } else { line };
        // Of two blank lines that come together, one goes.
        let blank = match next.is_empty() && is_apart(from) {
            true => text[below..].find('\n').map_or(0, |end| end + 1),
            false => 0,
        };
        self.replaced(from..below + blank, "")
    }

    /// The end of the last value or header before a place.
    fn end_before(&self, place: usize) -> usize {
        fn last(item: &Item, place: usize) -> usize {
            let own = item.span().map_or(0, |span| span.end);
            let within = match item {
                Item::Table(table) => table.iter().map(|(_, item)| last(item, place)).max(),
                Item::ArrayOfTables(tables) => tables
                    .iter()
                    .flat_map(|table| {
                        let own = table.span().map_or(0, |span| span.end);
                        let own = Some(own).filter(|end| *end <= place);
                        own.into_iter().chain(table.iter().map(|(_, item)| last(item, place)))
                    })
                    .max(),
                Item::None | Item::Value(_) => None,
            };
            Some(own).filter(|end| *end <= place).max(within).unwrap_or(0)
        }
        self.document.iter().map(|(_, item)| last(item, place)).max().unwrap_or(0)
    }

    /// True when comment lines stand right above a key of a table that has lines of its own.
    pub(super) fn is_commented(&self, place: Place<'_>, key: &str) -> bool {
        let start = place.table.key(key).and_then(Key::span).map_or(0, |span| span.start);
        let line = self.text()[..start].rfind('\n').map_or(0, |at| at + 1);
        comment_above(self.text(), start, self.end_before(line)) < line
    }

    /// The text with another name for a key of a table, if it is there.
    pub(super) fn renamed(&self, place: Place<'_>, key: &str, name: &str) -> Option<String> {
        let span = place.table.key(key)?.span()?;
        Some(self.replaced(span, &crate::dialect::toml_key(name)))
    }

    /// The items of a list in brackets.
    pub(super) fn items(&self, list: &Array) -> Option<Items<'_>> {
        Items::of(self.text(), list.span()?.start)
    }

    /// The text without an element of a list in brackets.
    pub(super) fn without_item(&self, list: &Array, at: usize) -> Option<String> {
        let mut items = self.items(list)?;
        items.remove(at, false)?;
        Some(items.finish())
    }

    /// The text with one more element in a list in brackets.
    pub(super) fn with_item(&self, list: &Array, value: &str) -> Option<String> {
        let mut items = self.items(list)?;
        items.insert(items.len(), value);
        Some(items.finish())
    }

    /// The text with the elements of a list in brackets in another order, which is given by their places now.
    pub(super) fn reordered(&self, list: &Array, order: &[usize]) -> Option<String> {
        let mut items = self.items(list)?;
        items.reorder(order)?;
        Some(items.finish())
    }
}

impl<'d> Place<'d> {
    /// The text of a key, if it has one.
    pub(super) fn text(&self, key: &str) -> Option<&'d str> {
        self.table.get(key)?.as_str()
    }

    /// True when it has a key.
    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// The names of its keys.
    pub(super) fn keys(&self) -> Vec<&'d str> {
        self.table.iter().map(|(key, _)| key).collect()
    }

    /// The value of a key as TOML, if it is a value.
    pub(super) fn value(&self, key: &str) -> Option<&'d Value> {
        self.table.get(key)?.as_value()
    }

    /// The table below a key.
    pub(super) fn table(&self, key: &str) -> Option<Place<'d>> {
        place_in(self.table, key, self.brace)
    }

    /// The tables of the list below a key.
    pub(super) fn list(&self, key: &str) -> Vec<Place<'d>> {
        self.table.get(key).map_or_else(Vec::new, places)
    }

    /// The list below a key, where it stands in brackets as one value.
    pub(super) fn inline_list(&self, key: &str) -> Option<&'d Array> {
        self.table.get(key)?.as_array()
    }

    /// True when it stands in braces, on the lines of another value.
    pub(super) fn is_inline(&self) -> bool {
        self.brace.is_some()
    }
}

fn place_in<'d>(table: &'d dyn TableLike, name: &str, brace: Option<usize>) -> Option<Place<'d>> {
    let (key, item) = table.get_key_value(name)?;
    match item {
        Item::Table(table) if table.is_dotted() => {
            Some(Place { table, before: Some(key), brace, start: key.span()?.end })
        }
        Item::Table(table) => with_header(table),
        Item::Value(Value::InlineTable(table)) if table.is_dotted() => {
            Some(Place { table, before: Some(key), brace, start: key.span()?.end })
        }
        Item::Value(Value::InlineTable(table)) => in_braces(table),
        _ => None,
    }
}

fn with_header(table: &Table) -> Option<Place<'_>> {
    let start = table.span().filter(|_| !table.is_implicit())?.end;
    Some(Place { table, before: None, brace: None, start })
}

fn in_braces(table: &InlineTable) -> Option<Place<'_>> {
    let brace = table.span()?.start;
    Some(Place { table, before: None, brace: Some(brace), start: brace + 1 })
}

fn places(item: &Item) -> Vec<Place<'_>> {
    match item {
        Item::ArrayOfTables(tables) => tables.iter().filter_map(with_header).collect(),
        Item::Value(Value::Array(list)) => {
            list.iter().filter_map(|value| in_braces(value.as_inline_table()?)).collect()
        }
        _ => vec![],
    }
}

/// Start and end of every key with its value, in the order of the text; tables with headers of their own are left out.
fn keys_of(table: &dyn TableLike) -> Vec<(usize, usize)> {
    fn collect(table: &dyn TableLike, keys: &mut Vec<(usize, usize)>) {
        for (name, item) in table.iter() {
            match item {
                Item::Table(inner) if inner.is_dotted() => collect(inner, keys),
                Item::Value(Value::InlineTable(inner)) if inner.is_dotted() => collect(inner, keys),
                Item::Value(value) => {
                    let key = table.key(name).and_then(Key::span);
                    keys.extend(key.zip(value.span()).map(|(key, value)| (key.start, value.end)));
                }
                _ => {}
            }
        }
    }
    let mut keys = vec![];
    collect(table, &mut keys);
    keys.sort_unstable();
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> Written {
        Written::of(text).expect("TOML")
    }

    #[test]
    fn a_value_is_replaced_where_it_stands() {
        let text = "\u{feff}[a] # x\r\nb =  1  # one\r\n";
        let w = written(text);
        let changed = w.with(w.table("a").expect("a table"), "b", "2.5");
        assert_eq!(w.finish(&changed), "\u{feff}[a] # x\r\nb =  2.5  # one\r\n");
        assert_eq!(w.finish(w.text()), text);
    }

    #[test]
    fn a_key_is_added_in_the_style_of_the_table() {
        for (text, expected) in [
            ("[t]", "[t]\nk = 1\n"),
            ("[t] # x\n\n[u]\n", "[t] # x\nk = 1\n\n[u]\n"),
            ("[t]\na = 1 # x\n# y\n", "[t]\na = 1 # x\nk = 1\n# y\n"),
            ("[t]\n  a = [\n  1,\n  ]\n\n[t.b]\nc = 1\n", "[t]\n  a = [\n  1,\n  ]\n  k = 1\n\n[t.b]\nc = 1\n"),
            ("t = {}\n", "t = { k = 1 }\n"),
            ("t = { a = 1 } # x\n", "t = { a = 1, k = 1 } # x\n"),
            ("t = {a=1,b=2}\n", "t = {a=1,b=2, k = 1}\n"),
            ("t = {\n  a = 1, # x\n  b = 2,\n}\n", "t = {\n  a = 1, # x\n  b = 2,\n  k = 1,\n}\n"),
            ("t.a = 1\nu = 2\n", "t.a = 1\nt.k = 1\nu = 2\n"),
        ] {
            let w = written(text);
            let changed = w.with(w.table("t").expect("a table"), "k", "1");
            assert_eq!(changed, expected, "{text}");
            let again = written(&changed);
            let without = again.without(again.table("t").expect("a table"), "k").expect("it is there");
            assert_eq!(written(&without).table("t").expect("a table").keys(), w.table("t").expect("a table").keys());
        }
        let w = written("t = { u.a = 1 }");
        let inner = w.table("t").expect("a table").table("u").expect("a table");
        assert_eq!(w.with(inner, "b c", "2"), "t = { u.a = 1, u.\"b c\" = 2 }");
        assert!(written("[t.u]\n").table("t").is_none());
    }

    /// Comment lines above a key may be about the keys below as well.
    #[test]
    fn a_key_takes_the_comments_that_are_its_alone() {
        for (text, expected) in [
            ("[t]\na = 1\nk = 2 # x\nb = 3\n", "[t]\na = 1\nb = 3\n"),
            ("[t]\na = 1\n\n# about k\n# indeed\nk = 2 # x\n\nb = 3\n", "[t]\na = 1\n\nb = 3\n"),
            ("[t]\na = 1\n\n# both\nk = 2 # x\nb = 3\n", "[t]\na = 1\n\n# both\nb = 3\n"),
            ("[t]\na = 1\n# which\nk = 2\n\nb = 3\n", "[t]\na = 1\n# which\n\nb = 3\n"),
            ("[t]\n# about t\nk = 2\n\n[u]\n", "[t]\n# about t\n\n[u]\n"),
            ("[t]\na = 1\n\n  # about k\n  k = [ # x\n    1,\n  ] # y\n[u]\n", "[t]\na = 1\n\n[u]\n"),
            ("[t]\na = \"\"\"\n\n# no comment\"\"\"\nk = 2\n[u]\n", "[t]\na = \"\"\"\n\n# no comment\"\"\"\n[u]\n"),
            ("# about k\nt.k = 2", ""),
            ("t.a = 1\nt.k = 2 # x\n\nu = 3\n", "t.a = 1\n\nu = 3\n"),
            ("t = { a = 1, k = 2 } # x\n", "t = { a = 1 } # x\n"),
        ] {
            let w = written(text);
            let without = w.without(w.table("t").expect("a table"), "k");
            assert_eq!(without.as_deref(), Some(expected), "{text}");
        }
        let w = written("[t]\n# about k\nk = 1\na = 2\n");
        let table = w.table("t").expect("a table");
        assert!(w.is_commented(table, "k") && !w.is_commented(table, "a"));
    }

    #[test]
    fn lists_grow_shrink_and_turn() {
        let w = written("l = [\n  1, # one\n  2\n] # x");
        let list = w.inline_list("l").expect("a list");
        assert_eq!(w.with_item(list, "3").as_deref(), Some("l = [\n  1, # one\n  2,\n  3\n] # x"));
        assert_eq!(w.without_item(list, 0).as_deref(), Some("l = [\n  2\n] # x"));
        assert_eq!(w.without_item(list, 1).as_deref(), Some("l = [\n  1 # one\n] # x"));
        assert_eq!(w.reordered(list, &[1, 0]).as_deref(), Some("l = [\n  2,\n  1 # one\n] # x"));
        let w = written("l = []");
        let list = w.inline_list("l").expect("a list");
        assert_eq!((w.with_item(list, "3").as_deref(), w.without_item(list, 0)), (Some("l = [3]"), None));
    }
}
