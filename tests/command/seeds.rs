//! Seeds as they are given: any text, numbers of either sign, and never an empty one.

use std::fs;

use crate::command::dealt_anew::{project, seed};
use crate::command::simdgen::{simdgen, succeed};

#[test]
fn seeds_may_be_negative_and_are_not_empty() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    project(root, true);
    let plan = |words: &[&str]| {
        let output = simdgen(&[&["plan", root.to_str().unwrap()], words].concat());
        assert_eq!(output.code, 0, "{output:?}");
        output.out
    };
    let negative = plan(&["--seed", "-5"]);
    assert!(negative.contains("\"seed\":\"-5\"") && negative == plan(&["--seed=-5"]));
    assert!(plan(&["--seed=-any text"]).contains("\"seed\":\"-any text\""));
    succeed("generate {} --seed -5", root);
    assert_eq!(seed(root), "-5");
    succeed("rarity {} --seed -5", root);
    for command in ["generate", "plan", "rarity"] {
        let output = simdgen(&[command, root.to_str().unwrap(), "--seed", ""]);
        assert!(output.code == 2 && output.err.contains("empty"), "{output:?}");
        // An option is no seed.
        assert_eq!(simdgen(&[command, root.to_str().unwrap(), "--seed", "--count", "3"]).code, 2);
    }
    let config = root.join("simdgen.toml");
    let text = fs::read_to_string(&config).unwrap();
    let with = |seed: &str| fs::write(&config, text.replace("editions", &format!("seed = {seed}\neditions"))).unwrap();
    with("-5");
    assert!(plan(&[]) == negative);
    for (seed, part) in [("\"\"", "the seed is empty"), ("1.5", "a seed is a text or a whole number")] {
        with(seed);
        let output = simdgen(&["plan", root.to_str().unwrap()]);
        assert!(output.code == 1 && output.err.contains("simdgen.toml:2: ") && output.err.contains(part), "{output:?}");
    }
}
