//! Each key of a HashLips and of an nftchef configuration is changed in turn, as those of `simdgen.toml` are.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::updates::builds::{compare, files_below, folder, succeed};
use crate::updates::files::{mixed, picture, replace};

/// A key or one below it, texts of the configuration before and after.
type Case = (&'static str, &'static str, &'static str);

pub const HASHLIPS: &str = "module.exports = {
  network: 'eth', namePrefix: 'Robots', description: 'old', baseUri: 'ipfs://old', 
  rarityDelimiter: '#', layersDir: 'layers', shuffleLayerConfigurations: false, extraMetadata: { artist: 'nobody' },
  solanaMetadata: { symbol: 'OLD', seller_fee_basis_points: 1, external_url: 'u', creators: [] },
  layerConfigurations: [
    { growEditionSizeTo: 3, layersOrder: [
      { name: 'Sky' }, { name: 'Body', options: { bypassDNA: false, blend: 'multiply', opacity: 0.7, displayName: 'Suit' } } ] },
    { growEditionSizeTo: 7, layersOrder: [{ name: 'Body' }, { name: 'Hat' }, { name: 'Sky' }] } ],
  format: { width: 8, height: 8, smoothing: false },
  background: { generate: true, brightness: '80%', static: false, default: '#123456' },
  gif: { export: false, repeat: 0, quality: 10, delay: 500 }, text: { only: false }, pixelFormat: { ratio: 0.5 },
  preview: { thumbPerRow: 5, thumbWidth: 50, imageRatio: 1, imageName: 'p.png' },
  preview_gif: { numberOfImages: 5, order: 'ASC', repeat: 0, quality: 10, delay: 500, imageName: 'p.gif' },
  /* more */
};";

const HASHLIPS_CASES: &[Case] = &[
    ("network", "network: 'eth'", "network: 'sol'"),
    ("namePrefix", "'Robots'", "'Machines'"),
    ("description", "'old'", "'new'"),
    ("baseUri", "ipfs://old", "ipfs://new"),
    ("rarityDelimiter", "rarityDelimiter: '#', layersDir: 'layers'", "rarityDelimiter: '%', layersDir: 'percent'"),
    ("layersDir", "'layers'", "'others'"),
    ("shuffleLayerConfigurations", "shuffleLayerConfigurations: false", "shuffleLayerConfigurations: true"),
    ("extraMetadata", "'nobody'", "'somebody'"),
    ("solanaMetadata", "network: 'eth'", "network: 'sol', symbol: 'X'"),
    ("layerConfigurations", "growEditionSizeTo: 7", "growEditionSizeTo: 8"),
    ("layerConfigurations", "{ name: 'Hat' }, { name: 'Sky' }", "{ name: 'Sky' }, { name: 'Hat' }"),
    ("layerConfigurations", "bypassDNA: false", "bypassDNA: true"),
    ("layerConfigurations", "blend: 'multiply'", "blend: 'overlay'"),
    ("layerConfigurations", "opacity: 0.7", "opacity: 0.3"),
    ("layerConfigurations", "displayName: 'Suit'", "displayName: 'Coat'"),
    ("format", "width: 8,", "width: 9,"),
    ("format", "height: 8,", "height: 7,"),
    ("format", "smoothing: false", "smoothing: true"),
    ("format", "smoothing: false", "padEdition: 4"),
    ("background", "generate: true", "generate: false"),
    ("background", "'80%'", "'40%'"),
    ("background", "static: false", "static: true"),
    ("gif", "export: false", "export: true"),
    ("collectionName", "namePrefix: 'Robots',", "collectionName: 'Droids', collectionSize: 7,"),
    ("collectionSize", "/* more */", "collectionSize: 10"),
    ("excludeFromMetadata", "/* more */", "collectionSize: 7, excludeFromMetadata: ['a']"),
    ("rarity_config", "/* more */", "collectionSize: 7, rarity_config: { Epic: 9 }"),
    ("symbol", "network: 'eth'", "network: 'sol', collectionSize: 7, symbol: 'Y'"),
];

/// Keys that change no file of a run, and the first version's, which is another form of the whole configuration.
const HASHLIPS_OTHERS: &[&str] =
    &["text", "pixelFormat", "preview", "preview_gif", "editionSize", "layersOrder", "exactWeight"];

pub const NFTCHEF: &str = "module.exports = {
  description: 'old', baseUri: 'ipfs://old', rarityDelimiter: '#', layersDir: 'layers', startIndex: 1, outputJPEG: false,
  shuffleLayerConfigurations: false, emptyLayerName: 'NONE', hashImages: false, useRootTraitType: true,
  extraMetadata: { artist: 'nobody' }, traitValueOverrides: { a: 'Alpha' }, incompatible: { b: ['x'] }, forcedCombinations: {},
  extraAttributes: () => [{ trait_type: 'Luck', value: Math.floor(Math.random() * 9) }],
  layerConfigurations: [
    { growEditionSizeTo: 3, namePrefix: 'Day', resetNameIndex: false, layersOrder: [
      { name: 'Sky' }, { name: 'Body', blend: 'multiply', opacity: 0.7, trait: 'Suit', options: { bypassDNA: false } },
      { name: 'Deep' } ] },
    { growEditionSizeTo: 7, layersOrder: [{ name: 'Body' }, { name: 'Hat' }, { name: 'Sky' }] } ],
  format: { width: 8, height: 8, smoothing: false },
  background: { generate: true, brightness: '80%', static: false, default: '#123456' },
};";

const NFTCHEF_CASES: &[Case] = &[
    ("description", "'old'", "'new'"),
    ("baseUri", "ipfs://old", "ipfs://new"),
    ("rarityDelimiter", "rarityDelimiter: '#', layersDir: 'layers'", "rarityDelimiter: '%', layersDir: 'percent'"),
    ("layersDir", "'layers'", "'others'"),
    ("startIndex", "startIndex: 1", "startIndex: 4"),
    ("outputJPEG", "outputJPEG: false", "outputJPEG: true"),
    ("shuffleLayerConfigurations", "shuffleLayerConfigurations: false", "shuffleLayerConfigurations: true"),
    ("emptyLayerName", "'NONE'", "'c'"),
    ("hashImages", "hashImages: false", "hashImages: true"),
    ("useRootTraitType", "useRootTraitType: true", "useRootTraitType: false"),
    ("extraMetadata", "'nobody'", "'somebody'"),
    ("traitValueOverrides", "'Alpha'", "'Omega'"),
    ("incompatible", "b: ['x']", "b: ['y', 'z']"),
    ("forcedCombinations", "forcedCombinations: {}", "forcedCombinations: { a: ['x'] }"),
    ("extraAttributes", "'Luck'", "'Fate'"),
    ("layerConfigurations", "growEditionSizeTo: 7", "growEditionSizeTo: 8"),
    ("layerConfigurations", "{ name: 'Hat' }, { name: 'Sky' }", "{ name: 'Sky' }, { name: 'Hat' }"),
    ("layerConfigurations", "'Day'", "'Night'"),
    ("layerConfigurations", "blend: 'multiply'", "blend: 'overlay'"),
    ("layerConfigurations", "opacity: 0.7", "opacity: 0.3"),
    ("layerConfigurations", "trait: 'Suit'", "trait: 'Coat'"),
    ("layerConfigurations", "bypassDNA: false", "bypassDNA: true"),
    ("format", "width: 8,", "width: 9,"),
    ("format", "smoothing: false", "smoothing: true"),
    ("background", "generate: true", "generate: false"),
    ("background", "'80%'", "'40%'"),
    ("background", "static: false", "static: true"),
];

/// The keys that a reader says it reads.
fn keys_read(source: &str) -> BTreeSet<&str> {
    let (_, list) = source.split_once("READ: &[&str] = &[").unwrap();
    let (list, _) = list.split_once("];").unwrap();
    list.split('"').skip(1).step_by(2).collect()
}

#[test]
fn every_key_read_has_a_case() {
    let hashlips = include_str!("../../src/dialect/hashlips/config.rs");
    let nftchef = include_str!("../../src/dialect/nftchef/config.rs");
    for (source, cases, others) in [(hashlips, HASHLIPS_CASES, HASHLIPS_OTHERS), (nftchef, NFTCHEF_CASES, &[][..])] {
        let known: BTreeSet<&str> = cases.iter().map(|case| case.0).chain(others.iter().copied()).collect();
        assert_eq!(keys_read(source), known);
    }
}

/// Writes the pictures that both configurations name.
pub fn write(root: &Path) {
    for (number, folder) in ["layers", "others", "percent"].into_iter().enumerate() {
        let path = |name: &str| {
            let name = if folder == "percent" { name.replace('#', "%") } else { name.to_owned() };
            root.join(format!("{folder}/{name}.png"))
        };
        picture(&path("Body/e#Epic"), 8, 8, number as u64);
        for (at, layer) in ["Sky", "Body", "Hat"].into_iter().enumerate() {
            for (t, name) in ["a#1", "b#3", "c#2"].into_iter().enumerate() {
                let name = if layer == "Hat" { ["x#1", "y#3", "z#2"][t] } else { name };
                let seed = mixed(&[at as u64, t as u64, number as u64]);
                picture(&path(&format!("{layer}/{name}")), 8, if t == 2 { 5 } else { 8 }, seed);
            }
        }
        for (t, name) in ["in#1/k#1", "in#1/l#2", "out#2/m#1", "n#1"].into_iter().enumerate() {
            picture(&path(&format!("Deep/{name}")), 8, 8, mixed(&[77, t as u64]));
        }
    }
}

fn change(base: &str, cases: &[Case]) {
    let mut wrong = vec![];
    for (key, from, to) in cases {
        let folder = folder();
        let root = folder.path();
        write(root);
        fs::create_dir_all(root.join("src")).unwrap();
        let config = root.join("src/config.js");
        fs::write(&config, base).unwrap();
        let options = "--encoder direct --seed first";
        succeed(&format!("generate {{}} {options}"), root);
        let made = files_below(&root.join("build"));
        fs::write(&config, replace(base, from, to)).unwrap();
        let (_, found) = compare(options, root);
        wrong.extend(found.into_iter().map(|text| format!("{key}, {from} to {to}: {text}")));
        if made == files_below(&root.join("fresh")) {
            wrong.push(format!("{key}, {from} to {to}: changes nothing"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_change_of_a_hashlips_key_is_brought_into_the_build() {
    change(HASHLIPS, HASHLIPS_CASES);
}

#[test]
fn every_change_of_an_nftchef_key_is_brought_into_the_build() {
    change(NFTCHEF, NFTCHEF_CASES);
}
