//! The words by which plan files name layers and traits, for comparing a plan with a file that may be of another project.

use super::names::Names;
use crate::plan::Edition;
use crate::project::{Project, SetId, Trait};

/// The words of a project.
pub struct PlanWords<'p> {
    project: &'p Project,
    names: Names<'p>,
}

impl<'p> PlanWords<'p> {
    /// The words of a project.
    pub fn new(project: &'p Project) -> Self {
        Self { project, names: Names::new(project, &[]) }
    }

    /// Layer and trait of each pick of an edition, bottom up.
    pub fn of_edition<'s>(&'s self, edition: Edition<'s>) -> impl Iterator<Item = (&'s str, &'s str)> {
        let labels = self.names.labels()[edition.set.0 as usize].iter();
        labels.zip(edition.picks).map(|(label, &pick)| (label.as_str(), self.names.word(pick)))
    }

    /// Layer and trait of each trait of each set, bottom up.
    pub fn of_sets(&self) -> impl Iterator<Item = (&str, &str, &Trait)> {
        (0..self.project.sets.len() as u32).flat_map(|set| {
            let layers = &self.project.set(SetId(set)).layers;
            self.names.labels()[set as usize].iter().zip(layers).flat_map(|(label, &layer)| {
                let traits = self.project.traits_of(layer);
                traits.map(|(id, t)| (label.as_str(), self.names.word(id), t))
            })
        })
    }
}

impl std::fmt::Debug for PlanWords<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PlanWords").finish_non_exhaustive()
    }
}
