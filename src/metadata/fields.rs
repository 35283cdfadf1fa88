//! The top-level keys of a metadata file, kept in order as a JavaScript object keeps them.
//!
//! The order is a contract: spreading `extraMetadata` may change a value but never moves a key, and keys that look
//! like array indices go first whatever was written.

use serde_json::{Map, Value};

use super::node::{Node, literal};

/// Keys and their values, in the order first set.
#[derive(Debug, Default)]
pub(super) struct Fields {
    list: Vec<(String, Node)>,
}

impl Fields {
    /// Sets a key; one that exists keeps its place.
    pub(super) fn set(&mut self, key: &str, value: Node) {
        match self.list.iter_mut().find(|(k, _)| k == key) {
            Some((_, old)) => *old = value,
            None => self.list.push((key.into(), value)),
        }
    }

    /// Sets a key to a text unless it is empty.
    pub(super) fn set_text(&mut self, key: &str, value: &str) {
        if !value.is_empty() {
            self.set(key, Node::Fixed(value.into()));
        }
    }

    /// Sets a key to a list of texts unless it is empty.
    pub(super) fn set_texts(&mut self, key: &str, values: &[String]) {
        if !values.is_empty() {
            self.set(key, Node::Fixed(values.into()));
        }
    }

    /// Sets all keys of `extra`, as `...extra` does in an object literal.
    pub(super) fn spread(&mut self, extra: &Map<String, Value>) {
        for (key, value) in extra {
            self.set(key, Node::Fixed(value.clone()));
        }
    }

    /// The object.
    pub(super) fn into_node(mut self) -> Node {
        self.list.sort_by_key(|(key, _)| array_index(key).map_or(u64::MAX, u64::from));
        Node::Object(self.list.into_iter().map(|(key, node)| (literal(&key), node)).collect())
    }
}

/// The key as an array index of ECMA-262: the plain decimal form of 0..=2^32 - 2.
fn array_index(key: &str) -> Option<u32> {
    key.parse().ok().filter(|&n: &u32| n != u32::MAX && n.to_string() == key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_keep_their_place_and_indices_go_first() {
        let mut fields = Fields::default();
        let fixed = |value: &str| Node::Fixed(value.into());
        fields.set("name", fixed("a"));
        fields.set("edition", fixed("e"));
        let extra = serde_json::json!({"z": 1, "10": 2, "name": "b", "9": 3, "01": 4, "4294967295": 5});
        fields.spread(extra.as_object().unwrap());
        fields.set("z", fixed("last"));
        let number = |n: i32| Node::Fixed(n.into());
        let expected = [
            ("9", number(3)),
            ("10", number(2)),
            ("name", fixed("b")),
            ("edition", fixed("e")),
            ("z", fixed("last")),
            ("01", number(4)),
            ("4294967295", number(5)),
        ];
        assert_eq!(fields.into_node(), super::super::node::object(expected));
    }
}
