//! nftchef's settings for other networks: the values of `Solana/solana_config.js` and `Tezos/tezos_config.js`.
//!
//! The engine reads them only when a finished collection is converted. Names are those of nftchef art-engine 2.2; for
//! Cardano it has no configuration.

use serde_json::Map;

use super::versions::CONVENTIONS;
use crate::Result;
use crate::dialect::problem::Problem;
use crate::dialect::script;
use crate::dialect::script::script_of;
use crate::project::root::is_there;
use crate::project::{Network, NetworkSettings, Project};

/// The configuration that the engine reads for a network, relative to the project, and what of it.
fn config(network: Network) -> Option<(&'static str, &'static [&'static str])> {
    match network {
        Network::Solana => Some((
            "Solana/solana_config.js",
            &["NFTName", "symbol", "description", "royaltyFee", "external_url", "creators"],
        )),
        Network::Cardano => None,
        Network::Tezos => Some((
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
/// [`ConfigValue`](crate::error::ProjectError::ConfigValue) for a project that is not nftchef's or has no configuration of that network, and
/// the errors of a script.
pub fn network_settings(network: Network, project: &Project) -> Result<NetworkSettings> {
    let error = |text: &str| Problem::new("simdgen convert", text).in_config(&project.config);
    if project.conventions.engine != CONVENTIONS.engine {
        let problem = "is for nftchef projects: HashLips has the key network, simdgen.toml collection.standard";
        return Err(error(problem));
    }
    let Some((name, keys)) = config(network) else { return Ok(NetworkSettings(Map::new())) };
    let path = project.root.join(name);
    if !is_there(&path) {
        return Err(error(&format!("needs {name} in the project, as nftchef does, and there is none")));
    }
    // An imported project has the engine's configuration beside its own.
    let is_toml = project.config.extension().is_some_and(|e| e == "toml");
    let own = if is_toml { script_of(&project.root)? } else { Some(project.config.clone()) };
    script::beside(&project.root, own.as_deref(), &path, keys).map(NetworkSettings)
}
