//! The data of a page from a project and the plan of its build.

use hashbrown::HashMap;

use super::data::{
    self, Data, Editions, FileName, Layer, Set, Trait, VERSION, base64, base64_ids, base64_u32, is_pixelated, sides,
};
use super::sheets::Sheets;
use crate::blend::Opacity;
use crate::derive::rarity;
use crate::metadata::{own_texts, shared_texts, shown_text};
use crate::output::layout::IMAGES;
use crate::plan::{Edition, Plan, counts, dna_hash};
use crate::project::{DnaValue, LayerId, Project, SetId, Standard, TraitId, Weight};

/// Gathers the data.
///
/// # Panics
/// When the plan is another project's: see [`Plan::fits`].
pub(super) fn gather(project: &Project, plan: &Plan, sheets: Sheets) -> Data {
    let layers = project.layers.iter().map(|l| Layer { name: l.name.clone(), in_metadata: l.in_metadata }).collect();
    Data {
        version: VERSION,
        name: project.metadata.name.clone(),
        description: project.metadata.description.clone(),
        canvas: sides(project.canvas),
        thumbnail: sides(sheets.thumbnail),
        pixelated: is_pixelated(project.canvas),
        file: FileName { before: format!("{IMAGES}/"), after: format!(".{}", project.pictures.extension()) },
        network: network(project.metadata.standard),
        layers,
        sets: (0..project.sets.len() as u32).map(|id| set(project, SetId(id))).collect(),
        traits: traits(project, plan, &sheets),
        sheets: sheets.addresses,
        background_last: project.background_last,
        editions: editions(project, plan),
    }
}

fn network(standard: Standard) -> &'static str {
    match standard {
        Standard::Ethereum | Standard::Erc1155 | Standard::Template => "ethereum",
        Standard::Solana | Standard::Metaplex => "solana",
        Standard::Cip25 | Standard::Cip68 => "cardano",
        Standard::Tezos => "tezos",
    }
}

fn set(project: &Project, id: SetId) -> Set {
    let set = project.set(id);
    let attributes = shared_texts(project, id).into_iter();
    Set {
        name: set.title.as_ref().map(|title| title.name.clone()),
        layers: set.layers.iter().map(|layer| layer.0).collect(),
        ranks: (!set.ranks.is_empty()).then(|| set.ranks.clone()),
        attributes: attributes.map(|(name, value)| [name.to_owned(), value]).collect(),
    }
}

fn traits(project: &Project, plan: &Plan, sheets: &Sheets) -> Vec<Trait> {
    let got = counts(plan, project);
    let mut all = Vec::with_capacity(project.traits.len());
    for layer in (0..project.layers.len() as u32).map(LayerId) {
        let asked = Asked::of(project, layer);
        let nothings: Vec<TraitId> = project.nothings_of(layer).collect();
        for (id, t) in project.traits_of(layer) {
            let style = project.style(id);
            let place = sheets.of_trait[id.0 as usize];
            let attribute = shown_text(project, id).map(|value| [project.shown_name(id).to_owned(), value]);
            let own = own_texts(project, id).into_iter().map(|(name, value)| [name.to_owned(), value]);
            let made = Trait {
                layer: layer.0,
                name: t.name.clone(),
                file: t.file_name.clone(),
                asked: asked.share(project, id),
                got: got[id.0 as usize],
                nothing: nothings.contains(&id),
                blend: style.blend.name(),
                opacity: share_of(style.opacity),
                attribute,
                attributes: own.collect(),
                sheet: place.map(|place| place.in_sheet),
                at: place.map_or([0, 0], |place| place.at),
            };
            all.push((id, made));
        }
    }
    // Traits of a layer stand together, but layers need not stand in the order of their traits.
    all.sort_by_key(|(id, _)| *id);
    all.into_iter().map(|(_, made)| made).collect()
}

fn share_of(Opacity(opacity): Opacity) -> f64 {
    f64::from(opacity) / 255.0
}

/// What a layer's weights and exact counts ask for.
struct Asked {
    /// Editions of the sets that have the layer.
    editions: f64,
    /// Those that exact counts leave.
    left: f64,
    /// The sum of all weights that are drawn by.
    weights: f64,
}

impl Asked {
    fn of(project: &Project, layer: LayerId) -> Self {
        let editions: usize = project.sets.iter().filter(|s| s.layers.contains(&layer)).map(|s| s.editions).sum();
        let counted: u32 = project.traits_of(layer).filter_map(|(_, t)| t.count).sum();
        let drawn = project.traits_of(layer).filter(|(_, t)| t.count.is_none() && !t.reserve);
        let weights: u64 = drawn.map(|(_, t)| t.weight.0).sum();
        Self { editions: editions as f64, left: editions as f64 - f64::from(counted), weights: weights as f64 }
    }

    /// The part of the editions with the layer; `None` for what is drawn only where the rules leave nothing else.
    fn share(&self, project: &Project, id: TraitId) -> Option<f64> {
        let t = project.trait_(id);
        if self.editions == 0.0 || t.reserve {
            return None;
        }
        let Weight(weight) = t.weight;
        let by_weight = || self.left.max(0.0) * weight as f64 / self.weights.max(1.0);
        Some(t.count.map_or_else(by_weight, f64::from) / self.editions)
    }
}

fn editions(project: &Project, plan: &Plan) -> Editions {
    let mut all: Vec<Edition<'_>> = plan.editions().collect();
    all.sort_by_key(|edition| edition.number);
    let ranking = rarity::of_plan(project, plan).ranking;
    let ranked: HashMap<u32, (u32, f64)> = ranking.iter().map(|r| (r.number, (r.rank, r.information))).collect();
    let ranked = |edition: &Edition<'_>| ranked.get(&edition.number).copied().unwrap_or_default();
    let picks = all.iter().flat_map(|edition| edition.picks).map(|pick| pick.0);
    let names = project.metadata.file_names;
    let file = |edition: &Edition<'_>| names.picture_file(edition.number, project.pictures);
    let (titles, name_prefix) =
        data::titles(all.iter().map(|e| (e.number, project.title(e.number, e.set, e.picks))).collect());
    let information: Vec<u8> = all.iter().flat_map(|edition| (ranked(edition).1 as f32).to_le_bytes()).collect();
    let backgrounds = all.iter().any(|edition| edition.background.is_some()).then(|| {
        let colours = all.iter().map(|edition| edition.background.unwrap_or_default());
        base64(&colours.flat_map(|c| [c.r, c.g, c.b, c.a]).collect::<Vec<_>>())
    });
    Editions {
        count: all.len(),
        numbers: base64_u32(all.iter().map(|edition| edition.number)),
        files: (names.hex || names.digits > 1).then(|| all.iter().map(file).collect()),
        sets: base64_ids(project.sets.len(), all.iter().map(|edition| edition.set.0)),
        picks: base64_ids(project.traits.len(), picks),
        ranks: base64_u32(all.iter().map(|edition| ranked(edition).0)),
        information: base64(&information),
        dna: dna(project, &all),
        backgrounds,
        titles,
        name_prefix,
    }
}

/// The hashes of DNA texts; `None` where these are not SHA-1.
fn dna(project: &Project, all: &[Edition<'_>]) -> Option<String> {
    if project.conventions.dna_value != DnaValue::Sha1 {
        return None;
    }
    let mut bytes = vec![];
    for edition in all {
        let digits: Vec<u8> = dna_hash(project, *edition).chars().map(|c| c.to_digit(16).unwrap_or(0) as u8).collect();
        bytes.extend(digits.as_chunks::<2>().0.iter().map(|[high, low]| high << 4 | low));
    }
    Some(base64(&bytes))
}
