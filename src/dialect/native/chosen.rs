//! The `[[chosen]]` entries: editions that the artist gives by their traits.
//!
//! ```toml
//! [[chosen]]
//! traits = { Body = "Red", Hat = "Crown" }
//! ```
//!
//! Names of layers and traits are looked up as those of plan files are, when the collection is planned.

use super::schema::ChosenEntry;
use crate::dialect::problem::Problem;
use crate::project::{ChosenEdition, Project};

/// Adds the chosen editions to a project that has all others.
pub(super) fn add(project: &mut Project, entries: Vec<ChosenEntry>) -> Result<(), Problem> {
    let all = project.editions();
    let drawn = all - project.one_of_one.len();
    if entries.len() > drawn {
        let problem = format!("has {} editions, and there are to be {drawn}: take some out", entries.len());
        return Err(Problem::new("chosen", problem));
    }
    // Edition numbers are checked to fit.
    let (first, last) = (project.first_edition, project.first_edition + (all as u32).saturating_sub(1));
    for (index, entry) in entries.into_iter().enumerate() {
        let at = |key: &str| format!("chosen[{index}].{key}");
        if let Some(number) = entry.edition {
            let is_taken = project.chosen.iter().any(|other| other.number == Some(number))
                || project.one_of_one.iter().any(|one| one.number == Some(number));
            if !(first..=last).contains(&number) {
                let problem = format!("is {number}, and the editions are {first} to {last}: choose one of these");
                return Err(Problem::new(at("edition"), problem));
            }
            if is_taken {
                return Err(Problem::new(at("edition"), format!("is {number} a second time: choose another")));
            }
        }
        let sets = project.sets.len() as u32;
        let set = match entry.set {
            Some(set) if !(1..=sets).contains(&set) => {
                let problem = format!("is {set}, and the sets are 1 to {sets}: choose one of these");
                return Err(Problem::new(at("set"), problem));
            }
            set => set.map(|set| set - 1),
        };
        project.chosen.push(ChosenEdition {
            number: entry.edition,
            set,
            background: entry.background,
            traits: entry.traits.into_iter().collect(),
        });
    }
    Ok(())
}
