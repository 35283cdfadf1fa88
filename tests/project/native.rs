//! Native projects: `simdgen.toml`.

use simdgen::Error;
use simdgen::blend::{BlendMode, Opacity};
use simdgen::canvas::{CanvasSize, StraightRgba};
use simdgen::dialect;
use simdgen::error::ProjectError;
use simdgen::image::Resize;
use simdgen::project::{Attribute, Background, LayerId, Standard, Style, TraitId, Weight};

use crate::assert_fails;
use crate::project::folder::{Folder, layer_names, traits};

fn two_layers() -> Folder {
    Folder::of(&["layers/Body/Blue#3.png", "layers/Body/Red#1.png", "layers/Hat/Cap.png", "layers/Hat/Top#0.25.png"])
}

#[test]
fn an_empty_file_means_the_defaults() {
    let folder = two_layers();
    let project = folder.open_toml("").expect("opens");
    assert_eq!(project.conventions.key, "simdgen");
    assert_eq!(project.canvas, CanvasSize::new(48, 24).expect("a size"));
    assert_eq!((project.resize, project.background), (Resize::Nearest, Background::Transparent));
    assert_eq!((project.editions(), project.first_edition, project.shuffle), (100, 1, false));
    assert_eq!(layer_names(&project, 0), ["Body", "Hat"]);
    assert_eq!(traits(&project, 0), ["0:Blue=3", "1:Red=1"]);
    assert_eq!(traits(&project, 1), ["0:Cap=1", "1:Top=0.25"]);
    assert_eq!(project.metadata.name, folder.path().file_name().expect("a name").to_string_lossy());
    assert_eq!(project.traits[0].picture.as_deref(), Some(&*folder.path().join("layers/Body/Blue#3.png")));
    assert_eq!((project.seed, project.notices.lines()), (None, vec![]));
}

#[test]
fn every_key_is_read() {
    let folder = Folder::of(&["art/hats/Cap-1.png", "art/hats/Top-7.png", "art/Body/Blue.png"]);
    let project = folder
        .open_toml(
            r##"
            [collection]
            name = "Robots"
            description = "Beep"
            seed = "x"
            base_uri = "ipfs://a"
            first_edition = 5
            shuffle = true
            standard = "solana"
            [collection.solana]
            symbol = "RBT"
            seller_fee_basis_points = 500
            external_url = "https://example.org"
            creators = [{ address = "abc", share = 100 }]
            [collection.extra]
            zebra = 1
            artist = { name = "A", since = 2024-01-01 }
            [canvas]
            width = 64
            height = 32
            resize = "smooth"
            background = "#102030"
            [files]
            layers = "art"
            weight_delimiter = "-"
            [[layers]]
            name = "Body"
            [[layers]]
            name = "Hat"
            folder = "hats"
            blend = "multiply"
            opacity = 0.5
            none = 2.5
            none_name = "None"
            unique = false
            metadata = false
            weights = { Cap = 0.1 }
            [[sets]]
            editions = 3
            [[sets]]
            editions = 2
            layers = ["Hat", "Body"]
            "##,
        )
        .expect("opens");
    assert_eq!(layer_names(&project, 0), ["Body", "Hat"]);
    assert_eq!(layer_names(&project, 1), ["Hat", "Body"]);
    assert_eq!((project.sets[0].editions, project.sets[1].editions), (3, 2));
    let hat = project.layer(LayerId(1));
    assert_eq!((hat.folder.as_str(), hat.blend, hat.opacity), ("art/hats", BlendMode::Multiply, Opacity(128)));
    assert!(hat.bypass_dna && !hat.in_metadata);
    assert_eq!(traits(&project, 1), ["0:Cap=0.1", "1:Top=7", "2:None=2.5"]);
    let (_, none) = project.traits_of(LayerId(1)).last().expect("traits");
    assert_eq!((none.picture.as_ref(), none.file_name.as_str()), (None, ""));
    assert_eq!(project.background, Background::Solid(StraightRgba { r: 16, g: 32, b: 48, a: 255 }));
    assert_eq!((project.resize, project.first_edition, project.shuffle), (Resize::Smooth, 5, true));
    assert_eq!(project.seed.as_deref(), Some("x"));
    let metadata = project.metadata;
    assert_eq!((metadata.standard, metadata.base_uri.as_str()), (Standard::Solana, "ipfs://a"));
    assert_eq!(metadata.by_standard.solana.creators, [serde_json::json!({ "address": "abc", "share": 100 })]);
    let extra = serde_json::to_string(&metadata.extra).expect("JSON");
    assert_eq!(extra, r#"{"zebra":1,"artist":{"name":"A","since":"2024-01-01"}}"#);
}

#[test]
fn nothing_is_hidden_unless_it_has_a_name() {
    let project = two_layers().open_toml("[[layers]]\nname = 'Hat'\nnone = 25").expect("opens");
    let (_, none) = project.traits_of(LayerId(0)).last().expect("traits");
    assert_eq!((none.name.as_str(), none.weight), ("", Weight(25 * Weight::UNIT)));
}

#[test]
fn random_backgrounds_have_a_lightness() {
    let folder = two_layers();
    let lightness = |text: &str| folder.open_toml(text).map(|p| p.background);
    let random = |lightness| Background::RandomHue { lightness };
    assert_eq!(lightness("[canvas]\nbackground = 'random'").expect("opens"), random(800));
    let given = "[canvas]\nbackground = 'random'\nbackground_lightness = 55.5";
    assert_eq!(lightness(given).expect("opens"), random(555));
    assert_fails!(
        lightness(&given.replace("55.5", "101")),
        Error::Project(ProjectError::ConfigValue { .. }),
        "101",
        "0 to 100"
    );
    assert_fails!(
        lightness(&given.replace("random", "none")),
        Error::Project(ProjectError::ConfigValue { .. }),
        "only for"
    );
    assert_fails!(
        lightness("[canvas]\nbackground = 'blu'"),
        Error::Project(ProjectError::ConfigValue { .. }),
        "blu",
        "random"
    );
}

#[test]
fn layers_of_no_set_are_left_out() {
    let text = "[[layers]]\nname = 'Nowhere'\n[[layers]]\nname = 'Hat'\n[[sets]]\neditions = 1\nlayers = ['Hat']";
    let project = two_layers().open_toml(text).expect("opens");
    assert_eq!((project.layers.len(), layer_names(&project, 0)), (1, vec!["Hat"]));
    assert!(project.notices.lines()[0].contains("in no set: layer \"Nowhere\""), "{:?}", project.notices);
}

#[test]
fn what_is_no_picture_is_left_out_and_said() {
    let folder = Folder::of(&["layers/A/.DS_Store", "layers/A/Thumbs.db", "layers/A/old/x.png", "layers/A/z.PNG"]);
    let project = folder.open_toml("").expect("opens");
    assert_eq!(traits(&project, 0), ["2:z=1"]);
    assert_eq!(
        project.notices.lines(),
        ["left out of the layers, because simdgen reads no such files: A/Thumbs.db, A/old/"]
    );
}

#[test]
fn wrong_values_are_named() {
    let folder = two_layers();
    for (text, parts) in [
        ("[collection]\neditions = 0", ["collection.editions", "is 0"]),
        ("[collection]\neditions = 5\n[[sets]]\neditions = 5", ["collection.editions", "take it out"]),
        ("[collection]\nfirst_edition = 4294967290", ["first_edition", "4294967295"]),
        ("[collection.solana]\nsymbol = 'ELEVENCHARS'", ["solana.symbol", "10"]),
        ("[collection.solana]\nseller_fee_basis_points = 10001", ["seller_fee_basis_points", "10000"]),
        ("[collection.extra]\na.b = nan", ["collection.extra.a.b", "finite"]),
        ("[canvas]\nwidth = 5", ["canvas.height", "missing"]),
        ("[canvas]\nwidth = 0\nheight = 5", ["canvas", "from 1 to 32768"]),
        ("[files]\nlayers = '../art'", ["files.layers", "\"..\""]),
        ("[files]\nlayers = 'layer'", ["files.layers", "did you mean \"layers\"?"]),
        ("[[layers]]\nname = ''", ["name", "empty"]),
        ("[[layers]]\nname = 'Hat'\n[[layers]]\nname = 'Hat'", ["layers[1].name", "second time"]),
        ("[[layers]]\nname = 'Hat'\nfolder = '/etc'", ["folder of layer \"Hat\"", "relative"]),
        ("[[layers]]\nname = 'a\\b'", ["folder of layer", "\"/\""]),
        ("[[layers]]\nname = 'Hat'\nblend = 'multipy'", ["blend of layer \"Hat\"", "did you mean \"multiply\"?"]),
        ("[[layers]]\nname = 'Hat'\nopacity = 1.5", ["opacity of layer \"Hat\"", "1.5"]),
        ("[[layers]]\nname = 'Hat'\nopacity = nan", ["opacity of layer \"Hat\"", "NaN"]),
        ("[[layers]]\nname = 'Hat'\nnone_name = 'x'", ["none_name of layer \"Hat\"", "without none"]),
        ("[[sets]]\neditions = 1\nlayers = ['Hatt']", ["sets[0].layers", "did you mean \"Hat\"?"]),
        ("[[sets]]\neditions = 1\nlayers = ['Hat', 'Hat']", ["sets[0].layers", "twice"]),
        ("[[sets]]\neditions = 1\nlayers = []", ["sets[0].layers", "empty"]),
        ("[[layers]]\nname = 'Hat'\n[[layers]]\nname = 'Body'\nid = 'Hat'", ["layers[1].id", "second time"]),
        ("[[layers]]\nname = 'Hat'\nwithin = 'Body/Bleu'\n[[layers]]\nname = 'Body'", ["within", "\"Blue\""]),
        ("[[layers]]\nname = 'Hat'\nwithin = 'Body/Red'\n[[layers]]\nname = 'Body'", ["within", "before it"]),
        ("[[layers]]\nname = 'Hat'\nwithin = 'Hat/Cap'", ["within", "before it"]),
        ("[[layers]]\nname = 'Hat'\ntraits = []", ["traits of layer \"Hat\"", "empty"]),
        ("[[layers]]\nname = 'Hat'\ntraits = [{ picture = true }]", ["picture of trait", "no file"]),
        ("[[layers]]\nname = 'Hat'\ntraits = [{ file = '../a.png' }]", ["file of trait", "outside"]),
        ("[[layers]]\nname = 'Hat'\ntraits = [{ name = 'a', value = 'b', metadata = false }]", ["metadata", "value"]),
        ("[[layers]]\nname = 'Hat'\ntraits = [{ name = 'a', blend = 'scren' }]", ["blend of trait \"a\"", "screen"]),
        ("[collection]\nscript = 'src/none.js'", ["collection.script", "src/none.js"]),
        ("[gallery]\ncolumns = 0", ["gallery.columns", "is 0"]),
        ("[gallery]\npixel_ratio = 1.5", ["gallery.pixel_ratio", "1.5"]),
        ("[gallery]\nsheet = 'a/b.png'", ["gallery.sheet", "a/b.png"]),
        ("[gallery.slide_show]\nspeed = 31", ["gallery.slide_show.speed", "1 to 30"]),
    ] {
        assert_fails!(
            folder.open_toml(text),
            Error::Project(ProjectError::ConfigValue { .. }),
            "simdgen.toml",
            parts[0],
            parts[1]
        );
    }
}

#[test]
fn a_layer_may_list_its_traits() {
    let folder = two_layers();
    folder.write("layers/Hat/old/2.png", "");
    let text = r#"
        [[layers]]
        name = "Body"
        traits = [{ file = "Red#1.png", z = 2 }, { name = "Bare", weight = 4, value = "None at all" }]
        [[layers]]
        name = "Body"
        id = "Tattoo"
        folder = "Hat"
        within = "Body/Red"
        traits = [{ file = "old/2.png", name = "Two", weight = 0.5, opacity = 0.5, trait_type = "Ink", display_type = "x" },
                  { file = "Cap.png", metadata = false, picture = false }]
        [[rules]]
        trait = "Tattoo/Two"
        excludes = "Body/Bare"
        [canvas]
        width = 1
        height = 1
    "#;
    let project = folder.open_toml(text).expect("opens");
    assert_eq!(traits(&project, 0), ["0:Red=1", "1:Bare=4"]);
    assert_eq!(traits(&project, 1), ["0:Two=0.5", "1:Cap=1", "2:=0.000000001"]);
    let [red, bare, two, cap, nothing] = &project.traits[..] else { panic!("{:?}", project.traits) };
    assert_eq!((&red.attribute, bare.picture.as_ref(), bare.file_name.as_str()), (&Attribute::Usual, None, ""));
    let own = |trait_type: &str, value: &str, display_type: Option<&str>| Attribute::Own {
        trait_type: trait_type.into(),
        value: value.into(),
        display_type: display_type.map(str::to_owned),
    };
    assert_eq!(bare.attribute, own("Body", "None at all", None));
    assert_eq!(two.attribute, own("Ink", "Two", Some("x")));
    assert_eq!(two.style, Some(Style { blend: BlendMode::SourceOver, opacity: Opacity(128) }));
    assert_eq!(two.picture.as_deref(), Some(&*folder.path().join("layers/Hat/old/2.png")));
    assert_eq!((&cap.attribute, cap.picture.as_ref(), cap.file_name.as_str()), (&Attribute::Hidden, None, "Cap.png"));
    assert!(nothing.reserve && nothing.file_name.is_empty());
    assert_eq!(project.layer(LayerId(1)).within, Some(TraitId(0)));
    assert_eq!(project.rules.len(), 2, "one of `within`: {:?}", project.rules);
    // The highest of the layer that is listed first.
    assert!(project.sets[0].ranks[0] > project.sets[0].ranks[2..].iter().copied().max().expect("some"));

    let missing = folder.open_toml("[[layers]]\nname = 'Hat'\ntraits = [{ file = 'Capp.png' }]");
    assert_fails!(missing, Error::Project(ProjectError::TraitMissing { .. }), "Capp.png", "did you mean \"Cap.png\"?");
    let unknown = folder.open_toml("[[layers]]\nname = 'Hat'\ntraits = [{ file = 'Cap.png', wieght = 1 }]");
    assert_fails!(unknown, Error::Project(ProjectError::ConfigSyntax { .. }), "wieght", "did you mean weight?");
}

#[test]
fn layer_folders_must_be_there_and_have_pictures() {
    let folder = two_layers();
    let missing = folder.open_toml("[[layers]]\nname = 'hatt'");
    assert_fails!(
        missing,
        Error::Project(ProjectError::LayerFolder { .. }),
        "\"hatt\"",
        "layers",
        "did you mean \"Hat\"?"
    );
    folder.write("layers/Empty/notes.txt", "");
    assert_fails!(folder.open_toml(""), Error::Project(ProjectError::EmptyLayer { .. }), "\"Empty\"");
    folder.write("layers/New/", "");
    assert_fails!(
        folder.open_toml(""),
        Error::Project(ProjectError::EmptyLayers { empty: 2, of: 4, .. }),
        "2 of 4",
        "\"Empty\" (",
        "layers/New)"
    );
    std::fs::remove_dir(folder.path().join("layers/New")).expect("empty");
    folder.write("layers/Empty/a#0.png", "");
    assert_fails!(folder.open_toml(""), Error::Project(ProjectError::NoWeight { .. }), "\"Empty\"", "weight 0");
    folder.write("layers/Empty/b.avif", "");
    assert_fails!(folder.open_toml(""), Error::Project(ProjectError::TraitFormat { .. }), "\"Empty\"", "b.avif", "PNG");
}

#[test]
fn weights_must_be_decimals_of_traits_there_are() {
    let folder = two_layers();
    let overridden = folder.open_toml("[[layers]]\nname = 'Body'\nweights = { Reed = 1 }");
    assert_fails!(
        overridden,
        Error::Project(ProjectError::WeightOfNothing { .. }),
        "\"Body\"",
        "\"Reed\"",
        "did you mean \"Red\"?"
    );
    folder.write("layers/Hat/Cap#5%.png", "");
    assert_fails!(
        folder.open_toml(""),
        Error::Project(ProjectError::TraitName { .. }),
        "\"Hat\"",
        "Cap#5%.png",
        "\"5%\"",
        "Cap#50.png"
    );
}

#[test]
fn the_canvas_cannot_come_from_what_is_no_picture() {
    let folder = two_layers();
    folder.write("layers/Body/Blue#3.png", "");
    assert_fails!(
        folder.open_toml(""),
        Error::Project(ProjectError::CanvasFrom { .. }),
        "Blue#3.png",
        "width and height"
    );
    assert!(folder.open_toml("[canvas]\nwidth = 8\nheight = 8").is_ok());
}

#[test]
fn a_folder_without_configuration_says_what_was_looked_for() {
    let folder = two_layers();
    assert_fails!(
        folder.open(),
        Error::Project(ProjectError::NoConfig { .. }),
        "simdgen.toml",
        "src/config.js",
        "`simdgen init "
    );
    assert_fails!(Folder::of(&[]).open(), Error::Project(ProjectError::NoConfig { .. }), "it is empty");
    let ancestor = Folder::of(&["input/config.js", "input/eye/a.png"]);
    assert_fails!(ancestor.open(), Error::Project(ProjectError::NoConfig { .. }), "generative-art-opensource");
    let typed = Folder::of(&["src/config.ts", "layers/A/a.png"]);
    assert_fails!(typed.open(), Error::Project(ProjectError::ConfigKind { .. }), "config.ts", "compile it");
    assert_fails!(
        dialect::open(&folder.path().join("no"), None),
        Error::Project(ProjectError::NoFolder { .. }),
        "no folder"
    );
    let other = folder.path().join("settings.yaml");
    assert_fails!(dialect::open(folder.path(), Some(&other)), Error::Io { .. }, "settings.yaml", "check its spelling");
    std::fs::write(&other, "").expect("written");
    assert_fails!(
        dialect::open(folder.path(), Some(&other)),
        Error::Project(ProjectError::ConfigKind { .. }),
        "settings.yaml"
    );
}

#[test]
fn a_given_configuration_is_read_from_anywhere() {
    let folder = two_layers();
    folder.write("src/config.js", "throw 1");
    let elsewhere = Folder::of(&[]);
    elsewhere.write("robots.toml", "[collection]\nname = 'Far'");
    let config = elsewhere.path().join("robots.toml");
    let project = dialect::open(folder.path(), Some(&config)).expect("opens");
    assert_eq!((project.metadata.name.as_str(), project.config), ("Far", config));
    assert_eq!(project.root.path(), folder.path());
    let both = folder.open_toml("").expect("opens");
    assert!(both.notices.lines()[0].contains("and not"), "{:?}", both.notices);
}

#[test]
fn chosen_editions_are_read_and_planned_first() {
    let folder = two_layers();
    let text = "[collection]\neditions = 3\n[[chosen]]\ntraits = { Body = \"Red\", Hat = \"Cap\" }\n[[chosen]]\nedition = 1\n\
                background = \"#01020304\"\ntraits = { Body = \"Blue#3.png\", Hat = \"Top\" }\n";
    let project = folder.open_toml(text).expect("opens");
    let plan = simdgen::plan::draw(&project, "seed").expect("drawn");
    let picks: Vec<(u32, Vec<u32>)> =
        plan.editions().map(|edition| (edition.number, edition.picks.iter().map(|id| id.0).collect())).collect();
    assert_eq!(picks[..2], [(1, vec![0, 3]), (2, vec![1, 2])]);
    assert_eq!(picks.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [1, 2, 3]);
    assert!(!picks[..2].iter().any(|(_, other)| *other == picks[2].1));
    let background = Some(StraightRgba { r: 1, g: 2, b: 3, a: 4 });
    assert_eq!(plan.edition(simdgen::EditionIndex(0)).background, background);
    let one = project.plan(Some(1), None).expect("drawn");
    assert!(one.editions().map(|edition| edition.picks[0]).eq([TraitId(0)]));
    for (from, to, part) in [
        ("editions = 3", "editions = 1", "has 2 editions, and there are to be 1"),
        ("edition = 1\n", "edition = 4\n", "is 4, and the editions are 1 to 3"),
        ("edition = 1\n", "set = 2\n", "is 2, and the sets are 1 to 1"),
        ("[[chosen]]\ntraits", "[[chosen]]\nedition = 1\ntraits", "is 1 a second time"),
    ] {
        let said = folder.open_toml(&text.replacen(from, to, 1)).expect_err(part).to_string();
        assert!(said.contains(part), "{said}");
    }
    for (from, to, part) in [
        ("\"Red\"", "\"Rde\"", "did you mean \"Red\""),
        (", Hat = \"Cap\"", "", "simdgen.toml, edition 2"),
        ("#01020304", "red", "#rrggbb"),
    ] {
        let project = folder.open_toml(&text.replacen(from, to, 1)).expect("names are looked up later");
        let said = simdgen::plan::draw(&project, "seed").expect_err(part).to_string();
        assert!(said.contains(part), "{said}");
    }
}
