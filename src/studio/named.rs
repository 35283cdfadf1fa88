//! Editions that the page names by their picks.

use super::refusal::Refusal;
use crate::canvas::StraightRgba;
use crate::plan::{self, Edition, Plan};
use crate::project::{Project, SetId, TraitId};

/// An edition as the page names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its number, 0 where it has none yet.
    pub number: u32,
    /// Its set.
    pub set: SetId,
    /// Its background; `None` is transparent.
    pub background: Option<StraightRgba>,
    /// A trait for each layer of the set, bottom up.
    pub picks: Vec<TraitId>,
}

impl Named {
    /// The edition.
    pub fn edition(&self) -> Edition<'_> {
        Edition { number: self.number, set: self.set, background: self.background, picks: &self.picks }
    }

    /// The edition of a project that some words of an address name.
    ///
    /// # Errors
    /// A refusal for words that are no edition of the project.
    pub fn read(project: &Project, set: u32, picks: &str, background: &str) -> Result<Self, Refusal> {
        Self::new(project, set, ids(picks)?, background)
    }

    /// The edition of a project with these picks.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn new(project: &Project, set: u32, picks: Vec<TraitId>, background: &str) -> Result<Self, Refusal> {
        let background = match background {
            "" | "null" => None,
            text => Some(colour(text).ok_or_else(|| Refusal::wrong("the background is not rrggbbaa"))?),
        };
        let named = Self { number: project.first_edition, set: SetId(set), background, picks };
        let mut plan = Plan::new(String::new());
        plan.push(named.edition());
        if !plan.fits(project) {
            return Err(Refusal::wrong("the project has no such edition: draw a new sample"));
        }
        Ok(named)
    }
}

/// The traits of a list such as `3,17,20`; none of an empty text.
///
/// # Errors
/// A refusal for anything else.
pub fn ids(text: &str) -> Result<Vec<TraitId>, Refusal> {
    let id =
        |part: &str| part.parse().map(TraitId).map_err(|_| Refusal::wrong("a list of traits is numbers and commas"));
    text.split(',').filter(|part| !part.is_empty()).map(id).collect()
}

/// A colour as `rrggbb` or `rrggbbaa`, with or without `#` before it.
fn colour(text: &str) -> Option<StraightRgba> {
    plan::colour::from_text(&format!("#{}", text.trim_start_matches('#'))).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_and_lists_are_read() {
        assert_eq!(colour("102030"), Some(StraightRgba { r: 16, g: 32, b: 48, a: 255 }));
        assert_eq!(colour("#10203080"), Some(StraightRgba { r: 16, g: 32, b: 48, a: 128 }));
        assert_eq!(colour("red"), None);
        assert_eq!(ids("3,17").unwrap(), [TraitId(3), TraitId(17)]);
        assert!(ids("").unwrap().is_empty() && ids("3,x").is_err() && ids("-1").is_err());
    }
}
