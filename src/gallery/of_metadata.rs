//! The data of a page from metadata and the names of picture files, of whichever engine.
//!
//! Kinds of attributes become layers and their values traits; an edition without a kind has "nothing" of it. A kind that an
//! edition has twice is two layers of one name.

use std::path::Path;

use hashbrown::HashMap;

use super::data::{
    self, Data, Editions as Table, FileName, Layer, Set, Trait, VERSION, base64, base64_ids, base64_u32, is_pixelated,
    sides,
};
use crate::Result;
use crate::blend::BlendMode;
use crate::canvas::CanvasSize;
use crate::derive::rarity;
use crate::files::{self, What};
use crate::image::size_of_file;
use crate::metadata::Editions;
use crate::output::layout::IMAGES;
use crate::output::{EditionFiles, RunRecord};
use crate::plan::existing::EditionFacts;

/// Extensions of pictures that browsers show, in the order in which they are looked for.
const PICTURES: [&str; 7] = ["png", "jpg", "jpeg", "webp", "gif", "avif", "svg"];

/// Digits of a DNA text's SHA-1.
const DNA_DIGITS: usize = 40;

/// An edition as its metadata has it.
struct Found {
    number: u32,
    title: String,
    dna: Option<Vec<u8>>,
    /// Ids of layers and traits.
    traits: Vec<(u32, u32)>,
}

#[derive(Default)]
struct Names {
    layers: Vec<Layer>,
    /// By name, and how many of the name come before it in an edition.
    layer_ids: HashMap<(String, usize), u32>,
    traits: Vec<Trait>,
    trait_ids: HashMap<(u32, String), u32>,
}

/// Gathers the data.
///
/// # Errors
/// Those of [`Editions::each`]; [`crate::Error::Io`].
pub(super) fn gather(editions: &Editions<'_>, build: &Path) -> Result<Data> {
    let mut names = Names::default();
    let mut all: Vec<Found> = vec![];
    let mut description = None;
    editions.each(|edition| {
        let facts = EditionFacts::of(&edition.value, None);
        let text = edition.value.get("description").and_then(serde_json::Value::as_str);
        description = description.take().or_else(|| text.map(str::to_owned));
        let mut traits = vec![];
        for (name, value) in facts.attributes.unwrap_or_default() {
            let layer = names.layer(&name, &traits);
            let id = names.of(layer, value);
            traits.push((layer, id));
        }
        let title = facts.name.unwrap_or_else(|| format!("#{}", edition.number));
        all.push(Found { number: edition.number, title, dna: facts.dna.and_then(|dna| hash(&dna)), traits });
        Ok(())
    })?;
    all.sort_by_key(|found| found.number);

    let mut picks = vec![];
    for found in &all {
        for layer in 0..names.layers.len() as u32 {
            let held = found.traits.iter().find(|(of, _)| *of == layer).map(|(_, id)| *id);
            let id = held.unwrap_or_else(|| names.of(layer, String::new()));
            names.traits[id as usize].got += 1;
            picks.push(id);
        }
    }
    let pictures = Pictures::of(build, &all)?;
    let ranking = rarity::of_metadata(editions)?.ranking;
    let ranked: HashMap<u32, (u32, f64)> = ranking.iter().map(|r| (r.number, (r.rank, r.information))).collect();
    let ranked = |found: &Found| ranked.get(&found.number).copied().unwrap_or_default();
    let information: Vec<u8> = all.iter().flat_map(|found| (ranked(found).1 as f32).to_le_bytes()).collect();
    let dna: Option<Vec<&[u8]>> = all.iter().map(|found| found.dna.as_deref()).collect();
    let (titles, name_prefix) = data::titles(all.iter().map(|found| (found.number, found.title.clone())).collect());
    let name = name_prefix.trim_end_matches(['#', ' ']).to_owned();
    let editions = Table {
        count: all.len(),
        numbers: base64_u32(all.iter().map(|found| found.number)),
        files: Some(pictures.names),
        sets: base64_ids(1, all.iter().map(|_| 0)),
        picks: base64_ids(names.traits.len(), picks.into_iter()),
        ranks: base64_u32(all.iter().map(|found| ranked(found).0)),
        information: base64(&information),
        dna: dna.map(|hashes| base64(&hashes.concat())),
        backgrounds: None,
        titles,
        name_prefix,
    };
    let layers = (0..names.layers.len() as u32).collect();
    Ok(Data {
        version: VERSION,
        name,
        description: description.unwrap_or_default(),
        canvas: sides(pictures.size),
        thumbnail: sides(pictures.size),
        pixelated: is_pixelated(pictures.size),
        file: FileName { before: format!("{IMAGES}/"), after: String::new() },
        network: "ethereum",
        layers: names.layers,
        sets: vec![Set { name: None, layers, ranks: None, attributes: vec![] }],
        traits: names.traits,
        sheets: vec![],
        background_last: false,
        editions,
    })
}

impl Names {
    /// The layer of a kind of attribute that comes after others of an edition.
    fn layer(&mut self, name: &str, before: &[(u32, u32)]) -> u32 {
        let earlier = before.iter().filter(|(layer, _)| self.layers[*layer as usize].name == name).count();
        let next = self.layers.len() as u32;
        let id = *self.layer_ids.entry((name.to_owned(), earlier)).or_insert(next);
        if id == next {
            self.layers.push(Layer { name: name.to_owned(), in_metadata: true });
        }
        id
    }

    /// The trait of a value; of an empty one, "nothing".
    fn of(&mut self, layer: u32, value: String) -> u32 {
        let next = self.traits.len() as u32;
        let id = *self.trait_ids.entry((layer, value.clone())).or_insert(next);
        if id == next {
            let nothing = value.is_empty();
            let attribute = (!nothing).then(|| [self.layers[layer as usize].name.clone(), value.clone()]);
            self.traits.push(Trait {
                layer,
                name: value,
                file: String::new(),
                asked: None,
                got: 0,
                nothing,
                blend: BlendMode::SourceOver.name(),
                opacity: 1.0,
                attribute,
                attributes: vec![],
                sheet: None,
                at: [0, 0],
            });
        }
        id
    }
}

/// The bytes of a hash in hexadecimal digits.
fn hash(dna: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = dna.chars().map(|c| Some(c.to_digit(16)? as u8)).collect();
    let digits = digits.filter(|digits| digits.len() == DNA_DIGITS)?;
    Some(digits.as_chunks::<2>().0.iter().map(|[high, low]| high << 4 | low).collect())
}

/// The picture files of a build.
struct Pictures {
    /// Of each edition.
    names: Vec<String>,
    /// Of the first edition that has one.
    size: CanvasSize,
}

impl Pictures {
    fn of(build: &Path, all: &[Found]) -> Result<Self> {
        let folder = build.join(IMAGES);
        let own = RunRecord::read(build).map_or_else(|_| EditionFiles::default(), |record| record.files);
        let mut there: HashMap<u32, (usize, String)> = HashMap::new();
        for entry in files::entries(&folder)?.into_iter().filter(|entry| entry.what == What::File) {
            let Ok(name) = entry.name.into_string() else { continue };
            let Some((stem, extension)) = name.rsplit_once('.') else { continue };
            let kind = PICTURES.iter().position(|known| extension.eq_ignore_ascii_case(known));
            let number = own.names.read(stem).or_else(|| stem.parse().ok());
            if let (Some(kind), Some(number)) = (kind, number)
                && there.get(&number).is_none_or(|(before, _)| kind < *before)
            {
                there.insert(number, (kind, name));
            }
        }
        let first = all.iter().find_map(|found| there.get(&found.number));
        let size = first.and_then(|(_, name)| size_of_file(&folder.join(name), IMAGES).ok()?.ok());
        let name =
            |found: &Found| there.get(&found.number).map_or_else(|| own.picture(found.number), |(_, n)| n.clone());
        let square = CanvasSize::new(512, 512)?;
        Ok(Self { names: all.iter().map(name).collect(), size: size.unwrap_or(square) })
    }
}
