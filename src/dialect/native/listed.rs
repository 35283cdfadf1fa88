//! The traits of a layer that lists them itself instead of taking the files of its folder.
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
//!
//! Apart from the schema they are part of to keep both short.

use serde::Deserialize;

use super::layer;
use crate::dialect::problem::Problem;
use crate::dialect::relative;
use crate::dialect::share::Share;
use crate::dialect::shelf::{LayerSpec, ListedTrait};
use crate::project::{Attribute, Style, Weight};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct TraitEntry {
    pub file: Option<String>,
    pub name: Option<String>,
    pub weight: Option<Share>,
    pub z: i32,
    blend: Option<String>,
    opacity: Option<f64>,
    metadata: Option<bool>,
    trait_type: Option<String>,
    value: Option<String>,
    display_type: Option<String>,
    picture: Option<bool>,
    reserve: bool,
    dna: Option<String>,
}

impl TraitEntry {
    /// A trait of which no more is said; without a file it draws nothing.
    pub(crate) fn called(name: String, file: Option<String>, weight: Weight) -> Self {
        Self { name: Some(name), file, weight: Some(Share::Weight(weight)), ..Self::default() }
    }

    /// The trait as the shelf takes it, of the layer of `spec`.
    pub(super) fn listed(&self, spec: &LayerSpec) -> Result<ListedTrait, Problem> {
        let called = self.file.as_ref().or(self.name.as_ref()).map_or("nothing", String::as_str);
        let at = |key: &str| format!("{key} of trait \"{called}\" of layer \"{}\"", spec.name);
        let file = self.file.as_deref().map(relative::folder).transpose();
        let file = file.map_err(|problem| problem.at(at("file")))?.unwrap_or_default();
        if file.is_empty() && self.picture == Some(true) {
            return Err(Problem::new(at("picture"), "is true, and there is no file: name one"));
        }
        let says = self.trait_type.is_some() || self.value.is_some() || self.display_type.is_some();
        let attribute = match self.metadata {
            Some(false) if says => {
                let problem = "is false, so trait_type, value and display_type say nothing: take them out, or this";
                return Err(Problem::new(at("metadata"), problem));
            }
            Some(false) => Attribute::Hidden,
            _ if says => {
                let trait_type = self.trait_type.clone().unwrap_or_else(|| spec.name.clone());
                let value = self.value.clone().unwrap_or_default();
                Attribute::Own { trait_type, value, display_type: self.display_type.clone() }
            }
            _ if file.is_empty() && self.name.is_none() => Attribute::Hidden,
            _ => Attribute::Usual,
        };
        let styled = self.blend.is_some() || self.opacity.is_some();
        let style = Style {
            blend: layer::blend(self.blend.as_deref(), spec.blend).map_err(|problem| problem.at(at("blend")))?,
            opacity: layer::opacity(self.opacity, spec.opacity).map_err(|problem| problem.at(at("opacity")))?,
        };
        Ok(ListedTrait {
            is_drawn: !file.is_empty() && self.picture != Some(false),
            file,
            name: self.name.clone(),
            share: self.weight,
            style: styled.then_some(style),
            attribute,
            reserve: self.reserve,
            dna: self.dna.clone(),
        })
    }
}
