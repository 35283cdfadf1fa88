//! What nftchef is told of another network: the values of `Solana/solana_config.js` and `Tezos/tezos_config.js`.
//!
//! Apart from the project's own configuration because the engine reads them only when a finished collection is
//! converted. Names are those of nftchef art-engine 2.2; for Cardano it has no configuration.

use serde_json::{Map, Value};

use crate::Result;
use crate::error::ProjectError;
use crate::project::root::is_there;
use crate::project::{Dialect, Project, script, script_of};

/// A network that nftchef has a form of metadata for, beside Ethereum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// Metaplex.
    Solana,
    /// CIP-25, with the placeholders of NMKR Studio.
    Cardano,
    /// TZIP-21.
    Tezos,
}

/// What a network's configuration exports, as it is written; what it does not export is not there.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkSettings(Map<String, Value>);

impl Network {
    /// The configuration that the engine reads, relative to the project, and what of it.
    fn config(self) -> Option<(&'static str, &'static [&'static str])> {
        match self {
            Self::Solana => Some((
                "Solana/solana_config.js",
                &["NFTName", "symbol", "description", "royaltyFee", "external_url", "creators"],
            )),
            Self::Cardano => None,
            Self::Tezos => Some((
                "Tezos/tezos_config.js",
                &[
                    "baseDisplayUri",
                    "baseThumbnailUri",
                    "decimals",
                    "creators",
                    "isBooleanAmount",
                    "symbol",
                    "rights",
                    "shouldPreferSymbol",
                    "size",
                    "royalties",
                ],
            )),
        }
    }

    /// Reads the settings of a network.
    ///
    /// # Errors
    /// [`ProjectError::ConfigValue`] for a project that is not nftchef's or has no configuration of that network, and
    /// the errors of a script.
    pub fn settings(self, project: &Project) -> Result<NetworkSettings> {
        let wrong = |problem: String| ProjectError::ConfigValue {
            path: project.config.clone(),
            key: "simdgen convert".into(),
            problem,
        };
        if project.dialect != Dialect::Nftchef {
            let problem = "is for nftchef projects: HashLips has the key network, simdgen.toml collection.standard";
            return Err(wrong(problem.into()).into());
        }
        let Some((name, keys)) = self.config() else { return Ok(NetworkSettings(Map::new())) };
        let path = project.root.join(name);
        if !is_there(&path) {
            return Err(wrong(format!("needs {name} in the project, as nftchef does, and there is none")).into());
        }
        // An imported project has the engine's configuration beside its own.
        let is_toml = project.config.extension().is_some_and(|e| e == "toml");
        let own = if is_toml { script_of(&project.root)? } else { Some(project.config.clone()) };
        script::beside(&project.root, own.as_deref(), &path, keys).map(NetworkSettings)
    }
}

impl NetworkSettings {
    /// The value of a key, as it is written.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    /// The text of a key; empty when there is none.
    pub fn text(&self, key: &str) -> &str {
        self.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    /// Width and height of a rendition of `size` (`artifactUri`, `displayUri`, `thumbnailUri`), in pixels.
    pub fn size(&self, of: &str) -> Option<[u32; 2]> {
        let size = self.get("size")?.get(of)?;
        // A fraction is cut off, as the engine's own configuration does with parseInt.
        let side = |key: &str| size.get(key)?.as_f64().filter(|side| *side >= 1.0).map(|side| side as u32);
        Some([side("width")?, side("height")?])
    }
}
