//! Demands of Cardano's ledger and CIP-25 on a project: short names, a URI with a scheme, a policy.
//!
//! No other standard refuses anything. Errors come before anything is drawn.

use crate::choice::Choice;
use crate::dialect::problem::Problem;
use crate::project::Project;

/// Bytes of a text in transaction metadata (Shelley ledger specification).
const TEXT_BYTES: usize = 64;

/// Bytes of an asset name on the ledger.
const ASSET_BYTES: usize = 32;

/// Hexadecimal digits of a policy id.
const POLICY_DIGITS: usize = 56;

/// Fails for what the project's standard cannot hold.
pub(super) fn check(project: &Project) -> Result<(), Problem> {
    let settings = &project.metadata;
    let facts = settings.standard.facts();
    if facts.needs_scheme && !settings.base_uri.contains(':') {
        let problem = format!(
            "is \"{}\", but on Cardano a picture is named by a URI with a scheme: write ipfs://CID, with any text for \
             CID until you have it",
            settings.base_uri
        );
        return Err(Problem::new("collection.base_uri", problem));
    }
    if !facts.is_transaction {
        return Ok(());
    }
    let last = u64::from(project.first_edition) + project.editions() as u64 - 1;
    let title = format!("{} #{last}", settings.name);
    let names = project.layers.iter().map(|layer| ("layers[].name", &layer.name));
    let attributes = settings.attributes.iter().map(|attribute| ("name of an attribute", &attribute.name));
    let extra = settings.extra.keys().map(|key| ("key of collection.extra", key));
    let all = names.chain(attributes).chain(extra).chain([("collection.name", &title)]);
    for (key, text) in all {
        if text.len() > TEXT_BYTES {
            let problem = format!("makes \"{text}\" of {} bytes, and CIP-25 has {TEXT_BYTES}: shorten it", text.len());
            return Err(Problem::new(key, problem));
        }
    }
    let cardano = &settings.by_standard.cardano;
    let asset = format!("{}{last}", cardano.asset_name);
    if asset.len() > ASSET_BYTES {
        let problem = format!("makes \"{asset}\" of {} bytes, and an asset has {ASSET_BYTES}: shorten it", asset.len());
        return Err(Problem::new("collection.cardano.asset_name", problem));
    }
    let id = &cardano.policy_id;
    if id.len() != POLICY_DIGITS || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        let problem = format!("is \"{id}\": write the {POLICY_DIGITS} hexadecimal digits of the policy");
        return Err(Problem::new("collection.cardano.policy_id", problem));
    }
    Ok(())
}
