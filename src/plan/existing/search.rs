//! Every choice of traits that says exactly the attributes of a file.
//!
//! A set's layers are walked from the bottom up. A trait is tried where metadata says it, where it says nothing, and where
//! another attribute of its `trait_type` may hide it; a branch ends as soon as no layer above can say what is still unsaid.
//! So the walk is short unless layers say nothing, and it is bounded.

use super::words::{Word, Words};
use crate::plan::Edition;
use crate::project::{LayerId, Project, SetId, TraitId};

/// Traits tried for an edition and a set before the search is given up: some hundredths of a second.
pub(super) const MOST_TRIED: usize = 1 << 17;

/// The attributes that metadata lists of those that traits say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Listing {
    /// All of them.
    All,
    /// The first of each `trait_type`, as nftchef.
    First,
    /// The last of each `trait_type`, as objects do.
    Last,
}

impl Listing {
    /// The listing of a project's metadata, with attributes as keys of an object or not.
    pub(super) fn of(project: &Project, by_key: bool) -> Self {
        match (project.conventions.lists_first_only, by_key) {
            (true, _) => Self::First,
            (_, true) => Self::Last,
            (_, false) => Self::All,
        }
    }

    /// The listed part of what traits say in the order of drawing.
    pub(super) fn listed(self, said: Vec<Word>) -> Vec<Word> {
        let is_listed = |at: usize, word: &Word| match self {
            Self::All => true,
            Self::First => !said[..at].iter().any(|other| other.kind == word.kind),
            Self::Last => !said[at + 1..].iter().any(|other| other.kind == word.kind),
        };
        said.iter().enumerate().filter(|(at, word)| is_listed(*at, word)).map(|(_, word)| *word).collect()
    }
}

/// A choice of traits that says the attributes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Choice {
    /// One trait for each layer of the set.
    pub picks: Vec<TraitId>,
    /// The part of them that is listed, in the order of drawing.
    pub listed: Vec<Word>,
}

/// The attributes that are looked for.
#[derive(Clone, Copy)]
pub(super) struct Search<'a> {
    pub project: &'a Project,
    pub words: &'a Words<'a>,
    pub set: SetId,
    /// The words that the traits are to say.
    pub wanted: &'a [Word],
    pub listing: Listing,
    /// `true` if layers may be left out of the list that would be in it.
    pub may_omit: bool,
}

/// The state of a walk.
struct Walk<'a, F> {
    search: Search<'a>,
    layers: &'a [LayerId],
    /// For each word that is wanted, the position of the last layer that can say it.
    last: Vec<usize>,
    /// The kinds that several layers say, so that one hides the other.
    hidden: Vec<u32>,
    picks: Vec<TraitId>,
    /// The words of each pick, in the same order.
    said: Vec<&'a [Word]>,
    tried: usize,
    is_done: bool,
    found: F,
}

impl<'a> Search<'a> {
    /// Calls `found` for every choice of the set until it returns false. Returns false when there were too many to try all.
    pub(super) fn each(self, found: impl FnMut(Choice) -> bool) -> bool {
        let (set, layers) = (self.words.set(self.set), &self.project.set(self.set).layers);
        let last: Option<Vec<usize>> = self.wanted.iter().map(|word| set.last.get(&word.id).copied()).collect();
        let Some(last) = last.filter(|_| self.wanted.len() <= set.most) else { return true };
        let hides = |word: &&Word| self.listing != Listing::All && set.layers.get(&word.kind) > Some(&1);
        let hidden = self.wanted.iter().filter(hides).map(|word| word.kind).collect();
        let mut walk =
            Walk { search: self, layers, last, hidden, picks: vec![], said: vec![], tried: 0, is_done: false, found };
        walk.from(0);
        walk.tried <= MOST_TRIED
    }
}

impl<'a, F: FnMut(Choice) -> bool> Walk<'a, F> {
    /// `true` if the attributes may say a reading of a trait, or leave it out.
    fn may_be(&self, reading: &[Word], may_omit: bool) -> bool {
        let wanted = self.search.wanted;
        let may_be = |word: &Word| match wanted.iter().any(|other| other.kind == word.kind) {
            true => wanted.contains(word) || self.hidden.contains(&word.kind),
            false => may_omit,
        };
        reading.iter().all(may_be)
    }

    fn from(&mut self, at: usize) {
        let (search, project) = (self.search, self.search.project);
        let is_said = |word: &Word| self.said.iter().any(|said| said.contains(word));
        if search.wanted.iter().zip(&self.last).any(|(word, last)| *last < at && !is_said(word)) {
            return;
        }
        let Some(&layer) = self.layers.get(at) else { return self.finish() };
        if project.layer(layer).within.is_some_and(|choice| !self.picks.contains(&choice)) {
            if let Some(nothing) = nothing_without(project, layer) {
                self.take(nothing, &[], at);
            }
            return;
        }
        for (id, _) in project.traits_of(layer) {
            for (n, reading) in search.words.readings(id).iter().enumerate() {
                // What is left out is left out by the name that the project gives it now.
                if self.may_be(reading, search.may_omit && n == 0) {
                    self.take(id, reading, at);
                }
                if self.is_done || self.tried > MOST_TRIED {
                    return;
                }
            }
        }
    }

    fn take(&mut self, id: TraitId, reading: &'a [Word], at: usize) {
        self.tried += 1;
        self.picks.push(id);
        self.said.push(reading);
        self.from(at + 1);
        self.picks.pop();
        self.said.pop();
    }

    fn finish(&mut self) {
        let search = self.search;
        let edition = Edition { number: 0, set: search.set, background: None, picks: &self.picks };
        // A trait that a set has twice says the same twice.
        let at = |id: TraitId| self.picks.iter().position(|pick| *pick == id);
        let said = edition.drawn(search.project).filter_map(at).flat_map(|at| self.said[at]).copied().collect();
        let listed = search.listing.listed(said);
        let fits = match search.may_omit {
            true => search.wanted.iter().all(|word| listed.contains(word)),
            false => is_same(&listed, search.wanted),
        };
        if fits {
            self.is_done = !(self.found)(Choice { picks: self.picks.clone(), listed });
        }
    }
}

/// `true` if two lists have the same words, each as often.
fn is_same(a: &[Word], b: &[Word]) -> bool {
    let sorted = |words: &[Word]| {
        let mut ids: Vec<u32> = words.iter().map(|word| word.id).collect();
        ids.sort_unstable();
        ids
    };
    a.len() == b.len() && sorted(a) == sorted(b)
}

/// The trait that a layer has in an edition that it is no part of: the one without a name.
pub(super) fn nothing_without(project: &Project, layer: LayerId) -> Option<TraitId> {
    project.nothings_of(layer).min_by_key(|&id| !project.trait_(id).file_name.is_empty())
}
