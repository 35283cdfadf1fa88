//! Folders of other tools that say all in their names: one file for each tool, and the table that recognises them.
//!
//! Such a folder is read as a native project whose keys come from the names. Asked only when there is no configuration.

mod lab;
mod nftool;
mod niftykit;

use std::path::PathBuf;

use super::file_name::Grammar;
use super::native::schema::{LayerEntry, Schema};
use crate::project::listing;
use crate::project::listing::{Entry, EntryKind};
use crate::project::{Project, Root};

/// How a tool names things.
struct Naming {
    tool: &'static str,
    /// What its layer folders are called, for people.
    pattern: &'static str,
    /// A layer from its folder's name, with what says how far up it is; nothing for another name.
    layer: fn(&str) -> Option<(i64, LayerEntry)>,
    grammar: Grammar,
    /// What is left to do when the project is read; given what says how far up each layer is.
    settle: fn(&mut Project, &[i64]),
}

const ALL: [&Naming; 3] = [&niftykit::NAMING, &nftool::NAMING, &lab::NAMING];

/// A project in the names of its folders.
pub(super) struct Found {
    /// The folder of layer folders.
    pub folder: PathBuf,
    pub schema: Schema,
    pub grammar: Grammar,
    pub notice: String,
    settle: fn(&mut Project, &[i64]),
    heights: Vec<i64>,
}

impl Found {
    /// Finishes the project that was read from the folder.
    pub(super) fn settle(self, mut project: Project) -> Project {
        (self.settle)(&mut project, &self.heights);
        project.notices.push_first(self.notice);
        project
    }
}

/// The project that the folders of `layers`, or of `root` itself, are by their names: every one must fit, two at least, and the
/// name of one picture in them. Whoever numbers folders need not know the tool.
pub(super) fn recognise(root: &Root) -> Option<Found> {
    ["layers", ""].into_iter().find_map(|place| {
        let folder = root.join(place);
        // What an earlier run wrote is no layer.
        let names: Vec<String> =
            listing::folder_names(root, &folder).into_iter().filter(|name| name != "build").collect();
        ALL.iter().find_map(|naming| {
            let mut layers: Vec<_> = names.iter().map(|name| (naming.layer)(name)).collect::<Option<_>>()?;
            let fits = |entry: Entry| entry.kind == EntryKind::Picture && naming.grammar.parse(&entry.name).is_ok();
            let has_picture = |name| listing::list(root, &folder.join(name)).unwrap_or_default().into_iter().any(fits);
            if layers.len() < 2 || !names.iter().any(has_picture) {
                return None;
            }
            // Folders come by bytes of their names; 10 is above 9.
            layers.sort_by_key(|(position, _)| *position);
            let mut schema = Schema::default();
            schema.files.layers = place.to_owned();
            let (heights, layers) = layers.into_iter().unzip();
            schema.layers = layers;
            let (tool, pattern) = (naming.tool, naming.pattern);
            let notice = format!("read as a folder of {tool}, because its folders are called {pattern}");
            let (grammar, settle) = (naming.grammar.clone(), naming.settle);
            Some(Found { folder: folder.clone(), schema, grammar, notice, settle, heights })
        })
    })
}

/// The number before a delimiter at the start of a name, and what is after it.
fn numbered(name: &str, delimiter: char) -> Option<(i64, &str)> {
    let (number, rest) = name.split_once(delimiter)?;
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit()) && !rest.is_empty();
    is_number.then(|| number.parse().ok()).flatten().map(|number| (number, rest))
}
