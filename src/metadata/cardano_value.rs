//! JSON values as Cardano's two forms of metadata hold them: transaction metadata and Plutus data.

use serde_json::{Value, json};

use super::json::as_text;

/// Bytes of a text in transaction metadata (CIP-25 and the Shelley ledger specification).
const MOST_BYTES: usize = 64;

/// A key and a value of a map of Plutus data.
pub(super) fn plutus_entry(key: &str, value: &Value) -> Value {
    json!({ "k": plutus_value(&key.into()), "v": plutus_value(value) })
}

/// A JSON value as Plutus data, which has whole numbers and bytes.
pub(super) fn plutus_value(value: &Value) -> Value {
    match value {
        Value::Number(number) if !number.is_f64() => json!({ "int": number }),
        Value::Array(items) => json!({ "list": items.iter().map(plutus_value).collect::<Vec<_>>() }),
        Value::Object(map) => json!({ "map": map.iter().map(|(k, v)| plutus_entry(k, v)).collect::<Vec<_>>() }),
        other => {
            let mut bytes = String::new();
            push_hex(&mut bytes, as_text(other).as_bytes());
            json!({ "bytes": bytes })
        }
    }
}

/// A JSON value as transaction metadata can hold it.
pub(super) fn ledger_value(value: &Value) -> Value {
    match value {
        Value::Number(number) if !number.is_f64() => value.clone(),
        Value::Array(items) => items.iter().map(ledger_value).collect(),
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), ledger_value(value))).collect(),
        other => {
            let text = as_text(other);
            if text.len() <= MOST_BYTES { text.into() } else { split(&text).into() }
        }
    }
}

/// The parts of a text, each as long as it can be, cut between characters.
pub(super) fn split(text: &str) -> Vec<&str> {
    let mut parts = vec![];
    let mut rest = text;
    while rest.len() > MOST_BYTES {
        // A character has at most 4 bytes, so a cut is found.
        let cut = (0..=MOST_BYTES).rev().find(|&at| rest.is_char_boundary(at)).unwrap_or(0);
        let (part, after) = rest.split_at(cut);
        parts.push(part);
        rest = after;
    }
    parts.push(rest);
    parts
}

/// Appends the bytes of a text in hexadecimal.
pub(crate) fn push_hex(out: &mut String, bytes: &[u8]) {
    for byte in bytes {
        for digit in [byte >> 4, byte & 15] {
            out.push(char::from(b"0123456789abcdef"[usize::from(digit)]));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn parts_are_short_and_join_to_the_text(text in "\\PC{0,200}") {
            let parts = split(&text);
            prop_assert_eq!(parts.concat(), text.as_str());
            // A character has at most 4 bytes, so a part that could have taken another one is shorter than 61.
            let full = |part: &&str| (61..=MOST_BYTES).contains(&part.len());
            let (last, others) = parts.split_last().unwrap();
            prop_assert!(others.iter().all(full) && last.len() <= MOST_BYTES, "{:?}", parts);
        }
    }
}
