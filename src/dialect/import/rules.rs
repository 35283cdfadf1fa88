//! `[[rules]]`, but for those that `within` gives by itself.
//!
//! Rules name traits by the names that the layers give them.

use super::layers::Entries;
use super::toml_text;
use crate::project::{LayerId, Project, Rule, RuleKind, TraitId, TraitSet};

/// The text of all rules, each under the words of its configuration.
pub(super) fn text(project: &Project, entries: &Entries<'_>) -> String {
    let implied = implied(project);
    let names = |set: &TraitSet| {
        let mut names: Vec<String> = set.iter().map(|id| entries.selector(id, |other| set.contains(other))).collect();
        names.dedup();
        toml_text::texts(names.iter().map(String::as_str))
    };
    let mut out = String::new();
    let is_said = |rule: &&Rule| asks_something(&rule.kind) && !implied.contains(&rule.kind);
    for rule in project.rules.iter().filter(is_said) {
        let lines = match &rule.kind {
            RuleKind::Excludes { a, b } => format!("trait = {}\nexcludes = {}", names(a), names(b)),
            RuleKind::Requires { when, any_of } => format!("trait = {}\nrequires = {}", names(when), names(any_of)),
            RuleKind::AtMost { most, of } => format!("at_most = {most}\nof = {}", names(of)),
        };
        let said: Vec<&str> = rule.text.split_whitespace().collect();
        out += &format!("\n# {}\n[[rules]]\n{lines}\n", said.join(" "));
    }
    out
}

/// Returns `true` if some edition could break a rule: an engine's rule may be about traits of which a set of layers has
/// none.
fn asks_something(kind: &RuleKind) -> bool {
    let has_some = |set: &TraitSet| set.iter().len() > 0;
    match kind {
        RuleKind::Excludes { a, b } => has_some(a) && has_some(b),
        RuleKind::Requires { when, .. } => has_some(when),
        RuleKind::AtMost { of, .. } => has_some(of),
    }
}

/// The requirements of layers within a choice.
fn implied(project: &Project) -> Vec<RuleKind> {
    let of = |id: u32| {
        let choice = project.layer(LayerId(id)).within?;
        let traits = project.traits_of(LayerId(id)).filter(|(_, t)| !t.file_name.is_empty());
        let when: TraitSet = traits.map(|(id, _)| id).collect();
        Some(RuleKind::Requires { when, any_of: std::iter::once(choice).collect() })
    };
    (0..project.layers.len() as u32).filter_map(of).collect()
}

/// The demands of rules as texts, sorted and each once.
pub(super) fn asked(rules: &[Rule]) -> Vec<String> {
    let ids = |set: &TraitSet| set.iter().map(|TraitId(id)| id).collect::<Vec<u32>>();
    let mut asked: Vec<String> = rules
        .iter()
        .filter(|rule| asks_something(&rule.kind))
        .map(|rule| match &rule.kind {
            RuleKind::Excludes { a, b } => format!("{:?} excludes {:?}", ids(a), ids(b)),
            RuleKind::Requires { when, any_of } => format!("{:?} requires {:?}", ids(when), ids(any_of)),
            RuleKind::AtMost { most, of } => format!("at most {most} of {:?}", ids(of)),
        })
        .collect();
    asked.sort();
    asked.dedup();
    asked
}
