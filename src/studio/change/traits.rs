//! Changes of traits: weights, exact counts, drawing nothing, and how a single trait looks.

use super::gone;
use super::listing::{listed, unlisted};
use super::source::Source;
use super::written::Place;
use crate::Result;
use crate::blend::{BlendMode, Opacity};
use crate::dialect::{toml_opacity, toml_text};
use crate::project::{LayerId, Trait, TraitId, Weight};

/// The text of a table in braces beyond which it gets a header and a line for each key.
const COLUMNS: usize = 100;

/// The place of a trait in the text.
enum Spot<'s> {
    /// An entry in the layer's list of traits.
    Listed(Place<'s>),
    /// The layer's key `none`.
    None(Place<'s>),
    /// By its name in tables of the layer.
    Named,
    /// Nowhere: it follows from `within`.
    Implied,
}

/// Finds a trait in a text with a list of layers.
fn spot<'s>(source: &'s Source<'_>, id: TraitId) -> Result<Spot<'s>> {
    let t = known(source, id)?;
    let entry = source.entry(t.layer)?;
    let at = (id.0 - source.project.layer(t.layer).traits.start) as usize;
    if let Some(listed) = entry.list("traits").get(at) {
        return Ok(Spot::Listed(*listed));
    }
    let is_last = id.0 + 1 == source.project.layer(t.layer).traits.end;
    Ok(match (is_last && t.file_name.is_empty(), entry.has("none")) {
        (true, true) => Spot::None(entry),
        (true, false) => Spot::Implied,
        _ => Spot::Named,
    })
}

fn known<'p>(source: &Source<'p>, id: TraitId) -> Result<&'p Trait> {
    source.project.traits.get(id.0 as usize).ok_or_else(|| gone(&format!("trait {}", id.0)))
}

/// Passes a trait whose name is its alone.
fn check_alone(source: &Source<'_>, t: &Trait) -> Result<()> {
    let count = source.project.traits_of(t.layer).filter(|(_, other)| other.name == t.name).count();
    if count > 1 {
        let problem = format!("{count} files of the layer are called \"{}\"; give each a name of its own", t.name);
        return Err(source.unsaid(problem));
    }
    Ok(())
}

/// The text with the weight of a trait.
pub(super) fn weight(source: Source<'_>, id: TraitId, weight: &str) -> Result<String> {
    let source = source.with_layers()?;
    let t = known(&source, id)?;
    let entry = source.entry(t.layer)?;
    let value = weight_value(&source, entry, weight)?;
    let of_table = entry.table("weights").filter(|table| table.has(&t.name));
    let text = match spot(&source, id)? {
        Spot::Listed(place) if place.has("weight") || of_table.is_none() => {
            source.written.with(place, "weight", &value)
        }
        Spot::None(entry) if of_table.is_none() => source.written.with(entry, "none", &value),
        Spot::Implied => {
            let problem = "it is drawn only where the layer's trait is not; give the layer a weight of nothing instead";
            return Err(source.unsaid(problem));
        }
        Spot::Listed(_) | Spot::None(_) | Spot::Named => {
            check_alone(&source, t)?;
            let text = source.with_below(entry, "weights", &t.name, &value);
            with_own_lines(&source.again(&text)?, t.layer)?
        }
    };
    Ok(source.written.finish(&text))
}

/// A weight as the layer's entry has them.
fn weight_value(source: &Source<'_>, entry: Place<'_>, text: &str) -> Result<String> {
    let wrong = |error: crate::error::WeightError| source.wrong(format!("is \"{text}\", which {error}"));
    if let Some(percent) = text.strip_suffix('%') {
        let percent = Weight::parse(percent.trim()).map_err(wrong)?;
        return Ok(format!("\"{percent}%\""));
    }
    let weight = Weight::parse(text.trim()).map_err(wrong)?;
    if has_percentages(entry) {
        // A million is all of the layer.
        return Ok(format!("\"{}%\"", Weight(weight.0 / 10_000)));
    }
    Ok(weight.to_string())
}

/// The layers in which some trait has a percentage.
pub(super) fn layers_with_percentages(source: &Source<'_>) -> Vec<LayerId> {
    let layers = (0..source.project.layers.len() as u32).map(LayerId);
    layers.filter(|id| source.entry(*id).is_ok_and(has_percentages)).collect()
}

/// True when some trait of a layer has a percentage.
pub(super) fn has_percentages(entry: Place<'_>) -> bool {
    let is_text = |place: Place<'_>, key: &str| place.text(key).is_some();
    let in_table = |table: Place<'_>| table.keys().into_iter().any(|key| is_text(table, key));
    is_text(entry, "none")
        || entry.table("weights").is_some_and(in_table)
        || entry.list("traits").into_iter().any(|listed| is_text(listed, "weight"))
}

/// The text with a layer's weights in lines of their own, where they have become too many for one.
fn with_own_lines(source: &Source<'_>, layer: LayerId) -> Result<String> {
    let entry = source.entry(layer)?;
    let text = source.written.text();
    let span = entry.value("weights").and_then(|value| value.as_inline_table()?.span());
    let is_own = !entry.is_inline() && !source.written.is_commented(entry, "weights");
    let Some(span) = span.filter(|span| is_own && span.len() > COLUMNS) else {
        return Ok(text.to_owned());
    };
    let (inside, after) = (&text[span.clone()], text[span.end..].lines().next().unwrap_or_default());
    let Some(pairs) = entry.table("weights").filter(|_| !inside.contains(['\n', '#']) && after.trim().is_empty())
    else {
        return Ok(text.to_owned());
    };
    let lines = source.written.pairs(pairs).into_iter().map(|pair| format!("{pair}\n")).collect::<String>();
    let Some(text) = source.written.without(entry, "weights") else { return Ok(text.to_owned()) };
    let source = source.again(&text)?;
    Ok(source.written.with_block_in(source.entry(layer)?, &format!("[layers.weights]\n{lines}")))
}

/// The text with the exact count of a trait, or without one.
pub(super) fn count(source: Source<'_>, id: TraitId, count: Option<u32>) -> Result<String> {
    let source = source.with_layers()?;
    let t = known(&source, id)?;
    let entry = source.entry(t.layer)?;
    if let Spot::Implied = spot(&source, id)? {
        return Err(source.unsaid("it is drawn only where the layer's trait is not"));
    }
    check_alone(&source, t)?;
    let text = match count {
        Some(count) => source.with_below(entry, "counts", &t.name, &count.to_string()),
        None => source.without_below(entry, "counts", &t.name).unwrap_or_else(|| source.written.text().to_owned()),
    };
    Ok(source.written.finish(&text))
}

/// The text with the weight of drawing nothing of a layer, or with a layer that always draws something.
pub(super) fn nothing(source: Source<'_>, layer: LayerId, weight: Option<&str>) -> Result<String> {
    let source = source.with_layers()?;
    let entry = source.entry(layer)?;
    let listed = entry.list("traits");
    let is_nothing = |place: &Place<'_>| ["file", "name", "picture"].iter().all(|key| !place.has(key));
    let own = listed.iter().position(is_nothing);
    let text = match weight {
        Some(weight) => {
            let value = weight_value(&source, entry, weight)?;
            match own {
                Some(at) => source.written.with(listed[at], "weight", &value),
                None => source.written.with(entry, "none", &value),
            }
        }
        None => match own {
            Some(at) => {
                let list = entry.inline_list("traits");
                list.and_then(|list| source.written.without_item(list, at))
                    .ok_or_else(|| source.unsaid("the layer lists it in [[layers.traits]]; take it out there"))?
            }
            None => return without_none(source, layer),
        },
    };
    Ok(source.written.finish(&text))
}

/// The finished text without a layer's key `none` and all that is said of it.
fn without_none(source: Source<'_>, layer: LayerId) -> Result<String> {
    let mut source = source;
    let name = source.entry(layer)?.text("none_name").unwrap_or_default().to_owned();
    if !source.entry(layer)?.has("none") {
        return Ok(source.finish());
    }
    for table in ["weights", "counts"] {
        let has_it = source.entry(layer)?.table(table).is_some_and(|table| table.has(&name));
        let text = source.without_below(source.entry(layer)?, table, &name).filter(|_| has_it);
        if let Some(text) = text {
            source = source.again(&text)?;
        }
    }
    for key in ["none", "none_name"] {
        if let Some(text) = source.written.without(source.entry(layer)?, key) {
            source = source.again(&text)?;
        }
    }
    Ok(source.finish())
}

/// The text with the opacity of a trait. A layer that takes all pictures of its folder lists them from then on.
pub(super) fn opacity(source: Source<'_>, id: TraitId, opacity: Option<f64>, attempt: usize) -> Result<Option<String>> {
    let value = opacity.map(|opacity| opacity_value(&source, opacity)).transpose()?;
    looks(source, id, "opacity", value, attempt)
}

/// The text with the blend mode of a trait. A layer that takes all pictures of its folder lists them from then on.
pub(super) fn blend(source: Source<'_>, id: TraitId, blend: Option<&str>, attempt: usize) -> Result<Option<String>> {
    let value = blend.map(|blend| blend_value(&source, blend)).transpose()?;
    looks(source, id, "blend", value, attempt)
}

/// Where a look is taken away, the first way takes a list away with it that says no more, and the second leaves that.
fn looks(source: Source<'_>, id: TraitId, key: &str, value: Option<String>, attempt: usize) -> Result<Option<String>> {
    if attempt > usize::from(value.is_none()) {
        return Ok(None);
    }
    let mut source = source.with_layers()?;
    let t = known(&source, id)?;
    if let Spot::None(_) | Spot::Implied = spot(&source, id)? {
        return Err(source.unsaid("it draws nothing, which has no look"));
    }
    if let (Spot::Named, Some(_)) = (spot(&source, id)?, &value) {
        source = listed(&source, t.layer)?;
    }
    let text = match (spot(&source, id)?, value) {
        (Spot::Listed(place), Some(value)) => source.written.with(place, key, &value),
        (Spot::Listed(place), None) if place.has(key) => {
            let text = source.written.without(place, key).unwrap_or_else(|| source.written.text().to_owned());
            source = source.again(&text)?;
            match attempt {
                0 => unlisted(&source, t.layer)?,
                _ => None,
            }
            .unwrap_or_else(|| source.written.text().to_owned())
        }
        _ => source.written.text().to_owned(),
    };
    Ok(Some(source.written.finish(&text)))
}

/// An opacity as the text has it.
pub(super) fn opacity_value(source: &Source<'_>, opacity: f64) -> Result<String> {
    let problem = || source.wrong(format!("is {opacity}, and an opacity is from 0 (not seen) to 1 (as drawn)"));
    Opacity::from_fraction(opacity).map(toml_opacity).ok_or_else(problem)
}

/// A blend mode as the text has it.
pub(super) fn blend_value(source: &Source<'_>, blend: &str) -> Result<String> {
    let problem = || source.wrong(format!("is \"{blend}\", which is no blend mode of the HTML canvas"));
    BlendMode::from_name(blend).map(|mode| toml_text(mode.name())).ok_or_else(problem)
}
