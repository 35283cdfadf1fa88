//! NiftyKit's art generator: folders `0_Face`, files `Oval__r1000.png` or, before, `Oval#1000.png`.
//!
//! Source: its "Art Generator Asset Guidelines".

use super::naming::{Naming, numbered};
use crate::dialect::file_name::{Grammar, Named};
use crate::dialect::native::schema::LayerEntry;
use crate::error::FileNameError;
use crate::project::Weight;

pub(super) const NAMING: Naming = Naming {
    tool: "NiftyKit",
    pattern: "NUMBER_NAME, as 0_Face",
    layer,
    grammar: Grammar::Own(file),
    finish: |_, _| (),
};

fn layer(folder: &str) -> Option<(i64, LayerEntry)> {
    let (position, name) = numbered(folder, '_')?;
    Some((position, LayerEntry { folder: Some(folder.to_owned()), ..LayerEntry::named(name.to_owned()) }))
}

/// `Name__r5`, formerly `Name#5`, a plain decimal. Without either: weight 1.
fn file(stem: &str, extension: &str) -> Result<Named, FileNameError> {
    match stem.rsplit_once("__r").or_else(|| stem.rsplit_once('#')) {
        Some((name, text)) => Named::weighted(name, "__r", text, extension),
        None => Ok(Named::new(stem, Weight::ONE)),
    }
}
