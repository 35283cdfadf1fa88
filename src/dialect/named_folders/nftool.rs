//! nftool: folders `00-Background`, with `_` at the end where the layer may be left out, files `5-Haunted Mansion.png`.
//!
//! Source: nftool's `traits/fs`. Being left out has the weight 1, as there.

use super::{LayerEntry, Naming, numbered};
use crate::dialect::file_name::Grammar;
use crate::dialect::share::Share;
use crate::project::Weight;

pub(super) const NAMING: Naming = Naming {
    tool: "nftool",
    pattern: "NUMBER-NAME, as 00-Background",
    layer,
    grammar: Grammar::Nftool,
    settle: |_, _| (),
};

fn layer(folder: &str) -> Option<(i64, LayerEntry)> {
    let (position, text) = numbered(folder, '-')?;
    let name = text.strip_suffix('_').unwrap_or(text);
    let none = (name != text).then_some(Share::Weight(Weight::ONE));
    Some((position, LayerEntry { folder: Some(folder.to_owned()), none, ..LayerEntry::named(name.to_owned()) }))
}
