//! The text of `simdgen.toml` as blocks: each a table header with the lines under it and the comment right above it.
//!
//! Whole blocks are moved, added and removed as text, so that every comment stays where it was written.

use std::ops::Range;

use toml_edit::{Document, Item, Table};

/// A table with its header.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Block {
    /// The first part of its name: "layers".
    key: String,
    /// Its place in the list of that name, if it is of one.
    index: Option<usize>,
    /// From its comment to the end of its last line.
    text: Range<usize>,
}

/// The blocks of a text, in order.
#[derive(Clone, Debug)]
pub(super) struct Blocks {
    /// The text, which ends with a line break unless it is empty.
    text: String,
    blocks: Vec<Block>,
}

impl Blocks {
    /// The blocks of a text; `None` where it is no TOML.
    pub(super) fn of(text: &str) -> Option<Self> {
        let mut text = text.to_owned();
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        let document = Document::parse(text.as_str()).ok()?;
        let mut tables: Vec<(Range<usize>, usize, String, Option<usize>)> = vec![];
        for (key, item) in document.iter() {
            tables_of(item, &mut |header, end, index| tables.push((header, end, key.to_owned(), index)), None);
        }
        tables.sort_by_key(|(header, ..)| header.start);
        let mut blocks: Vec<Block> = vec![];
        let mut free = values_end(document.as_table());
        for (header, end, key, index) in tables {
            let start = comment_above(&text, header.start, free);
            if let Some(before) = blocks.last_mut() {
                before.text.end = before.text.end.min(start);
            }
            free = line_end(&text, end);
            blocks.push(Block { key, index, text: start..comment_below(&text, free) });
        }
        Some(Self { text, blocks })
    }

    /// The text of each entry of a list, tables below it included, in the order of the file.
    fn entries(&self, key: &str) -> Vec<(usize, Range<usize>)> {
        let mut entries: Vec<(usize, Range<usize>)> = vec![];
        let mut is_open = false;
        for block in &self.blocks {
            let Some(index) = block.index.filter(|_| block.key == key) else {
                is_open = false;
                continue;
            };
            match entries.last_mut() {
                Some((last, text)) if is_open && *last == index => text.end = block.text.end,
                _ => entries.push((index, block.text.clone())),
            }
            is_open = true;
        }
        entries
    }

    /// The text with the entries of a list in another order, which is given by their places now; `None` where tables of one
    /// entry are apart.
    pub(super) fn reordered(&self, key: &str, order: &[usize]) -> Option<String> {
        let entries = self.entries(key);
        if !entries.iter().map(|(index, _)| *index).eq(0..order.len()) {
            return None;
        }
        let mut out = String::with_capacity(self.text.len());
        let mut copied = 0;
        for ((_, place), from) in entries.iter().zip(order) {
            out += &self.text[copied..place.start];
            out += &self.text[entries.get(*from)?.1.clone()];
            copied = place.end;
        }
        Some(out + &self.text[copied..])
    }

    /// The text without an entry of a list; `None` where there is no such entry, or its tables are apart.
    pub(super) fn without(&self, key: &str, index: usize) -> Option<String> {
        let mut places = self.entries(key).into_iter().filter(|(at, _)| *at == index);
        let (_, place) = places.next()?;
        match places.next() {
            Some(_) => None,
            None => Some(self.without_part(&place)),
        }
    }

    /// The text without a table that has no line and no comment; `None` where there is no such table.
    pub(super) fn without_bare(&self, key: &str) -> Option<String> {
        let block = self.blocks.iter().find(|block| block.key == key && block.index.is_none())?;
        let is_bare = self.text[block.text.clone()].trim() == format!("[{key}]");
        is_bare.then(|| self.without_part(&block.text))
    }

    fn without_part(&self, place: &Range<usize>) -> String {
        let (before, after) = (&self.text[..place.start], &self.text[place.end..]);
        let is_first = before.is_empty() || before.ends_with("\n\n");
        let after = if is_first { after.trim_start_matches('\n') } else { after };
        let before = if after.is_empty() { before.trim_end_matches('\n') } else { before };
        let end = if after.is_empty() && !before.is_empty() { "\n" } else { after };
        format!("{before}{end}")
    }

    /// The text with a block after the last one of a key, or at the end where there is none.
    pub(super) fn with(&self, key: &str, block: &str) -> String {
        let last = self.blocks.iter().rfind(|known| known.key == key);
        let at = last.map_or(self.text.trim_end_matches('\n').len(), |known| known.text.end);
        let (before, after) = self.text.split_at(at);
        let between = match (before.is_empty(), before.ends_with('\n')) {
            (true, _) => "",
            (_, true) => "\n",
            (_, false) => "\n\n",
        };
        // What follows has its own line break before it, but for the one that ends the file.
        let after = if after.trim_end_matches('\n').is_empty() { "" } else { after };
        let gap = if after.is_empty() || after.starts_with('\n') { "" } else { "\n" };
        format!("{before}{between}{block}{gap}{after}")
    }

    /// The text with a block before all others.
    pub(super) fn with_first(&self, block: &str) -> String {
        let at = self.blocks.first().map_or(self.text.len(), |first| first.text.start);
        let (before, after) = self.text.split_at(at);
        let above = if before.is_empty() || before.ends_with("\n\n") { "" } else { "\n" };
        let below = if after.is_empty() { "" } else { "\n" };
        format!("{before}{above}{block}{below}{after}")
    }
}

/// Calls a function with the header, the end of the values and the place in a list of every table that has a header.
fn tables_of(item: &Item, found: &mut impl FnMut(Range<usize>, usize, Option<usize>), index: Option<usize>) {
    match item {
        Item::Table(table) => tables_in(table, found, index),
        Item::ArrayOfTables(tables) => {
            for (at, table) in tables.iter().enumerate() {
                tables_in(table, found, index.or(Some(at)));
            }
        }
        Item::None | Item::Value(_) => {}
    }
}

fn tables_in(table: &Table, found: &mut impl FnMut(Range<usize>, usize, Option<usize>), index: Option<usize>) {
    if !table.is_implicit()
        && !table.is_dotted()
        && let Some(header) = table.span()
    {
        let end = values_end(table).max(header.end);
        found(header, end, index);
    }
    table.iter().for_each(|(_, item)| tables_of(item, found, index));
}

/// The end of the last value of a table; tables with headers of their own are left out.
fn values_end(table: &Table) -> usize {
    let end_of = |item: &Item| match item {
        Item::Value(value) => value.span().map_or(0, |span| span.end),
        Item::Table(inner) if inner.is_dotted() => values_end(inner),
        _ => 0,
    };
    table.iter().map(|(_, item)| end_of(item)).max().unwrap_or(0)
}

/// The start of the comment lines right above a place, none of which begins before `free`.
pub(super) fn comment_above(text: &str, place: usize, free: usize) -> usize {
    let line_start = |at: usize| text[..at].rfind('\n').map_or(0, |end| end + 1);
    let mut start = line_start(place);
    while start > 0 {
        let above = line_start(start - 1);
        if above < free || !text[above..start].trim_start().starts_with('#') {
            break;
        }
        start = above;
    }
    start
}

/// The end of the line of a place, its line break included.
fn line_end(text: &str, place: usize) -> usize {
    text[place..].find('\n').map_or(text.len(), |end| place + end + 1)
}

/// The end of the comment lines that begin at the start of a line.
fn comment_below(text: &str, start: usize) -> usize {
    let mut end = start;
    while end < text.len() {
        let below = line_end(text, end);
        if !text[end..below].trim_start().starts_with('#') {
            break;
        }
        end = below;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# My robots\n\n[collection]\nname = \"R\" # short\n\n# ---- Layers ----\n\n# the floor\n[[layers]]\n\
                        name = \"A\"\n# and no more\n\n[[layers]]\nname = \"B\"\nweights = { x = 1 }\n[layers.values]\n\
                        x = \"\"\"\n\n[[layers]]\n\"\"\"\n# ---- Rules ----\n[[rules]]\nat_most = 1\nof = [\n  \"A\", # x\n\n]";

    fn blocks() -> Blocks {
        Blocks::of(TEXT).expect("TOML")
    }

    #[test]
    fn entries_have_their_comments_and_tables() {
        let blocks = blocks();
        let of = |key: &str| -> Vec<String> {
            blocks.entries(key).into_iter().map(|(_, place)| blocks.text[place].to_owned()).collect()
        };
        assert_eq!(
            of("layers"),
            [
                "# the floor\n[[layers]]\nname = \"A\"\n# and no more\n",
                "[[layers]]\nname = \"B\"\nweights = { x = 1 }\n[layers.values]\nx = \"\"\"\n\n[[layers]]\n\"\"\"\n"
            ]
        );
        assert_eq!(of("rules"), ["# ---- Rules ----\n[[rules]]\nat_most = 1\nof = [\n  \"A\", # x\n\n]\n"]);
    }

    #[test]
    fn entries_move_and_what_is_between_stays() {
        let text = blocks().reordered("layers", &[1, 0]).expect("whole entries");
        assert!(text.starts_with(
            "# My robots\n\n[collection]\nname = \"R\" # short\n\n# ---- Layers ----\n\n[[layers]]\nname = \"B\""
        ));
        assert!(
            text.contains(
                "\"\"\"\n\n# the floor\n[[layers]]\nname = \"A\"\n# and no more\n# ---- Rules ----\n[[rules]]"
            ),
            "{text}"
        );
        let again = Blocks::of(&text).expect("TOML").reordered("layers", &[0, 1]).expect("whole entries");
        assert_eq!(again, text);
    }

    #[test]
    fn entries_go_and_come() {
        let text = blocks().without("rules", 0).expect("a rule");
        assert!(text.ends_with("[[layers]]\n\"\"\"\n"), "{text}");
        assert_eq!(blocks().without("rules", 1), None);
        let text = blocks().with("rules", "[[rules]]\nx = 1\n");
        assert!(text.ends_with("\n]\n\n[[rules]]\nx = 1\n"), "{text}");
        let text = blocks().with("collection", "[new]\n");
        assert!(text.contains("# short\n\n[new]\n\n# ---- Layers"), "{text}");
        assert_eq!(Blocks::of("").expect("TOML").with("a", "[a]\n"), "[a]\n");
        assert_eq!(Blocks::of("[b]\n\n\n").expect("TOML").with("a", "[a]\n"), "[b]\n\n[a]\n");
        assert_eq!(Blocks::of("# c\n\n[b]\n").expect("TOML").with_first("[a]\n"), "# c\n\n[a]\n\n[b]\n");
        assert_eq!(Blocks::of("a.b = 1\n").expect("TOML").with_first("[c]\n"), "a.b = 1\n\n[c]\n");
        assert_eq!(Blocks::of("").expect("TOML").with_first("[c]\n"), "[c]\n");
    }
}
