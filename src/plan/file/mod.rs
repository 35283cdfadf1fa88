//! Plan files: a plan as JSONL or CSV, to read, edit, keep and render later.
//!
//! A plan may come from anywhere. Both formats name layers and traits as people do:
//!
//! - JSONL (`.jsonl`, `.ndjson`): a header `{"simdgen_plan":1,"seed":"..","sets":[["Layer",..],..]}`, then one line
//!   an edition: `{"edition":1,"dna":"..","set":0,"background":"#aabbcc","traits":{"Layer":"Trait",..}}`.
//! - CSV: columns `edition,set,background,dna`, then one for each layer of any set; an empty cell
//!   is a layer that the set has not, or that draws nothing. Reading takes what spreadsheets make of it: other
//!   delimiters, empty rows and columns, `1.0`. A name that a spreadsheet would calculate has an apostrophe before it
//!   (`cell`).
//!
//! Both may be UTF-8 or UTF-16 (`text`).
//!
//! In both, a trait whose name is not the only one in its layer goes by its file name, and the second layer of a
//! name in a set is called `Name (2)`. Reading takes either name where it is clear. Only `edition` and the
//! traits are needed:
//!
//! - without `set`, it is the first set whose layers are named;
//! - without `background`, it is the project's; a random hue is the one that the plan's seed (else the project's)
//!   gives to that position;
//! - `dna` is for other programs and not read, so that traits can be edited; nor is `sets` of the header;
//! - a layer that is not named draws its "nothing" trait, if it has one.

mod cell;
mod chosen;
mod csv;
mod jsonl;
mod line;
mod names;
mod text;

use std::io::{self, Write};
use std::path::Path;

use super::model::Plan;
use crate::error::{PlanError, ProjectError, caught};
use crate::files::{self, Kind, OpenFile};
use crate::project::Project;
use crate::{Error, Result};

use self::text::Lines;
pub use cell::text_cell;
pub use chosen::chosen;
pub use names::{PlanWords, of_names, traits_of_names};

/// A format of plan files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanFormat {
    /// One JSON object a line.
    Jsonl,
    /// A spreadsheet.
    Csv,
}

impl PlanFormat {
    /// The format that a file's extension names: `jsonl`, `ndjson` or `csv`, in either case.
    ///
    /// # Errors
    /// [`PlanError::PlanFileKind`] for any other.
    pub fn of(path: &Path) -> Result<Self> {
        let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        match extension.as_str() {
            "jsonl" | "ndjson" => Ok(Self::Jsonl),
            "csv" => Ok(Self::Csv),
            _ => Err(Error::Plan(PlanError::PlanFileKind { path: path.to_owned() })),
        }
    }
}

/// Writes a plan; `out` should be buffered.
///
/// # Errors
/// Only those of `out`.
///
/// # Panics
/// If the plan is another project's: see [`Plan::fits`].
pub fn write(format: PlanFormat, project: &Project, plan: &Plan, out: impl Write) -> io::Result<()> {
    match format {
        PlanFormat::Jsonl => jsonl::write(project, plan, out),
        PlanFormat::Csv => csv::write(project, plan, out),
    }
}

/// Reads a plan for a project; the file's extension says how it is written. Only a regular file is read. Of JSON lines, one is
/// in memory at a time.
///
/// # Errors
/// Those of [`files::open`], [`PlanError::PlanFileKind`], and the other `Plan..` errors, which name file, line and edition.
pub fn read(path: &Path, project: &Project) -> Result<Plan> {
    PlanFormat::of(path)?;
    of_file(&files::open(path)?, project)
}

/// [`read`] of a file that the user names, which may be a pipe.
///
/// # Errors
/// As [`read`].
pub fn read_given(path: &Path, project: &Project) -> Result<Plan> {
    if let Err(kind) = PlanFormat::of(path) {
        // Of what is not there, the name does not matter.
        files::stamp(path)?;
        return Err(kind);
    }
    of_file(&files::open_given(path)?, project)
}

/// [`read`] of a file that is open.
///
/// # Errors
/// As [`read`].
pub(crate) fn of_file(file: &OpenFile, project: &Project) -> Result<Plan> {
    let path = file.path();
    let format = PlanFormat::of(path)?;
    file.read_through(Kind::List, |reader| {
        let read = caught(|| match format {
            PlanFormat::Jsonl => jsonl::read(project, Lines::new(path, reader)?),
            PlanFormat::Csv => csv::read(path, project, &text::whole(path, reader)?),
        });
        read.unwrap_or_else(|| Err(Error::Project(ProjectError::Unreadable { path: path.to_path_buf() })))
    })
}
