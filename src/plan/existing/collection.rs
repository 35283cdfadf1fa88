//! The editions of a collection as they are read: what is the same for all, what decides between choices, what is said of it.

use std::collections::BTreeMap;
use std::path::Path;

use hashbrown::{HashMap, HashSet};

use super::dna::Line;
use super::entries::Entries;
use super::fit::{Fit, Fits, Reader};
use super::source::{DNA_FILE, place, problem};
use super::words::Words;
use crate::canvas::StraightRgba;
use crate::error::PlanError;
use crate::plan::{Edition, Plan, Seed, colour, default_seed};
use crate::project::{Background, Notices, Project, SetId};
use crate::{Error, Result};

/// A plan that was read from a collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovered {
    /// The plan; its seed is empty.
    pub plan: Plan,
    /// Everything that could not be known, and the decision in its place.
    pub notices: Notices,
}

/// An edition and what it may be.
struct Found {
    number: u32,
    /// `true` if a list of DNA has it.
    has_line: bool,
    /// The colour under the picture, where it is recorded.
    background: Option<Option<StraightRgba>>,
    fits: Fits,
}

/// The numbers of each set.
type Ranges = Vec<std::ops::Range<u64>>;

/// Hints of a collection that decide where nothing else does.
struct Hints {
    /// `true` if the order of attributes means anything.
    is_ordered: bool,
    /// The numbers that each set makes, if they mean anything.
    ranges: Option<Ranges>,
}

/// A collection as it is put together.
pub(super) struct Collection<'p> {
    project: &'p Project,
    path: &'p Path,
    words: Words<'p>,
    found: Vec<Found>,
    /// `true` if the attributes of all editions are sorted by name.
    is_sorted: bool,
    /// `true` if nothing but nftchef's list of DNA is known.
    is_of_dna: bool,
    notices: Notices,
}

impl<'p> Collection<'p> {
    pub(super) fn new(project: &'p Project, path: &'p Path) -> Self {
        Self {
            project,
            path,
            words: Words::new(project),
            found: vec![],
            is_sorted: false,
            is_of_dna: false,
            notices: Notices::default(),
        }
    }

    /// Adds what is to be said of the collection, one line.
    pub(super) fn add_notice(&mut self, notice: String) {
        self.notices.push(notice);
    }

    /// Adds the editions of metadata; `lines` are those of nftchef's list of DNA, which is believed before metadata.
    pub(super) fn add_metadata(&mut self, entries: Entries, lines: Vec<Line>) -> Result<()> {
        let project = self.project;
        if let Some(script) = &project.metadata.extra_attributes {
            let given = script.of_editions(&default_seed(project), 0, entries.numbers())?;
            self.words.know_script(given.into_iter().flatten().filter_map(|attribute| attribute.trait_type));
        }
        // Where all are sorted, their order is not that of the layers.
        self.is_sorted = entries.are_sorted();
        let mut others: BTreeMap<String, usize> = BTreeMap::new();
        let (mut of_other_dna, mut of_other_line) = (vec![], vec![]);
        let mut lines: HashMap<u32, Line> = lines.into_iter().map(|line| (line.number, line)).collect();
        for (number, facts) in entries.into_facts() {
            let facts = &facts;
            let said = self.words.said(facts);
            let reader = Reader { project, words: &self.words, number, facts, said: &said };
            if let Some(line) = lines.remove(&number) {
                let picks = line.picks.map_err(|text| problem(self.path, Some(number), text))?;
                let (fits, agrees) = reader.of_line(&picks);
                of_other_line.extend((!agrees).then_some(number));
                self.found.push(Found { number, has_line: true, background: line.background, fits });
                continue;
            }
            if facts.attributes.is_none() {
                return Err(problem(self.path, Some(number), "has no list of attributes".into()));
            }
            if let Some((layer, name)) = said.unknown {
                let suggestion = self.words.suggestion(&layer, &name);
                let place = place(self.path, Some(number));
                return Err(Error::Plan(PlanError::PlanUnknownTrait { place, layer, name, suggestion }));
            }
            let mut fits = reader.fits();
            if fits.is_cut || fits.list.is_empty() {
                return Err(self.nothing_fits(number, &said.others, fits.is_cut));
            }
            if facts.dna.is_some() && !fits.list[0].evidence.dna {
                of_other_dna.push(number);
            }
            said.others
                .into_iter()
                .collect::<HashSet<_>>()
                .into_iter()
                .for_each(|kind| *others.entry(kind).or_default() += 1);
            fits.shrink();
            self.found.push(Found { number, has_line: false, background: None, fits });
        }
        for (kind, count) in others {
            let have = editions_have(count);
            self.notices.push(format!("{have} the attribute \"{kind}\", which no layer gives: it is left out"));
        }
        if let Some(first) = of_other_dna.first() {
            let have = editions_have(of_other_dna.len());
            self.notices.push(format!(
                "{have} DNA that is not that of the traits here, first edition {first}: what the attributes say was taken; \
                 pictures that were changed since will differ"
            ));
        }
        if let Some(first) = of_other_line.first() {
            let have = editions_have(of_other_line.len());
            self.notices.push(format!(
                "{have} attributes that are not those of the DNA in {DNA_FILE}, first edition {first}: what that says was taken"
            ));
        }
        if !lines.is_empty() {
            let have = editions_have(lines.len());
            self.notices
                .push(format!("{have} DNA in {DNA_FILE} and no metadata: left out; give that file to have them"));
        }
        Ok(())
    }

    /// Adds the editions of nftchef's list of DNA.
    pub(super) fn add_dna(&mut self, lines: Vec<Line>) -> Result<()> {
        self.is_of_dna = true;
        for line in lines {
            let fit = |(set, picks)| Fit::of_items(self.project, &self.words, set, picks);
            let picks = line.picks.map_err(|text| problem(self.path, Some(line.number), text))?;
            let fits = Fits { list: picks.into_iter().map(fit).collect(), is_cut: false, without_dna: vec![] };
            self.found.push(Found { number: line.number, has_line: true, background: line.background, fits });
        }
        Ok(())
    }

    /// Why no set gives the attributes of an edition.
    fn nothing_fits(&self, number: u32, others: &[String], is_cut: bool) -> Error {
        let text = if is_cut {
            "leaves so much open that not every choice of traits can be tried: give the plan of the collection instead"
                .into()
        } else if let Some(name) = others.first() {
            let suggestion = self.words.nearest_layer(name);
            format!(
                "has no attributes that a layer configuration gives, and the attribute \"{name}\" is no layer{suggestion}: \
                 give layers the names that the metadata has"
            )
        } else {
            "has attributes that no layer configuration gives with one trait of each layer: give the collection's \
             _dna.json, or a plan, which say what was drawn"
                .into()
        };
        problem(self.path, Some(number), text)
    }

    /// The numbers that each set makes, where they are dealt in order and all numbers are among them.
    fn ranges(&self) -> Option<Ranges> {
        let project = self.project;
        if project.shuffle || !project.one_of_one.is_empty() {
            return None;
        }
        let mut first = u64::from(project.first_edition);
        let mut ranges = vec![];
        for set in &project.sets {
            ranges.push(first..first + set.editions as u64);
            first += set.editions as u64;
        }
        let all = u64::from(project.first_edition)..first;
        self.found.iter().all(|found| all.contains(&u64::from(found.number))).then_some(ranges)
    }

    /// The ranges, unless an edition can only be of another set than they say. Most engines' DNA has file names without
    /// folders: it tells traits of one name apart, and proves no set. So it is no way out where the attributes fit a set
    /// that the number is of.
    fn agreed_ranges(&mut self) -> Result<Option<Ranges>> {
        let Some(ranges) = self.ranges() else { return Ok(None) };
        let is_within = |found: &Found, fit: &Fit| ranges[fit.set.0 as usize].contains(&u64::from(found.number));
        let mut outside = vec![];
        for found in self.found.iter().filter(|found| !found.fits.list.iter().any(|fit| is_within(found, fit))) {
            let (sure, other) = (&found.fits.list[0], found.fits.without_dna.iter().find(|fit| is_within(found, fit)));
            if let Some(other) = other {
                return Err(Error::Plan(PlanError::PlanDnaAgainstNumber {
                    place: place(self.path, Some(found.number)),
                    by_dna: sure.describe(self.project, other),
                    by_number: other.describe(self.project, sure),
                }));
            }
            outside.push((found.number, sure.set.0 + 1));
        }
        let Some((first, set)) = outside.first() else { return Ok(Some(ranges)) };
        self.notices.push(format!(
            "{}, first edition {first} of set {set}: numbers say nothing of sets here",
            match outside.len() {
                1 => "1 edition fits only a set that its number is not of".to_owned(),
                count => format!("{count} editions fit only sets that their numbers are not of"),
            }
        ));
        Ok(None)
    }

    /// Notes the sets that have more editions than they make.
    fn note_large_sets(&mut self, plan: &Plan) {
        for (id, set) in (0..).map(SetId).zip(&self.project.sets) {
            let count = plan.editions().filter(|edition| edition.set == id).count();
            if count > set.editions {
                let line =
                    format!("set {} has {count} editions here and makes {} in the project", id.0 + 1, set.editions);
                self.notices.push(format!("{line}: look whether they are of another set"));
            }
        }
    }

    /// The choice for an edition, and whether its number decided. Hints that contradict each other decide nothing.
    fn chosen<'f>(&self, found: &'f Found, hints: &Hints) -> Result<(&'f Fit, bool)> {
        let is_within = |fit: &Fit| {
            let ranges = hints.ranges.as_ref();
            ranges.is_some_and(|ranges| ranges[fit.set.0 as usize].contains(&u64::from(found.number)))
        };
        let all: Vec<&Fit> = found.fits.list.iter().collect();
        let titled = hinted(&all, &all, |fit| fit.is_titled);
        let ordered = hinted(&all, &titled, |fit| hints.is_ordered && fit.is_in_order);
        let numbered = hinted(&all, &ordered, is_within);
        let differs = |fits: &[&'f Fit]| {
            let first = *fits.first()?;
            Some((first, *fits.iter().find(|fit| !fit.is_like(first, self.project, &self.words))?))
        };
        match numbered.first().filter(|_| differs(&numbered).is_none()) {
            Some(fit) => Ok((fit, differs(&ordered).is_some())),
            None => {
                let left = [&numbered, &ordered, &titled, &all].into_iter().find_map(|fits| differs(fits));
                let (one, other) = left.unwrap_or((all[0], all[0]));
                Err(Error::Plan(PlanError::PlanSeveralFit {
                    place: place(self.path, Some(found.number)),
                    one: one.describe(self.project, other),
                    other: other.describe(self.project, one),
                    remedy: match (self.is_of_dna, found.has_line) {
                        (true, _) => {
                            "give the metadata of the collection, as build/json, with that file beside it, or a plan"
                        }
                        (_, true) => "give a plan",
                        _ => "give the _dna.json of the collection, or a plan",
                    },
                }))
            }
        }
    }

    /// The plan, if each edition is one choice.
    pub(super) fn finish(mut self) -> Result<Recovered> {
        let mut numbers: Vec<u32> = self.found.iter().map(|found| found.number).collect();
        numbers.sort_unstable();
        if let Some(twice) = numbers.windows(2).find(|pair| pair[0] == pair[1]) {
            let text = "is there twice: give each edition its own number".into();
            return Err(problem(self.path, Some(twice[0]), text));
        }
        if numbers.is_empty() {
            let text = "has no edition: give a folder of metadata, as build/json, or its _metadata.json".into();
            return Err(problem(self.path, None, text));
        }
        let project = self.project;
        // Attributes that some edition has in another order were put into it by another program.
        let is_ordered = self.found.iter().all(|found| found.fits.list.iter().any(|fit| fit.is_in_order));
        let hints = Hints { is_ordered: is_ordered && !self.is_sorted, ranges: self.agreed_ranges()? };
        let mut plan = Plan::new(String::new());
        let mut by_number = vec![];
        let mut unrecorded = 0;
        let seed = Seed::new(&project.seed.clone().unwrap_or_else(|| default_seed(project)));
        for found in &self.found {
            let (fit, was_open) = self.chosen(found, &hints)?;
            by_number.extend(was_open.then_some((found.number, fit.set)));
            let background = found.background.unwrap_or_else(|| {
                unrecorded += 1;
                let dealt = found.number.checked_sub(project.first_edition).filter(|_| !project.shuffle);
                let position = dealt.map_or(plan.len() as u64, u64::from);
                colour::background(project.background, &mut seed.stream(position + 1))
            });
            plan.push(Edition { number: found.number, set: fit.set, background, picks: &fit.picks });
        }
        self.note_large_sets(&plan);
        if let Some((first, set)) = by_number.first() {
            let line = format!(
                "the numbers of {} editions decide of which set they are, as traits and DNA do not: edition {first} of set {}",
                by_number.len(),
                set.0 + 1
            );
            self.notices.push(line);
        }
        if unrecorded > 0 && matches!(project.background, Background::RandomHue { .. }) {
            self.notices.push(format!(
                "the random background of {unrecorded} editions is not recorded: it is drawn from the seed, and may be another \
                 than in the pictures"
            ));
        }
        Ok(Recovered { plan, notices: self.notices })
    }
}

/// Leaves the choices that a hint is for; all of them where it is for none.
fn hinted<'f>(all: &[&'f Fit], left: &[&'f Fit], is_hinted: impl Fn(&Fit) -> bool) -> Vec<&'f Fit> {
    let says_nothing = !all.iter().any(|fit| is_hinted(fit));
    left.iter().copied().filter(|fit| says_nothing || is_hinted(fit)).collect()
}

/// The beginning of a sentence about so many editions.
fn editions_have(count: usize) -> String {
    if count == 1 { "1 edition has".to_owned() } else { format!("{count} editions have") }
}
