//! Projects of other engines as `simdgen.toml`: what is written means the same.

use proptest::prelude::*;
use simdgen::dialect;
use simdgen::dialect::Imported;
use simdgen::error::ProjectError;
use simdgen::plan::file::PlanFormat;
use simdgen::project::{PictureFormat, Project};
use simdgen::{Error, plan};

use crate::assert_fails;
use crate::project::folder::Folder;

/// The plan file of a project, if it can be drawn; errors name rules in other words.
fn plan_file(project: &Project, seed: &str) -> Option<String> {
    let plan = plan::draw(project, seed).ok()?;
    let mut text = vec![];
    plan::file::write(PlanFormat::Jsonl, project, &plan, &mut text).expect("memory takes all");
    Some(String::from_utf8(text).expect("a plan is text"))
}

/// Imports a project, and opens what was written.
fn import(folder: &Folder, old: &Project) -> (Imported, Project) {
    let imported = dialect::import(old, "s").expect("imports");
    let new = folder.open_toml(&imported.text).unwrap_or_else(|error| panic!("{error}\n{}", imported.text));
    (imported, new)
}

/// Imports the project of a configuration; nothing may be lost, and the plan must be the same byte for byte.
fn same(folder: &Folder, config: &str) -> (String, Project) {
    let old = folder.open_js(config).unwrap_or_else(|error| panic!("{error}\n{config}"));
    let (imported, new) = import(folder, &old);
    assert_eq!(imported.lost.lines(), [""; 0], "{}", imported.text);
    assert_eq!(plan_file(&old, "s"), plan_file(&new, "s"), "{}", imported.text);
    assert_eq!(new.seed.as_deref(), Some("s"));
    std::fs::remove_file(folder.path().join("simdgen.toml")).expect("written by `import`");
    (imported.text, new)
}

const EVERY_HASHLIPS_KEY: &str = "
const MODE = require('../constants/blend_mode.js');
module.exports = {
  network: 'sol', namePrefix: 'A \"b\"\\n', description: 'é %', baseUri: 'ipfs://x',
  solanaMetadata: { symbol: 'SYM', seller_fee_basis_points: 10, external_url: 'u', creators: [{ address: 'a', share: 100 }] },
  extraMetadata: { 'a key': [1, 2.5, { deep: true }], last: 'x' },
  layerConfigurations: [
    { growEditionSizeTo: 2, layersOrder: [{ name: 'Body' }, { name: 'Hat', options: { blend: MODE.colorBurn, opacity: 0.35 } }] },
    { growEditionSizeTo: 5, layersOrder: [{ name: 'Body', options: { displayName: 'Skin', bypassDNA: true } }, { name: 'Hat' },
      { name: 'Hat/more', options: { displayName: 'Hat' } }] },
    { growEditionSizeTo: 7, layersOrder: [{ name: 'Hat' }, { name: 'Body' }] },
  ],
  shuffleLayerConfigurations: true,
  rarityDelimiter: '_',
  format: { width: 48, height: 24, smoothing: true },
  background: { generate: true, static: true, default: 'rgba(1, 2, 3, 0.5)' },
  gif: { export: true, repeat: -1, quality: 20, delay: 70 },
  pixelFormat: { ratio: 1 / 3 },
  preview: { thumbPerRow: 7, thumbWidth: 9, imageRatio: 0.3, imageName: 'p.png' },
  preview_gif: { numberOfImages: 3, order: 'MIXED', repeat: 2, quality: 5, delay: 40, imageName: 'g.gif' },
};";

#[test]
fn every_key_of_hashlips_is_kept() {
    let folder = Folder::of(&[
        "layers/Body/Blue_3.png",
        "layers/Body/Thumbs.db",
        "layers/Body/dark-red_0.25.png",
        "layers/Hat/a_b_10.png",
        "layers/Hat/7.png",
        "layers/Hat/none_.png",
        "layers/Hat/more/x.png",
        "layers/Hat/more/y_2.png",
    ]);
    let (text, new) = same(&folder, EVERY_HASHLIPS_KEY);
    assert!(plan_file(&new, "s").is_some());
    assert_eq!((new.conventions.key, new.first_edition, new.shuffle), ("hashlips", 0, true));
    assert!(text.contains("weight_delimiter = \"_\"") && text.contains("[gallery.build_up]"), "{text}");
    // The folder says it all, or it does not.
    assert_eq!(text.matches("traits = [").count(), 2, "{text}");
    let (own, order) = (plan::default_seed(&new), plan::default_seed(&folder.open().expect("opens")));
    assert_eq!(own, order, "the odds are the same");
}

const NFTCHEF_FILES: &[&str] = &[
    "layers/Head/base.png",
    "layers/Head/z-5,shadow.png",
    "layers/Eyes/z2,glass#10/front.png",
    "layers/Eyes/z2,glass#10/z-1,back.png",
    "layers/Eyes/z2,glass#10/Tint/blue#1.png",
    "layers/Eyes/z2,glass#10/Tint/green#2?blend=multiply&opacity=50.png",
    "layers/Eyes/glass#4/z7,lens#1.png",
    "layers/Eyes/glass#4/half#0.5.png",
    "layers/Eyes/plain#30.png",
    "layers/Eyes/z3,plain#3.png",
    "layers/Hat/NONE#5.png",
    "layers/Hat/cap#3.png",
    "layers/Hat/crown#0.png",
    "layers/Hat/desktop.ini",
];

const EVERY_NFTCHEF_KEY: &str = "
const MODE = require('../constants/blend_mode.js');
const layerConfigurations = [
  { growEditionSizeTo: 4, namePrefix: 'One', layersOrder: [{ name: 'Head' },
    { name: 'Eyes', trait: 'Look', blend: MODE.screen, sublayerOptions: { Tint: { trait: 'Colour', opacity: 0.5 } } },
    { name: 'Hat', display_type: 'boost', options: { bypassDNA: true } }] },
  { growEditionSizeTo: 5, resetNameIndex: true, layersOrder: [{ name: 'Hat' }, { name: 'Head' }] },
];
module.exports = { layerConfigurations, description: 'd', baseUri: 'u', startIndex: 3, outputJPEG: true, hashImages: true,
  format: { width: 16, height: 8, smoothing: false }, background: { generate: true, brightness: '33.3%' },
  shuffleLayerConfigurations: true, emptyLayerName: 'NONE', useRootTraitType: false, extraMetadata: { k: 1 },
  incompatible: { cap: ['glass', 'shadow'], green: ['cap'] }, forcedCombinations: { plain: ['crown'] },
  traitValueOverrides: { cap: 'Baseball cap' },
  extraAttributes: () => [{ trait_type: 'Luck', value: Math.random() }] };";

#[test]
fn a_project_without_a_configuration_file_is_said_to_be_of_names() {
    let folder = Folder::of(&["0_Face/Oval__r3.png", "9_Eyes/Big__r2.png"]);
    let imported = dialect::import(&folder.open().expect("opens"), "s").expect("imports");
    let first = imported.text.lines().next();
    assert_eq!(first, Some("# Written from the names of folders and files by `simdgen import`."));
}

#[test]
fn every_key_of_nftchef_is_kept() {
    let folder = Folder::of(NFTCHEF_FILES);
    folder.write("layers/Eyes/empty#2.png", "");
    let (text, new) = same(&folder, EVERY_NFTCHEF_KEY);
    assert!(plan_file(&new, "s").is_some());
    assert_eq!((new.conventions.key, new.pictures), ("nftchef", PictureFormat::Jpeg));
    assert!(new.metadata.hash_pictures && new.metadata.extra_attributes.is_some());
    let titles = new.sets.iter().map(|set| set.title.as_ref().map(|title| (title.name.as_str(), title.offset)));
    assert_eq!(titles.collect::<Vec<_>>(), [Some(("One", 0)), Some(("", 4))]);
    // Two choices of one name are told apart by their files.
    assert!(text.contains("within = \"Eyes/z2,glass#10\"") && text.contains("within = \"Eyes/glass#4\""), "{text}");
    assert!(text.contains("# forcedCombinations: \"plain\" with one of \"crown\""), "{text}");
}

#[test]
fn what_toml_cannot_hold_is_said() {
    let folder = Folder::of(&["layers/Body/Blue.png"]);
    let layers = "layerConfigurations: [{ growEditionSizeTo: 1, layersOrder: [{ name: 'Body' }] }]";
    let solana = "{ symbol: 'ELEVENCHARS', creators: [{ address: 'a', share: 1 }, { address: 'b', share: 300 }] }";
    let config =
        format!("module.exports = {{ {layers}, solanaMetadata: {solana}, extraMetadata: {{ gone: null, kept: 1 }} }};");
    let old = folder.open_js(&config).expect("opens");
    let (imported, new) = import(&folder, &old);
    let said = |word: &str| imported.lost.lines().iter().filter(|line| line.contains(word)).count();
    assert_eq!(
        (said("extraMetadata.gone"), said("symbol"), said("creators"), imported.lost.lines().len()),
        (1, 1, 1, 3)
    );
    assert_eq!(new.metadata.extra.keys().collect::<Vec<_>>(), ["kept"]);
    assert_eq!(new.metadata.by_standard.solana.creators.len(), 1);

    assert_fails!(dialect::import(&new, "s"), Error::Project(ProjectError::ImportOfNative { .. }), "simdgen.toml");
    let unnamed = config.replace("{ name: 'Body' }", "{ name: 'Body', options: { displayName: '' } }");
    let old =
        folder.open_js(&unnamed).and_then(|_| dialect::open(folder.path(), Some(&folder.path().join("src/config.js"))));
    let failed = dialect::import(&old.expect("opens"), "s");
    assert_fails!(failed, Error::Project(ProjectError::NotImported { .. }), "config.js", "name is empty");
}

/// A name of a file or folder below, and what it may be in one of the engines.
fn name(index: usize, weight: Option<u32>, z: Option<i32>, query: &str, is_folder: bool) -> String {
    let flag = z.map_or_else(String::new, |z| format!("z{z},"));
    let weight = weight.map_or_else(String::new, |weight| format!("#{weight}"));
    let end = if is_folder { String::new() } else { format!("{query}.png") };
    // Few names, so that some come twice and rules meet them.
    format!("{flag}n{}{weight}{end}", index % 5)
}

fn element() -> impl Strategy<Value = (Option<u32>, Option<i32>, &'static str)> {
    let weight = prop_oneof![1 => Just(None), 4 => (0..4u32).prop_map(Some)];
    let z = prop_oneof![3 => Just(None), 1 => (-2..3i32).prop_map(Some)];
    (weight, z, prop_oneof![4 => Just(""), 1 => Just("?blend=screen&opacity=40")])
}

/// The files of a layer: some at its root, some in folders.
fn layer_files() -> impl Strategy<Value = Vec<String>> {
    let folder = (element(), prop::collection::vec(element(), 1..4));
    (prop::collection::vec(element(), 1..4), prop::collection::vec(folder, 0..3)).prop_map(|(files, folders)| {
        type Said = (Option<u32>, Option<i32>, &'static str);
        let file = |(i, (weight, z, query)): (usize, &Said)| name(i, *weight, *z, query, false);
        let mut paths: Vec<String> = files.iter().enumerate().map(file).collect();
        for (i, ((weight, z, _), inner)) in folders.iter().enumerate() {
            let outer = name(files.len() + i, *weight, *z, "", true);
            paths.extend(inner.iter().enumerate().map(file).map(|inner| format!("{outer}/{inner}")));
        }
        paths
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..crate::kept("tests/proptest-regressions/import.txt") })]

    #[test]
    fn any_nftchef_project_is_the_same(
        layers in prop::collection::vec(layer_files(), 1..4),
        rules in prop::collection::vec((0..5u8, 0..5u8, any::<bool>()), 0..3),
        bypass in 0..4usize,
    ) {
        let paths = layers.iter().enumerate().flat_map(|(i, files)| files.iter().map(move |f| format!("layers/L{i}/{f}")));
        let paths: Vec<String> = paths.collect();
        let folder = Folder::of(&paths.iter().map(String::as_str).collect::<Vec<_>>());
        let order = |ids: &mut dyn Iterator<Item = usize>| ids
            .map(|i| format!("{{ name: 'L{i}', options: {{ bypassDNA: {} }} }}", i == bypass))
            .collect::<Vec<_>>().join(", ");
        let (up, down) = (order(&mut (0..layers.len())), order(&mut (0..layers.len()).rev()));
        let listed = |forced: bool| rules.iter().filter(|rule| rule.2 == forced)
            .map(|(a, b, _)| format!("n{a}: ['n{b}']")).collect::<Vec<_>>().join(", ");
        let config = format!(
            "module.exports = {{ layerConfigurations: [{{ growEditionSizeTo: 1, layersOrder: [{up}] }}, \
             {{ growEditionSizeTo: 3, layersOrder: [{down}] }}], emptyLayerName: 'n4', \
             incompatible: {{ {} }}, forcedCombinations: {{ {} }} }};", listed(false), listed(true));
        same(&folder, &config);
    }

    #[test]
    fn any_hashlips_project_is_the_same(
        names in prop::collection::vec("[a-c7]{1,2}(#[a-c]{0,1})?(#[0-9]{1,2}(\\.[0-9])?)?", 2..9),
        options in prop::collection::vec((any::<bool>(), any::<u8>(), any::<bool>()), 4),
    ) {
        let layer = |i: usize| i % 2;
        let paths: Vec<String> = names.iter().enumerate()
            .map(|(i, name)| format!("layers/L{}/{name}.png", layer(i))).collect();
        let folder = Folder::of(&paths.iter().map(String::as_str).collect::<Vec<_>>());
        let entries: Vec<String> = options.iter().enumerate().map(|(i, (bypass, opacity, renamed))| format!(
            "{{ name: 'L{}', options: {{ bypassDNA: {bypass}, opacity: {}, displayName: '{}' }} }}",
            layer(i), f64::from(*opacity) / 255.0, if *renamed { "Same" } else { "Other" })).collect();
        let (first, second) = entries.split_at(2);
        let config = format!(
            "module.exports = {{ layerConfigurations: [{{ growEditionSizeTo: 1, layersOrder: [{}] }}, \
             {{ growEditionSizeTo: 2, layersOrder: [{}] }}] }};", first.join(", "), second.join(", "));
        // A weight that cannot be read, or none above 0, is for other tests.
        if folder.open_js(&config).is_ok() {
            same(&folder, &config);
        }
    }
}
