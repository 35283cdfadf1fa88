//! Changes of one rule in its place: its kind, its traits and its limit.

use super::gone;
use super::names::{whole, with_names};
use super::rules::{keys, kind};
use super::source::Source;
use super::written::Place;
use crate::Result;
use crate::dialect::toml_text;
use crate::project::{TraitId, TraitSet};
use crate::studio::rule::{AskedRule, Naming, selectors};

/// The text with another rule in place of one, its new names written in the first, second or third way there is; `None` beyond
/// these.
pub(super) fn edit(source: Source<'_>, index: usize, rule: &AskedRule, attempt: usize) -> Result<Option<String>> {
    let Some(naming) = [Naming::Short, Naming::Name, Naming::FileName].get(attempt) else { return Ok(None) };
    let old = kind(place(&source, index)?);
    if let "several" | "same" = old {
        return Err(source.unsaid("it says several things in one; write each as a rule of its own in simdgen.toml"));
    }
    // The traits must be known, as those of a new rule.
    rule.rule(source.project)?;
    let (new, mut source) = (rule.kind(), source);
    let ([old_first, _], [new_first, _]) = (keys(old), keys(new));
    let (traits, with) = rule.sides();
    let text = with_names(&source, place(&source, index)?, old_first, &set(traits), *naming)?;
    source = source.again(&text)?;
    source = renamed(&source, index, old_first, new_first)?;
    source = match rule {
        AskedRule::AtMost { most, .. } => limited(&source, index, old, *most)?,
        _ if old == "at_most" => {
            source = without_remark(&source, index, old)?;
            source = renamed(&source, index, old, new)?;
            let names = selectors(source.project, &source.layer_names(), with, *naming);
            let names: Vec<String> = names.iter().map(|name| toml_text(name)).collect();
            let place = place(&source, index)?;
            source.again(&source.written.with(place, new, &whole(place, new, &names)))?
        }
        _ => {
            let text = with_names(&source, place(&source, index)?, old, &set(with), *naming)?;
            renamed(&source.again(&text)?, index, old, new)?
        }
    };
    Ok(Some(source.finish()))
}

/// The rule with a limit, in place of the one it has or of what else it says.
fn limited<'p>(source: &Source<'p>, index: usize, old: &'static str, most: u32) -> Result<Source<'p>> {
    let source =
        if old == "at_most" { source.again(source.written.text())? } else { without_remark(source, index, old)? };
    let source = renamed(&source, index, old, "at_most")?;
    let place = place(&source, index)?;
    let is_so = place.value("at_most").and_then(toml_edit::Value::as_integer) == Some(i64::from(most));
    if is_so {
        source.again(source.written.text())
    } else {
        source.again(&source.written.with(place, "at_most", &most.to_string()))
    }
}

/// The rule without the comment beside a key, which is about a value that goes.
fn without_remark<'p>(source: &Source<'p>, index: usize, key: &str) -> Result<Source<'p>> {
    source.again(&source.written.without_remark(place(source, index)?, key))
}

/// The rule with another name for a key.
fn renamed<'p>(source: &Source<'p>, index: usize, key: &str, name: &str) -> Result<Source<'p>> {
    let text = source.written.renamed(place(source, index)?, key, name).filter(|_| key != name);
    source.again(text.as_deref().unwrap_or(source.written.text()))
}

fn place<'s>(source: &'s Source<'_>, index: usize) -> Result<Place<'s>> {
    let rule = source.written.list("rules").get(index).copied();
    rule.ok_or_else(|| gone(&format!("rule {}", index.saturating_add(1))))
}

fn set(ids: &[u32]) -> TraitSet {
    ids.iter().copied().map(TraitId).collect()
}
