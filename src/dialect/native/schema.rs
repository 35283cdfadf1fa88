//! Every key of `simdgen.toml`, with its default; those of `[collection]` are in `collection`.
//!
//! ```toml
//! [canvas]
//! width = 512                 # pixels; default: those of the bottom layer's first picture
//! height = 512
//! resize = "nearest"          # for pictures of another size; or another of `Resize::ALL`
//! background = "none"         # or any CSS colour, or "random": a hue for each edition
//! background_lightness = 80.0 # percent, for "random"
//! background_last = false     # true: painted under the finished picture, so that no blend mode sees it
//!
//! [files]
//! layers = "layers"           # where the layer folders are
//! weight_delimiter = "#"      # "Red#2.5.png" has the weight 2.5; "": file names have no weights
//! names = "decimal"           # of output files; or "hex"; default: "hex" for erc1155
//! digits = 1                  # shorter numbers get zeros in front; default: 64 for "hex"
//! json_extension = true       # false: metadata files are called 1, not 1.json
//! pictures = "png"            # or "jpeg"
//!
//! [[layers]]                  # from the bottom up; default: every folder, by name
//! name = "Hat"                # what metadata calls it
//! id = "Hat"                  # what sets, rules and within call it; default: the name
//! folder = "Hat"              # below files.layers; default: the name
//! blend = "source-over"       # or another mode of the HTML canvas
//! opacity = 1.0               # 0 to 1
//! none = 25                   # weight of drawing nothing; default: always draw a trait
//! none_name = "None"          # what metadata calls that; default: it is left out
//! unique = true               # false: does not count when editions are compared
//! metadata = true             # false: does not appear in metadata
//! values = { Red = "Crimson" } # what metadata calls a trait: a text or a number
//! display = "number"          # or "boost_number", "boost_percentage", "date": values are numbers
//! max_value = 10              # of such numbers
//! weights = { Red = 10 }      # stand instead of those of the file names; "2.5%": of the layer, others share the rest
//! counts = { Crown = 137 }    # exactly so many editions show it; the others are drawn by weight
//! within = "Body/Coat"        # drawn only where that trait of a layer below is picked
//! traits = []                 # these instead of the folder's files: [{ file = "Red.png", z = 1 }], see `layer`
//!
//! [[sets]]                    # default: one, of all layers
//! editions = 50
//! layers = ["Body", "Hat"]    # from the bottom up; default: all
//! name = "Robots"             # its editions are called "Robots #1"; default: as the collection
//! restart_numbers = false     # true: numbers in these names leave out the editions of the sets before
//! attributes = []             # the same for all of the set, as in [collection]
//!
//! [[chosen]]                  # an edition that is not drawn
//! traits = { Body = "Red", Hat = "Crown" } # by layer, as in plan files; what is left out draws nothing
//! edition = 17                # its number; default: the lowest that is free
//! set = 1                     # counted from 1; default: the first that has these layers
//! background = "#102030"      # or "#10203080", or "transparent"; default: the project's
//!
//! [tags]                      # names for traits of several layers; below, "#gold"
//! gold = ["Hat/Crown", "Chain/Gold*"]
//!
//! [[rules]]                   # what every edition keeps
//! trait = "Hat/Crown"         # or a list; needs one or more of the three below
//! excludes = ["Mask", "Eyes/Laser"] # never with one of these on another layer
//! requires = ["Body/Gold", "Body/Silver"] # only with one of these
//! only_with = ["Eyes/Round"]  # of each layer named here, only with the traits named
//!
//! [[rules]]
//! at_most = 1                 # of these in an edition
//! of = ["#gold", "*/*Laser*"]
//!
//! [[rules]]
//! same = ["#red", "#blue"]    # traits of different groups are never in one edition
//! ```
//!
//! Contact sheets and animations are in `[gallery]`, see `gallery`; pictures made by hand are in `[[one_of_one]]`, see
//! `one_of_one`.
//!
//! A trait is written `Layer/Trait`, a whole layer `Layer`, a layer's "nothing" `Layer/` or by its none_name, and `*`
//! stands for any characters but never for "nothing". A name that is exactly what is written goes first, so `/`, `*`
//! and `#` in names do no harm. Capitals count.
//!
//! Weights are decimals of up to 9 places. Keys that are not in this list are errors.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::collection::{AttributeEntry, Collection};
use super::gallery::Gallery;
use crate::choice;
use crate::dialect::chance::Chance;
use crate::dialect::message::in_our_words;
use crate::encode::PictureFormat;
use crate::error::ProjectError;
use crate::image::Resize;
use crate::project::{DisplayType, Numerals, Weight};
use crate::{Error, Result};

/// The schema of the text of the file `path`.
///
/// # Errors
/// [`ProjectError::ConfigSyntax`] with the line.
pub(super) fn parse(path: &Path, text: &str) -> Result<Schema> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start.min(text.len()));
        let line = text.as_bytes()[..start].iter().filter(|&&byte| byte == b'\n').count() + 1;
        let problem = match error.message() {
            "duplicate key" => {
                let key = error.span().and_then(|span| text.get(span)).unwrap_or("a key");
                format!("{key} is there a second time: take one out, or write what is under both in one place")
            }
            message => {
                let key = key_before(&text[..start]).filter(|_| message.starts_with("invalid "));
                key.map_or(String::new(), |key| format!("{key}: ")) + &in_our_words(message)
            }
        };
        Error::Project(ProjectError::ConfigSyntax { path: path.to_path_buf(), line, problem })
    })
}

/// The key of a value, from the text before it; `None` where another line has it.
fn key_before(text: &str) -> Option<&str> {
    let line = text.rsplit('\n').next()?.trim_end().strip_suffix('=')?;
    let key = line.rsplit(['{', ',']).next()?.trim();
    (!key.is_empty()).then_some(key)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Schema {
    pub collection: Collection,
    pub canvas: Canvas,
    pub files: Files,
    pub layers: Vec<LayerEntry>,
    pub sets: Vec<SetEntry>,
    pub one_of_one: Vec<OneOfOneEntry>,
    pub chosen: Vec<ChosenEntry>,
    pub tags: BTreeMap<String, Selectors>,
    pub rules: Vec<RuleEntry>,
    pub gallery: Gallery,
}

#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Canvas {
    pub width: Option<u32>,
    pub height: Option<u32>,
    #[serde(deserialize_with = "choice::deserialize")]
    pub resize: Resize,
    pub background: String,
    pub background_lightness: Option<f64>,
    pub background_last: bool,
}

impl Default for Canvas {
    fn default() -> Self {
        let background = "none".into();
        let (resize, background_lightness) = (Resize::default(), None);
        Self { width: None, height: None, resize, background, background_lightness, background_last: false }
    }
}

#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Files {
    pub layers: String,
    pub weight_delimiter: String,
    #[serde(deserialize_with = "choice::optional")]
    pub names: Option<Numerals>,
    pub digits: Option<u8>,
    pub json_extension: bool,
    #[serde(deserialize_with = "choice::deserialize")]
    pub pictures: PictureFormat,
}

impl Default for Files {
    fn default() -> Self {
        let (layers, weight_delimiter) = ("layers".into(), "#".into());
        let pictures = PictureFormat::default();
        Self { layers, weight_delimiter, names: None, digits: None, json_extension: true, pictures }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LayerEntry {
    pub name: String,
    pub folder: Option<String>,
    pub blend: Option<String>,
    pub opacity: Option<f64>,
    pub none: Option<Chance>,
    pub none_name: Option<String>,
    #[serde(default = "yes")]
    pub unique: bool,
    #[serde(default = "yes")]
    pub metadata: bool,
    #[serde(default)]
    pub weights: BTreeMap<String, Chance>,
    #[serde(default)]
    pub counts: BTreeMap<String, u32>,
    #[serde(default)]
    pub values: toml::Table,
    #[serde(default, deserialize_with = "choice::optional")]
    pub display: Option<DisplayType>,
    pub max_value: Option<toml::Value>,
    pub id: Option<String>,
    pub within: Option<String>,
    pub traits: Option<Vec<TraitEntry>>,
}

impl LayerEntry {
    /// Its name in the rest of the configuration.
    pub(crate) fn id(&self) -> &str {
        self.id.as_ref().unwrap_or(&self.name)
    }

    /// A layer with a name and nothing else.
    pub(crate) fn named(name: String) -> Self {
        Self {
            name,
            id: None,
            folder: None,
            blend: None,
            opacity: None,
            none: None,
            none_name: None,
            unique: true,
            metadata: true,
            weights: BTreeMap::new(),
            values: toml::Table::new(),
            display: None,
            max_value: None,
            counts: BTreeMap::new(),
            within: None,
            traits: None,
        }
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct TraitEntry {
    pub file: Option<String>,
    pub name: Option<String>,
    pub weight: Option<Chance>,
    pub z: i32,
    pub blend: Option<String>,
    pub opacity: Option<f64>,
    pub metadata: Option<bool>,
    pub trait_type: Option<String>,
    pub value: Option<String>,
    pub display_type: Option<String>,
    pub picture: Option<bool>,
    pub reserve: bool,
    pub dna: Option<String>,
}

impl TraitEntry {
    /// A trait with a name, a file and a weight; without a file it draws nothing.
    pub(crate) fn called(name: String, file: Option<String>, weight: Weight) -> Self {
        Self { name: Some(name), file, weight: Some(Chance::Weight(weight)), ..Self::default() }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetEntry {
    pub editions: u32,
    pub layers: Option<Vec<String>>,
    pub name: Option<String>,
    #[serde(default)]
    pub restart_numbers: bool,
    #[serde(default)]
    pub attributes: Vec<AttributeEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OneOfOneEntry {
    pub file: String,
    pub name: Option<String>,
    pub edition: Option<u32>,
    #[serde(default)]
    pub attributes: Vec<AttributeEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChosenEntry {
    pub traits: BTreeMap<String, String>,
    pub edition: Option<u32>,
    pub set: Option<u32>,
    pub background: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RuleEntry {
    #[serde(rename = "trait")]
    pub traits: Option<Selectors>,
    pub excludes: Option<Selectors>,
    pub requires: Option<Selectors>,
    pub only_with: Option<Selectors>,
    pub at_most: Option<u32>,
    pub of: Option<Selectors>,
    pub same: Option<Selectors>,
}

/// One selector of traits or a list of them.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, expecting = "expected a text such as \"Hat/Crown\", or a list of them")]
pub(crate) enum Selectors {
    One(String),
    Several(Vec<String>),
}

impl Selectors {
    pub(crate) fn all(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Several(all) => all,
        }
    }
}

fn yes() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(text: &str) -> (usize, String) {
        match parse(Path::new("simdgen.toml"), text) {
            Err(Error::Project(ProjectError::ConfigSyntax { line, problem, .. })) => (line, problem),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn unknown_keys_are_named_with_the_nearest() {
        let (line, said) = problem("[collection]\nname = \"a\"\nedition = 4\n");
        assert_eq!((line, said.as_str()), (3, "unknown key edition (did you mean editions?)"));
        let (line, said) = problem("\n[[layers]]\nname = \"a\"\nzzzzz = 1\n");
        assert_eq!(line, 4);
        assert!(said.contains("there are name, folder, blend"), "{said}");
        let (line, said) = problem("[canvas]\nresize = \"smoth\"\n");
        assert_eq!((line, said.as_str()), (2, "unknown value smoth (did you mean smooth?)"));
    }

    #[test]
    fn every_problem_has_its_line() {
        for (text, line, part) in [
            ("[canvas]\nwidth = \"wide\"", 2, "whole number"),
            ("[canvas]\n\nwidth = -3", 3, "-3"),
            ("[canvas\n", 1, ""),
            ("[[sets]]\nlayers = []", 1, "editions"),
            ("[[layers]]\nname = \"a\"\nnone = -1", 3, "below 0"),
            ("[[layers]]\nname = \"a\"\nnone = inf", 3, "finite"),
            ("[[layers]]\nname = \"a\"\nnone = \"5\"", 3, "number"),
            ("[[layers]]\nname = \"a\"\nweights = { Red = 0.12345678901 }", 3, "9 decimals"),
        ] {
            let (found, said) = problem(text);
            assert!(found == line && said.contains(part), "{text}: line {found}: {said}");
        }
    }

    #[test]
    fn weights_are_exact() {
        let schema = parse(Path::new("a.toml"), "[[layers]]\nname = \"a\"\nnone = 0.1\nweights = { a = 1e-9, b = 3 }");
        let schema = schema.expect("valid");
        assert_eq!(schema.layers[0].none, Some(Chance::Weight(Weight(100_000_000))));
        let weights: Vec<Chance> = schema.layers[0].weights.values().copied().collect();
        assert_eq!(weights, [Chance::Weight(Weight(1)), Chance::Weight(Weight(3_000_000_000))]);
        let schema = parse(Path::new("a.toml"), "[[layers]]\nname = \"a\"\nnone = \"2.5 %\"").expect("valid");
        assert_eq!(schema.layers[0].none, Some(Chance::Percent(Weight(2_500_000_000))));
    }
}
