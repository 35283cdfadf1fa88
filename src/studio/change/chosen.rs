//! Changes of `[[chosen]]`: editions of a sample that become part of the collection.

use super::gone;
use super::source::Source;
use crate::Result;
use crate::dialect::{toml_key, toml_text};
use crate::plan::file::{PlanWords, chosen};
use crate::plan::{Edition, Plan, colour};
use crate::project::{Background, SetId, TraitId};

/// Columns of a line beyond which the traits get a header and a line each.
const COLUMNS: usize = 100;

/// The text with one more chosen edition.
pub(super) fn keep(source: Source<'_>, set: SetId, picks: &[TraitId], background: Option<&str>) -> Result<String> {
    let project = source.project;
    let ground = match background {
        Some(text) => colour::from_text(&format!("#{}", text.trim_start_matches('#')))
            .ok_or_else(|| source.wrong(format!("have the background \"{text}\", which is not rrggbb or rrggbbaa")))?,
        None => None,
    };
    let edition = Edition { number: project.first_edition, set, background: ground, picks };
    let mut plan = Plan::new(String::new());
    plan.push(edition);
    if !plan.fits(project) {
        return Err(gone("such edition"));
    }
    if project.place_of_one_of_ones().is_some_and(|(own, _)| own == set) {
        return Err(source.unsaid("1/1 pictures are editions of their own already"));
    }
    if chosen(project)?.editions().any(|other| (other.set, other.picks) == (set, picks)) {
        return Err(source.unsaid("this edition is one of them already"));
    }
    let words = PlanWords::new(project);
    let pairs: Vec<String> = words
        .of_edition(edition)
        .filter(|(_, word)| !word.is_empty())
        .map(|(label, word)| format!("{} = {}", toml_key(label), toml_text(word)))
        .collect();
    let mut keys = vec![];
    let sets = project.sets.len() - usize::from(project.place_of_one_of_ones().is_some());
    if sets > 1 {
        keys.push(format!("set = {}", set.0 + 1));
    }
    if matches!(project.background, Background::RandomHue { .. }) {
        keys.push(format!("background = {}", toml_text(&colour::to_text(ground))));
    }
    let traits = format!("traits = {{ {} }}", pairs.join(", "));
    let text = match source.written.inline_list("chosen") {
        Some(list) => {
            keys.push(traits);
            let item = format!("{{ {} }}", keys.join(", "));
            source.written.with_item(list, &item).ok_or_else(|| gone("such list of chosen editions"))?
        }
        None => {
            keys.push(match traits.chars().count() > COLUMNS {
                true => format!("[chosen.traits]\n{}", pairs.join("\n")),
                false => traits,
            });
            source.blocks()?.with("chosen", &format!("[[chosen]]\n{}\n", keys.join("\n")))
        }
    };
    Ok(source.written.finish(&text))
}

/// The text without a chosen edition.
pub(super) fn release(source: Source<'_>, index: usize) -> Result<String> {
    let text = match source.written.inline_list("chosen") {
        Some(list) => source.written.without_item(list, index),
        None => source.blocks()?.without("chosen", index),
    };
    let text = text.ok_or_else(|| gone(&format!("chosen edition {}", index.saturating_add(1))))?;
    Ok(source.written.finish(&text))
}
