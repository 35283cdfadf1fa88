//! `[[layers]]`: each entry as the shelf takes it, the traits that it lists, and the order in which those are drawn.
//!
//! A layer takes the files of its folder, or lists its traits itself:
//!
//! ```toml
//! traits = [
//!   { file = "Red#3.png" },   # below the layer's folder; name and weight are those of the file name
//!   {
//!     file = "old/2.png",
//!     name = "Blue",
//!     weight = 2.5,           # or "2.5%"
//!     z = -1,                 # drawn below all of the picture that has a larger one; default: 0, in the order of layers
//!     blend = "multiply",     # default: the layer's; and opacity
//!     opacity = 0.5,
//!     metadata = false,       # does not appear in metadata; default: as the layer
//!     trait_type = "Colour",  # what metadata has instead of the layer's name
//!     value = "Sky",          # and instead of its own
//!     display_type = "date",  # a word that metadata passes on
//!     picture = false,        # draws nothing: a name to pick, such as the choice that other layers are within
//!     reserve = true,         # drawn only where the rules leave nothing else of the layer
//!     dna = "1.2:Blue.png",   # its item in DNA; default: its position and file
//!   },
//!   { weight = 5 },           # without a file: drawing nothing
//! ]
//! ```

use super::schema::{LayerEntry, TraitEntry};
use crate::blend::{BlendMode, Opacity};
use crate::dialect::problem::Problem;
use crate::dialect::relative;
use crate::dialect::shelf::{LayerSpec, ListedTrait};
use crate::project::suggest::did_you_mean;
use crate::project::{Attribute, Layer, LayerId, LayerSet, Style};

/// The trait of an entry as the shelf takes it, of the layer of `spec`.
fn listed(entry: &TraitEntry, spec: &LayerSpec) -> Result<ListedTrait, Problem> {
    let called = entry.file.as_ref().or(entry.name.as_ref()).map_or("nothing", String::as_str);
    let at = |key: &str| format!("{key} of trait \"{called}\" of layer \"{}\"", spec.name);
    let file = entry.file.as_deref().map(relative::folder).transpose();
    let file = file.map_err(|problem| problem.at(at("file")))?.unwrap_or_default();
    if file.is_empty() && entry.picture == Some(true) {
        return Err(Problem::new(at("picture"), "is true, and there is no file: name one"));
    }
    let says = entry.trait_type.is_some() || entry.value.is_some() || entry.display_type.is_some();
    let attribute = match entry.metadata {
        Some(false) if says => {
            let problem = "is false, so trait_type, value and display_type say nothing: take them out, or this";
            return Err(Problem::new(at("metadata"), problem));
        }
        Some(false) => Attribute::Hidden,
        _ if says => {
            let trait_type = entry.trait_type.clone().unwrap_or_else(|| spec.name.clone());
            let value = entry.value.clone().unwrap_or_default();
            Attribute::Own { trait_type, value, display_type: entry.display_type.clone() }
        }
        _ if file.is_empty() && entry.name.is_none() => Attribute::Hidden,
        _ => Attribute::Usual,
    };
    let styled = entry.blend.is_some() || entry.opacity.is_some();
    let style = Style {
        blend: blend(entry.blend.as_deref(), spec.blend).map_err(|problem| problem.at(at("blend")))?,
        opacity: opacity(entry.opacity, spec.opacity).map_err(|problem| problem.at(at("opacity")))?,
    };
    Ok(ListedTrait {
        is_drawn: !file.is_empty() && entry.picture != Some(false),
        file,
        name: entry.name.clone(),
        chance: entry.weight,
        style: styled.then_some(style),
        attribute,
        reserve: entry.reserve,
        dna: entry.dna.clone(),
    })
}

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
        none: entry.none.map(|chance| (chance, entry.none_name.clone().unwrap_or_default())),
        weights: entry.weights.iter().map(|(name, chance)| (name.clone(), *chance)).collect(),
        counts: entry.counts.iter().map(|(name, count)| (name.clone(), *count)).collect(),
        is_part: entry.within.is_some(),
        listed: vec![],
    };
    if let Some(traits) = &entry.traits {
        if traits.is_empty() {
            return Err(Problem::new(at("traits"), "is empty: list some, or take it out for those of the folder"));
        }
        spec.listed = traits.iter().map(|t| listed(t, &spec)).collect::<Result<_, _>>()?;
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
        Problem::of_value(format!(
            "is \"{name}\", which is no blend mode of the HTML canvas{suggestion}: correct the name"
        ))
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

/// Sets the ranks of every set: by `z`, then by layer, the lowest first. Without any `z` there are none.
pub(super) fn assign_ranks(sets: &mut [LayerSet], layers: &[Layer], entries: &[LayerEntry], ids: &[Option<LayerId>]) {
    let count = layers.iter().map(|layer| layer.traits.end as usize).max().unwrap_or(0);
    let mut z = vec![0; count];
    for (entry, id) in entries.iter().zip(ids) {
        let (Some(listed), Some(id)) = (&entry.traits, id) else { continue };
        let first = layers[id.0 as usize].traits.start as usize;
        listed.iter().enumerate().for_each(|(index, t)| z[first + index] = t.z);
    }
    if z.iter().all(|z| *z == 0) {
        return;
    }
    for set in sets {
        let mut places: Vec<(i32, usize, u32)> = vec![];
        for (position, id) in set.layers.iter().enumerate() {
            places.extend(layers[id.0 as usize].traits.clone().map(|t| (z[t as usize], position, t)));
        }
        places.sort_unstable();
        set.ranks = vec![u32::MAX; count];
        places.iter().zip(0..).for_each(|(&(.., t), rank)| set.ranks[t as usize] = rank);
    }
}
