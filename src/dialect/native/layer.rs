//! One `[[layers]]` entry as the shelf takes it.

use super::Wrong;
use super::schema::LayerEntry;
use crate::blend::{BlendMode, Opacity};
use crate::dialect::relative;
use crate::dialect::shelf::LayerSpec;
use crate::project::suggest::did_you_mean;

/// The layer of an entry, whose folder is below `layers_folder`.
pub(super) fn spec(entry: &LayerEntry, layers_folder: &str) -> Result<LayerSpec, Wrong> {
    let at = |key: &str| format!("{key} of layer \"{}\"", entry.name);
    if entry.name.is_empty() {
        return Err(("layers[].name".into(), "is empty: metadata needs a name".into()));
    }
    let folder = match &entry.folder {
        Some(folder) => relative::folder(folder).map_err(|problem| (at("folder"), problem))?,
        None => relative::folder(&entry.name).map_err(|p| (at("folder"), format!("is not given, and the name {p}")))?,
    };
    let blend = blend(entry.blend.as_deref(), BlendMode::default()).map_err(|problem| (at("blend"), problem))?;
    let opacity = opacity(entry.opacity, Opacity::FULL).map_err(|problem| (at("opacity"), problem))?;
    if entry.none.is_none() && entry.none_name.is_some() {
        return Err((at("none_name"), "has no meaning without none: set none to the weight of drawing nothing".into()));
    }
    let mut spec = LayerSpec {
        id: entry.id().to_owned(),
        name: entry.name.clone(),
        folder: relative::join(layers_folder, &folder),
        blend,
        opacity,
        bypass_dna: !entry.unique,
        in_metadata: entry.metadata,
        none: entry.none.map(|share| (share, entry.none_name.clone().unwrap_or_default())),
        weights: entry.weights.iter().map(|(name, share)| (name.clone(), *share)).collect(),
        counts: entry.counts.iter().map(|(name, count)| (name.clone(), *count)).collect(),
        is_part: entry.within.is_some(),
        listed: vec![],
    };
    if let Some(traits) = &entry.traits {
        if traits.is_empty() {
            return Err((at("traits"), "is empty: list some, or take it out for those of the folder".into()));
        }
        spec.listed = traits.iter().map(|t| t.listed(&spec)).collect::<Result<_, _>>()?;
    }
    Ok(spec)
}

/// The blend mode of a name, or the rest of a sentence; `own` where there is no name.
pub(super) fn blend(name: Option<&str>, own: BlendMode) -> Result<BlendMode, String> {
    let Some(name) = name else { return Ok(own) };
    BlendMode::from_name(name).ok_or_else(|| {
        let suggestion = did_you_mean(name, BlendMode::ALL.iter().map(|(_, known)| *known));
        format!("is \"{name}\", which is no blend mode of the HTML canvas{suggestion}")
    })
}

/// The opacity of a fraction, or the rest of a sentence; `own` where there is no fraction.
pub(super) fn opacity(fraction: Option<f64>, own: Opacity) -> Result<Opacity, String> {
    let Some(fraction) = fraction else { return Ok(own) };
    Opacity::from_fraction(fraction)
        .ok_or_else(|| format!("is {fraction}, but an opacity is from 0 (not seen) to 1 (as drawn)"))
}
