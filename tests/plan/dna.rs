//! DNA against hashes that the HashLips art engine printed.

use crate::plan::fixture::{LayerSpec, project};
use simdgen::plan::{Edition, dna_hash, dna_string};
use simdgen::project::{Project, SetId, TraitId};

const LAYERS: [LayerSpec<'_>; 7] = [
    ("Background", &[("Black", 1)]),
    ("Eyeball", &[("Red", 50), ("White", 50)]),
    ("Eye color", &[("Cyan", 1), ("Green", 1), ("Pink", 1), ("Purple", 1), ("Red", 1), ("Yellow", 10)]),
    ("Iris", &[("Large", 20), ("Medium", 20), ("Small", 60)]),
    ("Shine", &[("Shapes", 100)]),
    ("Bottom lid", &[("High", 20), ("Low", 40), ("Middle", 40)]),
    ("Top lid", &[("High", 30), ("Low", 20), ("Middle", 50)]),
];

fn with_picks<R>(project: &Project, choices: [u32; 7], then: impl Fn(Edition<'_>) -> R) -> R {
    let picks: Vec<TraitId> =
        project.layers.iter().zip(choices).map(|(layer, choice)| TraitId(layer.traits.start + choice)).collect();
    then(Edition { number: 1, set: SetId(0), background: None, picks: &picks })
}

/// Editions of HashLips' own example layers, printed in HashLips/hashlips_art_engine#809.
#[test]
fn hashes_are_those_of_hashlips() {
    let project = project(&LAYERS, &[(5, &[0, 1, 2, 3, 4, 5, 6])]);
    let golden = [
        ([0, 1, 5, 2, 0, 1, 2], "f795dbbebbe18288e2db37c0dcf21e202823d597"),
        ([0, 0, 5, 2, 0, 0, 1], "dcaa8f9b70ac82e82624c60f795d3826b39bd3c2"),
        ([0, 1, 5, 0, 0, 2, 0], "0697faddf45aa21aa7952b94adcf3ab1c57e15d1"),
        ([0, 0, 5, 0, 0, 2, 2], "c100cb4bb0b08a900640ce891811d76f2625e75d"),
        ([0, 1, 5, 1, 0, 1, 2], "01f773ac1b5a67929370a6ff1ed5cef02cf13625"),
    ];
    for (choices, hash) in golden {
        assert_eq!(with_picks(&project, choices, |e| dna_hash(&project, e)), hash, "{choices:?}");
    }
}

#[test]
fn bypassed_layers_are_marked_and_nothing_has_no_file() {
    let mut layers = LAYERS;
    layers[4] = ("Shine", &[("-None", 100)]);
    let mut project = project(&layers, &[(1, &[0, 1, 2, 3, 4, 5, 6])]);
    project.layers[1].bypass_dna = true;
    let text = with_picks(&project, [0, 1, 5, 2, 0, 1, 2], |e| dna_string(&project, e));
    let expected = "0:Black#1.png-1:White#50.png?bypassDNA=true-5:Yellow#10.png-2:Small#60.png-0:-1:Low#40.png-\
                    2:Middle#50.png";
    assert_eq!(text, expected);
}
