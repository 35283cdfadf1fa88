//! What lies in object storage, without reading it: a listing, and the marks that earlier runs noted of what they wrote.
//!
//! A store gives every content of an object a name of its own. A run notes it when it writes, so a later run sees in the
//! listing alone which objects are still as they were written, and reads none of them.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::sync::Arc;

use super::Seal;
use super::layout::path_of;
use crate::Result;
use crate::store::{Object, Store};

/// Bytes and content of objects, by path: the hash of a seal is that of the store's name for the content.
pub(super) type Marks = BTreeMap<String, Seal>;

/// The mark of an object.
pub(super) fn mark_of(object: &Object) -> Seal {
    Seal { bytes: object.bytes, hash: object.version.mark() }
}

/// The objects of a build.
#[derive(Clone, Debug)]
pub(super) struct Objects {
    store: Store,
    listed: Arc<HashMap<Box<str>, Seal>>,
    marks: Marks,
    /// `true` if a run did not end: then objects may be its own that nothing else tells of.
    is_interrupted: bool,
}

impl Objects {
    pub(super) fn new(
        store: &Store,
        listed: &Arc<HashMap<Box<str>, Seal>>,
        marks: Marks,
        is_interrupted: bool,
    ) -> Self {
        Self { store: store.clone(), listed: Arc::clone(listed), marks, is_interrupted }
    }

    pub(super) fn marks(&self) -> &Marks {
        &self.marks
    }

    pub(super) fn is_interrupted(&self) -> bool {
        self.is_interrupted
    }

    /// `true` if there is an object of this path.
    pub(super) fn has(&self, path: &str) -> bool {
        self.listed.contains_key(path)
    }

    /// `true` if an object of so many bytes is there, as it was written. Of one that nobody noted, only the length says so, and
    /// not even that after a run that did not end.
    pub(super) fn is_as_written(&self, path: &str, bytes: u64) -> bool {
        let there = self.listed.get(path).filter(|there| there.bytes == bytes);
        there.is_some_and(|there| self.marks.get(path).map_or(!self.is_interrupted, |mark| mark == there))
    }

    /// `true` if an object is not as a run wrote it. What a run wrote that did not end looks like that too, so nothing is said
    /// after one.
    pub(super) fn is_edited(&self, path: &str) -> bool {
        let there = self.listed.get(path).zip(self.marks.get(path));
        !self.is_interrupted && there.is_some_and(|(there, mark)| there != mark)
    }

    /// Names of the objects directly in a folder of results, lowest first.
    pub(super) fn names(&self, folder: &str) -> Vec<String> {
        let start = path_of(folder, "");
        let inside = |path: &str| path.strip_prefix(&start).filter(|name| !name.contains('/')).map(str::to_owned);
        let mut names: Vec<String> = self.listed.keys().filter_map(|path| inside(path)).collect();
        names.sort_unstable();
        names
    }

    /// Reads an object; `None` if there is none.
    ///
    /// # Errors
    /// [`crate::error::StoreError`].
    pub(super) fn read(&self, path: &str) -> Result<Option<Vec<u8>>> {
        if !self.has(path) {
            return Ok(None);
        }
        Ok(self.store.get(path)?.map(|(bytes, _)| bytes))
    }
}

/// The beginning of the line of an object.
const OBJECT_LINE: &str = "# object ";

/// The beginning of the first line of the list of marks, whose seal is that of the ledger they belong to.
const MARKS_LINE: &str = "# simdgen objects 1 ";

/// Appends the line of an object, which programs that read ledgers pass over.
pub(super) fn write_mark(path: &str, mark: Seal, out: &mut String) {
    mark.write_line(OBJECT_LINE, path, out);
}

/// The objects that lines tell of; the last line of a path counts.
pub(super) fn marks_in(text: &str) -> Marks {
    text.lines().filter_map(|line| Seal::parse(OBJECT_LINE, line)).collect()
}

/// The list of marks that goes with a ledger, and says that journals up to a number are in it.
pub(super) fn marks_text(marks: &Marks, ledger: Seal, journals: u64) -> String {
    let mut text = String::new();
    let mut number = String::new();
    write!(number, "{journals}").expect("a String takes any text");
    ledger.write_line(MARKS_LINE, &number, &mut text);
    marks.iter().for_each(|(path, mark)| write_mark(path, *mark, &mut text));
    text
}

/// Reads a list of marks: the number of the last journal that its ledger has in it, and the marks; `None` when it does not go
/// with this ledger.
pub(super) fn read_marks(text: &str, ledger: Seal) -> Option<(u64, Marks)> {
    let (number, of) = Seal::parse(MARKS_LINE, text.lines().next()?)?;
    (of == ledger).then_some((number.parse().ok()?, marks_in(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_read_back_with_their_ledger_alone() {
        let mark = |hash| Seal { bytes: 7, hash };
        let marks: Marks =
            [("images/1.png", 1), ("my sheet%\n.png", 2)].map(|(path, hash)| (path.to_owned(), mark(hash))).into();
        let (ledger, other) = (Seal::of(b"ledger"), Seal::of(b"another"));
        let text = marks_text(&marks, ledger, 12);
        assert_eq!(read_marks(&text, ledger), Some((12, marks)));
        assert_eq!(read_marks(&text, other), None);
        assert_eq!(read_marks("", ledger), None);
    }
}
