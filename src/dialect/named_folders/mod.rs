//! Folders of other tools that say all in their names: one file for each tool, and the table that recognises them.
//!
//! Such a folder is read as a native project whose keys come from the names. Asked only when there is no configuration.

mod lab;
mod naming;
mod nftool;
mod niftykit;

use std::path::PathBuf;

use naming::Naming;

use super::file_name::Grammar;
use super::native::schema::Schema;
use crate::project::listing;
use crate::project::listing::{Entry, EntryKind};
use crate::project::{Project, Root};

const ALL: [&Naming; 3] = [&niftykit::NAMING, &nftool::NAMING, &lab::NAMING];

/// A project in the names of its folders.
pub(super) struct Found {
    /// The folder of layer folders.
    pub folder: PathBuf,
    pub schema: Schema,
    pub grammar: Grammar,
    pub notice: String,
    finish: fn(&mut Project, &[i64]),
    heights: Vec<i64>,
}

impl Found {
    /// Finishes the project that was read from the folder.
    pub(super) fn finish(self, mut project: Project) -> Project {
        (self.finish)(&mut project, &self.heights);
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
            let (grammar, finish) = (naming.grammar.clone(), naming.finish);
            Some(Found { folder: folder.clone(), schema, grammar, notice, finish, heights })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files() {
        for (naming, file_name, name, weight) in [
            (niftykit::NAMING, "Oval__r1000.png", "Oval", "1000"),
            (niftykit::NAMING, "Oval#2.5.png", "Oval", "2.5"),
            (niftykit::NAMING, "#1 fan__r2.png", "#1 fan", "2"),
            (niftykit::NAMING, "Oval.png", "Oval", "1"),
            (lab::NAMING, "Old Face__z-15__w7.png", "Old Face", "7"),
            (lab::NAMING, "Old Face__w7__z3.png", "Old Face", "7"),
            (lab::NAMING, "Old Face__z-15.png", "Old Face", "1"),
            (lab::NAMING, "Old Face.png", "Old Face", "1"),
            (nftool::NAMING, "5-Haunted-Mansion.png", "Haunted-Mansion", "5"),
        ] {
            let named = naming.grammar.parse(file_name).expect(file_name);
            assert_eq!((named.name.as_str(), named.weight.to_string().as_str()), (name, weight), "{file_name}");
        }
        for (naming, file_name, part) in [
            (niftykit::NAMING, "Oval__rare.png", "Oval__r50.png"),
            (lab::NAMING, "Old__wide.png", "Old__w50.png"),
            (lab::NAMING, "__w5.png", "no name"),
            (nftool::NAMING, "Mansion.png", "1-Mansion.png"),
            (nftool::NAMING, "five-Mansion.png", "1-Mansion.png"),
        ] {
            let problem = naming.grammar.parse(file_name).expect_err(file_name).to_string();
            assert!(problem.contains(part), "{file_name}: {problem}");
        }
    }
}
