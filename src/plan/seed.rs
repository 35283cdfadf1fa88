//! Seeds: any text, turned into the key of the random words.
//!
//! `rng` makes random words of a seed; here is where it comes from when nobody gave one.

use sha2::{Digest, Sha256};

use super::rng::Stream;
use crate::project::{Layer, LayerSet, Project, Rule, RuleKind, Trait};

/// A seed: the key that every random word of a plan comes from.
///
/// Any text is a seed, and only the text counts: the number 42 is the text "42".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seed {
    key: [u8; 32],
}

impl Seed {
    /// The seed of a text, taken as it is: no trimming, no change of case.
    pub fn new(text: &str) -> Self {
        Self { key: Sha256::new().chain_update("simdgen seed 1\n").chain_update(text).finalize().into() }
    }

    /// One of the seed's independent streams of random words; `rng` says which is for what.
    pub fn stream(self, number: u64) -> Stream {
        Stream::new(self.key, number)
    }
}

/// The seed that a project names, or the one derived from it: what its plan is drawn from when nobody gives another.
pub fn seed_of(project: &Project) -> String {
    project.seed.clone().unwrap_or_else(|| default_seed(project))
}

/// The seed of a project that names none: 16 hexadecimal digits, the start of a SHA-256 over what decides
/// the odds.
///
/// Hashed are, in order: for each set its layers; for each layer its name and whether it is compared; for each trait its
/// name and weight; then exact counts, reserves and rules. So it is the same on every machine and in every folder, and
/// changes when the odds change. Left out on purpose are the canvas, the background, 1/1 pictures and how many editions
/// are made: a small preview, or a longer run, starts with the same editions. Every field is named, so that a new one
/// compiles only when it is decided whether it changes the odds; those of before must not be added, or collections would
/// be dealt anew.
pub fn default_seed(project: &Project) -> String {
    let Project {
        sets,
        traits,
        rules,
        // Come by set.
        layers: _,
        // Are not drawn, so they change no odds.
        one_of_one: _,
        chosen: _,
        // Change what is drawn with the same odds: whether editions may be equal, and their numbers.
        unique: _,
        shuffle: _,
        first_edition: _,
        // Is what this stands in for.
        seed: _,
        // Say how editions look, and what is said of them.
        canvas: _,
        resize: _,
        background: _,
        background_last: _,
        pictures: _,
        metadata: _,
        gallery: _,
        conventions: _,
        // Say where files are: the same project elsewhere has the same seed.
        root: _,
        config: _,
        notices: _,
    } = project;
    let mut hash = Sha256::new_with_prefix("simdgen default seed 1\n");
    let drawn = project.place_of_one_of_ones().map_or(sets.len(), |(set, _)| set.0 as usize);
    for set in &sets[..drawn] {
        let LayerSet {
            layers,
            // Follows from rules and counts.
            order: _,
            // Decide how many there are, how they look, and what they are called.
            editions: _,
            ranks: _,
            title: _,
        } = set;
        number(&mut hash, layers.len() as u64);
        for &id in layers {
            let Layer {
                name,
                bypass_dna,
                traits,
                // Is a rule, too.
                within: _,
                // Say how it looks, and what is said of it.
                folder: _,
                blend: _,
                opacity: _,
                in_metadata: _,
            } = project.layer(id);
            text(&mut hash, name);
            number(&mut hash, u64::from(*bypass_dna));
            number(&mut hash, traits.len() as u64);
            for (_, t) in project.traits_of(id) {
                let Trait {
                    name,
                    weight,
                    layer: _,
                    // Come below.
                    count: _,
                    reserve: _,
                    // Say how it looks, and what is said of it.
                    dna: _,
                    file_name: _,
                    picture: _,
                    style: _,
                    attribute: _,
                } = t;
                text(&mut hash, name);
                number(&mut hash, weight.0);
            }
        }
    }
    // Without rules and counts nothing is added, so that a seed from before there were any stays the same.
    for (id, t) in traits.iter().enumerate().filter(|(_, t)| t.count.is_some() || t.reserve) {
        number(&mut hash, id as u64);
        number(&mut hash, t.count.map_or(u64::MAX, u64::from));
        number(&mut hash, u64::from(t.reserve));
    }
    for Rule { kind, text: _ } in rules {
        let (kind, most, a, b) = match kind {
            RuleKind::Excludes { a, b } => (1, 0, a, Some(b)),
            RuleKind::Requires { when, any_of } => (2, 0, when, Some(any_of)),
            RuleKind::AtMost { most, of } => (3, *most, of, None),
        };
        number(&mut hash, kind);
        number(&mut hash, u64::from(most));
        for set in [Some(a), b].into_iter().flatten() {
            number(&mut hash, set.iter().len() as u64);
            set.iter().for_each(|id| number(&mut hash, u64::from(id.0)));
        }
    }
    hash.finalize()[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

fn number(hash: &mut Sha256, value: u64) {
    hash.update(value.to_le_bytes());
}

/// The length goes first, so that two names cannot run together.
fn text(hash: &mut Sha256, value: &str) {
    number(hash, value.len() as u64);
    hash.update(value);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_text_counts() {
        assert_eq!(Seed::new("42"), Seed::new(&42.to_string()));
        assert_ne!(Seed::new("42"), Seed::new("42 "));
        assert_ne!(Seed::new("a"), Seed::new("A"));
        // sha256("simdgen seed 1\n42"), by sha256sum.
        assert_eq!(Seed::new("42").key[..4], [0x20, 0x4b, 0x66, 0xe1]);
    }
}
