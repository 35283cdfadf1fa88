//! What a rule would cost before it is written: combinations, contradictions, and editions of a sample.

use serde::Serialize;

use super::odds::{never_drawn, shut_out};
use super::rule::AskedRule;
use crate::Result;
use crate::plan::{self, SetGroup, named};
use crate::project::{Project, TraitId, limits};

/// What a rule costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cost {
    /// The number of combinations without the rule.
    pub before: String,
    /// The number of them with it.
    pub after: String,
    /// `true` if both numbers are exact; else there are that many at least.
    pub exact: bool,
    /// The contradiction that the rule makes, if it makes one.
    pub conflict: Option<Conflict>,
    /// The places of the given editions that break the rule.
    pub touched: Vec<usize>,
}

/// Rules that leave no edition, or shut a trait out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Conflict {
    /// What cannot be, as a sentence without a full stop.
    pub text: String,
    /// The fewest rules that make it so, as they were written.
    pub rules: Vec<String>,
}

/// Finds what a rule would cost, as one more or in place of the one at `instead` among the project's. `editions` are picks, as in a
/// plan.
///
/// # Errors
/// As [`AskedRule::rule`]; [`crate::error::ProjectError::TooMany`].
pub fn cost(project: &Project, rule: &AskedRule, instead: Option<usize>, editions: &[Vec<u32>]) -> Result<Cost> {
    let rule = rule.rule(project)?;
    let breaks = |picks: &Vec<u32>| !rule.holds(&picks.iter().copied().map(TraitId).collect::<Vec<_>>());
    let touched = editions.iter().enumerate().filter(|(_, picks)| breaks(picks)).map(|(at, _)| at).collect();
    let mut with = project.clone();
    match instead.and_then(|at| with.rules.get_mut(at)) {
        Some(old) => *old = rule,
        None => with.rules.push(rule),
    }
    limits::check(&with)?;
    let (before, after) = (plan::quick_capacity(project), plan::quick_capacity(&with));
    let is_exact = |groups: &[SetGroup]| groups.iter().all(|group| group.possible == group.at_most);
    Ok(Cost {
        before: combinations(&before),
        after: combinations(&after),
        exact: is_exact(&before) && is_exact(&after),
        conflict: conflict(project, &with),
        touched,
    })
}

fn combinations(groups: &[SetGroup]) -> String {
    groups.iter().fold(0u128, |sum, group| sum.saturating_add(group.possible)).to_string()
}

/// What cannot be any more with one more rule.
fn conflict(project: &Project, with: &Project) -> Option<Conflict> {
    // Rules that are too tangled to look at are told of when a plan is drawn.
    if let Some(found) = plan::contradiction(with).ok()? {
        let text = format!("no edition can keep {}", plan::listed(&found.rules));
        return Some(Conflict { text, rules: found.rules });
    }
    let before = never_drawn(project);
    let new: Vec<TraitId> = never_drawn(with).into_iter().filter(|id| before.binary_search(id).is_err()).collect();
    let (first, others) = new.split_first()?;
    let rules = shut_out(with, *first);
    let others = match others.len() {
        0 => String::new(),
        1 => " and one other trait".to_owned(),
        count => format!(" and {count} other traits"),
    };
    let verb = if others.is_empty() { "is" } else { "are" };
    let text =
        format!("{}{others} {verb} never shown any more, because of {}", named(with, &[*first]), plan::listed(&rules));
    Some(Conflict { text, rules })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::fixture::Folder;

    #[test]
    fn a_rule_costs_combinations_and_editions() {
        let project = Folder::of(&["A/a.png", "A/b.png", "B/c.png", "B/d.png", "C/e.png", "C/f.png"]).open("");
        let rule = AskedRule::Excludes { traits: vec![0], with: vec![2, 3] };
        let cost = cost(&project, &rule, None, &[vec![0, 2, 4], vec![1, 2, 4], vec![0, 3, 5]]).unwrap();
        assert_eq!((cost.before.as_str(), cost.after.as_str(), cost.exact), ("8", "4", true));
        assert_eq!(cost.touched, [0, 2]);
        let conflict = cost.conflict.unwrap();
        assert_eq!(conflict.text, "\"A/a\" is never shown any more, because of \"A/a excludes B\"");
        assert_eq!(conflict.rules, ["A/a excludes B"]);
    }

    #[test]
    fn the_smallest_conflict_is_named() {
        let folder = Folder::of(&["A/a.png", "A/b.png", "B/c.png", "B/d.png", "C/e.png", "C/f.png"]);
        let text = "[[rules]]\ntrait = \"A/a\"\nrequires = \"B/c\"\n[[rules]]\nat_most = 1\nof = [\"A/b\", \"C/e\"]\n\
                    [[rules]]\ntrait = \"A/b\"\nrequires = \"B/c\"\n";
        let project = folder.open(text);
        let of = |rule| cost(&project, &rule, None, &[]).unwrap().conflict.unwrap();
        let all = of(AskedRule::AtMost { most: 0, traits: vec![2] });
        assert_eq!(all.rules, ["A/a requires B/c", "A/b requires B/c", "at most 0 of B/c"]);
        assert!(all.text.starts_with("no edition can keep \"A/a requires B/c\""), "{}", all.text);
        let one = of(AskedRule::Excludes { traits: vec![0], with: vec![2] });
        assert_eq!(one.rules, ["A/a requires B/c", "A/a excludes B/c"]);
        let none = cost(&project, &AskedRule::Excludes { traits: vec![0], with: vec![5] }, None, &[]).unwrap();
        assert_eq!(none.conflict, None);
        // In place of the rule that it contradicts it is possible.
        let rule = AskedRule::Excludes { traits: vec![0], with: vec![2] };
        let instead = cost(&project, &rule, Some(0), &[]).unwrap();
        assert_eq!((instead.conflict, instead.before.as_str(), instead.after.as_str()), (None, "3", "3"));
    }
}
