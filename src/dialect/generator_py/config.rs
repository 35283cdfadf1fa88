//! The keys of a `config.json` of nft-generator-py.

use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Number, Value};

use crate::Error;
use crate::dialect::message::in_our_words;
use crate::dialect::problem::Problem;
use crate::dialect::relative;
use crate::error::ProjectError;

#[derive(Debug, Default, Deserialize)]
#[serde(default, expecting = "{ \"layers\": [ ... ] }")]
pub(super) struct Config {
    pub layers: Vec<LayerConfig>,
    pub incompatibilities: Vec<Incompatibility>,
    #[serde(rename = "baseURI")]
    pub base_uri: String,
    pub name: Option<String>,
    pub description: String,
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "a layer in braces")]
pub(super) struct LayerConfig {
    pub name: String,
    pub values: Vec<String>,
    /// The folder, relative to the project.
    pub trait_path: String,
    /// Without `.png`; two values may have the same.
    pub filename: Vec<String>,
    pub weights: Vec<Number>,
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "an incompatibility in braces")]
pub(super) struct Incompatibility {
    pub layer: String,
    pub value: String,
    /// Values of any layers.
    pub incompatible_with: Vec<String>,
    pub default: Option<StandIn>,
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

/// A value that takes the place of an incompatible one.
#[derive(Debug, Deserialize)]
#[serde(expecting = "{ \"value\": ..., \"filename\": ... }")]
pub(super) struct StandIn {
    pub value: String,
    /// As those of layers; with a `/` relative to the project.
    pub filename: Option<String>,
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

/// The configuration of the text of the file `path`.
pub(super) fn parse(path: &Path, text: &str) -> Result<Config, Error> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let value: Value = serde_json::from_str(text).map_err(|error| {
        let said = error.to_string();
        let problem = said.split(" at line ").next().unwrap_or(&said).to_owned();
        Error::Project(ProjectError::ConfigSyntax { path: path.to_path_buf(), line: error.line().max(1), problem })
    })?;
    serde_path_to_error::deserialize(&value).map_err(|error| {
        let key = error.path().to_string();
        let key = if key == "." { "its content".to_owned() } else { key };
        let problem = format!("cannot be read: {}", in_our_words(&error.inner().to_string()));
        Problem::new(key, problem).in_config(path)
    })
}

/// The path of a picture that is named without its ending.
pub(super) fn picture(name: &str) -> Result<String, Problem> {
    relative::folder(&format!("{name}.png"))
}
