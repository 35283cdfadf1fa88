//! Each key of `simdgen.toml` is changed in turn, and the build brought up to date compared with one made anew.

use std::collections::BTreeSet;
use std::fs;
use std::panic::catch_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::updates::builds::{compare, files_below, folder, simdgen, succeed};
use crate::updates::files::{CONFIG, replace, write};

/// Texts of the configuration and what stands instead of them.
type Edits = &'static [(&'static str, &'static str)];

/// A key, what the configuration is before it changes, and its change.
type Case = (&'static str, Edits, &'static str, &'static str);

const SOLANA: Edits = &[
    ("standard = \"ethereum\"", "standard = \"solana\""),
    (
        "#solana",
        "[collection.solana]\nsymbol = 'OLD'\nseller_fee_basis_points = 100\nexternal_url = 'https://old'\n\
         creators = [{ address = 'me', share = 100 }]",
    ),
];

const CARDANO: Edits = &[
    ("standard = \"ethereum\"", "standard = \"cip25\""),
    ("compiler = \"maker\"\n", ""),
    (
        "#cardano",
        "[collection.cardano]\npolicy_id = '00000000000000000000000000000000000000000000000000000000'\n\
         asset_name = 'Old'\nversion = 1",
    ),
];

const TEZOS: Edits = &[
    ("standard = \"ethereum\"", "standard = \"tezos\""),
    ("compiler = \"maker\"\n", ""),
    (
        "#tezos",
        "[collection.tezos]\nsymbol = 'OLD'\nminter = 'tz1old'\ncreators = ['old']\ntags = ['old']\nrights = 'old'\n\
         royalties = { tz1old = 50 }",
    ),
];

const TEMPLATE: Edits = &[
    ("standard = \"ethereum\"", "standard = \"template\"\ntemplate = \"nft.json\""),
    ("compiler = \"maker\"\n", ""),
    ("script = \"extra.js\"\n", ""),
];

const RANDOM: Edits = &[("background = \"#336699\"", "background = \"random\"\nbackground_lightness = 80.0")];

const BUILD_UP: Edits = &[("#build_up", "[gallery.build_up]\nrepeats = 2\ndelay = 300\nspeed = 10")];

const CHOSEN: Edits = &[(
    "[tags]",
    "[[chosen]]\ntraits = { Back = \"a\", Body = \"b\", Level = \"1\" }\nedition = 2\nset = 2\n\
     background = \"#102030\"\n[tags]",
)];

const ONE_SET: Edits = &[
    (
        "[[sets]]\neditions = 9\nlayers = [\"Back\", \"Torso\", \"Level\", \"Mark\", \"Hat\"]\nname = \"Bots\"\n\
         attributes = [{ name = \"Edition\", value = \"one\" }]\n[[sets]]\neditions = 5\n\
         layers = [\"Back\", \"Torso\", \"Mark\", \"Level\"]\nname = \"Droids\"\nrestart_numbers = false\n",
        "",
    ),
    ("seed = \"first\"", "seed = \"first\"\neditions = 9"),
];

/// Every key that is no table of its own.
const CASES: &[Case] = &[
    ("collection.name", ONE_SET, "name = \"Robots\"", "name = \"Machines\""),
    ("collection.description", &[], "old words", "new words"),
    ("collection.editions", ONE_SET, "editions = 9", "editions = 12"),
    ("collection.editions", ONE_SET, "editions = 9", "editions = 8"),
    ("collection.seed", &[], "seed = \"first\"", "seed = \"second\""),
    ("collection.base_uri", &[], "ipfs://old", "ipfs://new"),
    ("collection.first_edition", &[], "first_edition = 1", "first_edition = 3"),
    ("collection.unique", &[("editions = 9", "editions = 40")], "unique = true\nshuffle", "unique = false\nshuffle"),
    ("collection.shuffle", &[], "shuffle = false", "shuffle = true"),
    ("collection.standard", &[], "standard = \"ethereum\"", "standard = \"erc1155\""),
    ("collection.standard", &[], "standard = \"ethereum\"", "standard = \"metaplex\""),
    ("collection.template", TEMPLATE, "template = \"nft.json\"", "template = \"other.json\""),
    ("collection.engine", &[], "engine = \"simdgen\"", "engine = \"hashlips\""),
    ("collection.engine", &[], "engine = \"simdgen\"", "engine = \"hashlips-1.0\""),
    ("collection.engine", &[], "engine = \"simdgen\"", "engine = \"nftchef\""),
    ("collection.engine", &[("engine = \"simdgen\"", "engine = \"nftchef\"")], "\"nftchef\"", "\"simdgen\""),
    ("collection.compiler", &[], "compiler = \"maker\"", "compiler = \"other\""),
    ("collection.dna_delimiter", &[], "dna_delimiter = \"-\"", "dna_delimiter = \"+\""),
    ("collection.script", &[], "script = \"extra.js\"", "script = \"more.js\""),
    ("collection.hash_pictures", &[], "hash_pictures = false", "hash_pictures = true"),
    (
        "collection.hash_pictures",
        &[("hash_pictures = false", "hash_pictures = true")],
        "pictures = true",
        "pictures = false",
    ),
    ("collection.extra", &[], "artist = \"nobody\"", "artist = \"somebody\""),
    ("collection.attributes[].name", &[], "name = \"Generation\"", "name = \"Wave\""),
    ("collection.attributes[].value", &[], "value = 1, display = \"number\", max_value = 9", "value = 2"),
    (
        "collection.attributes[].display",
        &[],
        "value = 1, display = \"number\", max_value = 9",
        "value = 1, display = \"boost_number\", max_value = 9",
    ),
    ("collection.attributes[].max_value", &[], "max_value = 9", "max_value = 8"),
    ("collection.solana.symbol", SOLANA, "'OLD'", "'NEW'"),
    ("collection.solana.seller_fee_basis_points", SOLANA, "points = 100", "points = 200"),
    ("collection.solana.external_url", SOLANA, "https://old", "https://new"),
    ("collection.solana.creators[].address", SOLANA, "'me'", "'you'"),
    ("collection.solana.creators[].share", SOLANA, "share = 100 }", "share = 50 }, { address = 'us', share = 50 }"),
    ("collection.cardano.policy_id", CARDANO, "'000", "'abc"),
    ("collection.cardano.asset_name", CARDANO, "'Old'", "'New'"),
    ("collection.cardano.version", CARDANO, "version = 1", "version = 2"),
    ("collection.tezos.symbol", TEZOS, "'OLD'", "'NEW'"),
    ("collection.tezos.minter", TEZOS, "minter = 'tz1old'", "minter = 'tz1new'"),
    ("collection.tezos.creators", TEZOS, "creators = ['old']", "creators = ['new']"),
    ("collection.tezos.tags", TEZOS, "tags = ['old']", "tags = ['new']"),
    ("collection.tezos.rights", TEZOS, "rights = 'old'", "rights = 'new'"),
    ("collection.tezos.royalties", TEZOS, "tz1old = 50", "tz1old = 60"),
    ("canvas.width", &[], "\nwidth = 8", "\nwidth = 9"),
    ("canvas.height", &[], "\nheight = 8", "\nheight = 7"),
    ("canvas.resize", &[], "resize = \"nearest\"", "resize = \"smooth\""),
    ("canvas.background", &[], "\"#336699\"", "\"#33669980\""),
    ("canvas.background", &[], "\"#336699\"", "\"none\""),
    ("canvas.background", &[], "\"#336699\"", "\"random\""),
    ("canvas.background_lightness", RANDOM, "background_lightness = 80.0", "background_lightness = 40.0"),
    ("canvas.background_last", &[], "background_last = false", "background_last = true"),
    ("canvas.background_last", &[("last = false", "last = true")], "background_last = true", "background_last = false"),
    ("files.layers", &[], "layers = \"layers\"", "layers = \"others\""),
    ("files.weight_delimiter", &[], "weight_delimiter = \"#\"", "weight_delimiter = \"%\""),
    ("files.names", &[("digits = 1\n", "")], "names = \"decimal\"", "names = \"hex\""),
    ("files.digits", &[], "digits = 1", "digits = 3"),
    ("files.json_extension", &[], "json_extension = true", "json_extension = false"),
    ("files.pictures", &[], "pictures = \"png\"", "pictures = \"jpeg\""),
    ("layers[].name", &[], "name = \"Body\"", "name = \"Trunk\""),
    ("layers[].folder", &[], "folder = \"Corpus\"", "folder = \"NewCorpus\""),
    ("layers[].blend", &[], "blend = \"multiply\"", "blend = \"overlay\""),
    ("layers[].opacity", &[], "opacity = 0.75", "opacity = 0.25"),
    ("layers[].none", &[], "none = 2", "none = 9"),
    ("layers[].none_name", &[], "none_name = \"Bare\"", "none_name = \"Empty\""),
    ("layers[].unique", &[], "unique = true\nmetadata", "unique = false\nmetadata"),
    ("layers[].metadata", &[], "metadata = true\nweights", "metadata = false\nweights"),
    ("layers[].weights", &[], "weights = { b = 3 }", "weights = { b = 30 }"),
    ("layers[].counts", &[], "counts = { c = 2 }", "counts = { c = 3 }"),
    ("layers[].values", &[], "a = \"Alpha\"", "a = \"Omega\""),
    ("layers[].display", &[], "display = \"number\"\nmax_value = 10", "display = \"boost_number\"\nmax_value = 10"),
    ("layers[].max_value", &[], "max_value = 10", "max_value = 11"),
    ("layers[].id", &[], "Torso", "Chest"),
    ("layers[].within", &[], "within = \"Torso/a\"", "within = \"Torso/c\""),
    ("layers[].traits[].file", &[], "file = \"c.png\"", "file = \"deep/c.png\""),
    ("layers[].traits[].name", &[], "file = \"c.png\"", "file = \"c.png\"\nname = \"Cloche\""),
    ("layers[].traits[].weight", &[], "weight = 2", "weight = 20"),
    ("layers[].traits[].z", &[], "z = 0", "z = -9"),
    ("layers[].traits[].blend", &[], "blend = \"screen\"", "blend = \"xor\""),
    ("layers[].traits[].opacity", &[], "opacity = 0.5", "opacity = 0.9"),
    ("layers[].traits[].metadata", &[], "metadata = true\nreserve", "metadata = false\nreserve"),
    ("layers[].traits[].trait_type", &[], "trait_type = \"Head\"", "trait_type = \"Skull\""),
    ("layers[].traits[].value", &[], "value = \"Round\"", "value = \"Square\""),
    ("layers[].traits[].display_type", &[], "display_type = \"text\"", "display_type = \"other\""),
    ("layers[].traits[].picture", &[], "picture = true", "picture = false"),
    ("layers[].traits[].reserve", &[], "reserve = false", "reserve = true"),
    ("layers[].traits[].dna", &[], "dna = \"cap\"", "dna = \"lid\""),
    ("sets[].editions", &[], "editions = 9", "editions = 10"),
    ("sets[].editions", &[], "editions = 5", "editions = 4"),
    ("sets[].layers", &[], "\"Mark\", \"Level\"]", "\"Level\", \"Mark\"]"),
    ("sets[].name", &[], "\"Droids\"", "\"Cyborgs\""),
    ("sets[].restart_numbers", &[], "restart_numbers = false", "restart_numbers = true"),
    ("sets[].attributes[].name", &[], "name = \"Edition\"", "name = \"Series\""),
    ("sets[].attributes[].value", &[], "value = \"one\"", "value = \"two\""),
    ("one_of_one[].file", &[], "file = \"one.png\"", "file = \"two.png\""),
    ("one_of_one[].name", &[], "name = \"Founder\"", "name = \"Maker\""),
    ("one_of_one[].edition", &[], "edition = 4", "edition = 7"),
    ("one_of_one[].attributes[].name", &[], "name = \"Rank\"", "name = \"Level\""),
    ("one_of_one[].attributes[].value", &[], "value = 1, display = \"number\", max_value = 7", "value = 3"),
    ("chosen[].traits", CHOSEN, "Back = \"a\"", "Back = \"b\""),
    ("chosen[].edition", CHOSEN, "edition = 2", "edition = 3"),
    ("chosen[].set", CHOSEN, "set = 2\n", ""),
    ("chosen[].background", CHOSEN, "background = \"#102030\"", "background = \"#405060\""),
    ("tags", &[], "\"Hat/Cap\"]", "\"Hat/b\"]"),
    ("rules[].trait", &[], "trait = \"Torso/b\"", "trait = \"Torso/c\""),
    ("rules[].excludes", &[], "excludes = \"Back/b\"", "excludes = \"Back/c\""),
    ("rules[].requires", &[], "\"Level/1\", \"Level/2\"]", "\"Level/3\"]"),
    ("rules[].only_with", &[], "only_with = [\"Back/a\", \"Back/c\"]", "only_with = [\"Back/b\"]"),
    ("rules[].at_most", &[], "at_most = 1", "at_most = 0"),
    ("rules[].of", &[], "of = [\"#cool\"]", "of = [\"#cool\", \"Level/1\"]"),
    ("rules[].same", &[], "same = [\"Back/c\"", "same = [\"Back/b\""),
    ("gallery.columns", &[], "columns = 5", "columns = 4"),
    ("gallery.thumbnail_width", &[], "thumbnail_width = 50", "thumbnail_width = 40"),
    ("gallery.thumbnail_ratio", &[], "thumbnail_ratio = 1.5", "thumbnail_ratio = 1.0"),
    ("gallery.sheet", &[], "sheet.png", "other.png"),
    ("gallery.pixel_ratio", &[], "pixel_ratio = 0.5", "pixel_ratio = 0.25"),
    ("gallery.slide_show.pictures", &[], "pictures = 5", "pictures = 4"),
    ("gallery.slide_show.order", &[], "ascending", "mixed"),
    ("gallery.slide_show.file", &[], "show.gif", "other.gif"),
    ("gallery.slide_show.repeats", &[], "repeats = 1", "repeats = 3"),
    ("gallery.slide_show.delay", &[], "delay = 500", "delay = 400"),
    ("gallery.slide_show.speed", &[], "delay = 500\nspeed = 10", "delay = 500\nspeed = 20"),
    ("gallery.build_up.repeats", BUILD_UP, "repeats = 2", "repeats = 3"),
    ("gallery.build_up.delay", BUILD_UP, "delay = 300", "delay = 200"),
    ("gallery.build_up.speed", BUILD_UP, "delay = 300\nspeed = 10", "delay = 300\nspeed = 30"),
    ("gallery.build_up", BUILD_UP, "[gallery.build_up]\nrepeats = 2\ndelay = 300\nspeed = 10", ""),
    ("gallery.build_up", &[], "#build_up", "[gallery.build_up]\ndelay = 100"),
    ("layers[].blend", BUILD_UP, "blend = \"multiply\"", "blend = \"overlay\""),
    ("canvas.background_last", BUILD_UP, "background_last = false", "background_last = true"),
    ("files.digits", BUILD_UP, "digits = 1", "digits = 3"),
];

/// Tables, each with a configuration whose only unknown key is `zzzz` in it. `[]` is a list of tables.
const TABLES: &[(&str, &str)] = &[
    ("", "zzzz = 1"),
    ("collection", "[collection]\nzzzz = 1"),
    ("collection.attributes[]", "[collection]\nattributes = [{ zzzz = 1 }]"),
    ("collection.solana", "[collection.solana]\nzzzz = 1"),
    ("collection.solana.creators[]", "[collection.solana]\ncreators = [{ zzzz = 1 }]"),
    ("collection.cardano", "[collection.cardano]\nzzzz = 1"),
    ("collection.tezos", "[collection.tezos]\nzzzz = 1"),
    ("canvas", "[canvas]\nzzzz = 1"),
    ("files", "[files]\nzzzz = 1"),
    ("layers[]", "[[layers]]\nzzzz = 1"),
    ("layers[].traits[]", "[[layers]]\ntraits = [{ zzzz = 1 }]"),
    ("sets[]", "[[sets]]\nzzzz = 1"),
    ("one_of_one[]", "[[one_of_one]]\nzzzz = 1"),
    ("chosen[]", "[[chosen]]\nzzzz = 1"),
    ("rules[]", "[[rules]]\nzzzz = 1"),
    ("gallery", "[gallery]\nzzzz = 1"),
    ("gallery.slide_show", "[gallery.slide_show]\nzzzz = 1"),
    ("gallery.build_up", "[gallery.build_up]\nzzzz = 1"),
];

/// Keys whose attributes are those of `collection.attributes[]`.
const ATTRIBUTES: [&str; 2] = ["sets[].attributes", "one_of_one[].attributes"];

/// Changes that leave every file as it was: names that only the configuration uses, what follows
/// without them, and what other commands make.
const UNSEEN: &[&str] = &[
    "layers[].id",
    "chosen[].set",
    "gallery.columns",
    "gallery.thumbnail_width",
    "gallery.thumbnail_ratio",
    "gallery.sheet",
    "gallery.pixel_ratio",
    "gallery.slide_show.pictures",
    "gallery.slide_show.order",
    "gallery.slide_show.file",
    "gallery.slide_show.repeats",
    "gallery.slide_show.delay",
    "gallery.slide_show.speed",
];

/// Keys of which a change may ask for `--force`: another seed, and editions that would go.
const FORCED: &[&str] = &["collection.seed", "collection.first_edition", "collection.editions", "sets[].editions"];

#[test]
fn every_key_there_is_has_a_case() {
    let folder = folder();
    let mut known: BTreeSet<String> = CASES.iter().map(|(key, ..)| (*key).to_owned()).collect();
    known.extend(TABLES.iter().map(|(table, _)| table.trim_end_matches("[]").to_owned()));
    known.extend(ATTRIBUTES.map(str::to_owned));
    for (table, text) in TABLES {
        fs::write(folder.path().join("simdgen.toml"), text).unwrap();
        let output = simdgen("inspect {}", folder.path());
        let (_, keys) =
            output.err.split_once("unknown key zzzz; there are ").unwrap_or_else(|| panic!("{table}: {output:?}"));
        for key in keys.trim().split(", ") {
            let key = if table.is_empty() { key.to_owned() } else { format!("{table}.{key}") };
            assert!(known.contains(&key), "no case changes {key}");
        }
    }
}

/// What is wrong after a change.
fn change((key, before, from, to): Case) -> Vec<String> {
    let folder = folder();
    let root = folder.path();
    write(root);
    let config = before.iter().fold(CONFIG.to_owned(), |config, (from, to)| replace(&config, from, to));
    let changed = if key == "layers[].id" { config.replace(from, to) } else { replace(&config, from, to) };
    fs::write(root.join("simdgen.toml"), config).unwrap();
    succeed("generate {} --encoder direct", root);
    let made = files_below(&root.join("build"));
    fs::write(root.join("simdgen.toml"), changed).unwrap();
    let (asked, mut wrong) = compare("--encoder direct", root);
    if (made == files_below(&root.join("fresh"))) != UNSEEN.contains(&key) {
        wrong.push("what the change does is not what the test expects".to_owned());
    }
    let is_expected = asked.is_empty() || asked == "--force" && FORCED.contains(&key);
    if !is_expected {
        wrong.push(format!("the update asked for {asked}"));
    }
    wrong.into_iter().map(|text| format!("{key}, {from} to {to}: {text}")).collect()
}

#[test]
fn every_change_of_a_key_is_brought_into_the_build() {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut wrong = vec![];
        while let Some(case) = CASES.get(next.fetch_add(1, Ordering::Relaxed)) {
            wrong.extend(catch_unwind(|| change(*case)).unwrap_or_else(|_| vec![format!("{case:?} cannot be tested")]));
        }
        wrong
    };
    let wrong: Vec<String> = thread::scope(|scope| {
        let threads = [(); 2].map(|()| scope.spawn(work));
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
