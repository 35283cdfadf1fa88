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

/// The editions of a plan file that are asked for and could be read, and the words of today's project.
pub(super) struct EarlierPlan<'p> {
    lines: HashMap<u32, Line>,
    /// For each layer, its traits with the number that stands for the pair: editions share few of them.
    pairs: HashMap<String, HashMap<String, u32>>,
    backgrounds: HashMap<String, u32>,
    /// `true` if no edition could be read.
    pub(super) is_empty: bool,
    pub(super) words: PlanWords<'p>,
    has_own_ground: bool,
}

/// An edition of the plan beside a build.
struct Line {
    background: u32,
    /// Its pairs of layer and trait, sorted.
    pairs: Box<[u32]>,
}

/// Such an edition as it is written.
#[derive(Deserialize)]
struct Written {
    edition: u32,
    #[serde(default)]
    background: String,
    /// The traits by layer.
    traits: BTreeMap<String, Value>,
}

impl<'p> EarlierPlan<'p> {
    /// Reads the plan of a build, and keeps the editions whose numbers are `wanted`; lines that are no editions are left out,
    /// and so are all of a file that cannot be read.
    pub(super) fn read(out: &Folder, project: &'p Project, wanted: impl Fn(u32) -> bool) -> Self {
        let mut plan = Self {
            lines: HashMap::new(),
            pairs: HashMap::new(),
            backgrounds: HashMap::new(),
            is_empty: true,
            words: PlanWords::new(project),
            has_own_ground: matches!(project.background, Background::RandomHue { .. }),
        };
        let file = out.open_file(PLAN_FILE).ok().flatten();
        let lines = file.into_iter().flat_map(|file| BufReader::new(file).lines().map_while(io::Result::ok));
        for written in lines.filter_map(|line| serde_json::from_str::<Written>(&line).ok()) {
            plan.is_empty = false;
            let number = written.edition;
            let line = plan.line_of(written);
            if wanted(number) {
                plan.lines.insert(number, line);
            }
        }
        plan
    }

    /// Notes the words of an edition.
    fn line_of(&mut self, written: Written) -> Line {
        let next = self.backgrounds.len() as u32;
        let background = *self.backgrounds.entry(written.background).or_insert(next);
        let mut count = self.pairs.values().map(HashMap::len).sum::<usize>() as u32;
        let mut pair = |(layer, word): (String, Value)| {
            // What is no text is no trait of today's either.
            let is_text = word.is_string();
            let word = word.as_str().unwrap_or_default().to_owned();
            let id = *self.pairs.entry(layer).or_default().entry(word).or_insert_with(|| {
                count += 1;
                count - 1
            });
            if is_text { id } else { u32::MAX }
        };
        let mut pairs: Box<[u32]> = written.traits.into_iter().map(&mut pair).collect();
        pairs.sort_unstable();
        Line { background, pairs }
    }

    /// `true` if it has an edition of this number.
    pub(super) fn has_number(&self, number: u32) -> bool {
        self.lines.contains_key(&number)
    }

    /// `true` if it has this edition, with the same traits by name and the same background.
    pub(super) fn has(&self, edition: Edition<'_>) -> bool {
        let is_of = |line: &Line, (layer, word): (&str, &str)| {
            let pair = self.pairs.get(layer).and_then(|words| words.get(word));
            pair.is_some_and(|pair| line.pairs.binary_search(pair).is_ok())
        };
        let ground = || self.backgrounds.get(&colour::to_text(edition.background)[..]).copied();
        self.lines.get(&edition.number).is_some_and(|line| {
            line.pairs.len() == edition.picks.len()
                && self.words.of_edition(edition).all(|pair| is_of(line, pair))
                && (!self.has_own_ground || ground() == Some(line.background))
        })
    }

    /// Layer and trait of every pick of the plan, each once, as they are written.
    pub(super) fn picks(&self) -> impl Iterator<Item = (&str, &str)> {
        let of_layer = |(layer, words)| {
            let words: &HashMap<String, u32> = words;
            let layer: &String = layer;
            words.keys().map(move |word| (layer.as_str(), word.as_str()))
        };
        self.pairs.iter().flat_map(of_layer)
    }
}
