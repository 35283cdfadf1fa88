//! The plan beside a build, by the words it was written with: it is read where traits were renamed or are gone as well.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, BufRead, BufReader};

use serde::Deserialize;
use serde_json::Value;

use super::layout::PLAN_FILE;
use crate::files::Folder;
use crate::plan::file::PlanWords;
use crate::plan::{Edition, colour};
use crate::project::{Background, Project};

/// The editions that could be read of a plan file, and the words of today's project.
pub(super) struct EarlierPlan<'p> {
    lines: HashMap<u32, Line>,
    pub(super) words: PlanWords<'p>,
    has_own_ground: bool,
}

/// An edition of the plan beside a build.
#[derive(Deserialize)]
struct Line {
    edition: u32,
    #[serde(default)]
    background: String,
    /// The traits by layer.
    traits: BTreeMap<String, Value>,
}

impl<'p> EarlierPlan<'p> {
    /// Reads the plan of a build; lines that are no editions are left out, and so are all of a file that cannot be read.
    pub(super) fn read(out: &Folder, project: &'p Project) -> Self {
        let file = out.open_file(PLAN_FILE).ok().flatten();
        let lines = file.into_iter().flat_map(|file| BufReader::new(file).lines().map_while(io::Result::ok));
        let lines = lines.filter_map(|line| serde_json::from_str::<Line>(&line).ok()).map(|line| (line.edition, line));
        let has_own_ground = matches!(project.background, Background::RandomHue { .. });
        Self { lines: lines.collect(), words: PlanWords::new(project), has_own_ground }
    }

    /// True when no edition could be read.
    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// `true` if it has an edition of this number.
    pub(super) fn has_number(&self, number: u32) -> bool {
        self.lines.contains_key(&number)
    }

    /// `true` if it has this edition, with the same traits by name and the same background.
    pub(super) fn has(&self, edition: Edition<'_>) -> bool {
        self.lines.get(&edition.number).is_some_and(|line| {
            let traits = self.words.of_edition(edition);
            line.traits.len() == edition.picks.len()
                && traits.into_iter().all(|(layer, word)| line.traits.get(layer).is_some_and(|there| there == word))
                && (!self.has_own_ground || line.background == colour::to_text(edition.background))
        })
    }

    /// Layer and trait of every pick, as they are written.
    pub(super) fn picks(&self) -> impl Iterator<Item = (&str, &str)> {
        let picks = self.lines.values().flat_map(|line| &line.traits);
        picks.map(|(layer, word)| (layer.as_str(), word.as_str().unwrap_or_default()))
    }
}
