//! One edition for each seed, by itself: what a service draws for a visitor.
//!
//! Tables and rules are prepared once, so that a draw costs microseconds. `rng` has the contract.

use super::capacity::spaces;
use super::colour;
use super::conflict::check_rules;
use super::draw::{tables, tangled};
use super::few::{by_odds, check_locks, locked};
use super::model::Edition;
use super::pick::Tables;
use super::ruled::Ruled;
use super::seed::Seed;
use super::space::Space;
use crate::Result;
use crate::canvas::StraightRgba;
use crate::project::{Background, LayerId, Project, SetId, TraitId};

/// The stream that chooses the set: no edition of any plan takes words from it.
const SET_STREAM: u64 = u64::MAX - 2;

/// Draws single editions of a project.
#[derive(Debug)]
pub struct Lone {
    background: Background,
    /// Sets with editions.
    sets: Vec<OneSet>,
    tables: Vec<Option<Tables>>,
    /// By set; empty where there are no rules.
    spaces: Vec<Space>,
    /// The trait that is given, by layer.
    pins: Vec<Option<TraitId>>,
    number: u32,
}

/// A set that editions are drawn of.
#[derive(Debug)]
struct OneSet {
    id: SetId,
    /// The editions of the sets up to and with this one.
    end: u64,
    layers: Vec<LayerId>,
}

/// A single edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoneDraw {
    number: u32,
    set: SetId,
    background: Option<StraightRgba>,
    picks: Vec<TraitId>,
}

impl LoneDraw {
    /// The edition; its number is the project's first.
    pub fn edition(&self) -> Edition<'_> {
        Edition { number: self.number, set: self.set, background: self.background, picks: &self.picks }
    }
}

impl Lone {
    /// Prepares draws of a project in which some traits are given, each of another layer.
    ///
    /// Exact counts are odds, 1/1 pictures come only where one is given, and nothing is compared with other editions.
    ///
    /// # Errors
    /// As [`draw`](super::draw()), and as [`locked`] and [`check_locks`] for traits that no edition has together.
    pub fn new(project: &Project, pins: &[TraitId]) -> Result<Self> {
        let mut odds = by_odds(project);
        // A 1/1 picture is all of its edition.
        let one_of_one = match pins {
            [pin] if project.one_of_one(*pin).is_some() => project.place_of_one_of_ones(),
            _ => None,
        };
        if let Some((set, _)) = one_of_one {
            odds.sets[set.0 as usize].editions = 1;
        }
        let mut few = locked(&odds, pins)?;
        if !pins.is_empty() {
            check_locks(project, &few, pins)?;
        }
        let mut spaces = spaces(&few);
        check_rules(&few, &spaces)?;
        let mut by_layer = vec![None; project.layers.len()];
        if few.rules.is_empty() {
            spaces.clear();
        }
        if few.rules.is_empty() && one_of_one.is_none() {
            pins.iter().for_each(|pin| by_layer[project.trait_(*pin).layer.0 as usize] = Some(*pin));
            // The words that a given trait stands for are taken all the same, so that the other layers keep their traits.
            odds.sets = few.sets;
            few = odds;
        }
        let mut end = 0;
        let with_editions = (0..).map(SetId).zip(&few.sets).filter(|(_, set)| set.editions > 0);
        let sets = with_editions.map(|(id, set)| {
            end += set.editions as u64;
            OneSet { id, end, layers: set.layers.clone() }
        });
        let sets = sets.collect();
        let (background, number) = (project.background, project.first_edition);
        Ok(Self { background, sets, tables: tables(&few)?, spaces, pins: by_layer, number })
    }

    /// Returns `true` if no set has editions, so that there is nothing to draw.
    pub fn is_empty(&self) -> bool {
        self.sets.is_empty()
    }

    /// Returns the bytes that it takes, roughly: those of tables, and of rules for each trait that they name.
    pub fn bytes(&self) -> usize {
        let traits: usize = self.tables.iter().flatten().map(|tables| tables.normal.len() + tables.reserve.len()).sum();
        let rules: usize = self.spaces.iter().map(Space::bytes).sum();
        16 * traits + rules + 64 * self.pins.len() + 256
    }

    /// Draws the edition of a seed. Equal seeds draw equal editions.
    ///
    /// # Errors
    /// [`crate::error::PlanError::RulesTooTangled`].
    ///
    /// # Panics
    /// If it is empty.
    pub fn draw(&self, seed: &str) -> Result<LoneDraw> {
        let seed = Seed::new(seed);
        let OneSet { id, layers, .. } = match &self.sets[..] {
            [only] => only,
            sets => {
                let all = sets.last().expect("a project with editions has a set with some").end;
                let at = seed.stream(SET_STREAM).below(all);
                &sets[sets.partition_point(|set| set.end <= at)]
            }
        };
        let mut stream = seed.stream(1);
        let background = colour::background(self.background, &mut stream);
        let mut picks = Vec::with_capacity(layers.len());
        match self.spaces.get(id.0 as usize) {
            Some(space) => {
                if !Ruled::new(space, &self.tables).pick_all(&mut stream, &mut picks) {
                    return Err(tangled());
                }
            }
            None => picks.extend(layers.iter().map(|&LayerId(layer)| {
                let choices = self.tables[layer as usize].as_ref().expect("a layer of a set with editions").free();
                let pick = choices.trait_at(choices.pick(&mut stream));
                self.pins[layer as usize].unwrap_or(pick)
            })),
        }
        Ok(LoneDraw { number: self.number, set: *id, background, picks })
    }
}
