//! Settings of a collection for another network than its own, from that network's configuration.

use serde_json::{Map, Value};

use crate::choice::choice;

choice! {
    /// A network that nftchef has a form of metadata for, beside Ethereum.
    pub enum Network: () {
        Solana = ("solana", "Metaplex, counted from 0"),
        Cardano = ("cardano", "CIP-25 with placeholders"),
        Tezos = ("tezos", "TZIP-21, with smaller pictures"),
    }
}

/// The values that a network's configuration exports, as they are written.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkSettings(pub(crate) Map<String, Value>);

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
