//! The files of a project as its script sees them: below `/project`, only to be read, and none outside of it.
//!
//! Every answer is recorded, so that a script that runs again is told the same.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use crate::files::{self, Kind, What};
use crate::project::Root;
use crate::project::extra::{Answer, Question, RecordedFiles};
use crate::project::root::not_utf8;
use crate::project::suggest::did_you_mean;
use crate::{Error, Result};

/// The project's folder as scripts see it.
pub(super) const ROOT: &str = "/project";

/// Extensions of files that can be required, in the order in which a name without one is completed. Node completes the
/// first two.
const EXTENSIONS: [&str; 4] = [".js", ".json", ".cjs", ".mjs"];

/// The most questions that are answered.
const MOST_ANSWERS: usize = 1 << 16;

/// The most bytes of all answers.
const MOST_BYTES: usize = 16 << 20;

impl RecordedFiles {
    /// The files of the project at `root`.
    pub fn new(root: &Root) -> Self {
        Self { root: root.strict(), answers: BTreeMap::new(), bytes: 0 }
    }

    /// Takes in a script that may lie anywhere: from outside the project it is shown as one of `src`. Returns where it is
    /// for scripts.
    ///
    /// # Errors
    /// As [`files::read`].
    pub fn take_in(&mut self, file: &Path) -> Result<String> {
        let text = read(file)?;
        let at = self.shown(file).unwrap_or_else(|| {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            format!("{ROOT}/src/{name}")
        });
        self.know(Question::Text, &at, &text);
        self.know(Question::Place, &at, &at);
        Ok(at)
    }

    /// Answers a question beforehand.
    pub fn know(&mut self, question: Question, path: &str, answer: &str) {
        self.answers.insert((question, path.to_owned()), Ok(Some(answer.into())));
    }

    /// The text of a script that was taken in.
    pub fn text(&self, main: &str) -> &str {
        match self.answers.get(&(Question::Text, main.to_owned())) {
            Some(Ok(Some(text))) => text,
            _ => "",
        }
    }

    /// Answers a question about a path that scripts see, without `.` and `..` in it.
    pub fn ask(&mut self, question: Question, path: &str) -> Answer {
        let key = (question, path.to_owned());
        if let Some(known) = self.answers.get(&key) {
            return known.clone();
        }
        let answer = self.look(question, path);
        self.bytes += answer.as_ref().map_or(0, |answer| answer.as_ref().map_or(0, |text| text.len()));
        if self.answers.len() >= MOST_ANSWERS || self.bytes > MOST_BYTES {
            return Err(format!(
                "the configuration asks for more than {MOST_ANSWERS} files of the project, or {} MiB of them, which none \
                 needs: take out what reads them",
                MOST_BYTES >> 20
            ));
        }
        self.answers.insert(key, answer.clone());
        answer
    }

    /// The file that a script in `folder` means by a relative or absolute `name`, as Node finds it: with or without
    /// extension, or the main file of a folder.
    ///
    /// # Errors
    /// A sentence about what leads out of the project or is no script.
    pub fn resolve(&mut self, folder: &str, name: &str) -> std::result::Result<Option<String>, String> {
        let at = joined(folder, name);
        if let Some(file) = self.file(&at)? {
            return Ok(Some(file));
        }
        if self.place(&at)?.is_some() {
            let described = self.ask(Question::Text, &format!("{at}/package.json"))?;
            let described: Option<serde_json::Value> = described.and_then(|text| serde_json::from_str(&text).ok());
            let main = described.as_ref().and_then(|d| d["main"].as_str()).unwrap_or("index");
            for main in [main, &format!("{main}/index"), "index"] {
                if let Some(file) = self.file(&joined(&at, main))? {
                    return Ok(Some(file));
                }
            }
        }
        Ok(None)
    }

    /// The file at a path, with an extension added where there is none.
    fn file(&mut self, at: &str) -> std::result::Result<Option<String>, String> {
        for end in std::iter::once("").chain(EXTENSIONS) {
            let Some(file) = self.place(&format!("{at}{end}"))?.filter(|place| !place.ends_with('/')) else { continue };
            if EXTENSIONS.iter().any(|end| file.ends_with(end)) {
                return Ok(Some(file.to_string()));
            }
            return Err(format!(
                "{} is none of the files that a configuration can require, {}",
                self.path(&file).display(),
                EXTENSIONS.join(", ")
            ));
        }
        Ok(None)
    }

    fn place(&mut self, at: &str) -> Answer {
        self.ask(Question::Place, at)
    }

    /// The message where [`Self::resolve`] finds nothing.
    pub fn missing(&mut self, folder: &str, name: &str) -> String {
        let at = joined(folder, name);
        let Some(below) = at.strip_prefix(ROOT).and_then(|below| below.strip_prefix('/')) else {
            return format!("{at} is outside the project: put the file into the project, and require it from there");
        };
        // The first part of the path that is not there is the one to correct.
        let mut folder = ROOT.to_owned();
        let mut wrong = "";
        for part in below.split('/') {
            wrong = part;
            match self.place(&format!("{folder}/{part}")) {
                Ok(Some(place)) if place.ends_with('/') => folder = format!("{folder}/{part}"),
                _ => break,
            }
        }
        let names = self.ask(Question::Names, &folder).ok().flatten();
        let names = names.as_deref().unwrap_or_default().split('\0').map(|name| name.trim_end_matches('/'));
        let stems = names.clone().filter_map(|name| Some(name.rsplit_once('.')?.0));
        let near = did_you_mean(wrong, names.chain(stems).filter(|name| !name.is_empty()));
        let tried = if EXTENSIONS.iter().any(|end| below.ends_with(end)) {
            String::new()
        } else {
            format!(", with or without {}", EXTENSIONS.join(", "))
        };
        format!("the project has no file {below}{tried}{near}: put it there, or correct the name")
    }

    /// The path of the disk for one that scripts see.
    pub fn path(&self, shown: &str) -> PathBuf {
        self.root.join(shown.strip_prefix(ROOT).unwrap_or(shown).trim_start_matches('/'))
    }

    /// The path that scripts see for one of the disk, if that is inside the project.
    fn shown(&self, path: &Path) -> Option<String> {
        let real = files::real(path).ok()?;
        let below = real.strip_prefix(self.root.real()).ok()?.to_string_lossy().replace('\\', "/");
        Some(format!("{ROOT}/{below}").trim_end_matches('/').to_owned())
    }

    /// Files whose text was asked for, and it.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.answers.iter().filter_map(|((question, path), answer)| match answer {
            Ok(Some(text)) if *question == Question::Text => Some((path.as_str(), &**text)),
            _ => None,
        })
    }

    /// Notices about files that are not UTF-8.
    pub fn notices(&self) -> Vec<String> {
        let texts = self.texts().filter(|(_, text)| text.contains('\u{fffd}'));
        let line = |(file, _): (&str, &str)| {
            let path = self.path(file);
            format!("{} is not all UTF-8: what is not reads as \u{fffd}, as in Node; save it as UTF-8", path.display())
        };
        texts.map(line).collect()
    }

    /// Looks at the disk.
    fn look(&self, question: Question, shown: &str) -> Answer {
        let below = shown.strip_prefix(ROOT).filter(|below| below.is_empty() || below.starts_with('/'));
        let is_plain = |below: &&str| {
            let mut parts = Path::new(below.trim_start_matches('/')).components();
            parts.all(|part| matches!(part, Component::Normal(_)))
        };
        if below.filter(is_plain).is_none() || shown.contains('\0') {
            return Ok(None);
        }
        let path = self.path(shown);
        match self.root.check(&path) {
            Err(Error::Io { source, .. })
                if matches!(source.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) =>
            {
                return Ok(None);
            }
            checked => checked.map_err(|error| error.to_string())?,
        }
        let is_file = path.is_file();
        if !is_file && !path.is_dir() {
            return Err(format!("{} is a device or a pipe, and no file: take it out", path.display()));
        }
        match question {
            Question::Place => {
                let end = if is_file { "" } else { "/" };
                Ok(self.shown(&path).map(|shown| format!("{shown}{end}").into()))
            }
            Question::Text if is_file => read(&path).map(|text| Some(text.into())).map_err(|error| error.to_string()),
            Question::Names if !is_file => names(&path).map(|names| Some(names.into())),
            Question::Size if is_file => {
                let stamp = files::stamp(&path).map_err(|error| error.to_string())?;
                Ok(Some(stamp.length.to_string().into()))
            }
            Question::Text | Question::Names | Question::Size => Ok(None),
        }
    }
}

/// Reads a text. What is not UTF-8 in it becomes U+FFFD, as in Node; but UTF-16 is an error, because nothing would be left.
fn read(path: &Path) -> Result<String> {
    match String::from_utf8(files::read(path, Kind::Configuration)?) {
        Err(error) if error.as_bytes().contains(&0) => Err(not_utf8(path)),
        Err(error) => Ok(String::from_utf8_lossy(error.as_bytes()).into_owned()),
        Ok(text) => Ok(text),
    }
}

/// As [`Question::Names`] says.
fn names(folder: &Path) -> std::result::Result<String, String> {
    let entries = files::entries(folder).map_err(|error| error.to_string())?;
    let is_folder = |entry: &files::Entry| {
        entry.what == What::Folder || entry.what == What::Link && folder.join(&entry.name).is_dir()
    };
    let name = |entry: &files::Entry| (entry.name.to_string_lossy().into_owned(), is_folder(entry));
    let mut names: Vec<(String, bool)> = entries.iter().map(name).collect();
    // By the names alone: what marks a folder comes after spaces and hyphens.
    names.sort();
    Ok(names.iter().map(|(name, is_folder)| format!("{name}{}", if *is_folder { "/\0" } else { "\0" })).collect())
}

/// The path that `name` is in a folder, without `.` and `..`; `..` above the first folder goes nowhere.
fn joined(folder: &str, name: &str) -> String {
    let start = if name.starts_with('/') { "" } else { folder };
    let mut parts = vec![];
    for part in start.split('/').chain(name.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}
