//! Notices about a project: each kind once, with all that it is about.

use std::collections::HashSet;

use crate::error::first_few;

/// Notices in the order found; those of one text are one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notices {
    list: Vec<Notice>,
    known: HashSet<(usize, String)>,
}

/// One kind of notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// A sentence; the items follow it after a colon.
    pub text: String,
    /// The files, keys or traits that it is about; none where the text says all.
    pub items: Vec<String>,
}

impl Notices {
    /// Adds a text that says all, unless it is there.
    pub fn push(&mut self, text: String) {
        self.at(text);
    }

    /// Adds a text that says all before the others.
    pub fn push_first(&mut self, text: String) {
        self.list.insert(0, Notice { text, items: vec![] });
        self.known = self.known.drain().map(|(at, item)| (at + 1, item)).collect();
    }

    /// Adds one more item that a text is about, unless it is there.
    pub fn add(&mut self, text: impl Into<String>, item: impl Into<String>) {
        let (at, item) = (self.at(text.into()), item.into());
        if self.known.insert((at, item.clone())) {
            self.list[at].items.push(item);
        }
    }

    /// Adds all notices of another list.
    pub fn append(&mut self, other: Self) {
        for Notice { text, items } in other.list {
            self.push(text.clone());
            items.into_iter().for_each(|item| self.add(text.clone(), item));
        }
    }

    /// The notices in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Notice> {
        self.list.iter()
    }

    /// Each notice as one line with all of its items.
    pub fn lines(&self) -> Vec<String> {
        self.iter().map(|notice| notice.line(usize::MAX)).collect()
    }

    /// The place of the notice of a text, which is added where there is none.
    fn at(&mut self, text: String) -> usize {
        self.list.iter().position(|notice| notice.text == text).unwrap_or_else(|| {
            self.list.push(Notice { text, items: vec![] });
            self.list.len() - 1
        })
    }
}

impl Extend<String> for Notices {
    fn extend<I: IntoIterator<Item = String>>(&mut self, texts: I) {
        texts.into_iter().for_each(|text| self.push(text));
    }
}

impl Notice {
    /// The notice as one line: all items if there are at most `most`, else the first few and how many there are.
    pub fn line(&self, most: usize) -> String {
        let (text, count) = (&self.text, self.items.len());
        if count == 0 {
            return text.clone();
        }
        let items = first_few(&self.items, most);
        match count > most {
            true => format!("{text} ({count}): {items}"),
            false => format!("{text}: {items}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Notices;

    #[test]
    fn each_kind_is_one_line() {
        let mut notices = Notices::default();
        (1..=5).for_each(|n| notices.add("left out", format!("{n}.txt")));
        notices.push("read as HashLips".into());
        notices.push("read as HashLips".into());
        notices.add("left out", "3.txt");
        notices.push_first("first".into());
        notices.add("left out", "5.txt");
        let lines = |most| notices.iter().map(|notice| notice.line(most)).collect::<Vec<_>>();
        assert_eq!(lines(3), ["first", "left out (5): 1.txt, 2.txt, 3.txt and 2 more", "read as HashLips"]);
        assert_eq!(lines(5), ["first", "left out: 1.txt, 2.txt, 3.txt, 4.txt, 5.txt", "read as HashLips"]);
        assert_eq!(notices.lines(), lines(5));
    }
}
