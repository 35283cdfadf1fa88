//! The editions that a configuration gives by their traits, as a plan that the others are drawn beside.

use std::collections::HashSet;

use super::names::{Names, Place};
use crate::Result;
use crate::plan::{Edition, EditionIndex, Plan, Seed, colour, seed_of};
use crate::project::{ChosenEdition, Project};

/// The chosen editions of a project, by number; of a project that makes fewer editions than it says, those among them.
///
/// # Errors
/// [`PlanError`](crate::error::PlanError) about layers, traits or backgrounds, with the configuration as the place.
pub fn chosen(project: &Project) -> Result<Plan> {
    let mut plan = Plan::new(String::new());
    if project.chosen.is_empty() {
        return Ok(plan);
    }
    let names = Names::new(project, &[]);
    let seed = Seed::new(&seed_of(project));
    let editions = project.editions() as u64;
    let mut picks = vec![];
    for (edition, number) in project.chosen.iter().zip(numbers(project)) {
        let place = Place { file: Some((&project.config, 0)), edition: Some(number) };
        let pairs: Vec<(&str, &str)> = edition.traits.iter().map(|(label, word)| (&**label, &**word)).collect();
        let set = names.resolve(place, edition.set, &pairs, &mut picks)?;
        let background = match &edition.background {
            None => colour::background(project.background, &mut seed.stream(u64::from(number))),
            Some(text) => colour::from_text(text).ok_or_else(|| {
                let form = format!("#rrggbb, #rrggbbaa or {}", colour::TRANSPARENT);
                place.syntax(format!("the background \"{text}\" is not {form}"))
            })?,
        };
        if u64::from(number - project.first_edition) < editions {
            plan.push(Edition { number, set, background, picks: &picks });
        }
    }
    let mut order: Vec<EditionIndex> = (0..plan.len() as u32).map(EditionIndex).collect();
    order.sort_by_key(|at| plan.edition(*at).number);
    order.truncate(project.editions() - project.one_of_one.len());
    Ok(plan.pick(&order))
}

/// A number for each chosen edition: its own, or the lowest that is free. Own numbers are from the first edition's on.
fn numbers(project: &Project) -> Vec<u32> {
    let own = project.chosen.iter().filter_map(|edition| edition.number);
    let taken: HashSet<u32> = own.chain(project.one_of_one.iter().filter_map(|one| one.number)).collect();
    let mut free = (project.first_edition..=u32::MAX).filter(|number| !taken.contains(number));
    let mut of = |edition: &ChosenEdition| edition.number.or_else(|| free.next()).unwrap_or(u32::MAX);
    project.chosen.iter().map(&mut of).collect()
}
