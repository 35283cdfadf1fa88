//! `simdgen-run.json`: what is needed to make the same output again.
//!
//! It holds no time, machine or thread count: equal runs write equal records.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::OutputError;
use crate::{Error, Result};

/// What made the files of an output folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRecord {
    /// The version of simdgen.
    pub simdgen: String,
    /// The seed as text; empty when the plan was given instead.
    pub seed: String,
    /// Fingerprint of what decides the odds: layers, traits and weights ([`crate::plan::default_seed`]).
    pub project: String,
    /// How many editions the plan has.
    pub editions: u64,
    /// The lowest edition number.
    pub first_edition: u32,
    /// The highest edition number.
    pub last_edition: u32,
    /// Options that change bytes of the output.
    pub options: RunOptions,
}

/// Options that change bytes of the output, in the words of the command line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunOptions {
    /// Which encoder.
    pub encoder: String,
    /// Its compression level.
    pub compression: String,
}

impl RunRecord {
    /// Its name in the output folder.
    pub const FILE: &str = "simdgen-run.json";

    /// The version of this program, for [`Self::simdgen`].
    pub const VERSION: &str = env!("CARGO_PKG_VERSION");

    /// The text of the file: JSON with two spaces, and a newline at the end.
    pub fn to_text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("a record has only text and numbers");
        text.push('\n');
        text
    }

    /// Reads the record of an output folder.
    ///
    /// # Errors
    /// [`Error::Io`] when there is none; [`OutputError::RunRecord`] when it is not one.
    pub fn read(out: &Path) -> Result<Self> {
        let path = out.join(Self::FILE);
        let text = fs::read(&path).map_err(Error::io("read", &path))?;
        serde_json::from_slice(&text).map_err(|source| Error::Output(OutputError::RunRecord { path, source }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> RunRecord {
        RunRecord {
            simdgen: "1.2.3".into(),
            seed: "42 \u{1f40c}".into(),
            project: "sha256:00ff".into(),
            editions: 3,
            first_edition: 1,
            last_edition: 3,
            options: RunOptions { encoder: "direct".into(), compression: "fast".into() },
        }
    }

    #[test]
    fn a_record_reads_back() {
        let out = tempfile::tempdir().unwrap();
        fs::write(out.path().join(RunRecord::FILE), record().to_text()).unwrap();
        assert_eq!(RunRecord::read(out.path()).unwrap(), record());
        assert!(record().to_text().starts_with("{\n  \"simdgen\": \"1.2.3\",\n  \"seed\": \"42 \u{1f40c}\",\n"));
    }

    #[test]
    fn a_damaged_record_is_named() {
        let out = tempfile::tempdir().unwrap();
        assert!(RunRecord::read(out.path()).unwrap_err().to_string().starts_with("cannot read "));
        fs::write(out.path().join(RunRecord::FILE), "{\"simdgen\": 1}").unwrap();
        let error = RunRecord::read(out.path()).unwrap_err().to_string();
        assert!(error.contains(RunRecord::FILE) && error.contains("expected a string"), "{error}");
    }
}
