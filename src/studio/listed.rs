//! Layers and traits as the page gets them, as JSON: most of the state.

use serde::Serialize;
use serde_json::Value;

use super::change::InText;
use super::odds;
use crate::blend::Opacity;
use crate::dialect::toml_opacity;
use crate::project::{Layer, LayerId, Project, Trait, TraitId};

/// A layer as the page gets it. Of tens of thousands of traits the text is written from this, and not from a tree of JSON, which
/// takes several times as long.
#[derive(Debug, Serialize)]
struct LayerState<'p> {
    id: u32,
    name: &'p str,
    folder: &'p str,
    blend: &'static str,
    opacity: Value,
    /// Weights are parts of a million then, of which the page shows percentages.
    percentages: bool,
    in_metadata: bool,
    unique: bool,
    none: Option<NoneState>,
    within: Option<u32>,
    has_pictures: bool,
    traits: Vec<TraitState<'p>>,
}

/// The choice of drawing nothing.
#[derive(Debug, Serialize)]
struct NoneState {
    #[serde(rename = "trait")]
    id: u32,
    weight: String,
}

/// A trait as the page gets it.
#[derive(Debug, Serialize)]
struct TraitState<'p> {
    id: u32,
    name: &'p str,
    file: &'p str,
    weight: String,
    count: Option<u32>,
    asked_share: f64,
    nothing: bool,
    blend: Option<&'static str>,
    opacity: Option<Value>,
    version: String,
}

/// All layers with their traits, as JSON.
pub fn layers(project: &Project, versions: &[u64], in_text: &InText) -> String {
    let asked = odds::asked(project);
    let trait_state = |(id, t): (TraitId, &'_ Trait)| TraitState {
        id: id.0,
        name: &project.trait_(id).name,
        file: &project.trait_(id).file_name,
        weight: t.weight.to_string(),
        count: t.count,
        asked_share: asked[id.0 as usize],
        nothing: t.picture.is_none(),
        blend: t.style.map(|style| style.blend.name()),
        opacity: t.style.map(|style| fraction(style.opacity)),
        version: format!("{:016x}", versions.get(id.0 as usize).copied().unwrap_or_default()),
    };
    let layer_state = |id: LayerId| {
        let Layer { name, folder, blend, opacity, bypass_dna, in_metadata, within, traits: _ } = project.layer(id);
        let none = project.nothings_of(id).next();
        LayerState {
            id: id.0,
            name,
            folder,
            blend: blend.name(),
            opacity: fraction(*opacity),
            percentages: in_text.percentages.contains(&id),
            in_metadata: *in_metadata,
            unique: !bypass_dna,
            none: none.map(|id| NoneState { id: id.0, weight: project.trait_(id).weight.to_string() }),
            within: within.map(|id| id.0),
            has_pictures: project.traits_of(id).any(|(_, t)| t.picture.is_some()),
            traits: project.traits_of(id).map(trait_state).collect(),
        }
    };
    let layers: Vec<LayerState<'_>> = (0..project.layers.len() as u32).map(LayerId).map(layer_state).collect();
    serde_json::to_string(&layers).expect("only texts, numbers and lists")
}

/// An opacity as a fraction of as few decimals as a change writes for it.
fn fraction(opacity: Opacity) -> Value {
    // The text of a decimal is that of the number that it is read as.
    toml_opacity(opacity).parse::<f64>().map_or(Value::Null, Value::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opacity_is_the_decimal_that_a_change_writes() {
        for opacity in (0..=255).map(Opacity) {
            let text = fraction(opacity).to_string();
            assert_eq!(text, toml_opacity(opacity));
            assert!(text.len() <= "0.123".len(), "{text}");
            assert_eq!(Opacity::from_fraction(text.parse().unwrap()), Some(opacity), "{text}");
        }
    }
}
