//! Cardano's metadata as plain objects: CIP-25, which lies in label, policy and asset, and CIP-68, which is Plutus data.
//!
//! Sources: CIP-25 (texts of more than 64 bytes are lists of parts; names of version 2 are bytes, `0x` and hexadecimal), and
//! the detailed JSON schema of Plutus data (`constructor`, `fields`, `map`, `list`, `bytes`, `int`), as CIP-68 shows it.

use std::borrow::Cow;

use serde_json::{Map, Value};

/// The label of CIP-25.
const LABEL: &str = "721";

/// A file as a plain object, and the name of its asset where it is of CIP-25. What is of neither standard stays as it is.
pub(super) fn plain(value: &Value) -> (Cow<'_, Value>, Option<String>) {
    if let Some((policy, asset)) = asset(value) {
        let object = value[LABEL][policy][asset].as_object();
        let joined = object.into_iter().flatten().map(|(key, value)| (key.clone(), joined(value))).collect();
        return (Cow::Owned(Value::Object(joined)), Some(name_of(asset)));
    }
    match value.get("fields").and_then(|fields| fields.get(0)).filter(|_| value.get("constructor").is_some()) {
        Some(metadata) => (Cow::Owned(of_plutus(metadata)), None),
        None => (Cow::Borrowed(value), None),
    }
}

/// The policy and the asset of a file of CIP-25 that has exactly one, as it names them.
pub fn asset(value: &Value) -> Option<(&str, &str)> {
    let policies = value.get(LABEL)?.as_object()?;
    let mut assets = policies.iter().filter_map(|(policy, assets)| Some((policy, assets.as_object()?)));
    let (policy, assets) = assets.next().filter(|_| assets.next().is_none())?;
    let mut names = assets.iter().filter(|(_, asset)| asset.is_object()).map(|(name, _)| name);
    let name = names.next().filter(|_| names.next().is_none())?;
    Some((policy, name))
}

/// An asset's name as text.
fn name_of(asset: &str) -> String {
    asset.strip_prefix("0x").and_then(text_of_hex).unwrap_or_else(|| asset.to_owned())
}

/// A value whose lists of texts are the texts that they are the parts of.
fn joined(value: &Value) -> Value {
    match value {
        Value::Array(parts) if !parts.is_empty() && parts.iter().all(Value::is_string) => {
            Value::String(parts.iter().filter_map(Value::as_str).collect())
        }
        Value::Object(map) => Value::Object(map.iter().map(|(key, value)| (key.clone(), joined(value))).collect()),
        other => other.clone(),
    }
}

/// Plutus data as plain JSON; bytes are texts.
fn of_plutus(data: &Value) -> Value {
    if let Some(bytes) = data.get("bytes").and_then(Value::as_str) {
        return Value::String(text_of_hex(bytes).unwrap_or_else(|| bytes.to_owned()));
    }
    if let Some(list) = data.get("list").and_then(Value::as_array) {
        return list.iter().map(of_plutus).collect();
    }
    if let Some(entries) = data.get("map").and_then(Value::as_array) {
        let entry = |entry: &Value| Some((of_plutus(entry.get("k")?).as_str()?.to_owned(), of_plutus(entry.get("v")?)));
        return Value::Object(entries.iter().filter_map(entry).collect::<Map<_, _>>());
    }
    data.get("int").unwrap_or(data).clone()
}

/// The text of UTF-8 bytes in hexadecimal.
fn text_of_hex(hex: &str) -> Option<String> {
    let digit = |byte: u8| char::from(byte).to_digit(16).map(|digit| digit as u8);
    let (pairs, rest) = hex.as_bytes().as_chunks::<2>();
    let bytes: Option<Vec<u8>> = pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect();
    String::from_utf8(bytes.filter(|_| rest.is_empty())?).ok()
}
