//! Changes of `[[rules]]`, and the rules as they are written.

use serde::Serialize;

use toml_edit::Value;

use super::gone;
use super::names::names_of;
use super::source::Source;
use super::written::{Place, Written};
use crate::Result;
use crate::project::{Project, Rule, RuleKind, TraitId, TraitSet};
use crate::studio::rule::{AskedRule, Naming, on_lines, on_one_line};

/// A rule as the file has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WrittenRule {
    /// Its place among those of the file.
    pub index: usize,
    /// Its kind, as in the page's requests; "several" for one that says more than one thing, "same" for groups that do not mix.
    pub kind: &'static str,
    /// The rule as messages name it.
    pub text: String,
    /// Its lines in the file.
    pub toml: String,
    /// All traits that it names, ascending.
    pub traits: Vec<u32>,
    /// The rule as a page asks for it; `None` for one that the page cannot change.
    pub asked: Option<AskedRule>,
}

/// The text with one more rule, written in the first, second or third way there is; `None` beyond these.
pub(super) fn add(source: Source<'_>, rule: &AskedRule, attempt: usize) -> Result<Option<String>> {
    let Some(naming) = [Naming::Short, Naming::Name, Naming::FileName].get(attempt) else { return Ok(None) };
    let pairs = rule.pairs(source.project, &source.layer_names(), *naming);
    let text = match source.written.inline_list("rules") {
        Some(list) => {
            let pairs: Vec<String> =
                pairs.iter().map(|(key, values)| format!("{key} = {}", on_one_line(values))).collect();
            source
                .written
                .with_item(list, &format!("{{ {} }}", pairs.join(", ")))
                .ok_or_else(|| gone("such list of rules"))?
        }
        None => {
            let lines: String = pairs.iter().map(|(key, values)| on_lines(key, values)).collect();
            source.blocks()?.with("rules", &format!("[[rules]]\n{lines}"))
        }
    };
    Ok(Some(source.written.finish(&text)))
}

/// The text without a rule.
pub(super) fn remove(source: Source<'_>, index: usize) -> Result<String> {
    let text = match source.written.inline_list("rules") {
        Some(list) => source.written.without_item(list, index),
        None => source.blocks()?.without("rules", index),
    };
    let text = text.ok_or_else(|| gone(&format!("rule {}", index.saturating_add(1))))?;
    Ok(source.written.finish(&text))
}

/// The number of rules of the project that each rule of the file makes.
pub(super) fn parts(written: &Written) -> Vec<usize> {
    written.list("rules").into_iter().map(part).collect()
}

/// The place of the first rule that a rule of the file makes, among those of the project.
pub fn place(project: &Project, text: &str, index: usize) -> Option<usize> {
    let parts = parts(&Written::of(text)?);
    parts.get(index)?;
    Some(implied(project) + parts.get(..index)?.iter().sum::<usize>())
}

fn part(rule: Place<'_>) -> usize {
    let verbs = ["excludes", "requires", "only_with", "at_most"].iter().filter(|verb| rule.has(verb)).count();
    let groups = rule.inline_list("same").map_or(0, toml_edit::Array::len);
    verbs + groups * groups.saturating_sub(1) / 2
}

/// The rules of a project that are not written, because layers within traits make them.
pub(super) fn implied(project: &Project) -> usize {
    project.layers.iter().filter(|layer| layer.within.is_some()).count()
}

/// The names in the two lists of each rule of the file.
pub(super) fn names_of_rules(written: &Written) -> Vec<Vec<&str>> {
    let mut names = vec![];
    for rule in written.list("rules") {
        names.extend(keys(kind(rule)).map(|key| rule.value(key).map_or_else(Vec::new, names_of)));
    }
    names
}

/// The rules of a project as its `simdgen.toml` has them; `names` are those in their lists, and `sets` the traits that each names.
pub(super) fn written_rules(
    project: &Project,
    written: &Written,
    names: &[Vec<&str>],
    sets: Vec<TraitSet>,
) -> Vec<WrittenRule> {
    let mut left = &project.rules[implied(project).min(project.rules.len())..];
    let (mut sets, is_known) = (sets.iter(), sets.len() == names.iter().map(Vec::len).sum::<usize>());
    let mut ids = |names: &[&str]| -> Vec<u32> {
        let ids: TraitSet = sets.by_ref().take(names.len()).flat_map(TraitSet::iter).collect();
        ids.iter().map(|TraitId(id)| id).collect()
    };
    let mut rules = vec![];
    for ((index, rule), sides) in written.list("rules").into_iter().enumerate().zip(names.as_chunks::<2>().0) {
        let Some((own, rest)) = left.split_at_checked(part(rule)) else { break };
        left = rest;
        let lines = written.pairs(rule).into_iter().map(|pair| format!("{pair}\n")).collect();
        let asked = asked(rule, ids(&sides[0]), ids(&sides[1])).filter(|_| is_known);
        rules.push(WrittenRule { asked, ..of(index, own, kind(rule), lines) });
    }
    rules
}

/// A rule of the file with the traits of its two lists as a page asks for one, where it says one thing that a page can ask for.
fn asked(rule: Place<'_>, traits: Vec<u32>, with: Vec<u32>) -> Option<AskedRule> {
    Some(match kind(rule) {
        "excludes" => AskedRule::Excludes { traits, with },
        "requires" => AskedRule::Requires { traits, with },
        "only_with" => AskedRule::OnlyWith { traits, with },
        "at_most" => {
            let most = rule.value("at_most").and_then(Value::as_integer)?;
            AskedRule::AtMost { most: u32::try_from(most).ok()?, traits }
        }
        _ => return None,
    })
}

/// The keys of the two lists of a kind of rule.
pub(super) fn keys(kind: &'static str) -> [&'static str; 2] {
    if kind == "at_most" { ["of", kind] } else { ["trait", kind] }
}

/// The kind of a rule of the file.
pub(super) fn kind(rule: Place<'_>) -> &'static str {
    let kinds = ["excludes", "requires", "only_with", "at_most", "same"];
    let mut own = kinds.into_iter().filter(|kind| rule.has(kind));
    match (own.next(), own.next()) {
        (Some(kind), None) => kind,
        _ => "several",
    }
}

/// The rules of a project, one for each text that messages use.
pub(super) fn by_text(rules: &[Rule]) -> Vec<WrittenRule> {
    let groups = rules.chunk_by(|a, b| a.text == b.text).enumerate();
    groups
        .map(|(index, group)| {
            let kind = match &group[0].kind {
                RuleKind::Excludes { .. } => "excludes",
                RuleKind::Requires { .. } => "requires",
                RuleKind::AtMost { .. } => "at_most",
            };
            of(index, group, kind, String::new())
        })
        .collect()
}

fn of(index: usize, rules: &[Rule], kind: &'static str, toml: String) -> WrittenRule {
    let mut traits: Vec<u32> = rules
        .iter()
        .flat_map(|rule| match &rule.kind {
            RuleKind::Excludes { a: one, b: other } | RuleKind::Requires { when: one, any_of: other } => {
                one.iter().chain(other.iter()).collect::<Vec<_>>()
            }
            RuleKind::AtMost { of, .. } => of.iter().collect(),
        })
        .map(|TraitId(id)| id)
        .collect();
    traits.sort_unstable();
    traits.dedup();
    let mut texts: Vec<&str> = rules.iter().map(|rule| rule.text.as_str()).collect();
    texts.dedup();
    WrittenRule { index, kind, text: texts.join("; "), toml, traits, asked: None }
}
