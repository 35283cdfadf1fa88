//! nftchef's `_dna.json`: for each edition its number, the DNA items of what was drawn, and the background.
//!
//! Source: nftchef art-engine 2.2; `plan::dna` writes the same.

use hashbrown::HashMap;
use serde_json::Value;

use super::search::nothing_without;
use crate::canvas::StraightRgba;
use crate::plan::colour;
use crate::project::{LayerId, LayerSet, Project, SetId, TraitId};

/// An edition of the list.
pub(super) struct Line {
    pub number: u32,
    /// The colour under the picture, where the line says one.
    pub background: Option<Option<StraightRgba>>,
    /// The picks, for each set that has those items; or the problem of the line, as the rest of a sentence.
    pub picks: Result<Vec<(SetId, Vec<TraitId>)>, String>,
}

/// The editions of a list as `"0/6.3.1:z-10,back.png*0.2:swirl#5.png___hsl(339, 100%, 80%)"`; `None` for what is no such list.
pub(super) fn read(list: &Value, project: &Project) -> Option<Vec<Line>> {
    let items: Vec<HashMap<&str, TraitId>> = project.sets.iter().map(|set| items(project, set)).collect();
    let line = |line: &Value| {
        let (number, dna) = line.as_str()?.split_once('/')?;
        let (dna, text) = dna.split_once("___").map_or((dna, None), |(dna, text)| (dna, Some(text)));
        let background = text.map(hsl);
        let picks = match (text, background) {
            (Some(text), Some(None)) => {
                Err(format!("has the background {text}, which is not hsl(hue, 100%, lightness)"))
            }
            _ => of_sets(project, &items, dna),
        };
        Some(Line { number: number.parse().ok()?, background, picks })
    };
    list.as_array()?.iter().map(line).collect()
}

/// The picks of each set that has the items of a DNA, or the rest of a sentence.
fn of_sets(
    project: &Project,
    items: &[HashMap<&str, TraitId>],
    dna: &str,
) -> Result<Vec<(SetId, Vec<TraitId>)>, String> {
    let picked: Vec<&str> = dna.split('*').filter(|item| !item.is_empty()).map(without_query).collect();
    let sets = (0..).map(SetId).zip(items);
    let found: Vec<_> = sets.filter_map(|(set, items)| Some((set, picks(project, set, items, &picked)?))).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let is_known = |item: &&str| items.iter().any(|set| set.contains_key(*item));
    Err(match picked.iter().find(|item| !is_known(item)) {
        Some(item) => format!("has the DNA item \"{item}\", and the project has no file like that there"),
        None => "has DNA that no layer configuration of the project makes".into(),
    })
}

/// The traits of a set by their DNA items.
fn items<'p>(project: &'p Project, set: &LayerSet) -> HashMap<&'p str, TraitId> {
    let traits = set.layers.iter().flat_map(|&layer| project.traits_of(layer));
    traits.filter(|(_, t)| !t.dna.is_empty()).map(|(id, t)| (t.dna.as_str(), id)).collect()
}

/// `?bypassDNA=true` is no part of the item; a `?` inside a file name is.
fn without_query(item: &str) -> &str {
    item.strip_suffix("?bypassDNA=true").unwrap_or(item)
}

/// The picks of a set that show exactly these items.
fn picks(project: &Project, set: SetId, items: &HashMap<&str, TraitId>, picked: &[&str]) -> Option<Vec<TraitId>> {
    let mut shown: Vec<TraitId> = picked.iter().map(|item| items.get(item).copied()).collect::<Option<_>>()?;
    // What is within a choice shows that it was made.
    let mut at = 0;
    while at < shown.len() {
        let layer = project.trait_(shown[at]).layer;
        if let Some(choice) = project.layer(layer).within.filter(|choice| !shown.contains(choice)) {
            shown.push(choice);
        }
        at += 1;
    }
    let mut picks = vec![];
    for &layer in &project.set(set).layers {
        let mut own = shown.iter().copied().filter(|&id| project.trait_(id).layer == layer);
        picks.push(match (own.next(), own.next()) {
            (Some(id), None) => id,
            (Some(_), Some(_)) => return None,
            _ => {
                let is_part = project.layer(layer).within.is_none_or(|choice| picks.contains(&choice));
                if is_part { nothing_of(project, layer)? } else { nothing_without(project, layer)? }
            }
        });
    }
    Some(picks)
}

/// The trait of a layer that means nothing of it: rather one that is drawn by its weight than one in reserve, or a choice of
/// which nothing shows.
fn nothing_of(project: &Project, layer: LayerId) -> Option<TraitId> {
    let nothing = project.nothings_of(layer).min_by_key(|&id| project.trait_(id).reserve);
    let silent = || project.traits_of(layer).map(|(id, _)| id).find(|&id| may_be_silent(project, id));
    nothing.or_else(silent)
}

/// `true` for a trait that is a choice of others, all of which may be nothing by their weights.
fn may_be_silent(project: &Project, id: TraitId) -> bool {
    let may_be_nothing = |layer| {
        project.nothings_of(layer).any(|nothing| !project.trait_(nothing).reserve)
            || project.traits_of(layer).any(|(inner, _)| may_be_silent(project, inner))
    };
    let mut within = (0..).zip(&project.layers).filter(|(_, layer)| layer.within == Some(id)).peekable();
    project.trait_(id).can_be_drawn()
        && within.peek().is_some()
        && within.all(|(layer, _)| may_be_nothing(LayerId(layer)))
}

/// The colour of `hsl(339, 100%, 80%)`.
fn hsl(text: &str) -> Option<StraightRgba> {
    let inner = text.strip_prefix("hsl(")?.strip_suffix(')')?;
    let mut parts = inner.split(',').map(str::trim);
    let hue = parts.next()?.parse::<u16>().ok().filter(|hue| *hue < 360)?;
    let saturation = parts.next()?.strip_suffix('%')?;
    let lightness = parts.next()?.strip_suffix('%')?.parse::<f64>().ok().filter(|l| (0.0..=100.0).contains(l))?;
    let is_full = saturation == "100" && parts.next().is_none();
    is_full.then(|| colour::full_saturation(hue, (lightness * 10.0).round() as u16))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backgrounds_are_read_back() {
        assert_eq!(hsl("hsl(0, 100%, 80%)"), Some(colour::full_saturation(0, 800)));
        assert_eq!(hsl("hsl(359,100%,33.35%)"), Some(colour::full_saturation(359, 334)));
        for bad in ["", "hsl(360, 100%, 80%)", "hsl(1, 90%, 80%)", "hsl(1, 100%, 101%)", "hsl(1, 100%)", "red"] {
            assert_eq!(hsl(bad), None, "{bad}");
        }
    }
}
