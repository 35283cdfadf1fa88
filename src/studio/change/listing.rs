//! A layer that takes all pictures of its folder, with each of them listed instead: so that one can look unlike the others.

use super::source::Source;
use crate::Result;
use crate::dialect::toml_text;
use crate::project::LayerId;

/// The text with the pictures of a layer as its `traits`. Names and weights stay those of the files; new files of the folder are
/// not taken from then on.
pub(super) fn listed<'p>(source: &Source<'p>, layer: LayerId) -> Result<Source<'p>> {
    let entry = source.entry(layer)?;
    source.again(&source.written.with(entry, "traits", &list(source, layer, entry.is_inline())))
}

/// The text with a layer that takes all pictures of its folder again; `None` where its list says more than [`listed`] writes.
pub(super) fn unlisted(source: &Source<'_>, layer: LayerId) -> Result<Option<String>> {
    let entry = source.entry(layer)?;
    let Some(span) = entry.value("traits").and_then(toml_edit::Value::span) else { return Ok(None) };
    if source.written.text()[span] != list(source, layer, entry.is_inline()) {
        return Ok(None);
    }
    Ok(source.written.without(entry, "traits"))
}

/// The list of the pictures of a layer.
fn list(source: &Source<'_>, layer: LayerId, is_inline: bool) -> String {
    let files = source.project.traits_of(layer).filter(|(_, t)| !t.file_name.is_empty());
    let pairs: Vec<String> = files
        .enumerate()
        .map(|(index, (_, t))| {
            let file = format!("file = {}", toml_text(&t.file_name));
            // A folder counts what is no picture as well.
            let dna = (t.dna != format!("{index}:{}", t.file_name)).then(|| format!(", dna = {}", toml_text(&t.dna)));
            format!("{{ {file}{} }}", dna.unwrap_or_default())
        })
        .collect();
    match is_inline {
        true => format!("[{}]", pairs.join(", ")),
        false => format!("[\n{}]", pairs.iter().map(|pair| format!("  {pair},\n")).collect::<String>()),
    }
}
