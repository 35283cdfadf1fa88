//! The items of a list in brackets, or of a table in braces, each with its comments.
//!
//! An item has the comment at the end of its line, on either side of the comma, and the comment lines right above it. Both go
//! where the item goes. What stands between the items stays at its place: commas, white space, and comments that have a blank
//! line below them or are on the line of a bracket.

use std::ops::Range;

use super::scan::{Scan, scan};

/// An item with its comments.
#[derive(Clone, Debug)]
struct Item {
    /// The comment lines above it, with their line breaks.
    above: String,
    text: String,
    /// Its place in the text; `None` for one that was added.
    place: Option<Range<usize>>,
    /// The comment at the end of its line, with the white space before it.
    beside: String,
}

/// The items of a text between two brackets.
#[derive(Debug)]
pub(super) struct Items<'t> {
    before: &'t str,
    after: &'t str,
    items: Vec<Item>,
    /// What is before the first item, between two of them and after the last, without their comments.
    gaps: Vec<String>,
    /// The white space before an item on a line of its own.
    indent: String,
    /// The white space before a closing bracket on a line of its own.
    outer: String,
}

impl<'t> Items<'t> {
    /// The items between the brackets that open at a place of a text.
    pub(super) fn of(text: &'t str, open: usize) -> Option<Self> {
        let Scan { items: places, inside } = scan(text, open)?;
        let (mut items, mut gaps, mut from): (Vec<Item>, Vec<String>, usize) = (vec![], vec![], inside.start);
        for place in places {
            let mut gap = text[from..place.start].to_owned();
            if let Some(last) = items.last_mut() {
                last.beside = take_beside(&mut gap);
            }
            let above = take_above(&mut gap);
            gaps.push(gap);
            from = place.end;
            items.push(Item { above, text: text[place.clone()].to_owned(), place: Some(place), beside: String::new() });
        }
        let mut gap = text[from..inside.end].to_owned();
        if let Some(last) = items.last_mut() {
            last.beside = take_beside(&mut gap);
        }
        gaps.push(gap);
        let line = text[..open].rfind('\n').map_or(0, |end| end + 1);
        let outer = white_start(&text[line..open]).to_owned();
        let own = gaps[..items.len()].iter().find_map(|gap| gap.rfind('\n').map(|end| white_start(&gap[end + 1..])));
        let indent = own.map_or_else(|| format!("{outer}  "), str::to_owned);
        Some(Self { before: &text[..inside.start], after: &text[inside.end..], items, gaps, indent, outer })
    }

    /// The number of items.
    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    /// The item that a place of the text is in.
    pub(super) fn at(&self, place: usize) -> Option<usize> {
        self.items.iter().position(|item| item.place.as_ref().is_some_and(|own| own.contains(&place)))
    }

    /// Adds an item at a place, after the one before it in the way of the others.
    pub(super) fn insert(&mut self, at: usize, text: &str) {
        let item = Item { above: String::new(), text: text.to_owned(), place: None, beside: String::new() };
        match at.checked_sub(1) {
            Some(before) => {
                let gap = self.usual_gap(before);
                self.gaps.insert(at, gap);
            }
            None if self.items.is_empty() => self.gaps = self.gaps_of_first(),
            // Every item but the first has its comma before it.
            None => self.gaps.insert(1, self.usual_gap(0)),
        }
        self.items.insert(at, item);
    }

    /// What is to stand between an item and one that is added after it.
    fn usual_gap(&self, before: usize) -> String {
        let near = match before {
            0 if self.items.len() > 1 => &self.gaps[1],
            _ => &self.gaps[before],
        };
        match near.rfind('\n') {
            None => ", ".to_owned(),
            Some(end) if near.contains('#') || comma(near).is_none() => {
                format!(",\n{}", white_start(&near[end + 1..]))
            }
            Some(_) => near.clone(),
        }
    }

    /// What is to stand before and after the first item of an empty list.
    fn gaps_of_first(&self) -> Vec<String> {
        let gap = &self.gaps[0];
        if gap.contains('\n') {
            return vec![format!("{}\n{}", gap.trim_end(), self.indent), format!(",\n{}", self.outer)];
        }
        let space = if self.before.ends_with('{') { " " } else { "" };
        vec![space.to_owned(), space.to_owned()]
    }

    /// Takes an item out with its comments.
    ///
    /// A comment about its line stays where another item is left on the line. With `is_key`, the comment lines above it
    /// stay as well, unless they are about it alone: with a blank line above them, and no further key right below it.
    pub(super) fn remove(&mut self, at: usize, is_key: bool) -> Option<()> {
        if at >= self.items.len() {
            return None;
        }
        let gone = self.items.remove(at);
        let right = self.gaps.remove(at + 1);
        let left = std::mem::take(&mut self.gaps[at]);
        if let Some(before) = at.checked_sub(1).filter(|_| !left.contains('\n')) {
            self.items[before].beside = gone.beside;
        }
        let is_followed = self.items.get(at).is_some_and(|next| next.above.is_empty() && !has_blank_line(&right));
        let is_shared = at < self.items.len() && !right.contains('\n');
        let stays = is_shared || is_key && (is_followed || !has_blank_line(&left));
        self.gaps[at] = self.merged(at, left, right);
        if stays && !gone.above.is_empty() {
            match self.items.get_mut(at) {
                Some(next) => next.above = gone.above + &next.above,
                None => self.gaps[at] = with_above(&self.gaps[at], &gone.above, &self.outer),
            }
        }
        Some(())
    }

    /// What is left of the gaps on both sides of an item that is gone, and was at a place.
    fn merged(&self, at: usize, left: String, right: String) -> String {
        let (is_first, is_last) = (at == 0, at == self.items.len());
        let [has_left, has_right] = [&left, &right].map(|gap| gap.contains('#'));
        match (has_left, has_right) {
            (false, false) if is_first && is_last => String::new(),
            (false, _) if is_last && !is_first => right,
            (_, false) if !is_last && (is_first || left.contains('\n') || !right.contains('\n')) => left,
            (false, _) if is_first => without_comma(&right),
            (false, _) => right,
            (true, _) => {
                // A comma after the last item is there if it was before.
                let left = if is_last && comma(&right).is_none() { without_comma(&left) } else { left };
                let right = without_comma(&right);
                let is_apart = right.trim_start_matches([' ', '\t']).starts_with('\n');
                format!("{}{}{right}", left.trim_end(), if is_apart { "" } else { "\n" })
            }
        }
    }

    /// Puts the items in another order, which is given by their places now.
    pub(super) fn reorder(&mut self, order: &[usize]) -> Option<()> {
        if order.len() != self.items.len() {
            return None;
        }
        self.items = order.iter().map(|from| self.items.get(*from).cloned()).collect::<Option<_>>()?;
        Some(())
    }

    /// The whole text with the items as they are now.
    pub(super) fn finish(&self) -> String {
        let mut out = self.before.to_owned();
        for (at, gap) in self.gaps.iter().enumerate() {
            let (before, next) = (at.checked_sub(1).map(|before| &self.items[before]), self.items.get(at));
            let indent = if next.is_some() { &self.indent } else { &self.outer };
            let gap = match before {
                Some(before) if !before.beside.is_empty() => with_beside(gap, &before.beside, indent),
                _ => gap.clone(),
            };
            match next {
                Some(next) if next.above.is_empty() => out += &(gap + &next.text),
                Some(next) => out += &(with_above(&gap, &next.above, indent) + &next.text),
                None => out += &gap,
            }
        }
        out + self.after
    }
}

/// Takes the comment at the end of the first line out of what follows an item, with the white space before it.
fn take_beside(gap: &mut String) -> String {
    let end = gap.find('\n').unwrap_or(gap.len());
    let Some(comment) = gap[..end].find('#') else { return String::new() };
    let start = gap[..comment].trim_end_matches([' ', '\t']).len();
    gap.drain(start..end).collect()
}

/// Puts a comment at the end of the first line of what follows an item.
fn with_beside(gap: &str, comment: &str, indent: &str) -> String {
    let line = &gap[..gap.find('\n').unwrap_or(gap.len())];
    let (own, rest) = gap.split_at(line.trim_end_matches([' ', '\t']).len());
    match rest.trim_start_matches([' ', '\t']).starts_with('\n') {
        true => format!("{own}{comment}{rest}"),
        false => format!("{own}{comment}\n{indent}{}", rest.trim_start_matches([' ', '\t'])),
    }
}

/// Takes the comment lines right above an item out of what is before it.
fn take_above(gap: &mut String) -> String {
    let Some(end) = gap.rfind('\n') else { return String::new() };
    let mut start = end + 1;
    // A comment on the first line is that of another item, or of the bracket.
    while let Some(above) = gap[..start - 1].rfind('\n') {
        if !gap[above + 1..start].trim_start().starts_with('#') {
            break;
        }
        start = above + 1;
    }
    gap.drain(start..=end).collect()
}

/// Puts comment lines right above what comes after a gap.
fn with_above(gap: &str, lines: &str, indent: &str) -> String {
    match gap.rfind('\n') {
        Some(end) => format!("{}{lines}{}", &gap[..=end], &gap[end + 1..]),
        None => format!("{}\n{lines}{indent}", gap.trim_end()),
    }
}

/// The place of the comma in a gap.
fn comma(gap: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = &gap[at..];
        let found = rest.find([',', '#'])?;
        if rest.as_bytes()[found] == b',' {
            return Some(at + found);
        }
        at += found + rest[found..].find('\n')?;
    }
}

fn without_comma(gap: &str) -> String {
    comma(gap).map_or_else(|| gap.to_owned(), |at| format!("{}{}", &gap[..at], &gap[at + 1..]))
}

/// True when the last line of a gap has a blank one above it.
fn has_blank_line(gap: &str) -> bool {
    gap.rfind('\n').is_some_and(|end| gap[..end].trim_end_matches([' ', '\t', '\r']).ends_with('\n'))
}

/// The white space at the start of a text.
fn white_start(text: &str) -> &str {
    &text[..text.len() - text.trim_start_matches([' ', '\t']).len()]
}

#[cfg(test)]
mod tests;
