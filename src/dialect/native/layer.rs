//! One `[[layers]]` entry as the shelf takes it.

use super::schema::LayerEntry;
use crate::blend::{BlendMode, Opacity};
use crate::dialect::problem::Problem;
use crate::dialect::relative;
use crate::dialect::shelf::LayerSpec;
use crate::project::suggest::did_you_mean;

/// The layer of an entry, whose folder is below `layers_folder`.
pub(super) fn spec(entry: &LayerEntry, layers_folder: &str) -> Result<LayerSpec, Problem> {
    let at = |key: &str| format!("{key} of layer \"{}\"", entry.name);
    if entry.name.is_empty() {
        return Err(Problem::new("layers[].name", "is empty: metadata needs a name"));
    }
    let folder = match &entry.folder {
        Some(folder) => relative::folder(folder).map_err(|problem| problem.at(at("folder")))?,
        None => relative::folder(&entry.name)
            .map_err(|Problem { text, .. }| Problem::new(at("folder"), format!("is not given, and the name {text}")))?,
    };
    let blend = blend(entry.blend.as_deref(), BlendMode::default()).map_err(|problem| problem.at(at("blend")))?;
    let opacity = opacity(entry.opacity, Opacity::FULL).map_err(|problem| problem.at(at("opacity")))?;
    if entry.none.is_none() && entry.none_name.is_some() {
        return Err(Problem::new(
            at("none_name"),
            "has no meaning without none: set none to the weight of drawing nothing",
        ));
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
            return Err(Problem::new(at("traits"), "is empty: list some, or take it out for those of the folder"));
        }
        spec.listed = traits.iter().map(|t| t.listed(&spec)).collect::<Result<_, _>>()?;
    }
    Ok(spec)
}

/// The blend mode of a name; `own` where there is no name.
///
/// # Errors
/// A name that no blend mode has.
pub(super) fn blend(name: Option<&str>, own: BlendMode) -> Result<BlendMode, Problem> {
    let Some(name) = name else { return Ok(own) };
    BlendMode::from_name(name).ok_or_else(|| {
        let suggestion = did_you_mean(name, BlendMode::ALL.iter().map(|(_, known)| *known));
        Problem::of_value(format!("is \"{name}\", which is no blend mode of the HTML canvas{suggestion}"))
    })
}

/// The opacity of a fraction; `own` where there is no fraction.
///
/// # Errors
/// A fraction that is not 0 to 1.
pub(super) fn opacity(fraction: Option<f64>, own: Opacity) -> Result<Opacity, Problem> {
    let Some(fraction) = fraction else { return Ok(own) };
    Opacity::from_fraction(fraction)
        .ok_or_else(|| Problem::of_value(format!("is {fraction}, but an opacity is from 0 (not seen) to 1 (as drawn)")))
}
