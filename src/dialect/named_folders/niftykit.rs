//! NiftyKit's art generator: folders `0_Face`, files `Oval__r1000.png` or, before, `Oval#1000.png`.
//!
//! Source: its "Art Generator Asset Guidelines".

use super::{LayerEntry, Naming, numbered};
use crate::dialect::file_name::Grammar;

pub(super) const NAMING: Naming = Naming {
    tool: "NiftyKit",
    pattern: "NUMBER_NAME, as 0_Face",
    layer,
    grammar: Grammar::NiftyKit,
    settle: |_, _| (),
};

fn layer(folder: &str) -> Option<(i64, LayerEntry)> {
    let (position, name) = numbered(folder, '_')?;
    Some((position, LayerEntry { folder: Some(folder.to_owned()), ..LayerEntry::named(name.to_owned()) }))
}
