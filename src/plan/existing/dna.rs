//! nftchef's `_dna.json`: for each edition its number, the DNA items of what was drawn, and the background.
//!
//! Source: nftchef art-engine 2.2; `plan::dna` writes the same.

use hashbrown::HashMap;
use serde_json::Value;

use super::Existing;
use super::attributes::nothing_of;
use crate::Result;
use crate::canvas::StraightRgba;
use crate::plan::colour;
use crate::project::{Project, SetId, TraitId};

impl Existing<'_> {
    /// Adds the editions of a list as `"0/6.3.1:z-10,back.png*0.2:swirl#5.png___hsl(339, 100%, 80%)"`.
    pub(super) fn add_dna(&mut self, list: &Value) -> Result<()> {
        let problem = |this: &Self| this.problem(None, "is no list of texts \"number/DNA\"".into());
        let list = list.as_array().ok_or_else(|| problem(self))?;
        let items: Vec<HashMap<&str, TraitId>> = self.project.sets.iter().map(|set| items(self.project, set)).collect();
        for (position, line) in list.iter().enumerate() {
            let (number, dna) = line.as_str().and_then(|line| line.split_once('/')).ok_or_else(|| problem(self))?;
            let number = number.parse().map_err(|_| problem(self))?;
            let (dna, background) = dna.split_once("___").map_or((dna, None), |(dna, b)| (dna, Some(b)));
            let background = match background {
                None => None,
                Some(text) => Some(Some(hsl(text).ok_or_else(|| {
                    self.problem(
                        Some(number),
                        format!("has the background {text}, which is not hsl(hue, 100%, lightness)"),
                    )
                })?)),
            };
            let picked: Vec<&str> = dna.split('*').filter(|item| !item.is_empty()).map(without_query).collect();
            let mut sets = self.sets(Some((position, list.len())));
            let found = sets.find_map(|set| Some((set, picks(self.project, set, &items[set.0 as usize], &picked)?)));
            let (set, picks) = found.ok_or_else(|| {
                let known = |item: &&str| items.iter().any(|set| set.contains_key(*item));
                self.problem(
                    Some(number),
                    match picked.iter().find(|item| !known(item)) {
                        Some(item) => {
                            format!("has the DNA item \"{item}\", and the project has no file like that there")
                        }
                        None => "has DNA that no layer configuration of the project makes".into(),
                    },
                )
            })?;
            self.push(number, set, background, &picks);
        }
        Ok(())
    }
}

/// The traits of a set by their DNA items.
fn items<'p>(project: &'p Project, set: &crate::project::LayerSet) -> HashMap<&'p str, TraitId> {
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
                nothing_of(project, layer, is_part)?
            }
        });
    }
    Some(picks)
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
