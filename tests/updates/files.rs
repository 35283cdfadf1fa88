//! The project whose settings are changed: each key of the configuration has a value that matters.

use std::fs;
use std::path::Path;

/// A number made of others, the same everywhere.
pub fn mixed(numbers: &[u64]) -> u64 {
    numbers.iter().fold(0x243F_6A88_85A3_08D3, |state, number| {
        let mut z = (state ^ number).wrapping_add(0x9E37_79B9_7F4A_7C15);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    })
}

/// Writes a half transparent picture of pixels that `seed` decides, with nothing compressed: the same bytes for ever.
pub fn picture(path: &Path, width: u32, height: u32, seed: u64) {
    let mut rows = vec![];
    for y in 0..u64::from(height) {
        rows.push(0);
        for x in 0..u64::from(width) {
            rows.extend_from_slice(&mixed(&[seed, x / 2, y / 3]).to_le_bytes()[..4]);
        }
    }
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in &rows {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    let length = (rows.len() as u16).to_le_bytes();
    let stored = [&[0x78, 1, 1][..], &length, &length.map(|byte| !byte), &rows, &(b << 16 | a).to_be_bytes()].concat();
    let chunk = |kind: &[u8], data: &[u8]| {
        let named = [kind, data].concat();
        [&(data.len() as u32).to_be_bytes()[..], &named, &crc32fast::hash(&named).to_be_bytes()].concat()
    };
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
    let file = [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", &header), chunk(b"IDAT", &stored), chunk(b"IEND", b"")];
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, file.concat()).unwrap();
}

/// The configuration.
pub const CONFIG: &str = r##"[collection]
name = "Robots"
description = "old words"
seed = "first"
base_uri = "ipfs://old"
first_edition = 1
unique = true
shuffle = false
standard = "ethereum"
engine = "simdgen"
compiler = "maker"
dna_delimiter = "-"
script = "extra.js"
hash_pictures = false
attributes = [{ name = "Generation", value = 1, display = "number", max_value = 9 }]
#solana
#cardano
#tezos
[collection.extra]
artist = "nobody"
[canvas]
width = 8
height = 8
resize = "nearest"
background = "#336699"
background_last = false
[files]
layers = "layers"
weight_delimiter = "#"
names = "decimal"
digits = 1
json_extension = true
pictures = "png"
[[layers]]
name = "Back"
none = 2
none_name = "Bare"
values = { a = "Alpha" }
[[layers]]
name = "Body"
id = "Torso"
folder = "Corpus"
blend = "multiply"
opacity = 0.75
unique = true
metadata = true
weights = { b = 3 }
counts = { c = 2 }
[[layers]]
name = "Level"
display = "number"
max_value = 10
[[layers]]
name = "Mark"
within = "Torso/a"
[[layers]]
name = "Hat"
[[layers.traits]]
file = "a.png"
name = "Cap"
weight = 2
z = 0
blend = "screen"
opacity = 0.5
trait_type = "Head"
value = "Round"
display_type = "text"
dna = "cap"
[[layers.traits]]
file = "b.png"
picture = true
metadata = true
reserve = false
[[layers.traits]]
file = "c.png"
[[sets]]
editions = 9
layers = ["Back", "Torso", "Level", "Mark", "Hat"]
name = "Bots"
attributes = [{ name = "Edition", value = "one" }]
[[sets]]
editions = 5
layers = ["Back", "Torso", "Mark", "Level"]
name = "Droids"
restart_numbers = false
[[one_of_one]]
file = "one.png"
name = "Founder"
edition = 4
attributes = [{ name = "Rank", value = 1, display = "number", max_value = 7 }]
[tags]
cool = ["Back/a", "Hat/Cap"]
[[rules]]
trait = "Torso/b"
excludes = "Back/b"
[[rules]]
trait = "Torso/a"
requires = ["Level/1", "Level/2"]
[[rules]]
trait = "Level/3"
only_with = ["Back/a", "Back/c"]
[[rules]]
at_most = 1
of = ["#cool"]
[[rules]]
same = ["Back/c", "Level/2"]
[gallery]
columns = 5
thumbnail_width = 50
thumbnail_ratio = 1.5
sheet = "sheet.png"
pixel_ratio = 0.5
[gallery.slide_show]
pictures = 5
order = "ascending"
file = "show.gif"
repeats = 1
delay = 500
speed = 10
#build_up
"##;

/// Writes the pictures and scripts that the configuration names, and some that it may name.
pub fn write(root: &Path) {
    for (layer, names) in [
        ("Back", ["a", "b", "c"]),
        ("Corpus", ["a", "b", "c"]),
        ("Level", ["1", "2", "3"]),
        ("Mark", ["x", "y#2", "z"]),
        ("Hat", ["a", "b", "c"]),
    ] {
        for (at, name) in names.into_iter().enumerate() {
            let seed = mixed(&[layer.len() as u64, u64::from(layer.as_bytes()[0]), at as u64]);
            for folder in ["layers", "others"] {
                let seed = if folder == "others" { seed ^ 1 } else { seed };
                picture(&root.join(format!("{folder}/{layer}/{name}.png")), 8, if at == 2 { 5 } else { 8 }, seed);
            }
            picture(&root.join(format!("layers/New{layer}/{name}.png")), 8, 8, seed ^ 2);
        }
    }
    picture(&root.join("layers/Hat/deep/c.png"), 8, 8, 76);
    picture(&root.join("one.png"), 8, 8, 77);
    picture(&root.join("two.png"), 8, 8, 78);
    for (name, luck) in [("extra", "Luck"), ("more", "Fate")] {
        let text = format!(
            "module.exports = {{ extraAttributes: () => [{{ trait_type: '{luck}', value: Math.floor(Math.random() * 9) }}] }};"
        );
        fs::write(root.join(format!("{name}.js")), text).unwrap();
    }
    for (name, key) in [("nft", "title"), ("other", "label")] {
        fs::write(
            root.join(format!("{name}.json")),
            format!("{{\"{key}\": \"{{{{name}}}}\", \"traits\": \"{{{{attributes}}}}\"}}"),
        )
        .unwrap();
    }
    fs::write(root.join("simdgen.toml"), CONFIG).unwrap();
}

/// Replaces a text of the configuration, which has it once.
pub fn replace(config: &str, from: &str, to: &str) -> String {
    assert_eq!(config.matches(from).count(), 1, "the configuration does not have this once: {from}");
    config.replacen(from, to, 1)
}
