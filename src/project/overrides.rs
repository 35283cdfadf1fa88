//! Settings that a user gives beside the configuration: those that forks of the engines change most often.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Project, Standard};
use crate::choice::Choice;

/// Settings of metadata that replace those of the configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Overrides {
    /// The name of the program in metadata; empty leaves the key out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compiler: Option<String>,
    /// The text between the items of a DNA text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dna_delimiter: Option<String>,
    /// Further top-level keys, after those of the configuration.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
}

impl Overrides {
    /// `true` if none is set.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Applies them to a project.
    pub fn apply(&self, project: &mut Project) {
        let metadata = &mut project.metadata;
        if let Some(compiler) = &self.compiler {
            metadata.compiler = Some(compiler.clone());
        }
        if let Some(delimiter) = &self.dna_delimiter {
            metadata.dna_delimiter = Some(delimiter.clone());
        }
        metadata.extra.extend(self.extra.clone());
        if self.compiler.is_some() && !metadata.standard.facts().has_compiler {
            let standards = Standard::those_with_compiler();
            project.notices.push(format!("the compiler is said only in metadata of {standards}"));
        }
    }
}
