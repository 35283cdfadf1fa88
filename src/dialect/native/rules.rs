//! `[[rules]]` as the rules of the project.
//!
//! Selectors give the meaning of names, this file that of rules.

use std::path::Path;

use super::schema::{RuleEntry, Schema, Selectors};
use super::selector::Names;
use crate::Error;
use crate::dialect::problem::Problem;
use crate::project::{Rule, RuleKind, TraitSet, limits};

/// The rules of all entries.
pub(super) fn rules(entries: &[RuleEntry], names: &Names<'_>) -> Result<Vec<Rule>, Problem> {
    let mut rules = vec![];
    for (index, entry) in entries.iter().enumerate() {
        form(entry).map_err(|problem| problem.at(format!("rules[{index}]")))?;
        let key = |key: &str| format!("rules[{index}].{key}");
        let set = |name: &str, selectors: &Selectors| names.set(selectors).map_err(|problem| problem.at(key(name)));
        if let Some(traits) = &entry.traits {
            pairs(entry, traits, &set, names, &mut rules)?;
        } else if let (Some(most), Some(of)) = (entry.at_most, &entry.of) {
            let text = format!("at most {most} of {}", listed(of));
            rules.push(Rule { kind: RuleKind::AtMost { most, of: set("of", of)? }, text });
        } else if let Some(same) = &entry.same {
            rules.extend(same_rules(same, &set)?);
        }
    }
    Ok(rules)
}

/// Passes names that are not too long, patterns that are not compared with too many traits, and groups without too many pairs.
///
/// # Errors
/// [`ProjectError::TooMany`](crate::error::ProjectError::TooMany).
pub(super) fn check_names(config: &Path, schema: &Schema, traits: usize) -> Result<(), Error> {
    let lists = schema.rules.iter().flat_map(|rule| {
        [&rule.traits, &rule.excludes, &rule.requires, &rule.only_with, &rule.of, &rule.same].into_iter().flatten()
    });
    // What layers call their traits is compared as patterns are.
    let mut patterns: usize = schema.layers.iter().map(|layer| layer.values.len()).sum();
    for selectors in lists.chain(schema.tags.values()) {
        for name in selectors.all() {
            limits::NAME.check(config, name.len())?;
            patterns += usize::from(name.contains('*'));
        }
    }
    limits::COMPARISONS.check(config, patterns.saturating_mul(traits))?;
    let groups = schema.rules.iter().filter_map(|rule| rule.same.as_ref()).map(|same| same.all().len());
    limits::RULES.check(config, groups.map(|count| count.saturating_mul(count.saturating_sub(1)) / 2).sum())
}

/// Passes an entry that has the keys of one of the three forms, and no others.
fn form(entry: &RuleEntry) -> Result<(), Problem> {
    let verbs = [&entry.excludes, &entry.requires, &entry.only_with].iter().any(|verb| verb.is_some());
    let forms = [entry.traits.is_some(), entry.at_most.is_some(), entry.same.is_some()];
    let problem = match forms.iter().filter(|form| **form).count() {
        0 if verbs => "has no trait: excludes, requires and only_with say it of one",
        0 => "says nothing: write trait and excludes, requires or only_with; or at_most and of; or same",
        1 if entry.traits.is_some() && !verbs => "has trait alone: add excludes, requires or only_with",
        1 if entry.traits.is_none() && verbs => "has no trait: excludes, requires and only_with say it of one",
        1 if entry.at_most.is_some() != entry.of.is_some() => "needs at_most and of together",
        1 => return Ok(()),
        _ => "is two rules in one: give each an entry of its own",
    };
    Err(Problem::of_value(problem))
}

type Set<'a> = dyn Fn(&str, &Selectors) -> Result<TraitSet, Problem> + 'a;

fn pairs(
    entry: &RuleEntry,
    traits: &Selectors,
    set: &Set<'_>,
    names: &Names<'_>,
    rules: &mut Vec<Rule>,
) -> Result<(), Problem> {
    let a = set("trait", traits)?;
    let text = |verb: &str, others: &Selectors| format!("{} {verb} {}", listed(traits), listed(others));
    if let Some(others) = &entry.excludes {
        let kind = RuleKind::Excludes { a: a.clone(), b: set("excludes", others)? };
        rules.push(Rule { kind, text: text("excludes", others) });
    }
    if let Some(others) = &entry.requires {
        let kind = RuleKind::Requires { when: a.clone(), any_of: set("requires", others)? };
        rules.push(Rule { kind, text: text("requires", others) });
    }
    if let Some(others) = &entry.only_with {
        // A set without the layer keeps the rule: so it excludes what else the layer has, and requires nothing.
        let kind = RuleKind::Excludes { a, b: names.others(&set("only_with", others)?) };
        rules.push(Rule { kind, text: text("only with", others) });
    }
    Ok(())
}

/// No trait of a group with one of another; a trait may be in several groups only if it is alone with its like.
fn same_rules(same: &Selectors, set: &Set<'_>) -> Result<Vec<Rule>, Problem> {
    let one = |selector: &String| set("same", &Selectors::One(selector.clone()));
    let groups: Vec<TraitSet> = same.all().iter().map(one).collect::<Result<_, _>>()?;
    let text = format!("same {}", listed(same));
    let mut rules = vec![];
    for (i, a) in groups.iter().enumerate() {
        for b in &groups[i + 1..] {
            let kind = RuleKind::Excludes { a: a.clone(), b: b.clone() };
            rules.push(Rule { kind, text: text.clone() });
        }
    }
    if rules.is_empty() {
        return Err(Problem::new("rules[].same", "needs two groups or more, such as [\"#red\", \"#blue\"]"));
    }
    Ok(rules)
}

fn listed(selectors: &Selectors) -> String {
    selectors.all().join(", ")
}
