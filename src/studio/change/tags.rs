//! Changes of `[tags]`: which traits a tag names.

use std::collections::BTreeMap;
use std::ops::Range;

use super::gone;
use super::names::{names_of, with_names};
use super::rules::{implied, parts};
use super::source::Source;
use super::written::{Place, Written};
use crate::Result;
use crate::dialect::{traits_named, traits_tagged};
use crate::project::{Project, TraitId, TraitSet};
use crate::studio::rule::Naming;

/// The name of a tag, which rules write with `#` before it.
pub(super) fn name(tag: &str) -> &str {
    tag.strip_prefix('#').unwrap_or(tag)
}

/// The text with a tag for a trait, named in the first, second or third way there is; `None` beyond these.
pub(super) fn add(source: &Source<'_>, id: TraitId, tag: &str, attempt: usize) -> Result<Option<String>> {
    let Some(naming) = [Naming::Short, Naming::Name, Naming::FileName].get(attempt) else { return Ok(None) };
    let mut traits = tagged(source, id, tag)?;
    if traits.contains(id) {
        return Ok(Some(source.finish()));
    }
    traits = traits.iter().chain([id]).collect();
    let text = match source.written.table("tags") {
        Some(place) => with_names(source, place, tag, &traits, *naming)?,
        None => {
            let empty = source.again(&source.blocks()?.with("tags", "[tags]\n"))?;
            let place = empty.written.table("tags").ok_or_else(|| gone("such list of tags"))?;
            with_names(&empty, place, tag, &traits, *naming)?
        }
    };
    Ok(Some(source.written.finish(&text)))
}

/// The text without a tag of a trait; a tag without traits goes with its last. Written in the first, second or third way there
/// is; `None` beyond these.
pub(super) fn remove(source: &Source<'_>, id: TraitId, tag: &str, attempt: usize) -> Result<Option<String>> {
    let Some(naming) = [Naming::Short, Naming::Name, Naming::FileName].get(attempt) else { return Ok(None) };
    let traits = tagged(source, id, tag)?;
    let place = source.written.table("tags");
    let Some((place, value)) = place.and_then(|place| Some((place, place.value(tag)?))).filter(|_| traits.contains(id))
    else {
        return Ok(Some(source.finish()));
    };
    let names = names_of(value);
    let sets = traits_named(source.project, &source.finish(), &names)?;
    let is_wide = |(name, set): &(&&str, &TraitSet)| name.contains('*') && set.contains(id) && set.iter().len() > 1;
    if let Some((name, _)) = names.iter().zip(&sets).find(is_wide) {
        let problem = format!("\"{name}\" names other traits with it; name those one by one in simdgen.toml first");
        return Err(source.unsaid(problem));
    }
    let rest: TraitSet = traits.iter().filter(|other| *other != id).collect();
    let text = match rest.is_empty() {
        true => without_tag(source, place, tag)?,
        false => with_names(source, place, tag, &rest, *naming)?,
    };
    Ok(Some(source.written.finish(&text)))
}

/// The text without a tag. A table that has nothing else to say goes with its last.
fn without_tag(source: &Source<'_>, place: Place<'_>, tag: &str) -> Result<String> {
    let text = source.written.without_named(place, tag).ok_or_else(|| gone("such tag"))?;
    let rest = source.again(&text)?;
    let bare = match rest.written.table("tags") {
        Some(left) if left.keys().is_empty() && left.is_inline() => rest.written.without_top("tags"),
        Some(left) if left.keys().is_empty() => rest.blocks()?.without_bare("tags"),
        _ => None,
    };
    Ok(bare.unwrap_or_else(|| rest.written.text().to_owned()))
}

/// The traits that have a tag, where one of these may be given it.
fn tagged(source: &Source<'_>, id: TraitId, tag: &str) -> Result<TraitSet> {
    if source.project.trait_(id).is_nothing() || source.project.one_of_one(id).is_some() {
        return Err(source.unsaid("only traits of layers that draw something have tags"));
    }
    if tag.is_empty() {
        return Err(source.wrong("have one without a name: give it one"));
    }
    Ok(traits_tagged(source.project, &source.finish())?.remove(tag).unwrap_or_default())
}

/// True when a tag is gained or lost by a trait, and all others are as they were.
pub(super) fn is_made(before: [(&Project, &str); 2], id: TraitId, tag: &str, has_it: bool) -> bool {
    let [had, has] = before.map(|(project, text)| traits_tagged(project, text));
    let (Ok(mut had), Ok(has)) = (had, has) else { return false };
    let traits: TraitSet = match has_it {
        true => had.remove(tag).unwrap_or_default().iter().chain([id]).collect(),
        false => had.remove(tag).unwrap_or_default().iter().filter(|other| *other != id).collect(),
    };
    let all: BTreeMap<String, TraitSet> =
        had.into_iter().chain((!traits.is_empty()).then(|| (tag.to_owned(), traits))).collect();
    all == has
}

/// The places of the rules that name a tag, among those of the project.
pub(super) fn rules_with(project: &Project, text: &str, tag: &str) -> Vec<Range<usize>> {
    let Some(written) = Written::of(text) else { return vec![] };
    let selector = format!("#{tag}");
    let mut first = implied(project);
    let mut found = vec![];
    for (rule, count) in written.list("rules").into_iter().zip(parts(&written)) {
        let names = rule.keys().into_iter().filter_map(|key| rule.value(key)).flat_map(names_of);
        if names.into_iter().any(|name| name == selector) {
            found.push(first..first + count);
        }
        first += count;
    }
    found
}
