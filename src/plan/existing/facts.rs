//! The facts that a metadata file states of its edition in any standard: number, name, DNA, attributes.
//!
//! Nothing in it is trusted: each part may be missing or of another type. Sources: OpenSea and Metaplex
//! (`attributes[{trait_type, value}]`), TZIP-21 (`attributes[{name, value}]`), CIP-25 and CIP-68 (`cardano`), and nftchef,
//! which puts the number into `properties` for Solana and the attributes beside the other keys for Cardano.

use std::path::Path;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::cardano;
use crate::files::{self, Kind};
use crate::project::{Placeholder, Project, Template, TemplatePart};

/// Keys of an asset that are no attributes where those lie beside them, as nftchef writes them.
const NO_ATTRIBUTES: [&str; 5] = ["name", "image", "mediaType", "description", "files"];

/// The facts that a metadata file states of its edition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditionFacts {
    /// The edition's number, where a key of its own says it.
    pub number: Option<u32>,
    /// The title of the edition.
    pub name: Option<String>,
    /// Its DNA, hashed or not.
    pub dna: Option<String>,
    /// Its attributes, `(trait_type, value)`, in order; entries of other forms are passed over. `None`: there is no list of
    /// them.
    pub attributes: Option<Vec<(String, String)>>,
    /// `true` if attributes are keys of an object, which holds each once.
    pub by_key: bool,
}

impl EditionFacts {
    /// Reads a file; where `project` has a template of its own, by that.
    pub fn of(value: &Value, project: Option<&Project>) -> Self {
        let template = project.and_then(|project| project.metadata.by_standard.template.as_ref());
        if let Some(template) = template {
            let mut facts = Self::default();
            facts.fill(template, value);
            if facts != Self::default() {
                return facts;
            }
        }
        let (plain, asset) = cardano::plain(value);
        let mut facts = Self::of_plain(&plain);
        if let Some(asset) = asset {
            let prefix = project.map_or("", |project| &project.metadata.by_standard.cardano.asset_name);
            facts.number = facts.number.or_else(|| number_of_asset(&asset, prefix, facts.number_in_name()));
            if facts.attributes.is_none() {
                facts.attributes = Some(keys_beside(&plain));
                facts.by_key = true;
            }
        }
        facts
    }

    fn of_plain(value: &Value) -> Self {
        let edition = value.get("edition").or_else(|| value.get("properties")?.get("edition"));
        let own = |key: &str| value.get(key)?.as_str().map(str::to_owned);
        let list = value.get("attributes");
        Self {
            number: edition.and_then(number),
            name: own("name"),
            dna: own("dna").filter(|dna| !dna.is_empty()),
            attributes: list.and_then(pairs),
            by_key: list.is_some_and(Value::is_object),
        }
    }

    /// The number after the last `#` of the name.
    pub fn number_in_name(&self) -> Option<u32> {
        let (_, digits) = self.name.as_ref()?.rsplit_once('#')?;
        digits.trim().parse().ok()
    }

    /// Takes what a template's placeholders stand for, where one is a whole value.
    fn fill(&mut self, template: &Template, value: &Value) {
        match (template, value) {
            (Template::Text(text), value) => {
                if let [TemplatePart::Fill(whole)] = text.0.as_slice() {
                    self.take(whole, value);
                }
            }
            (Template::Array(items), Value::Array(values)) => {
                items.iter().zip(values).for_each(|(item, value)| self.fill(item, value));
            }
            (Template::Object(fields), Value::Object(map)) => {
                for (key, field) in fields {
                    if let [TemplatePart::Literal(key)] = key.0.as_slice()
                        && let Some(value) = map.get(key)
                    {
                        self.fill(field, value);
                    }
                }
            }
            _ => {}
        }
    }

    fn take(&mut self, what: &Placeholder, value: &Value) {
        let own = || value.as_str().map(str::to_owned);
        match what {
            Placeholder::Number => self.number = self.number.or_else(|| number(value)),
            Placeholder::Name => self.name = self.name.take().or_else(own),
            Placeholder::Dna => self.dna = self.dna.take().or_else(own),
            // The list of all says more than single traits do.
            Placeholder::Attributes | Placeholder::Traits => {
                self.attributes = pairs(value).or_else(|| self.attributes.take());
                self.by_key = value.is_object();
            }
            Placeholder::Trait(layer) if !self.by_key => {
                // An empty text stands for a layer that the edition has not.
                let shown = Some(text(value)).filter(|text| !text.is_empty());
                self.attributes.get_or_insert_default().extend(shown.map(|text| (layer.clone(), text)));
            }
            _ => {}
        }
    }
}

/// Reads a JSON file, with a byte order mark or without; the inner error is that of what is no JSON.
///
/// # Errors
/// As [`files::read`].
pub fn read_json<T: DeserializeOwned>(path: &Path, kind: Kind) -> crate::Result<Result<T, serde_json::Error>> {
    files::read(path, kind).map(|bytes| parse_json(&bytes))
}

/// Parses JSON, with a byte order mark or without.
pub(super) fn parse_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, serde_json::Error> {
    serde_json::from_slice(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
}

/// The attributes of an asset that has them beside its other keys.
fn keys_beside(asset: &Value) -> Vec<(String, String)> {
    let keys = asset.as_object().into_iter().flatten();
    let attributes = keys.filter(|(key, _)| !NO_ATTRIBUTES.contains(&key.as_str()));
    attributes.map(|(key, value)| (key.clone(), text(value))).collect()
}

/// A text, or a number as it is written, whole ones without a point.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => match number.as_f64().filter(|_| number.is_f64()) {
            Some(float) => float.to_string(),
            None => number.to_string(),
        },
        other => other.to_string(),
    }
}

/// The attributes of a list of objects, or of one object.
fn pairs(value: &Value) -> Option<Vec<(String, String)>> {
    match value {
        Value::Array(entries) => {
            let pair = |entry: &Value| {
                let name = entry.get("trait_type").or_else(|| entry.get("name"))?;
                Some((text(name), text(entry.get("value")?)))
            };
            Some(entries.iter().filter_map(pair).collect())
        }
        Value::Object(map) => Some(map.iter().map(|(name, value)| (name.clone(), text(value))).collect()),
        _ => None,
    }
}

fn number(value: &Value) -> Option<u32> {
    value.as_u64()?.try_into().ok()
}

/// The number at the end of an asset's name: after `prefix`, or as the name has it, or all digits there are.
fn number_of_asset(asset: &str, prefix: &str, in_name: Option<u32>) -> Option<u32> {
    let own = asset.strip_prefix(prefix).filter(|_| !prefix.is_empty()).and_then(|digits| digits.parse().ok());
    let digits = || &asset[asset.trim_end_matches(|c: char| c.is_ascii_digit()).len()..];
    let named = || in_name.filter(|number| digits().ends_with(&number.to_string()));
    own.or_else(named).or_else(|| digits().parse().ok())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_are_found_where_engines_put_them() {
        for (value, expected, in_name) in [
            (json!({"edition": 7, "name": "a #8"}), Some(7), Some(8)),
            (json!({"properties": {"edition": 0}}), Some(0), None),
            (json!({"name": "My #1 pick #12"}), None, Some(12)),
            (json!({"edition": "7"}), None, None),
            (json!({"name": "12"}), None, None),
            (json!([]), None, None),
        ] {
            let facts = EditionFacts::of(&value, None);
            assert_eq!((facts.number, facts.number_in_name()), (expected, in_name), "{value}");
        }
    }

    #[test]
    fn assets_end_in_their_number() {
        assert_eq!(number_of_asset("Punk27", "Punk2", None), Some(7));
        assert_eq!(number_of_asset("Punk27", "", Some(7)), Some(7));
        assert_eq!(number_of_asset("Punk27", "", Some(8)), Some(27));
        assert_eq!(number_of_asset("Punk", "", Some(8)), None);
    }

    #[test]
    fn attributes_are_read_in_every_form() {
        let expected = Some(vec![("Hat".to_owned(), "Cap".to_owned()), ("Size".to_owned(), "7".to_owned())]);
        let long = "x".repeat(70);
        for value in [
            json!({"attributes": [{"trait_type": "Hat", "value": "Cap"}, {"value": 7.0, "trait_type": "Size"}, 3, {"a": 1}]}),
            json!({"attributes": [{"name": "Hat", "value": "Cap"}, {"name": "Size", "value": "7"}]}),
            json!({"721": {"aa": {"X4": {"image": [long, "y"], "attributes": {"Hat": ["C", "ap"], "Size": 7}}}, "version": 1}}),
            json!({"721": {"<policy_id>": {"<asset_name>": {"name": "X #4", "files": [], "Hat": "Cap", "Size": 7}},
                "version": "1.0"}}),
            json!({"constructor": 0, "fields": [{"map": [{"k": {"bytes": "61747472696275746573"}, "v": {"map": [
                {"k": {"bytes": "486174"}, "v": {"bytes": "436170"}}, {"k": {"bytes": "53697a65"}, "v": {"int": 7}}]}}]},
                {"int": 1}]}),
        ] {
            assert_eq!(EditionFacts::of(&value, None).attributes, expected, "{value}");
        }
        assert_eq!(EditionFacts::of(&json!({"attributes": "none"}), None).attributes, None);
    }
}
