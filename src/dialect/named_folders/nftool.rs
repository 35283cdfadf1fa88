//! nftool: folders `00-Background`, with `_` at the end where the layer may be left out, files `5-Haunted Mansion.png`.
//!
//! Source: nftool's `traits/fs`. Being left out has the weight 1, as there.

use super::naming::{Naming, numbered};
use crate::dialect::chance::Chance;
use crate::dialect::file_name::{Grammar, Named};
use crate::dialect::native::schema::LayerEntry;
use crate::error::FileNameError;
use crate::project::Weight;

pub(super) const NAMING: Naming = Naming {
    tool: "nftool",
    pattern: "NUMBER-NAME, as 00-Background",
    layer,
    grammar: Grammar::Own(file),
    finish: |_, _| (),
};

fn layer(folder: &str) -> Option<(i64, LayerEntry)> {
    let (position, text) = numbered(folder, '-')?;
    let name = text.strip_suffix('_').unwrap_or(text);
    let none = (name != text).then_some(Chance::Weight(Weight::ONE));
    Some((position, LayerEntry { folder: Some(folder.to_owned()), none, ..LayerEntry::named(name.to_owned()) }))
}

/// `5-Name`; the weight is always there.
fn file(stem: &str, extension: &str) -> Result<Named, FileNameError> {
    let Some((text, name)) = stem.split_once('-').filter(|(_, name)| !name.is_empty()) else {
        return Err(FileNameError::NoWeightInFront { example: format!("1-{stem}.{extension}") });
    };
    match Weight::parse(text) {
        Ok(weight) => Ok(Named::new(name, weight)),
        Err(source) => {
            let example = format!("1-{name}.{extension}");
            Err(FileNameError::WeightInFront { text: text.to_owned(), source, example })
        }
    }
}
