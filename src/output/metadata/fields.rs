//! The top-level keys of a metadata file, kept in order as a JavaScript object keeps them.
//!
//! Apart because the order is the contract: spreading `extraMetadata` may change a value but never moves a
//! key, and keys that look like array indices go first whatever was written.

use serde_json::{Map, Value};

use super::json;
use crate::project::{Dialect, Project};

/// A piece of an edition's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The same in every file.
    Text(String),
    /// The edition's number.
    Number,
    /// Its DNA hash, without quotes.
    Dna,
    /// The date in milliseconds.
    Date,
    /// The list of its traits.
    Attributes,
}

/// Keys and their values, in the order first set.
#[derive(Debug, Default)]
pub(super) struct Fields {
    list: Vec<(String, Vec<Part>)>,
}

impl Fields {
    /// Sets a key; one that exists keeps its place.
    pub(super) fn set(&mut self, key: &str, value: Vec<Part>) {
        match self.list.iter_mut().find(|(k, _)| k == key) {
            Some((_, old)) => *old = value,
            None => self.list.push((key.into(), value)),
        }
    }

    /// Sets all keys of `extra`, as `...extra` does in an object literal.
    pub(super) fn spread(&mut self, extra: &Map<String, Value>) {
        for (key, value) in extra {
            self.set(key, constant(value, 1));
        }
    }

    /// The whole object at the left margin, two spaces a level; neighbouring constant texts are joined.
    pub(super) fn into_parts(mut self) -> Vec<Part> {
        self.list.sort_by_key(|(key, _)| array_index(key).map_or(u64::MAX, u64::from));
        let mut parts = vec![Part::Text("{".into())];
        for (i, (key, value)) in self.list.into_iter().enumerate() {
            let mut text = String::from(if i == 0 { "\n  " } else { ",\n  " });
            json::push_string(&mut text, &key);
            text.push_str(": ");
            join(&mut parts, Part::Text(text));
            value.into_iter().for_each(|part| join(&mut parts, part));
        }
        join(&mut parts, Part::Text("\n}".into()));
        parts
    }
}

fn join(parts: &mut Vec<Part>, part: Part) {
    match (parts.last_mut(), part) {
        (Some(Part::Text(before)), Part::Text(text)) => before.push_str(&text),
        (_, part) => parts.push(part),
    }
}

/// The key as an array index of ECMA-262: the plain decimal form of 0..=2^32 - 2.
fn array_index(key: &str) -> Option<u32> {
    key.parse().ok().filter(|&n: &u32| n != u32::MAX && n.to_string() == key)
}

/// A value that is the same in every file, `depth` levels below the margin.
pub(super) fn constant(value: &Value, depth: usize) -> Vec<Part> {
    let mut text = String::new();
    json::push_value(&mut text, value, depth);
    vec![Part::Text(text)]
}

/// A text that is the same in every file.
pub(super) fn text(value: &str) -> Vec<Part> {
    numbered_parts(&[value])
}

/// A text with the edition's number between `before` and `after`.
pub(super) fn numbered(before: &str, after: &str) -> Vec<Part> {
    numbered_parts(&[before, after])
}

/// The edition's title.
pub(super) fn title(project: &Project) -> Vec<Part> {
    let name = &project.metadata.name;
    match project.dialect {
        Dialect::Native if name.is_empty() => numbered("#", ""),
        _ => numbered(&format!("{name} #"), ""),
    }
}

fn numbered_parts(texts: &[&str]) -> Vec<Part> {
    let mut parts = vec![Part::Text("\"".into())];
    for (i, text) in texts.iter().enumerate() {
        if i > 0 {
            parts.push(Part::Number);
        }
        let mut escaped = String::new();
        json::push_escaped(&mut escaped, text);
        join(&mut parts, Part::Text(escaped));
    }
    join(&mut parts, Part::Text("\"".into()));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_keep_their_place_and_indices_go_first() {
        let mut fields = Fields::default();
        fields.set("name", text("a"));
        fields.set("edition", vec![Part::Number]);
        let extra = serde_json::json!({"z": 1, "10": 2, "name": "b", "9": 3, "01": 4, "4294967295": 5});
        fields.spread(extra.as_object().unwrap());
        fields.set("z", text("last"));
        let before = "{\n  \"9\": 3,\n  \"10\": 2,\n  \"name\": \"b\",\n  \"edition\": ";
        let after = ",\n  \"z\": \"last\",\n  \"01\": 4,\n  \"4294967295\": 5\n}";
        assert_eq!(fields.into_parts(), [Part::Text(before.into()), Part::Number, Part::Text(after.into())]);
    }
}
