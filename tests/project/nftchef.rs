//! nftchef projects: nested folders and `src/config.js`.

use simdgen::blend::{BlendMode, Opacity};
use simdgen::error::ProjectError;
use simdgen::project::{Attribute, PictureFormat, Project, RuleKind, TraitId};
use simdgen::{Error, plan};

use crate::assert_fails;
use crate::project::folder::{Folder, layer_names};

/// A head that is always there, eyes of two kinds, one of them in parts, and a hat that may be none.
fn nested() -> Folder {
    Folder::of(&[
        "layers/Head/base.png",
        "layers/Head/z-5,shadow.png",
        "layers/Eyes/z2,glass#10/front.png",
        "layers/Eyes/z2,glass#10/z-1,back.png",
        "layers/Eyes/z2,glass#10/Tint/blue#1.png",
        "layers/Eyes/z2,glass#10/Tint/green#2?blend=multiply&opacity=50.png",
        "layers/Eyes/plain#30.png",
        "layers/Hat/NONE#5.png",
        "layers/Hat/cap#3.png",
        "layers/Hat/crown#0.png",
        "layers/Hat/desktop.ini",
    ])
}

/// A configuration of these three layers with the given further exports.
fn with(exports: &str) -> String {
    format!(
        "const layerConfigurations = [{{ growEditionSizeTo: 3, layersOrder: [{{ name: 'Head' }}, {{ name: 'Eyes' }}, \
         {{ name: 'Hat' }}] }}];\nmodule.exports = {{ layerConfigurations, emptyLayerName: 'NONE', {exports} }};"
    )
}

fn id(project: &Project, layer: &str, name: &str) -> TraitId {
    let is = |t: &simdgen::project::Trait| t.name == name && project.layer(t.layer).name == layer;
    TraitId(project.traits.iter().position(is).unwrap_or_else(|| panic!("{layer}/{name}")) as u32)
}

/// Names of what is drawn of the given picks, lowest first.
fn drawn<'p>(project: &'p Project, picks: &[(&str, &str)]) -> Vec<&'p str> {
    let picks: Vec<TraitId> = picks.iter().map(|(layer, name)| id(project, layer, name)).collect();
    let edition = plan::Edition { number: 0, set: simdgen::project::SetId(0), background: None, picks: &picks };
    let shown = |id: &TraitId| project.trait_(*id).picture.is_some();
    let names: Vec<&str> = edition.drawn(project).filter(shown).map(|id| project.trait_(id).name.as_str()).collect();
    names
}

#[test]
fn nftchef_projects_are_told_from_hashlips() {
    let folder = Folder::of(&["layers/Body/Blue#3.png", "layers/Hat/Cap.png"]);
    let plain = |exports: &str| {
        let layers = "layersOrder: [{ name: 'Body' }, { name: 'Hat' }]";
        format!("module.exports = {{ layerConfigurations: [{{ growEditionSizeTo: 1, {layers} }}], {exports} }};")
    };
    let engine = |text: &str| folder.open_js(text).expect(text).conventions.key;
    assert_eq!(engine(&plain("")), "hashlips");
    for key in ["emptyLayerName: 'NONE'", "startIndex: 0", "hashImages: true", "extraAttributes: () => []"] {
        assert_eq!(engine(&plain(key)), "nftchef", "{key}");
    }
    let trait_type =
        "exports.layerConfigurations = [{ growEditionSizeTo: 1, layersOrder: [{ name: 'Body', trait: 'Skin' }] }]";
    assert_eq!(engine(trait_type), "nftchef");
    let prefix =
        "exports.layerConfigurations = [{ growEditionSizeTo: 1, namePrefix: 'Lion', layersOrder: [{ name: 'Body' }] }]";
    assert_eq!(engine(prefix), "nftchef");
    folder.write("layers/Body/Dark#5/a.png", "");
    assert_eq!(engine(&plain("")), "nftchef");
    let both = "exports.layerConfigurations = [{ growEditionSizeTo: 1, layersOrder: [{ name: 'Body' }, { name: 'Body/Dark#5' }] }]";
    assert_eq!(engine(both), "hashlips", "a folder inside a layer may be a layer of its own");
}

#[test]
fn folders_become_layers_within_choices() {
    let project = nested().open_js(&with("")).expect("opens");
    let expected =
        ["Head/base", "Head/shadow", "Eyes", "Eyes/glass/Tint", "Eyes/glass/front", "Eyes/glass/back", "Hat"];
    assert_eq!(layer_names(&project, 0), expected);
    let glass = id(&project, "Eyes", "glass");
    for layer in &project.layers {
        let inside = layer.name.starts_with("Eyes/");
        assert_eq!(layer.within, inside.then_some(glass), "{}", layer.name);
        let reserves = layer.traits.clone().filter(|&t| project.traits[t as usize].reserve).count();
        assert_eq!(reserves, usize::from(inside), "{}", layer.name);
    }
    assert_eq!(project.rules.len(), 3, "one for each layer within: {:?}", project.rules);
    let tint = project.trait_(id(&project, "Eyes/glass/Tint", "green"));
    let style = tint.style.expect("its own");
    assert_eq!((style.blend, style.opacity), (BlendMode::Multiply, Opacity(128)));
    assert_eq!(tint.file_name, "z2,glass#10/Tint/green#2?blend=multiply&opacity=50.png");
    assert_eq!(tint.dna, "1.1.0.1:z2,green#2?blend=multiply&opacity=50.png");
    let none = project.trait_(id(&project, "Hat", "NONE"));
    assert_eq!((&none.attribute, none.dna.as_str(), &none.picture), (&Attribute::Hidden, "", &None));
    assert_eq!(project.metadata.extra_attributes, None);
}

#[test]
fn wrong_queries_in_file_names_are_named() {
    for (query, part) in [("opacity=half", "opacity=half"), ("opacity=200", "0 to 100"), ("blend=multipy", "multiply")]
    {
        let file = format!("layers/Body/a#1?{query}.png");
        let folder = Folder::of(&[&file]);
        let text = "module.exports = { startIndex: 0,
            layerConfigurations: [{ growEditionSizeTo: 1, layersOrder: [{ name: 'Body' }] }] };";
        assert_fails!(folder.open_js(text), Error::Project(ProjectError::TraitName { .. }), "a#1?", part);
    }
}

#[test]
fn pictures_are_stacked_by_their_flags_over_all_layers() {
    let project = nested().open_js(&with("")).expect("opens");
    let picks = [
        ("Head/base", "base"),
        ("Head/shadow", "shadow"),
        ("Eyes", "glass"),
        ("Eyes/glass/front", "front"),
        ("Eyes/glass/back", "back"),
        ("Eyes/glass/Tint", "blue"),
        ("Hat", "cap"),
    ];
    // -5, -1, then no flag in the order of layers, then 2: of equal flags the deeper one is above.
    assert_eq!(drawn(&project, &picks), ["shadow", "back", "base", "cap", "front", "blue"]);
}

#[test]
fn unflagged_pictures_of_a_layer_follow_the_text_of_their_dna() {
    let files: Vec<String> = (0..11).map(|i| format!("layers/Body/part{i:02}.png")).collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let text = "exports.layerConfigurations = [{ growEditionSizeTo: 1, layersOrder: [{ name: 'Body' }] }]; exports.startIndex = 1;";
    let project = Folder::of(&files).open_js(text).expect("opens");
    let names: Vec<String> = (0..11).map(|i| format!("part{i:02}")).collect();
    let labels: Vec<String> = names.iter().map(|name| format!("Body/{name}")).collect();
    let picks: Vec<(&str, &str)> = labels.iter().zip(&names).map(|(l, n)| (l.as_str(), n.as_str())).collect();
    // As text `0.10:` comes before `0.1:` and `0.2:`.
    let drawn = drawn(&project, &picks);
    assert_eq!(&drawn[..4], ["part00", "part10", "part01", "part02"]);
    assert_eq!(project.first_edition, 1);
}

#[test]
fn attributes_are_named_after_folders() {
    let says = |project: &Project, layer: &str, name: &str| match &project.trait_(id(project, layer, name)).attribute {
        Attribute::Own { trait_type, value, .. } => format!("{trait_type}={value}"),
        other => format!("{other:?}"),
    };
    let project = nested().open_js(&with("traitValueOverrides: { cap: 'Red cap' }")).expect("opens");
    assert_eq!(says(&project, "Hat", "cap"), "Hat=Red cap");
    assert_eq!(says(&project, "Eyes/glass/front", "front"), "Eyes=glass");
    assert_eq!(says(&project, "Eyes/glass/Tint", "blue"), "Tint=blue");
    assert_eq!(says(&project, "Head/base", "base"), "layers=Head", "as the engine has it");
    let folder = Folder::of(&["layers/Eyes/kind#1/lens#2/red#1.png", "layers/Eyes/kind#1/lens#2/dot.png"]);
    let open = |more: &str, root: &str| {
        let layers = format!("layersOrder: [{{ name: 'Eyes', {more} }}]");
        let text = format!(
            "exports.layerConfigurations = [{{ growEditionSizeTo: 1, {layers} }}]; exports.useRootTraitType = {root};"
        );
        folder.open_js(&text).expect("opens")
    };
    assert_eq!(says(&open("", "true"), "Eyes/kind/lens", "red"), "kind=red", "one weighted folder is stepped over");
    assert_eq!(says(&open("", "false"), "Eyes/kind/lens", "red"), "lens=red");
    assert_eq!(says(&open("", "false"), "Eyes/kind/lens/dot", "dot"), "kind=lens");
    let root = open("trait: 'Look', display_type: 'number'", "true");
    let dot = &root.trait_(id(&root, "Eyes/kind/lens/dot", "dot")).attribute;
    let expected =
        Attribute::Own { trait_type: "Look".into(), value: "lens".into(), display_type: Some("number".into()) };
    assert_eq!(*dot, expected);
    let below = open("sublayerOptions: { kind: { trait: 'Sort', blend: 'screen', opacity: 0.5 } }", "true");
    assert_eq!(says(&below, "Eyes/kind/lens", "red"), "Sort=red");
    let style = below.trait_(id(&below, "Eyes/kind/lens", "red")).style.expect("its folder's");
    assert_eq!((style.blend, style.opacity), (BlendMode::Screen, Opacity(128)));
}

#[test]
fn rules_hold_both_ways_and_zero_means_by_force() {
    let rules = "incompatible: { plain: ['cap'] }, forcedCombinations: { glass: ['crown'] }";
    let project = nested().open_js(&with(rules)).expect("opens");
    let kinds: Vec<&RuleKind> = project.rules.iter().map(|rule| &rule.kind).collect();
    let has = |kind: &RuleKind| kinds.contains(&kind);
    let set = |names: &[(&str, &str)]| names.iter().map(|(layer, name)| id(&project, layer, name)).collect();
    assert!(has(&RuleKind::Excludes { a: set(&[("Eyes", "plain")]), b: set(&[("Hat", "cap")]) }), "{kinds:?}");
    assert!(has(&RuleKind::Requires { when: set(&[("Eyes", "glass")]), any_of: set(&[("Hat", "crown")]) }));
    assert!(has(&RuleKind::Requires { when: set(&[("Hat", "crown")]), any_of: set(&[("Eyes", "glass")]) }));
    assert!(project.trait_(id(&project, "Hat", "crown")).reserve);

    let mut project = project;
    plan::resize_sets(&mut project, 3);
    let (glass, plain) = (id(&project, "Eyes", "glass"), id(&project, "Eyes", "plain"));
    let (crown, none) = (id(&project, "Hat", "crown"), id(&project, "Hat", "NONE"));
    // Plain eyes leave only NONE, glasses only the crown, in two tints: three in all.
    let all = plan::draw(&project, "1").expect("there are as many");
    for edition in all.editions() {
        let has = |id| edition.picks.contains(&id);
        assert!(has(glass) && has(crown) || has(plain) && has(none), "{:?}", edition.picks);
        assert_eq!(project.broken_rule(edition.picks), None);
    }
    plan::resize_sets(&mut project, 4);
    assert!(plan::draw(&project, "1").is_err(), "there are no more than three");
}

#[test]
fn names_that_nothing_has_are_told() {
    let rules = "incompatible: { plian: ['cap'] }, forcedCombinations: []";
    let project = nested().open_js(&with(rules)).expect("opens");
    assert!(
        project.notices.lines().iter().any(|n| n.contains("\"plian\"") && n.contains("\"plain\"")),
        "{:?}",
        project.notices
    );
}

#[test]
fn settings_are_read() {
    let folder = Folder::of(&["layers/A/x#1.png", "layers/B/y#1.png"]);
    let text = "module.exports = { startIndex: 5, outputJPEG: true, hashImages: true, description: 'D', baseUri: 'u',
        format: { width: 64, height: 32 }, background: { generate: true, brightness: '70%' }, extraAttributes: () => [],
        layerConfigurations: [
            { growEditionSizeTo: 1, layersOrder: [{ name: 'A' }], namePrefix: 'One' },
            { growEditionSizeTo: 2, layersOrder: [{ name: 'A', blend: 'multiply', opacity: 0.5 }, { name: 'B' }], resetNameIndex: true },
        ] };";
    let project = folder.open_js(text).expect("opens");
    assert_eq!((project.first_edition, project.pictures), (5, PictureFormat::Jpeg));
    let titles: Vec<(&str, u32)> =
        project.sets.iter().flat_map(|s| &s.title).map(|t| (t.name.as_str(), t.offset)).collect();
    assert_eq!(titles, [("One", 0), ("", 1)]);
    // The same folder is another layer where it is drawn another way.
    assert_eq!(project.layers.len(), 3);
    let style = |t: u32| project.style(TraitId(t)).blend;
    assert_eq!((style(0), style(1)), (BlendMode::SourceOver, BlendMode::Multiply));
}

#[test]
fn mistakes_are_answered() {
    let folder = nested();
    let text = with("").replace("'Eyes'", "'Eyse'");
    assert_fails!(folder.open_js(&text), Error::Project(ProjectError::LayerFolder { .. }), "Eyse", "Eyes");
    let text = with("").replace("{ name: 'Hat' }", "{ name: 'Hat', blend: 'multiplly' }");
    assert_fails!(
        folder.open_js(&text),
        Error::Project(ProjectError::ConfigValue { .. }),
        "layersOrder[2].blend",
        "multiply"
    );
    folder.write("layers/Hat/photo#5.tiff", "x");
    assert_fails!(folder.open_js(&with("")), Error::Project(ProjectError::TraitFormat { .. }), "photo#5.tiff");
}
