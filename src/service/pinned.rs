//! Draws in which some traits are given: prepared once for each combination, and kept.

use std::sync::Arc;

use super::ask::Pins;
use super::loaded::Loaded;
use super::refusal::Refusal;
use crate::plan::Lone;
use crate::plan::file::traits_of_names;

impl Loaded {
    /// Returns what draws editions with these traits; `None` if it is to be prepared first, and `may_work` is not set.
    ///
    /// # Errors
    /// A refusal for names that the project does not have, and for traits that no edition has together.
    pub(super) fn lone_with(&self, pins: &Pins, may_work: bool) -> Result<Option<Arc<Lone>>, Refusal> {
        let known = self.pinned.get(pins);
        if known.is_some() || !may_work {
            return Ok(known);
        }
        let project = self.project();
        let pairs: Vec<(&str, &str)> = pins.iter().map(|(layer, name)| (&**layer, &**name)).collect();
        let traits = traits_of_names(project, "the address", &pairs)?;
        let lone = Arc::new(Lone::new(project, &traits)?);
        self.pinned.put(pins.clone(), Arc::clone(&lone), lone.bytes());
        Ok(Some(lone))
    }
}
