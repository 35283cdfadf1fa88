//! Counting: names become ids, editions become lists of ids, and at the end counts become ranks.
//!
//! A plan and foreign metadata are counted alike. An edition costs 4 bytes a trait.

use hashbrown::HashMap;

/// A trait and how many editions have it.
#[derive(Clone, Debug, PartialEq)]
pub struct TraitCount {
    /// The layer, as metadata calls it.
    pub layer: String,
    /// The trait; empty for having none of the layer's.
    pub value: String,
    /// Editions that have it.
    pub editions: u64,
    /// Editions that would have it if shares were exactly those asked for; `None` if unknown.
    pub asked: Option<f64>,
}

/// An edition's place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ranked {
    /// From 1, the rarest; equals share a rank.
    pub rank: u32,
    /// The edition's number.
    pub number: u32,
    /// Sum of -log2 of its traits' shares, in bits.
    pub information: f64,
    /// Sum of 1 over its traits' shares.
    pub score: f64,
}

/// The rarity of a collection.
#[derive(Clone, Debug, PartialEq)]
pub struct Rarity {
    /// Number of editions counted.
    pub editions: u64,
    /// Layer by layer in order of appearance, and in it the most frequent trait first.
    pub traits: Vec<TraitCount>,
    /// All editions, the rarest first; equals by number.
    pub ranking: Vec<Ranked>,
}

#[derive(Debug)]
struct Value {
    layer: u32,
    name: String,
    count: u64,
    asked: Option<f64>,
}

#[derive(Debug, Default)]
struct Layer {
    name: String,
    /// Editions with a trait of it.
    present: u64,
    values: HashMap<String, u32>,
}

/// Information is rounded to nine places, which is far finer than two editions differ by, and coarser than processors do.
const PLACES: f64 = 1e9;

/// Counts so far.
#[derive(Debug, Default)]
pub(super) struct Tally {
    layers: Vec<Layer>,
    layer_ids: HashMap<String, u32>,
    values: Vec<Value>,
    numbers: Vec<u32>,
    /// Values of all editions, and where each edition's end.
    held: Vec<u32>,
    ends: Vec<usize>,
}

impl Tally {
    /// Notes that a trait is asked for in so many editions more.
    pub(super) fn ask(&mut self, layer: &str, value: &str, editions: f64) {
        let id = self.value_id(layer, value);
        *self.values[id as usize].asked.get_or_insert(0.0) += editions;
    }

    /// Counts an edition and its `(layer, trait)` pairs.
    pub(super) fn add<'a>(&mut self, number: u32, traits: impl Iterator<Item = (&'a str, &'a str)>) {
        let start = self.held.len();
        for (layer, value) in traits {
            let id = self.value_id(layer, value);
            self.values[id as usize].count += 1;
            self.held.push(id);
        }
        let mut present: Vec<u32> = self.held[start..].iter().map(|&id| self.values[id as usize].layer).collect();
        present.sort_unstable();
        present.dedup();
        present.iter().for_each(|&layer| self.layers[layer as usize].present += 1);
        self.numbers.push(number);
        self.ends.push(self.held.len());
    }

    fn value_id(&mut self, layer: &str, value: &str) -> u32 {
        let layer_id = match self.layer_ids.get(layer) {
            Some(&id) => id,
            None => {
                let id = self.layers.len() as u32;
                self.layers.push(Layer { name: layer.to_owned(), ..Layer::default() });
                self.layer_ids.insert(layer.to_owned(), id);
                id
            }
        };
        let known = &mut self.layers[layer_id as usize].values;
        if let Some(&id) = known.get(value) {
            return id;
        }
        let id = self.values.len() as u32;
        known.insert(value.to_owned(), id);
        self.values.push(Value { layer: layer_id, name: value.to_owned(), count: 0, asked: None });
        id
    }

    /// Turns counts into shares and ranks.
    pub(super) fn finish(self) -> Rarity {
        let editions = self.numbers.len() as u64;
        let all = editions as f64;
        let absent: Vec<u64> = self.layers.iter().map(|layer| editions - layer.present).collect();
        let mut ranking: Vec<Ranked> = vec![];
        let mut start = 0;
        for (&number, &end) in self.numbers.iter().zip(&self.ends) {
            let held = &self.held[start..end];
            start = end;
            let lacks = |layer: usize| !held.iter().any(|&id| self.values[id as usize].layer as usize == layer);
            let missing = (0..self.layers.len()).filter(|&layer| lacks(layer)).map(|layer| absent[layer]);
            let mut counts: Vec<u64> = held.iter().map(|&id| self.values[id as usize].count).chain(missing).collect();
            // In one order, so that equal editions get equal sums.
            counts.sort_unstable();
            let sum = |of: fn(f64) -> f64| counts.iter().map(|&count| of(all / count as f64)).sum::<f64>();
            let (information, score) = (sum(f64::log2), sum(|one_in| one_in));
            ranking.push(Ranked { rank: 0, number, information: (information * PLACES).round() / PLACES, score });
        }
        ranking.sort_by(|a, b| b.information.total_cmp(&a.information).then(a.number.cmp(&b.number)));
        for at in 0..ranking.len() {
            let same = at > 0 && ranking[at].information == ranking[at - 1].information;
            ranking[at].rank = if same { ranking[at - 1].rank } else { at as u32 + 1 };
        }
        Rarity { editions, traits: counts(self.layers, &absent, self.values, all), ranking }
    }
}

/// The traits of each layer, the most frequent first; equals by name.
fn counts(layers: Vec<Layer>, absent: &[u64], values: Vec<Value>, all: f64) -> Vec<TraitCount> {
    let mut of_layers: Vec<Vec<TraitCount>> = layers.iter().map(|_| vec![]).collect();
    for value in values {
        let at = value.layer as usize;
        let (layer, asked) = (layers[at].name.clone(), value.asked);
        of_layers[at].push(TraitCount { layer, value: value.name, editions: value.count, asked });
    }
    for (at, traits) in of_layers.iter_mut().enumerate() {
        // What is not asked of any trait is asked of nothing.
        let asked = traits.iter().map(|t| t.asked).sum::<Option<f64>>().map(|sum| (all - sum).max(0.0));
        let nothing_asked = asked.is_some_and(|asked| asked > all * 1e-9);
        if absent[at] > 0 || nothing_asked {
            let layer = layers[at].name.clone();
            traits.push(TraitCount { layer, value: String::new(), editions: absent[at], asked });
        }
        traits.sort_by(|a, b| b.editions.cmp(&a.editions).then_with(|| a.value.cmp(&b.value)));
    }
    of_layers.concat()
}
