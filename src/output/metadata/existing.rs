//! Metadata that is there already, of this program or of another engine.
//!
//! Apart because nothing in it is trusted: what is looked for may be missing or of another type.

use std::path::Path;

use serde_json::Value;

use super::COLLECTION_FILE;
use crate::error::OutputError;
use crate::project::FileNames;
use crate::{Error, Result};

/// The metadata of one edition.
#[derive(Clone, Debug, PartialEq)]
pub struct Existing {
    /// The edition's number.
    pub number: u32,
    /// The whole file.
    pub value: Value,
}

/// Reads [`COLLECTION_FILE`] in a folder, in its order.
///
/// # Errors
/// [`Error::Io`]; [`OutputError::Metadata`] when it is no list of objects with a number each.
pub fn read_collection(folder: &Path) -> Result<Vec<Existing>> {
    let path = folder.join(COLLECTION_FILE);
    let text = std::fs::read(&path).map_err(Error::io("read", &path))?;
    let wrong = |problem: String| Error::Output(OutputError::Metadata { path: path.clone(), problem });
    let values: Vec<Value> =
        serde_json::from_slice(&text).map_err(|error| wrong(format!("is not a list of metadata files: {error}")))?;
    let numbered = values.into_iter().enumerate().map(|(at, value)| match number(&value) {
        Some(number) => Ok(Existing { number, value }),
        None => Err(wrong(format!("entry {} has no edition number: give it the key \"edition\"", at + 1))),
    });
    numbered.collect()
}

impl Existing {
    /// The same with the edition's own file in `folder`, where there is one: that counts, not the entry in the list.
    ///
    /// # Errors
    /// [`Error::Io`]; [`OutputError::Metadata`] for what is no JSON object.
    pub fn with_file(self, folder: &Path, names: FileNames) -> Result<Self> {
        let path = folder.join(names.metadata_file(self.number));
        let wrong = |problem: String| Error::Output(OutputError::Metadata { path: path.clone(), problem });
        let value = if path.is_file() {
            let text = std::fs::read(&path).map_err(Error::io("read", &path))?;
            serde_json::from_slice(&text)
                .map_err(|error| wrong(format!("is no JSON: {error}; correct it, or delete it")))?
        } else {
            self.value
        };
        if !value.is_object() {
            return Err(wrong("is no JSON object: make it one, or delete it".into()));
        }
        Ok(Self { value, ..self })
    }

    /// The attributes, `(trait_type, value)`, in order; entries of other forms are passed over.
    pub fn attributes(&self) -> Vec<(&str, String)> {
        let list = self.value.get("attributes").and_then(Value::as_array);
        let entries = list.into_iter().flatten().filter_map(|entry| {
            let name = entry.get("trait_type").or_else(|| entry.get("name"))?.as_str()?;
            Some((name, super::attributes::as_text(entry.get("value")?)))
        });
        entries.collect()
    }
}

/// The number: the key `edition`, where nftchef puts it for Solana, or what stands after the last `#` of the name.
fn number(value: &Value) -> Option<u32> {
    let edition = value.get("edition").or_else(|| value.get("properties")?.get("edition"));
    if let Some(edition) = edition {
        return edition.as_u64()?.try_into().ok();
    }
    value.get("name")?.as_str()?.rsplit_once('#')?.1.parse().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_are_found_where_engines_put_them() {
        for (value, expected) in [
            (json!({"edition": 7, "name": "a #8"}), Some(7)),
            (json!({"properties": {"edition": 0}}), Some(0)),
            (json!({"name": "My #1 pick #12"}), Some(12)),
            (json!({"edition": "7"}), None),
            (json!({"name": "12"}), None),
            (json!([]), None),
        ] {
            assert_eq!(number(&value), expected, "{value}");
        }
    }
}
