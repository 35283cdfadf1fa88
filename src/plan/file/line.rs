//! One edition as read from a file, whichever the format, and where it stands.
//!
//! Optional parts and errors are the same for both formats.

use std::path::Path;

use hashbrown::HashMap;

use super::names::{Names, Place};
use crate::canvas::StraightRgba;
use crate::error::PlanError;
use crate::plan::{Edition, Plan, Seed, colour, default_seed};
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
    /// The line of each edition number.
    lines: HashMap<u32, u64>,
    picks: Vec<TraitId>,
}

impl<'p> Reader<'p> {
    pub(super) fn new(path: &'p Path, project: &'p Project, names: Names<'p>) -> Self {
        let plan = Plan::new(String::new());
        Self { project, path, names, plan, seed: None, lines: HashMap::new(), picks: vec![] }
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
        if let Some(first_line) = self.lines.insert(number, line) {
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
