//! HashLips projects: `src/config.js`.

use simdgen::Error;
use simdgen::blend::{BlendMode, Opacity};
use simdgen::canvas::StraightRgba;
use simdgen::error::ProjectError;
use simdgen::image::Resize;
use simdgen::project::{AnimationOrder, AnimationSettings, Background, LayerId, Standard};

use crate::assert_fails;
use crate::project::folder::{Folder, layer_names, traits};

fn two_layers() -> Folder {
    Folder::of(&["layers/Body/Blue#3.png", "layers/Body/Red#1.png", "layers/Hat/Cap.png"])
}

/// A configuration with two layers and the given further exports.
fn with(exports: &str) -> String {
    format!(
        "const layerConfigurations = [{{ growEditionSizeTo: 5, layersOrder: [{{ name: 'Body' }}, {{ name: 'Hat' }}] }}];\n\
         module.exports = {{ layerConfigurations, {exports} }};"
    )
}

/// A configuration of one layer `Body` with the given options.
fn options(options: &str) -> String {
    format!(
        "const {{ MODE }} = require(`${{process.cwd()}}/constants/blend_mode.js`);\n\
         exports.layerConfigurations = [{{ growEditionSizeTo: 1, layersOrder: [{{ name: 'Body', options: {{ {options} }} }}] }}];"
    )
}

/// Layer configurations of `Body` with the given growEditionSizeTo.
fn growing(sizes: &[&str]) -> String {
    let one = |size: &&str| format!("{{ growEditionSizeTo: {size}, layersOrder: [{{ name: 'Body' }}] }},");
    format!("exports.layerConfigurations = [{}];", sizes.iter().map(one).collect::<String>())
}

#[test]
fn defaults_are_those_of_the_engine() {
    let project = two_layers().open_js(&with("")).expect("opens");
    assert_eq!(project.conventions.key, "hashlips");
    assert_eq!((project.canvas.width(), project.canvas.height(), project.resize), (512, 512, Resize::CanvasNearest));
    assert_eq!((project.editions(), project.first_edition, project.shuffle), (5, 1, false));
    assert_eq!((project.background, project.metadata.standard), (Background::Transparent, Standard::Ethereum));
    assert_eq!(layer_names(&project, 0), ["Body", "Hat"]);
    assert_eq!(traits(&project, 0), ["0:Blue=3", "1:Red=1"]);
    assert_eq!(project.notices.lines(), [""; 0]);
}

#[test]
fn settings_are_read() {
    let text = with(
        "network: 'sol', namePrefix: 'Eyes', description: 'D', baseUri: 'ipfs://x', shuffleLayerConfigurations: true,
         format: { width: 64, height: 32, smoothing: true }, extraMetadata: { z: 1, a: [true] },
         background: { generate: true, brightness: '55.5%' },
         solanaMetadata: { symbol: 'E', seller_fee_basis_points: 1000, external_url: 'u', creators: [{ address: 'x', share: 100 }] },
         debugLogs: true, preview: { imageRatio: 1 / 0 }, uniqueDnaTorrance: 1, pixelFormat: { ratio: 2 / 128 }",
    );
    let project = two_layers().open_js(&text).expect("opens");
    assert_eq!((project.canvas.width(), project.canvas.height(), project.resize), (64, 32, Resize::CanvasSmooth));
    assert_eq!((project.first_edition, project.shuffle), (0, true));
    assert_eq!(project.background, Background::RandomHue { lightness: 555 });
    let metadata = project.metadata;
    assert_eq!((metadata.standard, metadata.name.as_str()), (Standard::Solana, "Eyes"));
    assert_eq!((metadata.description.as_str(), metadata.base_uri.as_str()), ("D", "ipfs://x"));
    assert_eq!(serde_json::to_string(&metadata.extra).expect("JSON"), r#"{"z":1,"a":[true]}"#);
    assert_eq!(
        (metadata.by_standard.solana.symbol.as_str(), metadata.by_standard.solana.seller_fee_basis_points),
        ("E", 1000)
    );
    assert_eq!(project.notices.lines(), [""; 0]);
}

#[test]
fn a_static_background_is_its_default_colour() {
    let solid = |colour: &str| format!("background: {{ generate: true, static: true, default: '{colour}' }}");
    let project = two_layers().open_js(&with(&solid("white"))).expect("opens");
    assert_eq!(project.background, Background::Solid(StraightRgba { r: 255, g: 255, b: 255, a: 255 }));
    let wrong = two_layers().open_js(&with(&solid("whitish")));
    assert_fails!(wrong, Error::Project(ProjectError::ConfigValue { .. }), "background.default", "whitish");
    let wrong = two_layers().open_js(&with("background: { generate: true, brightness: 'bright' }"));
    assert_fails!(wrong, Error::Project(ProjectError::ConfigValue { .. }), "background.brightness", "\"bright\"");
}

#[test]
fn options_of_layers_are_read() {
    let text = options("displayName: 'Skin', blend: MODE.colorDodge, opacity: 0.5, bypassDNA: true");
    let project = two_layers().open_js(&text).expect("opens");
    let body = project.layer(LayerId(0));
    assert_eq!((body.name.as_str(), body.folder.as_str()), ("Skin", "layers/Body"));
    assert_eq!((body.blend, body.opacity), (BlendMode::ColorDodge, Opacity(128)));
    assert!(body.bypass_dna && body.in_metadata);
}

#[test]
fn source_atop_is_what_it_says_and_the_text_is_kept() {
    for (blend, mode) in [("MODE.sourceAtop", BlendMode::SourceAtop), ("'source-out'", BlendMode::SourceOut)] {
        let project = two_layers().open_js(&options(&format!("blend: {blend}"))).expect("opens");
        assert_eq!(project.layers[0].blend, mode);
    }
}

#[test]
fn an_opacity_may_be_text() {
    let project = two_layers().open_js(&options("opacity: ' 0.5'")).expect("opens");
    assert_eq!(project.layers[0].opacity, Opacity(128));
}

#[test]
fn wrong_options_are_named() {
    let folder = two_layers();
    for (text, part) in [
        ("blend: 'multipy'", "did you mean \"multiply\"?"),
        ("opacity: 2", "is 2"),
        ("opacity: 'half'", "\"half\""),
        ("opacity: 0 / 0", "\"NaN\""),
        ("opacity: '50%'", "\"50%\""),
    ] {
        assert_fails!(
            folder.open_js(&options(text)),
            Error::Project(ProjectError::ConfigValue { .. }),
            "layer \"Body\"",
            part
        );
    }
    let misspelt = folder.open_js(&options("blend: MODE.multipy"));
    assert_fails!(
        misspelt,
        Error::Project(ProjectError::ConfigSyntax { line: 2, .. }),
        "MODE.multipy does not exist",
        "multiply"
    );
}

#[test]
fn edition_counts_run_on() {
    let folder = two_layers();
    let project = folder.open_js(&growing(&["5", "8", "20"])).expect("opens");
    assert_eq!(project.sets.iter().map(|s| s.editions).collect::<Vec<_>>(), [5, 3, 12]);
    assert_eq!((project.layers.len(), project.traits.len()), (1, 2), "sets that use a folder alike share the layer");
    for (sizes, part) in [
        (&["50", "20"][..], "for 20 more, write 70"),
        (&["50", "50"], "for 50 more, write 100"),
        (&["0"], "is 0"),
        (&["undefined"], "is missing"),
        (&["1e10"], "4294967294"),
        (&["'many'"], "\"many\""),
    ] {
        assert_fails!(
            folder.open_js(&growing(sizes)),
            Error::Project(ProjectError::ConfigValue { .. }),
            "growEditionSizeTo",
            part
        );
    }
    assert_fails!(
        folder.open_js(&growing(&["1.5"])),
        Error::Project(ProjectError::ConfigValue { .. }),
        "[0].growEditionSizeTo",
        "1.5"
    );
}

#[test]
fn layers_are_shared_only_when_drawn_alike() {
    let text = "exports.layerConfigurations = [
        { growEditionSizeTo: 1, layersOrder: [{ name: 'Body' }, { name: 'Hat' }] },
        { growEditionSizeTo: 2, layersOrder: [{ name: 'Hat' }, { name: 'Body', options: { opacity: 0.5 } }] }];";
    let project = two_layers().open_js(text).expect("opens");
    assert_eq!(project.sets[0].layers, [LayerId(0), LayerId(1)]);
    assert_eq!(project.sets[1].layers, [LayerId(1), LayerId(2)]);
    assert_eq!(traits(&project, 0), traits(&project, 2));
}

#[test]
fn every_network_but_solana_is_as_ethereum() {
    let project = two_layers().open_js(&with("network: 'matic'")).expect("opens");
    assert_eq!((project.metadata.standard, project.first_edition), (Standard::Ethereum, 1));
    assert!(project.notices.lines().iter().any(|line| line.contains("\"matic\"")), "{:?}", project.notices);
}

#[test]
fn wrong_settings_are_named() {
    let folder = two_layers();
    for (text, parts) in [
        ("module.exports = {}".to_owned(), ["layerConfigurations", "missing"]),
        ("exports.layerConfiguration = []".into(), ["layerConfigurations", "did you mean \"layerConfiguration\"?"]),
        ("exports.layerConfigurations = [{ growEditionSizeTo: 1 }]".into(), ["layersOrder", "missing"]),
        (with("rarityDelimiter: ''"), ["rarityDelimiter", "empty"]),
        (with("format: { width: '512' }"), ["format.width", "whole number"]),
        (with("format: { width: 0 / 0 }"), ["format.width", "NaN"]),
        (with("format: { width: 40000 }"), ["format", "from 1 to 32768"]),
    ] {
        assert_fails!(
            folder.open_js(&text),
            Error::Project(ProjectError::ConfigValue { .. }),
            "config.js",
            parts[0],
            parts[1]
        );
    }
    for name in ["../Body", "/etc", "a\\\\b", ""] {
        let text =
            format!("exports.layerConfigurations = [{{ growEditionSizeTo: 1, layersOrder: [{{ name: '{name}' }}] }}]");
        assert_fails!(folder.open_js(&text), Error::Project(ProjectError::ConfigValue { .. }), "layersOrder[0].name");
    }
}

#[test]
fn layer_folders_that_are_not_there_are_suggested() {
    let folder = Folder::of(&["layers/female/Hair/a.png"]);
    let order = |name: &str| {
        format!("exports.layerConfigurations = [{{ growEditionSizeTo: 1, layersOrder: [{{ name: '{name}' }}] }}]")
    };
    let project = folder.open_js(&order("female/Hair")).expect("opens");
    assert_eq!(
        (project.layers[0].name.as_str(), project.layers[0].folder.as_str()),
        ("female/Hair", "layers/female/Hair")
    );
    assert_fails!(
        folder.open_js(&order("femal/Hair")),
        Error::Project(ProjectError::LayerFolder { .. }),
        "did you mean \"female\"?"
    );
    assert_fails!(
        folder.open_js(&order("female/Hiar")),
        Error::Project(ProjectError::LayerFolder { .. }),
        "did you mean \"Hair\"?"
    );
    folder.write("layers/Ha\u{308}nde/a.png", "");
    assert_fails!(
        folder.open_js(&order("H\u{e4}nde")),
        Error::Project(ProjectError::LayerFolder { .. }),
        "looks the same"
    );
}

#[test]
fn files_are_numbered_as_in_the_engine_and_junk_is_left_out() {
    let folder = Folder::of(&[
        "layers/Body/.hidden.png",
        "layers/Body/7.png",
        "layers/Body/Red#.png",
        "layers/Body/Thumbs.db",
        "layers/Body/notes/read me.txt",
        "layers/Body/z-a#0.5.png",
    ]);
    let project = folder.open_js(&growing(&["1"])).expect("opens");
    assert_eq!(traits(&project, 0), ["0:7=7", "1:Red=0", "4:z-a=0.5"]);
    assert_eq!(project.notices.lines().len(), 2, "{:?}", project.notices);
    assert!(
        project.notices.lines().iter().any(|n| n.contains("7.png"))
            && project.notices.lines().iter().any(|n| n.contains("Body/Thumbs.db"))
    );
    folder.write("layers/Body/Blue#-50.png", "");
    let wrong = folder.open_js(&growing(&["1"]));
    assert_fails!(
        wrong,
        Error::Project(ProjectError::TraitName { .. }),
        "\"Body\"",
        "Blue#-50.png",
        "\"-50\"",
        "Blue#50.png"
    );
}

#[test]
fn a_layer_of_no_weight_is_an_error() {
    let folder = Folder::of(&["layers/Body/Red#0.png", "layers/Body/Blue#.png"]);
    assert_fails!(folder.open_js(&growing(&["1"])), Error::Project(ProjectError::NoWeight { .. }), "\"Body\"");
    folder.write("layers/Body/Green.bmp", "");
    assert_fails!(
        folder.open_js(&growing(&["1"])),
        Error::Project(ProjectError::TraitFormat { .. }),
        "Green.bmp",
        "PNG"
    );
}

#[test]
fn what_is_not_done_is_said() {
    let text = with("text: { only: true }, incompatibleTraits: {}");
    let notices = two_layers().open_js(&text).expect("opens").notices.lines();
    for part in ["text.only", "incompatibleTraits"] {
        assert!(notices.iter().any(|n| n.contains(part)), "{part}: {notices:?}");
    }
    let twice = "exports.layerConfigurations = [{ growEditionSizeTo: 1, layersOrder: [
        { name: 'Body' }, { name: 'Hat', options: { displayName: 'Body', hidden: true } }] }];";
    let project = two_layers().open_js(twice).expect("opens");
    assert_eq!(layer_names(&project, 0), ["Body", "Body"]);
    assert!(
        project.notices.lines().iter().any(|n| n.contains("two layers") && n.contains("\"Body\"")),
        "{:?}",
        project.notices
    );
    assert!(project.notices.lines().iter().any(|n| n.contains("hidden of layer \"Hat\"")), "{:?}", project.notices);
}

#[test]
fn a_script_next_to_the_layers_is_found() {
    let folder = two_layers();
    folder.write("config.js", with("description: __dirname"));
    assert_eq!(folder.open().expect("opens").metadata.description, "/project");
}

#[test]
fn previews_and_animations_are_read() {
    let keys = "preview: { thumbPerRow: 3, imageRatio: 0.5 }, pixelFormat: { ratio: 2 / 128 }, \
                preview_gif: { numberOfImages: 7, order: 'MIXED', repeat: -1, quality: 100, delay: 250 }, \
                gif: { export: true, repeat: 2, quality: 5 }";
    let open = |keys: &str| two_layers().open_js(&with(keys));
    let gallery = open(keys).expect("opens").gallery;
    assert_eq!((gallery.columns, gallery.thumbnail_width, gallery.thumbnail_ratio), (3, 50, Some(0.5)));
    assert_eq!((gallery.sheet_name.as_str(), gallery.pixel_ratio), ("preview.png", 2.0 / 128.0));
    let show = gallery.slide_show;
    assert_eq!((show.pictures, show.order, show.file_name.as_str()), (7, AnimationOrder::Mixed, "preview.gif"));
    assert_eq!(show.animation, AnimationSettings { repeats: Some(0), delay_ms: 250, speed: 30 });
    assert_eq!(gallery.build_up, Some(AnimationSettings { repeats: Some(2), delay_ms: 500, speed: 5 }));
    for (wrong, parts) in [
        ("preview: { thumbWidth: 0, imageRatio: 1 / 0 }", ["preview.thumbWidth", "is 0"]),
        ("preview: { imageName: '../x.png' }", ["preview.imageName", "../x.png"]),
        ("pixelFormat: { ratio: 2 }", ["pixelFormat.ratio", "at most 1"]),
        ("preview_gif: { order: 'DECS' }", ["preview_gif.order", "did you mean \"DESC\"?"]),
    ] {
        assert_fails!(open(wrong), Error::Project(ProjectError::ConfigValue { .. }), parts[0], parts[1]);
    }
}

#[test]
fn the_first_version_is_read() {
    let text = "const layersOrder = [{ name: 'Body' }, { name: 'Hat', number: 3 }];
        module.exports = { layersOrder, editionSize: 4, format: { width: 48, height: 24 } };";
    let project = two_layers().open_js(text).expect("opens");
    assert_eq!((project.editions(), layer_names(&project, 0)), (4, vec!["Body", "Hat"]));
    assert!(project.notices.lines()[0].contains("HashLips 1.0.0"), "{:?}", project.notices);
    assert!(project.notices.lines().iter().any(|n| n.contains("number of layer \"Hat\"")), "{:?}", project.notices);
    // A count alone is another engine's.
    let other = "module.exports = { layersOrder: [{ name: 'Body' }], defaultEdition: 4 };";
    assert_fails!(two_layers().open_js(other), Error::Project(ProjectError::ConfigValue { .. }), "layerConfigurations");
}

#[test]
fn settings_beside_the_name_are_those_of_early_versions() {
    let open = |more: &str| {
        two_layers().open_js(&format!(
            "{more} exports.layerConfigurations = [{{ growEditionSizeTo: 1, layersOrder: [
            {{ name: 'Body', blend: 'multiply', opacity: 0.5, displayName: 'Skin', options: {{ opacity: 1 }} }}] }}];"
        ))
    };
    let early = open("").expect("opens");
    let body = early.layer(LayerId(0));
    assert_eq!((body.name.as_str(), body.blend, body.opacity), ("Skin", BlendMode::Multiply, Opacity::FULL));
    assert!(early.notices.lines()[0].contains("HashLips 1.0,"), "{:?}", early.notices);
    let late = open("exports.network = 'eth';").expect("opens");
    let body = late.layer(LayerId(0));
    assert_eq!((body.name.as_str(), body.blend), ("Body", BlendMode::SourceOver));
    assert!(late.notices.lines()[0].contains("write options"), "{:?}", late.notices);
}

#[test]
fn null_is_as_good_as_nothing_but_in_metadata() {
    let text = "exports.background = exports.gif = exports.namePrefix = null; exports.extraMetadata = { a: null };
        exports.layerConfigurations = [{ growEditionSizeTo: '2', layersOrder: [
            { name: 'Body', options: null }, { name: 'Hat', options: { blend: null, displayName: null } }] }];
        exports.solanaMetadata = { symbol: null, seller_fee_basis_points: '250' };";
    let project = two_layers().open_js(text).expect("opens");
    assert_eq!((project.editions(), layer_names(&project, 0)), (2, vec!["Body", "Hat"]));
    assert_eq!(project.background, Background::Transparent);
    assert!(project.metadata.extra["a"].is_null());
    assert_eq!(project.metadata.by_standard.solana.seller_fee_basis_points, 250);
}

#[test]
fn the_fork_is_known_by_its_keys() {
    let open = |format: &str, first: &str, options: &str| {
        let layers = format!("layersOrder: [{{ name: 'Body', options: {{ {options} }} }}]");
        two_layers().open_js(&format!(
            "exports.format = {{ width: 48, height: 24, {format} }};
             exports.layerConfigurations = [{{ growEditionSizeTo: 2, {first} {layers} }}, {{ growEditionSizeTo: 2, {layers} }}];"
        ))
    };
    let project =
        open("padEdition: 3, hexEdition: true", "startEditionFrom: 10,", "posX: 0, width: 48").expect("opens");
    assert!(
        project.notices.lines()[0].contains("fork") && project.notices.lines()[0].contains("padEdition"),
        "{:?}",
        project.notices
    );
    // Of each configuration alone, where HashLips would have grown by nothing.
    assert_eq!(project.sets.iter().map(|set| set.editions).collect::<Vec<_>>(), [2, 2]);
    assert_eq!((project.first_edition, project.metadata.file_names.metadata_file(10)), (10, "00a.json".into()));
    assert_fails!(open("", "", ""), Error::Project(ProjectError::ConfigValue { .. }), "growEditionSizeTo");
    let placed = open("padEdition: 3", "", "posX: 5");
    assert_fails!(placed, Error::Project(ProjectError::ConfigValue { .. }), "\"Body\"", "48 x 24", "posX");
}
