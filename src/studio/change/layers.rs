//! Changes of layers: how they are blended, their order and their names.

use toml_edit::Value;

use super::gone;
use super::source::Source;
use super::traits::{blend_value, opacity_value};
use crate::Result;
use crate::blend::{BlendMode, Opacity};
use crate::dialect::toml_text;
use crate::project::{LayerId, SetId};

/// The text with the opacity of a layer.
pub(super) fn opacity(source: Source<'_>, id: LayerId, opacity: f64) -> Result<String> {
    let value = opacity_value(&source, opacity)?;
    let is_default = Opacity::from_fraction(opacity) == Some(Opacity::FULL);
    looks(source, id, "opacity", &value, is_default)
}

/// The text with the blend mode of a layer.
pub(super) fn blend(source: Source<'_>, id: LayerId, blend: &str) -> Result<String> {
    let value = blend_value(&source, blend)?;
    let is_default = BlendMode::from_name(blend) == Some(BlendMode::default());
    looks(source, id, "blend", &value, is_default)
}

fn looks(source: Source<'_>, id: LayerId, key: &str, value: &str, is_default: bool) -> Result<String> {
    let source = source.with_layers()?;
    let entry = source.entry(id)?;
    if is_default && !entry.has(key) {
        return Ok(source.finish());
    }
    Ok(source.written.finish(&source.written.with(entry, key, value)))
}

/// The text with a layer at another place of a set: of its list, where it has one, else of all layers.
pub(super) fn place(source: Source<'_>, id: LayerId, to: usize, set: Option<SetId>) -> Result<String> {
    let source = source.with_layers()?;
    source.entry_index(id)?;
    let of_set = |set: &SetId| source.project.sets.get(set.0 as usize).is_some_and(|set| set.layers.contains(&id));
    let set = set.or_else(|| (0..source.project.sets.len() as u32).map(SetId).find(of_set)).filter(of_set);
    let set = set.ok_or_else(|| gone("such layer in the set"))?;
    let layers = &source.project.set(set).layers;
    let from = layers.iter().position(|layer| *layer == id).ok_or_else(|| gone("such layer in the set"))?;
    let to = to.min(layers.len() - 1);
    let sets = source.written.list("sets");
    let text = match sets.get(set.0 as usize).and_then(|set| set.inline_list("layers")) {
        Some(list) => source.written.reordered(list, &moved(layers.len(), from, to)),
        None => {
            // Between its new neighbours; layers that no set has stay where they are.
            let (from, to) = (source.entry_index(id)?, source.entry_index(layers[to])?);
            let order = moved(source.entry_count(), from, to);
            match source.written.inline_list("layers") {
                Some(list) => source.written.reordered(list, &order),
                None => source.blocks()?.reordered("layers", &order),
            }
        }
    };
    let text = text.ok_or_else(|| source.unsaid("its tables are apart in simdgen.toml; move it there"))?;
    Ok(source.written.finish(&text))
}

/// An order in which one of `count` goes from a place to another.
fn moved(count: usize, from: usize, to: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    let one = order.remove(from);
    order.insert(to, one);
    order
}

/// The text with the name of a layer in metadata. Its folder and what rules call it stay.
pub(super) fn name(source: Source<'_>, id: LayerId, name: &str) -> Result<String> {
    if name.is_empty() {
        return Err(source.wrong("is empty, and metadata needs a name"));
    }
    let mut source = source.with_layers()?;
    let own = source.entry(id)?.text("name").unwrap_or_default().to_owned();
    if own == name {
        return Ok(source.finish());
    }
    let is_named = |key: &str| source.written.has(key);
    let has_list =
        |key: &str| source.written.list("sets").iter().any(|set| set.value(key).is_some_and(Value::is_array));
    let is_within = source.written.list("layers").iter().any(|layer| layer.has("within"));
    let names_layers = is_named("rules") || is_named("tags") || has_list("layers") || is_within;
    for (key, is_needed) in [("id", names_layers), ("folder", true)] {
        if is_needed && !source.entry(id)?.has(key) {
            let text = source.written.with(source.entry(id)?, key, &toml_text(&own));
            source = source.again(&text)?;
        }
    }
    // Chosen editions name layers as metadata does.
    for at in 0..source.written.list("chosen").len() {
        let traits = source.written.list("chosen")[at].table("traits");
        if let Some(text) = traits.and_then(|traits| source.written.renamed(traits, &own, name)) {
            source = source.again(&text)?;
        }
    }
    Ok(source.written.finish(&source.written.with(source.entry(id)?, "name", &toml_text(name))))
}
