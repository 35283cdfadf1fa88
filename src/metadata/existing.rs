//! Existing metadata, of this program or of another engine.
//!
//! Nothing in it is trusted: any key may be missing or of another type.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use hashbrown::HashSet;
use serde_json::Value;

use super::{COLLECTION_FILE, json};
use crate::error::OutputError;
use crate::files::{self, Kind};
use crate::plan::existing::{EditionFacts, Ended, Held, each_entry, numbered, read_json};
use crate::project::{FileNames, Project};
use crate::{Error, Result};

/// The metadata of one edition.
#[derive(Clone, Debug, PartialEq)]
pub struct Existing {
    /// The edition's number.
    pub number: u32,
    /// The file's content.
    pub value: Value,
}

/// The metadata of a collection: the numbers of its editions, and their files one at a time.
///
/// An edition takes 4 bytes here, and where there are only single files, some 60.
#[derive(Debug)]
pub struct Editions<'p> {
    folder: PathBuf,
    project: Option<&'p Project>,
    source: Source,
    /// Single files beside the list, of editions that it has not.
    others: Vec<(u32, OsString)>,
}

#[derive(Debug)]
enum Source {
    /// The list of all, and the number of each entry.
    List(PathBuf, Vec<u32>),
    /// The names of single files, and the numbers that these say.
    Files(Vec<(u32, OsString)>),
}

impl<'p> Editions<'p> {
    /// Looks through [`COLLECTION_FILE`] in a folder, in its order, or where there is none for the single files; of whichever
    /// standard.
    ///
    /// Numbers that the entries do not say are those of their titles, where these differ, or of the single files beside,
    /// which then stand for the entries; `project` tells titles that count anew, and what assets and files are called.
    ///
    /// # Errors
    /// [`Error::Io`]; [`OutputError::Metadata`] when it is no list of objects with a number each.
    pub fn find(folder: &Path, project: Option<&'p Project>) -> Result<Self> {
        let path = folder.join(COLLECTION_FILE);
        let names = project.map_or_else(FileNames::default, |project| project.metadata.file_names);
        let single = || numbered(folder, names);
        let of = |source| Ok(Self { folder: folder.to_owned(), project, source, others: vec![] });
        if !path.is_file()
            && let Ok(files) = single()
            && !files.is_empty()
        {
            return of(Source::Files(files));
        }
        let (mut count, mut says_all, mut numbers, mut first_without) = (0, true, vec![], None);
        each_in_list(&path, |value| {
            let facts = EditionFacts::of(&value, project);
            count += 1;
            says_all &= facts.number.is_some();
            match facts.number.or_else(|| facts.number_in_name()) {
                Some(number) => numbers.push(number),
                None => drop(first_without.get_or_insert(count)),
            }
            Ok(())
        })?;
        let counts_anew = project.is_some_and(|project| project.sets.iter().any(|set| set.title.is_some()));
        if !says_all && (counts_anew || first_without.is_some() || !all_differ(&numbers)) {
            let files = single()?;
            if files.len() == count {
                return of(Source::Files(files));
            }
        }
        match first_without {
            None => of(Source::List(path, numbers)),
            Some(entry) => {
                let problem = format!("entry {entry} has no edition number: give it the key \"edition\"");
                Err(Error::Output(OutputError::Metadata { path, problem }))
            }
        }
    }

    /// Adds the single files of the folder whose editions are not among these, by number; returns their numbers.
    ///
    /// # Errors
    /// [`Error::Io`]; [`OutputError::Metadata`] for a file that is no JSON object.
    pub fn add_others(&mut self, project: &Project) -> Result<Vec<u32>> {
        let known: HashSet<u32> = self.numbers()?.into_iter().collect();
        let names = project.metadata.file_names;
        let mut files = numbered(&self.folder, names)?;
        // What else is called by a number, such as `7.json` beside `007.json`, is no edition's.
        files.retain(|(number, name)| !known.contains(number) && *name == *names.metadata_file(*number));
        let mut others = vec![];
        for (number, name) in files {
            let number = self.own_file(number, &name)?.number;
            others.extend((!known.contains(&number)).then_some((number, name)));
        }
        self.others = others;
        Ok(self.others.iter().map(|(number, _)| *number).collect())
    }

    /// The numbers of all editions, in their order.
    ///
    /// # Errors
    /// Those of [`Self::each`].
    pub fn numbers(&self) -> Result<Vec<u32>> {
        let mut numbers = match &self.source {
            Source::List(_, numbers) => numbers.clone(),
            Source::Files(files) => files
                .iter()
                .map(|(number, name)| Ok(self.own_file(*number, name)?.number))
                .collect::<Result<Vec<_>>>()?,
        };
        numbers.extend(self.others.iter().map(|(number, _)| *number));
        Ok(numbers)
    }

    /// The number of editions.
    pub fn len(&self) -> usize {
        let own = match &self.source {
            Source::List(_, numbers) => numbers.len(),
            Source::Files(files) => files.len(),
        };
        own + self.others.len()
    }

    /// `true` if there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Reads each edition and gives it to `take`.
    ///
    /// # Errors
    /// The first of `take`; [`Error::Io`]; [`OutputError::Metadata`] for a file that is no JSON object.
    pub fn each(&self, mut take: impl FnMut(Existing) -> Result<()>) -> Result<()> {
        match &self.source {
            Source::List(path, numbers) => {
                let mut next = numbers.iter();
                each_in_list(path, |value| match next.next() {
                    Some(&number) => take(Existing { number, value }),
                    None => Ok(()),
                })?;
            }
            Source::Files(files) => {
                files.iter().try_for_each(|(number, name)| take(self.own_file(*number, name)?))?;
            }
        }
        self.others.iter().try_for_each(|(number, name)| take(self.own_file(*number, name)?))
    }

    /// Gives each edition as [`Self::each`] does, but an edition's own file outweighs its entry in the list.
    ///
    /// # Errors
    /// Those of [`Self::each`].
    pub fn each_as_in_files(&self, names: FileNames, mut take: impl FnMut(Existing) -> Result<()>) -> Result<()> {
        self.each(|edition| take(edition.with_file(&self.folder, names)?))
    }

    /// Reads a single file; the number that it says goes before that of its name.
    fn own_file(&self, number: u32, name: &OsStr) -> Result<Existing> {
        let file = Existing { number, value: Value::Null }.with_own_file(&self.folder.join(name))?;
        Ok(Existing { number: EditionFacts::of(&file.value, self.project).number.unwrap_or(number), ..file })
    }
}

/// Gives the entries of a list of metadata files.
fn each_in_list(path: &Path, take: impl FnMut(Value) -> Result<()>) -> Result<()> {
    let wrong = |problem: String| Error::Output(OutputError::Metadata { path: path.to_owned(), problem });
    match each_entry(files::open(path)?, take) {
        Ok(Held::Array(_)) => Ok(()),
        Ok(Held::Object) => Err(wrong("is not a list of metadata files but one object".into())),
        Err(Ended::Unreadable(error)) => Err(Error::io("read", path)(error)),
        Err(Ended::Wrong(error)) => Err(wrong(format!("is not a list of metadata files: {error}"))),
        Err(Ended::TooLong) => Err(wrong("has an entry that is too long for metadata: shorten it".into())),
        Err(Ended::Failed(error)) => Err(error),
    }
}

fn all_differ(numbers: &[u32]) -> bool {
    let mut seen = HashSet::new();
    numbers.iter().all(|number| seen.insert(*number))
}

impl Existing {
    /// Replaces the list's entry by the edition's own file in `folder`, where there is one.
    ///
    /// # Errors
    /// [`Error::Io`]; [`OutputError::Metadata`] for what is no JSON object.
    pub fn with_file(self, folder: &Path, names: FileNames) -> Result<Self> {
        let path = folder.join(names.metadata_file(self.number));
        self.with_own_file(&path)
    }

    fn with_own_file(self, path: &Path) -> Result<Self> {
        let wrong = |problem: String| Error::Output(OutputError::Metadata { path: path.to_owned(), problem });
        // A path that is no file is an error, not an absent file.
        let value = if path.is_symlink() || path.exists() {
            read_json(path, Kind::Metadata)?
                .map_err(|error| wrong(format!("is no JSON: {error}; correct it, or delete it")))?
        } else {
            self.value
        };
        if !value.is_object() {
            return Err(wrong("is no JSON object: make it one, or delete it".into()));
        }
        Ok(Self { value, ..self })
    }

    /// The text of the file, laid out as all metadata is.
    pub fn text(&self) -> String {
        json::value_text(&self.value)
    }

    /// The attributes, `(trait_type, value)`, in order; entries of other forms are ignored.
    pub fn attributes(&self) -> Vec<(String, String)> {
        EditionFacts::of(&self.value, None).attributes.unwrap_or_default()
    }
}
