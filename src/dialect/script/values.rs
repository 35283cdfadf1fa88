//! Keys that both engines have, and what their values mean.
//!
//! Field names are those of the engines' `src/config.js`.

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::blend::{BlendMode, Opacity};
use crate::canvas::CanvasSize;
use crate::dialect::colour;
use crate::dialect::problem::Problem;
use crate::project::Background;
use crate::project::suggest::did_you_mean;

/// The size of pictures.
#[derive(Debug, Deserialize)]
#[serde(default)]
pub(in crate::dialect) struct Format {
    pub width: u32,
    pub height: u32,
    /// The engines have different defaults.
    pub smoothing: Option<bool>,
    /// Of a fork of HashLips: digits of file names.
    #[serde(rename = "padEdition")]
    pub pad_edition: Option<u8>,
    /// Of a fork of HashLips: hexadecimal file names.
    #[serde(rename = "hexEdition")]
    pub hex_edition: bool,
}

impl Default for Format {
    fn default() -> Self {
        Self { width: 512, height: 512, smoothing: None, pad_edition: None, hex_edition: false }
    }
}

impl Format {
    /// The canvas.
    ///
    /// # Errors
    /// A size that no canvas can have.
    pub(in crate::dialect) fn canvas(&self) -> Result<CanvasSize, Problem> {
        CanvasSize::new(self.width, self.height)
            .map_err(|error| Problem::new("format", format!("gives the canvas size: {error}")))
    }
}

/// The background under the layers; the engines look at the rest only where `generate` holds.
#[derive(Debug, Deserialize)]
#[serde(default)]
pub(in crate::dialect) struct BackgroundConfig {
    #[serde(deserialize_with = "truthy")]
    pub generate: bool,
    /// HSL lightness as CSS writes it: "80%".
    pub brightness: Value,
    #[serde(rename = "static", deserialize_with = "truthy")]
    pub is_static: bool,
    #[serde(rename = "default")]
    pub colour: Value,
}

impl Default for BackgroundConfig {
    fn default() -> Self {
        Self { generate: false, brightness: "80%".into(), is_static: false, colour: "#000000".into() }
    }
}

impl BackgroundConfig {
    /// The background.
    ///
    /// # Errors
    /// A colour or a brightness that is none.
    pub(in crate::dialect) fn read(&self) -> Result<Background, Problem> {
        if !self.generate {
            return Ok(Background::Transparent);
        }
        if self.is_static {
            let key = "background.default";
            let Some(text) = self.colour.as_str() else {
                return Err(Problem::new(key, format!("is {}: write a colour, as \"#000000\"", self.colour)));
            };
            return colour::css(text).map(Background::Solid).ok_or_else(|| {
                Problem::new(
                    key,
                    format!(
                        "is \"{text}\", which is no CSS colour: write a name as \"white\", or a value as \"#ffeecc\""
                    ),
                )
            });
        }
        let key = "background.brightness";
        let text = self.brightness.as_str().map(str::trim);
        let percent = text.and_then(|text| text.strip_suffix('%').unwrap_or(text).parse::<f64>().ok());
        let Some(percent) = percent else {
            return Err(Problem::new(key, format!("is {}: write a percentage, as \"80%\"", self.brightness)));
        };
        colour::random_hue(percent).map_err(|problem| problem.at(key))
    }
}

/// A number, or a text of one: where the engines only compare it, JavaScript takes it as the number.
pub(in crate::dialect) fn number<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<T, D::Error> {
    let value = Value::deserialize(from)?;
    let number = value.as_str().and_then(|text| text.trim().parse::<u64>().ok());
    serde_json::from_value(number.map_or(value, Value::from)).map_err(D::Error::custom)
}

/// Reads a value as JavaScript's truth, where the engines ask only that: the text "false" is true, 0 and "" are not.
pub(in crate::dialect) fn truthy<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Null => false,
        Value::Bool(value) => value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    })
}

/// A text, or a number or truth value as JavaScript writes it into one.
pub(in crate::dialect) fn text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let value = Value::deserialize(from)?;
    let is_written = value.is_number() || value.is_boolean();
    serde_json::from_value(if is_written { value.to_string().into() } else { value }).map_err(D::Error::custom)
}

/// A text as of [`text`], where the engine writes only what is true to JavaScript.
pub(in crate::dialect) fn text_if_true<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let value = Value::deserialize(from)?;
    let is_true = truthy(&value).map_err(D::Error::custom)?;
    if is_true { text(value).map_err(D::Error::custom) } else { Ok(None) }
}

/// The blend mode of layer `layer` by its name.
///
/// # Errors
/// A name that no blend mode has.
pub(in crate::dialect) fn blend(name: &str, layer: &str) -> Result<BlendMode, Problem> {
    known_blend(name).map_err(|suggestion| {
        Problem::of_value(format!(
            "of layer \"{layer}\" is \"{name}\", which is no blend mode{suggestion}: write one of MODE"
        ))
    })
}

/// The blend mode of a name.
///
/// # Errors
/// The most similar name of a mode, as a clause, for a name that none has.
pub(in crate::dialect) fn known_blend(name: &str) -> Result<BlendMode, String> {
    BlendMode::from_name(name).ok_or_else(|| did_you_mean(name, BlendMode::ALL.iter().map(|(_, known)| *known)))
}

/// The opacity of layer `layer`, a fraction from 0 to 1.
///
/// # Errors
/// A value that is no such number.
pub(in crate::dialect) fn opacity(value: &Value, layer: &str) -> Result<Opacity, Problem> {
    // A canvas takes the text "0.5" as the number.
    let number = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok());
    number.and_then(Opacity::from_fraction).ok_or_else(|| {
        Problem::of_value(format!(
            "of layer \"{layer}\" is {value}, but an opacity is a number from 0 (not seen) to 1 (as drawn)"
        ))
    })
}

/// The number of editions that a configuration makes after `made` others, from its `growEditionSizeTo`.
///
/// # Errors
/// None at all, or numbers past the last; the key is the configuration's `growEditionSizeTo`.
pub(in crate::dialect) fn editions(grow_to: Option<u64>, made: u64) -> Result<u64, Problem> {
    let Some(upto) = grow_to else {
        return Err(Problem::of_value("is missing: set it to the number of editions"));
    };
    if upto > u64::from(u32::MAX - 1) {
        return Err(Problem::of_value(format!("is {upto}, but edition numbers end at {}", u32::MAX - 1)));
    }
    if upto <= made {
        return Err(match made {
            0 => Problem::of_value("is 0: set it to the number of editions, 1 or more"),
            _ => Problem::of_value(format!(
                "is {upto}, but it counts on from the {made} editions of the configurations before, so the engine would make \
                 none and run out of edition numbers (\"undefined.png\"): for {upto} more, write {}",
                made + upto.max(1)
            )),
        });
    }
    Ok(upto - made)
}
