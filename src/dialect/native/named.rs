//! Names of rules and tags as the traits that they stand for, for changes of a configuration that was read.

use std::collections::BTreeMap;

use super::schema::{self, Schema, Selectors};
use super::selector::Names;
use super::sets;
use crate::Result;
use crate::dialect::problem::Problem;
use crate::project::{Project, TraitSet};

/// The traits that each of some selectors names in the project of a configuration; none for one that names nothing.
///
/// # Errors
/// A text that cannot be read.
pub(crate) fn traits_named(project: &Project, text: &str, selectors: &[&str]) -> Result<Vec<TraitSet>> {
    Ok(traits_named_and_tagged(project, text, selectors)?.0)
}

/// The traits of each tag in the project of a configuration.
///
/// # Errors
/// A text that cannot be read.
pub(crate) fn traits_tagged(project: &Project, text: &str) -> Result<BTreeMap<String, TraitSet>> {
    Ok(traits_named_and_tagged(project, text, &[])?.1)
}

/// Both [`traits_named`] and [`traits_tagged`], of a text that is read once.
///
/// # Errors
/// As these.
pub(crate) fn traits_named_and_tagged(
    project: &Project,
    text: &str,
    selectors: &[&str],
) -> Result<(Vec<TraitSet>, BTreeMap<String, TraitSet>)> {
    let schema = schema::parse(&project.config, text)?;
    let error = |problem: Problem| problem.in_config(&project.config);
    let names = names(project, &schema).map_err(error)?;
    let set = |one: &&str| names.set(&Selectors::One((*one).to_owned())).unwrap_or_default();
    let sets = selectors.iter().map(set).collect();
    let tagged = |(tag, selectors): (&String, &Selectors)| Ok((tag.clone(), names.set(selectors)?));
    Ok((sets, schema.tags.iter().map(tagged).collect::<Result<_, Problem>>().map_err(error)?))
}

fn names<'a>(project: &'a Project, schema: &'a Schema) -> Result<Names<'a>, Problem> {
    let all = (&project.layers[..], &project.traits[..]);
    if schema.layers.is_empty() {
        let drawn = project.layers.len() - usize::from(project.place_of_one_of_ones().is_some());
        return Names::new(all, project.layers[..drawn].iter().map(|layer| layer.name.as_str()), &schema.tags);
    }
    let sets = sets(schema)?;
    let is_used = |index: usize| sets.iter().any(|(_, layers)| layers.contains(&index));
    let used = schema.layers.iter().enumerate().filter(|(index, _)| is_used(*index));
    Names::new(all, used.map(|(_, entry)| entry.id()), &schema.tags)
}
