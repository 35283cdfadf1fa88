//! `simdgen-run.json`: what is needed to make the same output again.
//!
//! It holds no time of a clock, machine or thread count: equal runs write equal records. It also says whether a later run is
//! of the same collection.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::EditionFiles;
use super::layout::RECORD_FILE;
use super::ledger::refuse_newer;
use crate::error::OutputError;
use crate::files::{Folder, Kind, real};
use crate::plan::{self, Plan};
use crate::project::{Overrides, Project};
use crate::{Error, Result};

/// The record of the run that made the files of an output folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRecord {
    /// The version of simdgen.
    pub simdgen: String,
    /// The version of the format: [`Self::FORMAT`]. Without one it is 1.
    #[serde(default = "first_format")]
    pub format: u32,
    /// The seed as text; empty when the plan was given and does not say it (CSV, metadata).
    pub seed: String,
    /// Fingerprint of what decides the odds: layers, traits and weights ([`crate::plan::default_seed`]).
    pub project: String,
    /// Fingerprint of the names of the layers of all sets: what stays the same while a project is worked on.
    #[serde(default)]
    pub layers: String,
    /// The project's folder seen from the output folder, such as `..`; nothing when the output folder is not in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<PathBuf>,
    /// The configuration below the project's folder; nothing when it is elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config: Option<PathBuf>,
    /// Number of editions of the plan.
    pub editions: u64,
    /// The lowest edition number.
    pub first_edition: u32,
    /// The highest edition number.
    pub last_edition: u32,
    /// Names of editions' files.
    #[serde(default)]
    pub files: EditionFiles,
    /// Options that change bytes of the output.
    pub options: RunOptions,
    /// The part of the plan that the folder holds, where it is a shard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<ShardRecord>,
}

/// The part of a plan that the folder of a shard holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShardRecord {
    /// Its number, from 1.
    pub number: u32,
    /// Number of shards of the plan.
    pub of: u32,
    /// The position of its first edition in the plan, from 0.
    pub start: u32,
    /// One more than the position of its last edition.
    pub end: u32,
    /// Fingerprint of the whole plan ([`Plan::fingerprint`]).
    pub plan: String,
}

/// Options that change bytes of the output, in the words of the command line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunOptions {
    /// The encoder.
    pub encoder: String,
    /// Its compression level.
    pub compression: String,
    /// The `date` of metadata that has one, in milliseconds since 1970.
    #[serde(default)]
    pub date: u64,
    /// `true` if picks were kept or given (`--keep`, `--plan`, `--from`), so that the seed alone does not make the plan.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub given: bool,
    /// Settings given beside the configuration.
    #[serde(default, rename = "changes", skip_serializing_if = "Overrides::is_empty")]
    pub overrides: Overrides,
}

impl RunRecord {
    /// The version of this program, for [`Self::simdgen`].
    pub const VERSION: &str = env!("CARGO_PKG_VERSION");

    /// The version of the format: 1 did not say it.
    pub const FORMAT: u32 = 2;

    /// The record of a run that makes `full_plan` in the existing folder `out`, or elsewhere than on this machine.
    ///
    /// # Errors
    /// [`Error::Io`] when the system does not say where the output folder or the project is.
    pub fn new(out: Option<&Path>, project: &Project, full_plan: &Plan, options: RunOptions) -> Result<Self> {
        let numbers = || full_plan.editions().map(|e| e.number);
        let config = project.config.strip_prefix(&project.root).ok().map(Path::to_owned);
        Ok(Self {
            simdgen: Self::VERSION.to_owned(),
            format: Self::FORMAT,
            seed: full_plan.seed.clone(),
            project: plan::default_seed(project),
            layers: layers_of(project),
            folder: out.map_or(Ok(None), |out| folder_from(out, &project.root))?,
            config,
            editions: full_plan.len() as u64,
            first_edition: numbers().min().unwrap_or(0),
            last_edition: numbers().max().unwrap_or(0),
            files: EditionFiles::of(project),
            options,
            shard: None,
        })
    }

    /// The reason why editions of `full_plan` do not fit those of this record: another seed, or any other odds.
    pub fn differs(&self, out: &Path, project: &Project, full_plan: &Plan) -> Option<OutputError> {
        let path = || out.to_path_buf();
        if self.seed != full_plan.seed {
            return Some(self.other_seed(path(), &full_plan.seed));
        }
        if self.files != EditionFiles::of(project) {
            let example = self.files.picture_path(self.first_edition);
            return Some(OutputError::OtherNames { path: path(), example });
        }
        let same = self.project == plan::default_seed(project);
        (!same).then(|| OutputError::OtherCollection { path: path() })
    }

    /// The reason why this is the record of another collection than `full_plan` in the output folder `out`: a project or
    /// configuration elsewhere with other layers, or another seed that was chosen. A seed derived from the project may
    /// change with it, and a plan without a seed replaces any.
    pub fn is_of_another(&self, out: &Path, project: &Project, full_plan: &Plan) -> Option<OutputError> {
        let at = |path: &Path| real(path).ok();
        let config = project.config.strip_prefix(&project.root).ok();
        let here = self.config.as_deref() == config
            && self.folder.as_ref().is_some_and(|f| at(&out.join(f)).is_some_and(|f| Some(f) == at(&project.root)));
        if !here && self.layers != layers_of(project) {
            return Some(OutputError::OtherCollection { path: out.to_path_buf() });
        }
        let both_derived = self.seed == self.project && full_plan.seed == plan::default_seed(project);
        let same = self.seed == full_plan.seed || both_derived || full_plan.seed.is_empty();
        (!same).then(|| self.other_seed(out.to_path_buf(), &full_plan.seed))
    }

    /// The error for a run with another seed; a plan given as CSV or metadata may have none.
    fn other_seed(&self, path: PathBuf, other: &str) -> OutputError {
        let seed = self.seed.clone();
        if self.options.given || seed.is_empty() {
            OutputError::OtherPlan { path }
        } else if other.is_empty() {
            OutputError::PlanWithoutSeed { path, seed }
        } else {
            OutputError::OtherSeed { path, seed, other: other.to_owned() }
        }
    }

    /// The text of the file: JSON with two spaces, and a newline at the end.
    pub fn to_text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("a record has only text and numbers");
        text.push('\n');
        text
    }

    /// Reads the record of an output folder.
    ///
    /// # Errors
    /// [`Error::Io`] when there is none; [`crate::error::FileError::NotPlain`] when it is a link; [`OutputError::RunRecord`]
    /// when it is no record; [`OutputError::NewerFormat`].
    pub fn read(out: &Path) -> Result<Self> {
        let path = || out.join(RECORD_FILE);
        let not_found = || Error::io("read", path())(std::io::ErrorKind::NotFound.into());
        Self::read_in(&Folder::find(out)?.ok_or_else(not_found)?)
    }

    /// [`read`](Self::read) of a folder held open.
    pub(super) fn read_in(out: &Folder) -> Result<Self> {
        let path = out.at(RECORD_FILE);
        let text = out.open_there(RECORD_FILE, "read")?.read_all(Kind::Record)?;
        // Before the rest, which may have become something else.
        let format = serde_json::from_slice::<Format>(&text).map_or(1, |record| record.format);
        refuse_newer(&path, format, Self::FORMAT)?;
        serde_json::from_slice(&text).map_err(|source| Error::Output(OutputError::RunRecord { path, source }))
    }
}

/// The one key that a record of any format has.
#[derive(Deserialize)]
struct Format {
    format: u32,
}

/// The format of a record that does not say it.
fn first_format() -> u32 {
    1
}

/// Fingerprint of the names of the layers of all sets, 16 hexadecimal digits.
fn layers_of(project: &Project) -> String {
    let mut hash = Sha256::new_with_prefix("simdgen layers 1\n");
    for set in &project.sets {
        for &layer in &set.layers {
            // A name is one line.
            hash.update(project.layer(layer).name.replace('\n', " "));
            hash.update("\n");
        }
        hash.update("\n");
    }
    hash.finalize()[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The way from `out` up to the project's folder, when `out` is in it.
fn folder_from(out: &Path, root: &Path) -> Result<Option<PathBuf>> {
    let at = |path: &Path| real(path).map_err(Error::io("find", path));
    let (out, root) = (at(out)?, at(root)?);
    let Ok(below) = out.strip_prefix(root) else { return Ok(None) };
    let up = below.components().map(|_| "..").collect::<PathBuf>();
    Ok(Some(if up.as_os_str().is_empty() { PathBuf::from(".") } else { up }))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn record() -> RunRecord {
        RunRecord {
            simdgen: "1.2.3".into(),
            format: RunRecord::FORMAT,
            seed: "42 \u{1f40c}".into(),
            project: "sha256:00ff".into(),
            layers: "0123".into(),
            folder: Some("..".into()),
            config: None,
            editions: 3,
            first_edition: 1,
            last_edition: 3,
            files: EditionFiles::default(),
            options: RunOptions {
                encoder: "direct".into(),
                compression: "fast".into(),
                date: 0,
                ..RunOptions::default()
            },
            shard: None,
        }
    }

    #[test]
    fn a_record_reads_back() {
        let out = tempfile::tempdir().unwrap();
        fs::write(out.path().join(RECORD_FILE), record().to_text()).unwrap();
        assert_eq!(RunRecord::read(out.path()).unwrap(), record());
        assert!(
            record()
                .to_text()
                .starts_with("{\n  \"simdgen\": \"1.2.3\",\n  \"format\": 2,\n  \"seed\": \"42 \u{1f40c}\",\n")
        );
    }

    #[test]
    fn a_seed_that_is_not_known_is_not_quoted() {
        let of =
            |seed: &str, other: &str| RunRecord { seed: seed.into(), ..record() }.other_seed("build".into(), other);
        assert!(matches!(of("a", "b"), OutputError::OtherSeed { seed, other, .. } if seed == "a" && other == "b"));
        assert!(matches!(of("a", ""), OutputError::PlanWithoutSeed { seed, .. } if seed == "a"));
        assert!(matches!(of("", "b"), OutputError::OtherPlan { .. }));
    }

    #[test]
    fn a_newer_record_is_refused_whatever_it_says_and_an_earlier_one_is_read() {
        let out = tempfile::tempdir().unwrap();
        let path = out.path().join(RECORD_FILE);
        fs::write(&path, record().to_text().replace("  \"format\": 2,\n", "")).unwrap();
        assert_eq!(RunRecord::read(out.path()).unwrap(), RunRecord { format: 1, ..record() });
        fs::write(&path, "{\"simdgen\": [9], \"format\": 3}").unwrap();
        let error = RunRecord::read(out.path()).unwrap_err().to_string();
        assert!(error.contains("simdgen-run.json is of format 3") && error.contains("up to 2"), "{error}");
    }

    #[test]
    fn a_damaged_record_is_named() {
        let out = tempfile::tempdir().unwrap();
        assert!(RunRecord::read(out.path()).unwrap_err().to_string().starts_with("cannot read "));
        fs::write(out.path().join(RECORD_FILE), "{\"simdgen\": 1}").unwrap();
        let error = RunRecord::read(out.path()).unwrap_err().to_string();
        assert!(error.contains(RECORD_FILE) && error.contains("expected a string"), "{error}");
    }
}
