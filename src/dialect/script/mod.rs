//! Projects whose configuration is JavaScript: evaluates it once, finds out which engine it is for, and has that
//! engine's reader read it.
//!
//! The table of engines is in `engines`. Their configurations look alike and share half of their keys (`values`).

mod engine;
mod extra;
mod files;
mod modules;
pub(super) mod values;

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

pub(super) use extra::KEY as EXTRA;

use engine::Networks;
use files::ROOT;
use values::{BackgroundConfig, Format};

use super::message::in_our_words;
use super::problem::Problem;
use crate::project::extra::{Question, RecordedScript};
use crate::project::root::is_there;
use crate::project::suggest::did_you_mean;
use crate::project::{Conventions, ExtraAttributes, MetadataSettings, Project, Root, limits};
use crate::{Error, Result};

/// An art engine whose projects are configured in JavaScript.
pub(super) struct Engine {
    /// Its conventions that `simdgen.toml` can name.
    pub conventions: &'static [Conventions],
    /// The keys of a configuration that it reads.
    pub keys: &'static [&'static str],
    /// Returns what shows that a configuration is for this engine, as a clause; `None` if nothing does.
    pub sign: fn(&Script<'_>) -> Option<String>,
    /// Reads a project from its configuration, given the sign.
    pub open: fn(&Script<'_>, &str) -> Result<Project>,
}

/// A configuration that was evaluated.
#[derive(Debug)]
pub(super) struct Script<'a> {
    /// The project folder.
    pub root: &'a Root,
    /// The file.
    pub path: &'a Path,
    /// The script with the answers it got, to run it again.
    source: RecordedScript,
    /// Names of all exported values.
    pub keys: Vec<String>,
    /// The values that any engine reads, without functions.
    pub config: Value,
}

/// The places of JavaScript configurations: the usual one, and next to the layers.
pub(super) const PLACES: [&str; 6] =
    ["src/config.js", "config.js", "src/config.mjs", "src/config.cjs", "config.mjs", "config.cjs"];

/// The configuration in JavaScript that a project folder has, if it has one.
///
/// # Errors
/// [`Refused`](crate::error::ProjectError::Refused) when it is a link that leaves the project; [`Error::Io`].
pub fn script_of(root: &Root) -> Result<Option<PathBuf>> {
    let found = PLACES.iter().map(|name| root.join(name)).find(|path| is_there(path));
    found.iter().try_for_each(|path| root.check(path))?;
    Ok(found)
}

/// Reads the project at `root` with the configuration `config`, by the last of `engines` that recognises it.
pub(super) fn open(root: &Root, config: &Path, engines: &[Engine]) -> Result<Project> {
    let keys = engines.iter().flat_map(|engine| engine.keys).copied().collect();
    let (mut exported, source) = engine::evaluate(RecordedScript::read(root, config)?, keys)?;
    without_nulls(&mut exported.config);
    check_size(config, &exported.config)?;
    let script = Script { root, path: config, source, keys: exported.keys, config: exported.config };
    if script.keys.is_empty() {
        return Err(script.error(Problem::new(
            "module.exports",
            "holds nothing, so layerConfigurations is missing: end the file with module.exports = { format, layerConfigurations, ... }",
        )));
    }
    let recognised = engines.iter().rev().find_map(|engine| Some((engine, (engine.sign)(&script)?)));
    let (engine, sign) = recognised.expect("the first engine takes any configuration");
    let mut project = (engine.open)(&script, &sign)?;
    project.notices.extend(script.missing_network(&exported.networks));
    project.notices.extend(script.source.files.notices());
    Ok(project)
}

/// Passes a configuration that asks for no more layers and sets than are taken, before any folder is read for them.
fn check_size(path: &Path, config: &Value) -> Result<()> {
    let list = |value: &Value, key: &str| value[key].as_array().map_or(0, Vec::len);
    limits::LAYERS.check(path, list(config, "layersOrder"))?;
    let sets = config["layerConfigurations"].as_array();
    limits::SETS.check(path, sets.map_or(0, Vec::len))?;
    sets.into_iter().flatten().try_for_each(|set| limits::LAYERS.check(path, list(set, "layersOrder")))
}

/// Takes out what is null, which the engines read as not there; in metadata it is a value.
fn without_nulls(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|_, value| !value.is_null());
            map.iter_mut().filter(|(key, _)| *key != "extraMetadata").for_each(|(_, value)| without_nulls(value));
        }
        Value::Array(list) => list.iter_mut().for_each(without_nulls),
        _ => {}
    }
}

/// The values of `keys` that a further script of the project exports, which may require `config`, the project's own, as
/// `src/config.js` wherever that lies.
pub(super) fn beside(
    root: &Root,
    config: Option<&Path>,
    path: &Path,
    keys: &[&'static str],
) -> Result<Map<String, Value>> {
    root.check(path)?;
    let mut source = RecordedScript::read(root, path)?;
    if let Some(config) = config {
        let at = source.files.take_in(config)?;
        source.files.know(Question::Place, &format!("{ROOT}/src/config.js"), &at);
    }
    let (exported, _) = engine::evaluate(source, keys.to_vec())?;
    Ok(serde_json::from_value(exported.config).unwrap_or_default())
}

impl Script<'_> {
    /// A project with the values that all engines have, called like its folder; its layers are still to be read.
    ///
    /// # Errors
    /// [`ConfigValue`](crate::error::ProjectError::ConfigValue) for a size or a background that cannot be.
    pub(super) fn project(
        &self,
        conventions: &'static Conventions,
        format: &Format,
        background: &BackgroundConfig,
    ) -> Result<Project> {
        let canvas = format.canvas().map_err(|problem| self.error(problem))?;
        let name = self.root.name();
        Ok(Project {
            background: background.read().map_err(|problem| self.error(problem))?,
            metadata: MetadataSettings { name, ..MetadataSettings::default() },
            ..Project::new(self.root.clone(), self.path.to_path_buf(), conventions, canvas)
        })
    }

    /// The exported values as a reader wants them.
    pub(super) fn values<T: serde::de::DeserializeOwned>(&self) -> Result<T> {
        serde_path_to_error::deserialize(&self.config).map_err(|error| {
            let problem = format!("cannot be read: {}", in_our_words(&error.inner().to_string()));
            self.error(Problem::new(error.path().to_string(), problem))
        })
    }

    /// A notice where the script asks for networks that the project's own table lacks, and so sets none.
    fn missing_network(&self, asked: &Networks) -> Option<String> {
        let (missing, known) = (asked.missing.first()?, asked.known.join(", "));
        let suggestion = did_you_mean(missing, asked.known.iter().map(String::as_str));
        self.config.get("network").is_none().then(|| {
            format!(
                "NETWORK.{missing} does not exist, so network is undefined{suggestion}: the project's own constants/network.js has \
                 {known}; metadata is as for Ethereum, as HashLips makes it for all but \"sol\""
            )
        })
    }

    /// The error for a script that has no `layerConfigurations`.
    pub(super) fn no_configurations(&self) -> Error {
        const KEY: &str = "layerConfigurations";
        let suggestion = did_you_mean(KEY, self.keys.iter().filter(|key| *key != KEY).map(String::as_str));
        let problem = "is missing or empty: give it at least one { growEditionSizeTo, layersOrder }";
        self.error(Problem::new(KEY, format!("{problem}{suggestion}")))
    }

    /// Its text.
    pub(super) fn text(&self) -> &str {
        self.source.files.text(&self.source.main)
    }

    /// The function that gives each edition attributes, if it exports one.
    pub(super) fn extra_attributes(&self) -> Option<ExtraAttributes> {
        let has = self.keys.iter().any(|key| key == EXTRA) && self.config.get(EXTRA).is_none();
        has.then(|| ExtraAttributes { script: self.source.clone() })
    }

    /// The error for a problem with one of its values.
    pub(super) fn error(&self, problem: Problem) -> Error {
        problem.in_config(self.path)
    }
}
