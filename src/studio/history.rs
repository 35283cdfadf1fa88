//! The steps that changed a project's configuration: what is undone and done again.
//!
//! A file that another program has changed is never written over. As long as it holds another text, no step is undone. Many
//! programs empty a file before they write it, so steps are forgotten only when a new one is made from that text: where the
//! file gets its text back, they count again.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::EditError;
use crate::files::{self, Kind};
use crate::{Error, Result};

/// Bytes of text that the steps may hold together; beyond that the oldest go.
const BYTES: usize = 64 << 20;

/// The texts that a file had, and where it is among them.
#[derive(Debug)]
pub struct History {
    path: PathBuf,
    /// The texts, one more than there are steps.
    texts: Vec<Arc<str>>,
    /// What each step changed.
    labels: Vec<String>,
    /// The text that the last step gave the file.
    at: usize,
}

impl History {
    /// A history without steps for a file of this text.
    pub fn new(path: &Path, text: &str) -> Self {
        Self { path: path.to_path_buf(), texts: vec![text.into()], labels: vec![], at: 0 }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a text in place of `before`, as a step that can be undone. Equal texts are no step. Where `before` is another
    /// program's, the steps before it are forgotten.
    ///
    /// # Errors
    /// [`EditError::ChangedOutside`] when the file does not hold `before`; [`Error::Io`]; [`Error::File`].
    pub fn apply(&mut self, label: &str, before: &str, after: &str) -> Result<()> {
        self.check(before)?;
        if before == after {
            return Ok(());
        }
        self.write(after)?;
        if !self.is_at(before) {
            *self = Self::new(&self.path, before);
        }
        self.texts.truncate(self.at + 1);
        self.labels.truncate(self.at);
        self.texts.push(after.into());
        self.labels.push(label.to_owned());
        self.at += 1;
        self.forget();
        Ok(())
    }

    /// Writes the text before the last step. Returns what that step had changed.
    ///
    /// # Errors
    /// [`EditError::NoStep`]; as [`apply`](Self::apply).
    pub fn undo(&mut self) -> Result<&str> {
        let no_step = Error::Edit(EditError::NoStep { step: "undo" });
        self.check(&self.texts[self.at])?;
        let to = self.at.checked_sub(1).ok_or(no_step)?;
        self.go(to)?;
        Ok(&self.labels[to])
    }

    /// Writes the text after the step that was undone last. Returns what that step changes.
    ///
    /// # Errors
    /// [`EditError::NoStep`]; as [`apply`](Self::apply).
    pub fn redo(&mut self) -> Result<&str> {
        self.check(&self.texts[self.at])?;
        if self.at == self.labels.len() {
            return Err(Error::Edit(EditError::NoStep { step: "redo" }));
        }
        self.go(self.at + 1)?;
        Ok(&self.labels[self.at - 1])
    }

    /// What the step that [`undo`](Self::undo) takes back had changed, while the file has this text.
    pub fn undo_label(&self, text: &str) -> Option<&str> {
        let last = self.at.checked_sub(1).filter(|_| self.is_at(text))?;
        self.labels.get(last).map(String::as_str)
    }

    /// What the step that [`redo`](Self::redo) does again changes, while the file has this text.
    pub fn redo_label(&self, text: &str) -> Option<&str> {
        self.labels.get(self.at).filter(|_| self.is_at(text)).map(String::as_str)
    }

    fn is_at(&self, text: &str) -> bool {
        *self.texts[self.at] == *text
    }

    fn go(&mut self, to: usize) -> Result<()> {
        self.write(&Arc::clone(&self.texts[to]))?;
        self.at = to;
        Ok(())
    }

    fn write(&self, text: &str) -> Result<()> {
        files::rewrite_given(&self.path, text.as_bytes())
    }

    /// Passes a file that holds a text.
    fn check(&self, text: &str) -> Result<()> {
        match files::read(&self.path, Kind::Configuration)? == text.as_bytes() {
            true => Ok(()),
            false => Err(Error::Edit(EditError::ChangedOutside { path: self.path.clone() })),
        }
    }

    /// Leaves out the oldest steps where the texts take too much memory.
    fn forget(&mut self) {
        let mut bytes: usize = self.texts.iter().map(|text| text.len()).sum();
        let mut first = 0;
        while bytes > BYTES && first < self.at.saturating_sub(1) {
            bytes -= self.texts[first].len();
            first += 1;
        }
        self.texts.drain(..first);
        self.labels.drain(..first);
        self.at -= first;
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn file(text: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("simdgen.toml");
        fs::write(&path, text).unwrap();
        (folder, path)
    }

    #[test]
    fn steps_are_undone_and_done_again() {
        let (_folder, path) = file("0");
        let mut history = History::new(&path, "0");
        assert!(matches!(history.undo(), Err(Error::Edit(EditError::NoStep { step: "undo" }))));
        for (label, before, after) in [("one", "0", "1"), ("none", "1", "1"), ("two", "1", "2")] {
            history.apply(label, before, after).unwrap();
        }
        assert_eq!((history.undo_label("2"), history.redo_label("2")), (Some("two"), None));
        assert_eq!(history.undo().unwrap(), "two");
        assert_eq!((history.undo_label("1"), history.redo_label("1")), (Some("one"), Some("two")));
        assert_eq!((history.undo().unwrap(), fs::read_to_string(&path).unwrap()), ("one", "0".to_owned()));
        assert_eq!((history.redo().unwrap(), fs::read_to_string(&path).unwrap()), ("one", "1".to_owned()));
        history.apply("three", "1", "3").unwrap();
        assert!(matches!(history.redo(), Err(Error::Edit(EditError::NoStep { step: "redo" }))));
        assert_eq!(fs::read_to_string(&path).unwrap(), "3");
        history.undo().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "1");
        assert_eq!(history.redo_label("1"), Some("three"));
    }

    #[test]
    fn what_another_program_wrote_stays() {
        let (_folder, path) = file("0");
        let mut history = History::new(&path, "0");
        history.apply("one", "0", "1").unwrap();
        fs::write(&path, "theirs").unwrap();
        let refused = |result: Result<()>| matches!(result, Err(Error::Edit(EditError::ChangedOutside { .. })));
        assert!(refused(history.undo().map(drop)));
        assert_eq!(fs::read_to_string(&path).unwrap(), "theirs");
        assert_eq!((history.undo_label("theirs"), history.redo_label("theirs")), (None, None));
        assert!(refused(history.apply("two", "1", "2")));
        history.apply("two", "theirs", "2").unwrap();
        // What was before it is not in the file's way any more.
        history.undo().unwrap();
        assert!(matches!(history.undo(), Err(Error::Edit(EditError::NoStep { .. }))));
        history.redo().unwrap();
        fs::write(&path, "again").unwrap();
        assert!(refused(history.apply("three", "2", "3")));
        assert!(history.apply("three", "again", "3").is_ok());
        fs::remove_file(&path).unwrap();
        assert!(matches!(history.undo(), Err(Error::Io { .. })));
        assert!(!path.exists());
    }

    #[test]
    fn steps_outlast_a_file_that_is_emptied_and_written_again() {
        let (_folder, path) = file("0");
        let mut history = History::new(&path, "0");
        history.apply("one", "0", "1").unwrap();
        history.apply("two", "1", "2").unwrap();
        history.undo().unwrap();
        for moment in [&b""[..], b"1 and ha", b"\xff"] {
            fs::write(&path, moment).unwrap();
            assert!(history.undo().is_err() && history.redo().is_err());
            assert_eq!(history.undo_label(&String::from_utf8_lossy(moment)), None);
        }
        fs::remove_file(&path).unwrap();
        assert!(history.undo().is_err() && history.apply("three", "1", "3").is_err());
        assert!(!path.exists());
        fs::write(&path, "1").unwrap();
        assert_eq!((history.undo_label("1"), history.redo_label("1")), (Some("one"), Some("two")));
        assert_eq!(history.redo().unwrap(), "two");
        assert_eq!(fs::read_to_string(&path).unwrap(), "2");
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};

        let (folder, path) = file("0");
        let link = folder.path().join("link.toml");
        symlink("simdgen.toml", &link).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let mut history = History::new(&link, "0");
        history.apply("one", "0", "1").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "1");
        assert!(link.is_symlink());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o440)).unwrap();
        assert!(matches!(history.undo(), Err(Error::Io { .. })));
        assert_eq!(fs::read_to_string(&path).unwrap(), "1");
        assert_eq!(history.undo_label("1"), Some("one"));
    }

    #[test]
    fn long_texts_are_forgotten_the_oldest_first() {
        let (_folder, path) = file("");
        let mut history = History::new(&path, "");
        let text = |step: usize| step.to_string().repeat(12 << 20);
        let mut before = String::new();
        for step in 1..9 {
            let after = text(step);
            history.apply(&step.to_string(), &before, &after).unwrap();
            before = after;
        }
        let mut undone = 0;
        while history.undo().is_ok() {
            undone += 1;
        }
        assert_eq!(undone, 4);
        assert_eq!(fs::read_to_string(&path).unwrap(), text(4));
    }
}
