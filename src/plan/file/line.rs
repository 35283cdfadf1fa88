//! One edition as read from a file, whichever the format, and where it stands.
//!
//! Optional parts and errors are the same for both formats.

use std::path::Path;

use hashbrown::HashTable;

use super::names::{Names, Place};
use crate::canvas::StraightRgba;
use crate::error::PlanError;
use crate::plan::{Edition, EditionIndex, Plan, Seed, colour, default_seed};
use crate::project::{Background, Project, TraitId};
use crate::{Error, Result};

/// Puts editions together to a plan.
pub(super) struct Reader<'p> {
    project: &'p Project,
    path: &'p Path,
    names: Names<'p>,
    plan: Plan,
    /// The seed of backgrounds that the file does not give.
    seed: Option<Seed>,
    /// Positions by number. Numbers are looked up in the plan, so that an edition takes few bytes.
    known: HashTable<u32>,
    /// The line of each edition, by position.
    lines: Vec<u32>,
    picks: Vec<TraitId>,
}

impl<'p> Reader<'p> {
    pub(super) fn new(path: &'p Path, project: &'p Project, names: Names<'p>) -> Self {
        let plan = Plan::new(String::new());
        Self { project, path, names, plan, seed: None, known: HashTable::new(), lines: vec![], picks: vec![] }
    }

    /// The seed that the file says it was drawn from.
    pub(super) fn set_seed(&mut self, seed: String) {
        self.plan.seed = seed;
    }

    pub(super) fn names(&self) -> &Names<'p> {
        &self.names
    }

    /// Adds an edition; `background` and `set` as the file has them, `pairs` as for [`Names::resolve`].
    pub(super) fn add(
        &mut self,
        line: u64,
        number: u32,
        set: Option<u32>,
        background: Option<&str>,
        pairs: &[(&str, &str)],
    ) -> Result<()> {
        let place = Place { file: Some((self.path, line)), edition: Some(number) };
        if let Some(first_line) = self.note(number, line) {
            return Err(Error::Plan(PlanError::PlanEditionTwice { place: place.text(), first_line }));
        }
        let set = self.names.resolve(place, set, pairs, &mut self.picks)?;
        let background = match background.filter(|text| !text.is_empty()) {
            None => self.own_background(),
            Some(text) => colour::from_text(text).ok_or_else(|| {
                let form = format!("#rrggbb, #rrggbbaa or {}", colour::TRANSPARENT);
                place.syntax(format!("the background \"{text}\" is not {form}"))
            })?,
        };
        self.plan.push(Edition { number, set, background, picks: &self.picks });
        Ok(())
    }

    /// Notes the line of the edition that is added next; returns that of an edition of the same number.
    fn note(&mut self, number: u32, line: u64) -> Option<u64> {
        // Odd, so that no two numbers fall together.
        let hash = |number: u32| u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let (plan, position) = (&self.plan, self.plan.len() as u32);
        // The table also asks for the one that is being added.
        let number_at = |at: u32| if at == position { number } else { plan.edition(EditionIndex(at)).number };
        if let Some(&first) = self.known.find(hash(number), |&at| number_at(at) == number) {
            return Some(self.lines[first as usize].into());
        }
        self.known.insert_unique(hash(number), position, |&at| hash(number_at(at)));
        self.lines.push(u32::try_from(line).unwrap_or(u32::MAX));
        None
    }

    /// The plan, unless it has no edition at all.
    pub(super) fn finish(self) -> Result<Plan> {
        if self.plan.is_empty() {
            let place = Place { file: Some((self.path, 1)), edition: None };
            return Err(place.syntax("the plan has no edition; give it at least one".into()));
        }
        Ok(self.plan)
    }

    /// The project's background for the next position.
    fn own_background(&mut self) -> Option<StraightRgba> {
        if !matches!(self.project.background, Background::RandomHue { .. }) {
            return colour::background(self.project.background, &mut Seed::new("").stream(0));
        }
        let (project, text) = (self.project, &self.plan.seed);
        let seed = *self.seed.get_or_insert_with(|| match (&project.seed, text.as_str()) {
            (None, "") => Seed::new(&default_seed(project)),
            (Some(own), "") => Seed::new(own),
            (_, text) => Seed::new(text),
        });
        colour::background(project.background, &mut seed.stream(self.plan.len() as u64 + 1))
    }
}
