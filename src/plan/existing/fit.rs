//! Finds the choice of traits that is an edition, among those that say its attributes: the evidence for each, and those
//! that look alike.
//!
//! First the DNA that metadata has, then the attributes of a set; of one set, what the rules let through goes before what they
//! do not. Hints decide last, and only together (`Collection::chosen`): the title, the order of the attributes, the number.

use std::fmt::Write;

use sha1::{Digest, Sha1};

use super::facts::EditionFacts;
use super::search::{Choice, Listing, Search};
use super::words::{Said, Word, Words};
use crate::error::first_few;
use crate::plan::{Edition, dna_hash};
use crate::project::{Project, SetId, Style, TraitId};

/// Number of choices held of an edition; more than one is an error, unless number or likeness decides.
const MOST_KEPT: usize = 16;

/// Delimiters between the items of DNA: in HashLips since 1.1, before that, in nftchef, and in forks.
const JOINTS: [&str; 4] = ["-", "", "*", "_"];

/// A choice of traits that says the attributes of an edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fit {
    pub set: SetId,
    /// One trait for each layer of the set.
    pub picks: Vec<TraitId>,
    /// The part of them that metadata lists.
    listed: Vec<Word>,
    pub evidence: Evidence,
    /// `true` if its title is that of the metadata.
    pub is_titled: bool,
    /// `true` if its attributes are in the order of the metadata's.
    pub is_in_order: bool,
    /// The degree to which the rules explain it.
    likely: Likely,
}

/// The evidence for a choice, the strongest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Evidence {
    /// Its DNA is that of the metadata.
    pub dna: bool,
    /// It says every attribute that the metadata has.
    says_all: bool,
    /// `true` if everything is there that all editions of its set have.
    shared: bool,
}

/// The degree to which rules and weights explain a choice; more is better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Likely {
    keeps_rules: bool,
    /// Number of traits that stand in where the rules leave nothing else, negated.
    stand_ins: std::cmp::Reverse<usize>,
}

/// The choices for one edition.
#[derive(Clone, Debug, Default)]
pub(super) struct Fits {
    pub list: Vec<Fit>,
    /// `true` if there were too many to look at all.
    pub is_cut: bool,
    /// One choice of each other set that says the attributes as well, where DNA decided between sets.
    pub without_dna: Vec<Fit>,
}

/// An edition's file, compared with the project.
pub(super) struct Reader<'a> {
    pub project: &'a Project,
    pub words: &'a Words<'a>,
    pub number: u32,
    pub facts: &'a EditionFacts,
    pub said: &'a Said,
}

impl Reader<'_> {
    /// The choices for which most speaks, of all sets.
    ///
    /// Attributes that metadata lacks are taken from the DNA, where it has one.
    pub(super) fn fits(&self) -> Fits {
        let exact = self.search(false);
        if exact.list.is_empty() && !exact.is_cut && self.facts.dna.is_some() { self.search(true) } else { exact }
    }

    /// The choices of a line of nftchef's list, and whether metadata says nothing else.
    pub(super) fn of_line(&self, picks: &[(SetId, Vec<TraitId>)]) -> (Fits, bool) {
        let mut fits = Fits::default();
        for (set, picks) in picks {
            let mut fit = Fit::of_items(self.project, self.words, *set, picks.clone());
            fit.is_titled = self.is_titled(*set, picks);
            fit.evidence.says_all = self.wanted(*set).0.iter().all(|word| fit.listed.contains(word));
            fits.add(self.project, self.words, fit);
        }
        let agrees = self.said.unknown.is_none() && fits.list.iter().any(|fit| fit.evidence.says_all);
        (fits, agrees)
    }

    fn is_titled(&self, set: SetId, picks: &[TraitId]) -> bool {
        let title = || self.project.title(self.number, set, picks);
        self.project.has_own_titles() && self.facts.name.as_ref().is_some_and(|name| *name == title())
    }

    fn search(&self, may_omit: bool) -> Fits {
        let (project, words) = (self.project, self.words);
        let mut fits = Fits::default();
        for set in (0..project.sets.len() as u32).map(SetId) {
            let (wanted, shared) = self.wanted(set);
            let listing = Listing::of(project, self.facts.by_key);
            let search = Search { project, words, set, wanted: &wanted, listing, may_omit };
            let all = search.each(|choice| {
                let fit = self.fit(set, choice, &wanted, shared);
                let is_proved = fit.evidence.dna;
                if is_proved || !may_omit {
                    fits.add(project, words, fit);
                }
                !is_proved
            });
            fits.is_cut |= !all;
        }
        // DNA is proof, however many others there may be.
        fits.is_cut &= !fits.list.iter().any(|fit| fit.evidence.dna);
        fits
    }

    /// The words that the traits of a set are to say; `true` if everything is there that is the same for the set's
    /// editions.
    fn wanted(&self, set: SetId) -> (Vec<Word>, bool) {
        let words = self.words;
        let mut wanted = self.said.words.clone();
        let mut shared = true;
        for word in &words.set(set).shared {
            match wanted.iter().rposition(|other| other == word) {
                Some(at) => drop(wanted.remove(at)),
                None => shared = false,
            }
        }
        // A script may give what another set's layer does.
        wanted.retain(|word| words.set(set).layers.contains_key(&word.kind) || !words.is_of_script(word.kind));
        (wanted, shared)
    }

    fn fit(&self, set: SetId, choice: Choice, wanted: &[Word], shared: bool) -> Fit {
        let (project, facts) = (self.project, self.facts);
        let edition = Edition { number: self.number, set, background: None, picks: &choice.picks };
        let dna = facts.dna.as_ref().is_some_and(|dna| is_dna(project, edition, dna));
        let evidence = Evidence { dna, says_all: true, shared };
        let likely = likely(project, self.words, edition);
        let (is_titled, is_in_order) = (self.is_titled(set, &choice.picks), choice.listed == wanted);
        Fit { set, picks: choice.picks, listed: choice.listed, evidence, is_titled, is_in_order, likely }
    }
}

impl Fits {
    /// Drops what only tells choices apart, where there is one.
    pub(super) fn shrink(&mut self) {
        if let ([one], []) = (&mut self.list[..], &self.without_dna[..]) {
            one.listed = vec![];
            self.list.shrink_to_fit();
        }
    }

    /// Keeps a choice if nothing speaks for another instead, and it looks different from those of its set.
    fn add(&mut self, project: &Project, words: &Words<'_>, fit: Fit) {
        match self.list.first().map(|best| best.evidence.cmp(&fit.evidence)) {
            Some(std::cmp::Ordering::Greater) => return self.set_aside(fit),
            Some(std::cmp::Ordering::Less) => {
                let lesser = std::mem::replace(&mut self.list, vec![fit]);
                let aside = std::mem::take(&mut self.without_dna);
                return lesser.into_iter().chain(aside).for_each(|fit| self.set_aside(fit));
            }
            _ => {}
        }
        let alike = self.list.iter().position(|other| other.set == fit.set && other.is_like(&fit, project, words));
        if let Some(at) = alike {
            if self.list[at].likely >= fit.likely {
                return;
            }
            // The better one may also outweigh what was level with this.
            self.list.remove(at);
        }
        let rules_kept = |fit: &Fit| (fit.likely.keeps_rules, fit.evidence.dna);
        if self.list.iter().any(|other| other.set == fit.set && rules_kept(other) > rules_kept(&fit)) {
            return;
        }
        self.list.retain(|other| other.set != fit.set || rules_kept(other) >= rules_kept(&fit));
        if self.list.len() < MOST_KEPT {
            self.list.push(fit);
        }
    }

    /// Keeps a choice of a set that lacks nothing but the DNA of the best.
    fn set_aside(&mut self, fit: Fit) {
        let Some(best) = self.list.first() else { return };
        let is_next = Evidence { dna: true, ..fit.evidence } >= best.evidence;
        let is_known = |fits: &[Fit]| fits.iter().any(|other| other.set == fit.set);
        if is_next && fit.likely.keeps_rules && !is_known(&self.list) && !is_known(&self.without_dna) {
            self.without_dna.push(fit);
        }
    }
}

impl Fit {
    /// A choice that is known from its DNA items.
    pub(super) fn of_items(project: &Project, words: &Words<'_>, set: SetId, picks: Vec<TraitId>) -> Self {
        let edition = Edition { number: 0, set, background: None, picks: &picks };
        let said = edition.drawn(project).flat_map(|id| words.readings(id)[0].iter().copied()).collect();
        let (listed, likely) = (Listing::of(project, false).listed(said), likely(project, words, edition));
        let evidence = Evidence { dna: true, ..Evidence::default() };
        Self { set, listed, likely, evidence, is_titled: false, is_in_order: true, picks }
    }

    /// `true` if two choices give the same picture and the same metadata.
    pub(super) fn is_like(&self, other: &Self, project: &Project, words: &Words<'_>) -> bool {
        let title = |fit: &Self| project.has_own_titles().then(|| project.title(0, fit.set, &fit.picks));
        self.listed == other.listed
            && pictures(project, self).eq(pictures(project, other))
            && title(self) == title(other)
            && words.set(self.set).shared == words.set(other.set).shared
    }

    /// The choice in words: its set, and the files that another has not, or draws in another way.
    pub(super) fn describe(&self, project: &Project, other: &Self) -> String {
        let file = |pick: TraitId| {
            let t = project.trait_(pick);
            let layer = project.layer(t.layer);
            match t.file_name.is_empty() {
                true => format!("nothing of \"{}\"", layer.name),
                false => format!("{}/{}", layer.folder, t.file_name).trim_start_matches('/').to_owned(),
            }
        };
        let theirs: Vec<(String, Style)> = other.picks.iter().map(|&pick| (file(pick), project.style(pick))).collect();
        let own = self.picks.iter().filter_map(|&pick| {
            let (name, style) = (file(pick), project.style(pick));
            let styles: Vec<Style> = theirs.iter().filter(|(of, _)| *of == name).map(|(_, style)| *style).collect();
            match styles.contains(&style) {
                true => None,
                false if styles.is_empty() => Some(name),
                false => {
                    let percent = f64::from(style.opacity.0) / 2.55;
                    Some(format!("{name} at {percent:.0}% opacity in \"{}\" mode", style.blend.name()))
                }
            }
        });
        let mut own: Vec<String> = own.collect();
        own.dedup();
        let with = if own.is_empty() { "" } else { " with " };
        format!("set {}{with}{}", self.set.0 + 1, first_few(&own, 3))
    }
}

/// The picks of a choice that are drawn, the lowest first.
fn pictures<'a>(project: &'a Project, fit: &'a Fit) -> impl Iterator<Item = (&'a std::path::Path, Style)> {
    let edition = Edition { number: 0, set: fit.set, background: None, picks: &fit.picks };
    edition.drawn(project).filter_map(|id| Some((project.trait_(id).picture.as_deref()?, project.style(id))))
}

/// The degree to which rules and weights explain an edition.
fn likely(project: &Project, words: &Words<'_>, edition: Edition<'_>) -> Likely {
    let picks = edition.picks;
    let layers = || project.set(edition.set).layers.iter().map(|&id| (id, project.layer(id)));
    let mut stand_ins = 0;
    let mut keeps_rules = project.broken_rule(picks).is_none();
    for (at, (id, layer)) in layers().enumerate() {
        let t = project.trait_(picks[at]);
        let is_part = layer.within.is_none_or(|choice| picks.contains(&choice));
        let is_silent = words.readings(picks[at])[0].is_empty();
        // What nothing says was not drawn without a weight; what stands in was drawn only where nothing else may be.
        keeps_rules &= !is_part || !is_silent || t.can_be_drawn();
        if is_part && t.reserve {
            stand_ins += 1;
            let mut instead = picks.to_vec();
            keeps_rules &= !project.traits_of(id).any(|(other, t)| {
                instead[at] = other;
                !t.reserve && t.can_be_drawn() && project.broken_rule(&instead).is_none()
            });
        }
    }
    Likely { keeps_rules, stand_ins: std::cmp::Reverse(stand_ins) }
}

/// `true` if a text of metadata is the DNA of an edition, as this project or another version of the engine has it.
fn is_dna(project: &Project, edition: Edition<'_>, dna: &str) -> bool {
    if dna_hash(project, edition) == dna {
        return true;
    }
    let items: Vec<&str> =
        edition.drawn(project).map(|id| project.trait_(id).dna.as_str()).filter(|item| !item.is_empty()).collect();
    JOINTS.iter().map(|joint| items.join(joint)).any(|text| text == dna || sha1(&text) == dna)
}

/// The SHA-1 of a text, in hexadecimal.
fn sha1(text: &str) -> String {
    Sha1::digest(text).iter().fold(String::with_capacity(40), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a String takes any text");
        hex
    })
}
