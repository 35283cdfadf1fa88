//! Finds rules that contradict each other, and traits that the rules shut out.
//!
//! It is about the rules as the artist wrote them: its answers name them by their text.

use super::capacity::spaces;
use super::space::{Scratch, Space, Walk};
use crate::error::PlanError;
use crate::project::{Project, Rule, SetId, TraitId};
use crate::{Error, Result};

/// Rules that no edition of a set can keep together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// The set.
    pub set: SetId,
    /// The rules as they were written; none can be left out, unless it would take too long to find out.
    pub rules: Vec<String>,
}

/// The rules that leave the first set with editions that cannot make one without any; `None` where each can.
///
/// # Errors
/// [`PlanError::RulesTooTangled`].
pub fn contradiction(project: &Project) -> Result<Option<Contradiction>> {
    contradiction_in(project, &spaces(project))
}

fn contradiction_in(project: &Project, spaces: &[Space]) -> Result<Option<Contradiction>> {
    for (i, (set, space)) in project.sets.iter().zip(spaces).enumerate() {
        if set.editions == 0 {
            continue;
        }
        let mut scratch = Scratch::new(space);
        if space.has_any(&mut scratch) {
            continue;
        }
        if scratch.steps == 0 {
            return Err(Error::Plan(PlanError::RulesTooTangled));
        }
        let kept = fewest(&texts(project), |texts| {
            let rules = project.rules.iter().filter(|rule| texts.contains(&rule.text.as_str()));
            let space = Space::new(project, set, rules);
            !space.has_any(&mut Scratch::new(&space))
        });
        let rules = kept.into_iter().map(str::to_owned).collect();
        return Ok(Some(Contradiction { set: SetId(i as u32), rules }));
    }
    Ok(None)
}

/// Fails when a set with editions cannot make one.
///
/// # Errors
/// [`PlanError::RulesContradict`] with rules of which none can be left out; [`PlanError::RulesTooTangled`].
pub(super) fn check_rules(project: &Project, spaces: &[Space]) -> Result<()> {
    match contradiction_in(project, spaces)? {
        None => Ok(()),
        Some(Contradiction { set, rules }) => {
            Err(Error::Plan(PlanError::RulesContradict { set: set.0 + 1, rules: listed(&rules) }))
        }
    }
}

/// Traits that have a weight or a count, but that no edition of the set can show under the rules.
///
/// Traits in reserve are left out. Empty where the set has no edition at all.
pub fn never_drawn(project: &Project, set: SetId) -> Vec<TraitId> {
    let spaces = spaces(project);
    let space = &spaces[set.0 as usize];
    if !space.has_any(&mut Scratch::new(space)) {
        return vec![];
    }
    let mut walk = Walk::new(space);
    let mut never = vec![];
    for (layer, slot) in space.layers.iter().enumerate() {
        for (id, _) in project.traits_of(slot.id).filter(|(_, t)| t.can_be_drawn() && !t.reserve) {
            walk.restart();
            if !walk.take(layer, slot.bit(id)) && !walk.gave_up() {
                never.push(id);
            }
        }
    }
    never.sort_unstable();
    never
}

/// The rules as they were written, each once.
pub(super) fn texts(project: &Project) -> Vec<&str> {
    let mut texts: Vec<&str> = vec![];
    for Rule { text, .. } in &project.rules {
        if !texts.contains(&text.as_str()) {
            texts.push(text);
        }
    }
    texts
}

/// The most times that [`fewest`] looks at a list for conflicts, a list of a thousand counted as one look: more takes too
/// long.
const MOST_LOOKS: usize = 1_000;

/// Leaves out of a list what can be left out while it still conflicts: of what is returned, everything is needed, unless that
/// would take too long to find out.
pub(super) fn fewest<T: Clone>(all: &[T], conflicts: impl Fn(&[T]) -> bool) -> Vec<T> {
    let mut kept = all.to_vec();
    // Of a long list, half and quarters at a time first.
    let mut part = if all.len() > 64 { all.len() / 2 } else { 0 };
    while part > 1 {
        let mut at = 0;
        while at < kept.len() && kept.len() > 1 {
            let mut rest = kept.clone();
            rest.drain(at..(at + part).min(kept.len()));
            if conflicts(&rest) { kept = rest } else { at += part }
        }
        part /= 4;
    }
    let looks = MOST_LOOKS * 1_000 / kept.len().max(1_000);
    for item in (0..kept.len()).rev().take(looks) {
        let removed = kept.remove(item);
        if !conflicts(&kept) {
            kept.insert(item, removed);
        }
    }
    kept
}

/// A trait as rules name it.
pub(super) fn name(project: &Project, id: TraitId) -> String {
    let t = project.trait_(id);
    format!("{}/{}", project.layer(t.layer).name, t.name)
}

/// Rules as a part of a sentence: "a", "b" and "c".
pub fn listed<T: AsRef<str>>(texts: &[T]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| format!("\"{}\"", text.as_ref())).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_all_needed() {
        // A conflict is having both 2 and 5, or 7.
        let conflicts = |all: &[u32]| all.contains(&2) && all.contains(&5) || all.contains(&7);
        assert_eq!(fewest(&[1, 2, 3, 5, 8], conflicts), [2, 5]);
        let kept = fewest(&[1, 2, 5, 7], conflicts);
        assert!(kept == [7] || kept == [2, 5], "{kept:?}");
    }

    #[test]
    fn lists_read_as_sentences() {
        assert_eq!(listed(&["a"]), "\"a\"");
        assert_eq!(listed(&["a", "b", "c"]), "\"a\", \"b\" and \"c\"");
    }
}
