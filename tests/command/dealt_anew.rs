//! A finished collection whose seed was derived from the project is not dealt anew because the project changed.

use std::fs;
use std::path::Path;

use crate::command::simdgen::{files_below, simdgen, succeed};
use crate::pixels::fixture::write_png;

/// A trait whose right half is transparent on all layers but the bottom one.
fn picture(root: &Path, name: &str, shade: u8) {
    let right = if name.starts_with("Bg") { 255 } else { 0 };
    write_png(&root.join(format!("layers/{name}.png")), 2, 2, &[shade, 9, 200, 255, shade, 99, 20, right].repeat(2));
}

/// Five editions of two layers, without a seed: a native project or one of HashLips.
pub fn project(root: &Path, toml: bool) {
    for number in 0..6 {
        picture(root, &format!("Bg/b{number}"), number * 40);
    }
    for (name, shade) in [("Hand/A", 7), ("Hand/C", 70)] {
        picture(root, name, shade);
    }
    let config = match toml {
        true => "[collection]\neditions = 5\n[[layers]]\nname = 'Bg'\n[[layers]]\nname = 'Hand'\n",
        false => {
            "module.exports = { format: { width: 2, height: 2 }, layerConfigurations: [\n\
             { growEditionSizeTo: 5, layersOrder: [{ name: 'Bg' }, { name: 'Hand' }] }] };"
        }
    };
    let path = root.join(if toml { "simdgen.toml" } else { "src/config.js" });
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, config).unwrap();
}

/// The seed that a build was drawn from.
pub fn seed(root: &Path) -> String {
    let record: serde_json::Value =
        serde_json::from_slice(&fs::read(root.join("build/simdgen-run.json")).unwrap()).unwrap();
    record["seed"].as_str().unwrap().to_owned()
}

/// The one error of a run that is refused and changes nothing.
fn refused(root: &Path, options: &[&str]) -> String {
    let before = files_below(&root.join("build"));
    let output = simdgen(&[&["generate", root.to_str().unwrap()], options].concat());
    let errors: Vec<&str> = output.err.lines().filter(|line| line.starts_with("error: ")).collect();
    assert!(output.code == 1 && errors.len() == 1, "{output:?}");
    assert!(files_below(&root.join("build")) == before);
    errors[0].to_owned()
}

#[test]
fn a_renamed_trait_stops_the_run_and_says_which() {
    for toml in [true, false] {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        project(root, toml);
        succeed("generate {}", root);
        let old = seed(root);
        fs::rename(root.join("layers/Hand/A.png"), root.join("layers/Hand/Zed.png")).unwrap();
        for options in [&[][..], &["--editions", "2..=3"], &["--count", "9"]] {
            let error = refused(root, options);
            for part in ["5 finished editions", "of them would get other traits", "--force", "Hand/A is gone"] {
                assert!(error.contains(part), "{part}: {error}");
            }
            assert!(
                error.contains("no edition shows Hand/Zed")
                    && error.contains(&format!("--seed {old}, which changes 5 of them,")),
                "{error}"
            );
            assert!(!error.contains("--keep"), "its editions cannot be found by their names: {error}");
        }
        let output = simdgen(&["generate", root.to_str().unwrap()]);
        assert!(!output.err.contains("packed"), "packed before: {output:?}");
        // Put back, all is as it was.
        fs::rename(root.join("layers/Hand/Zed.png"), root.join("layers/Hand/A.png")).unwrap();
        let before = files_below(&root.join("build/images"));
        succeed("generate {}", root);
        assert!(files_below(&root.join("build/images")) == before);
        // Asked for, it is dealt anew, and then that is the finished collection.
        fs::rename(root.join("layers/Hand/A.png"), root.join("layers/Hand/Zed.png")).unwrap();
        succeed("generate {} --force", root);
        assert_ne!(seed(root), old);
        succeed("generate {}", root);
        assert_eq!(succeed("verify {}/build", root).code, 0);
    }
}

#[test]
fn the_pack_names_what_really_changed() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    project(root, true);
    succeed("pack {}", root);
    fs::rename(root.join("layers/Hand/A.png"), root.join("layers/Hand/Zed.png")).unwrap();
    let output = succeed("pack {}", root);
    let said = "layers/Hand/Zed.png was added, layers/Hand/A.png is gone";
    assert!(output.err.contains(&format!("packed 1 of 8 pictures: {said}\n")), "{output:?}");
    picture(root, "Bg/a", 99);
    picture(root, "Bg/b3", 98);
    let output = succeed("pack {}", root);
    assert!(output.err.contains(": layers/Bg/a.png was added, layers/Bg/b3.png changed\n"), "{output:?}");
    for number in 0..6 {
        fs::remove_file(root.join(format!("layers/Bg/b{number}.png"))).unwrap();
    }
    let output = succeed("pack {}", root);
    let gone = "layers/Bg/b0.png is gone, layers/Bg/b1.png is gone, layers/Bg/b2.png is gone and 3 more\n";
    assert!(output.err.contains(gone), "{output:?}");
}

#[test]
fn an_added_trait_or_layer_and_other_odds_leave_ways_on() {
    for change in ["trait", "layer", "weight"] {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        project(root, true);
        succeed("generate {}", root);
        let (old, images) = (seed(root), files_below(&root.join("build/images")));
        let config = root.join("simdgen.toml");
        let text = fs::read_to_string(&config).unwrap();
        let told = match change {
            "trait" => {
                picture(root, "Hand/B", 200);
                "no edition shows Hand/B"
            }
            "layer" => {
                picture(root, "Hat/Red", 200);
                fs::write(&config, text + "[[layers]]\nname = 'Hat'\nnone = 1\n").unwrap();
                "layer Hat is new"
            }
            _ => {
                fs::write(&config, text + "weights = { A = 9 }\n").unwrap();
                "weights, rules or the order of traits"
            }
        };
        let error = refused(root, &[]);
        let build = root.join("build");
        assert!(error.contains(told) && error.contains(&format!("--keep {}", build.display())), "{error}");
        // What it says goes on: the editions stay, and more come.
        succeed("generate {} --keep {}/build --count 7", root);
        let grown = files_below(&build.join("images"));
        assert!(images.iter().all(|(name, bytes)| grown[name] == *bytes) && grown.len() == 7, "{change}");
        assert_eq!(seed(root), old);
        succeed(&format!("generate {{}} --out {{}}/other --seed {old}"), root);
    }
}

#[test]
fn what_changes_no_edition_stops_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    project(root, true);
    succeed("generate {}", root);
    succeed("generate {} --count 8", root);
    let config = root.join("simdgen.toml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(
        &config,
        format!("{text}blend = 'multiply'\n")
            .replace("[[layers]]\nname = 'Bg'", "description = 'new'\n[[layers]]\nname = 'Bg'"),
    )
    .unwrap();
    picture(root, "Hand/A", 250);
    succeed("generate {} --count 8", root);
    // With a chosen seed it is the artist who says what the collection is.
    for seed in ["--seed mine", "--seed 7"] {
        succeed(&format!("generate {{}} --force {seed}"), root);
        picture(root, &format!("Hand/{}", &seed[7..]), 33);
        succeed(&format!("generate {{}} {seed}"), root);
        assert_eq!(succeed("verify {}/build", root).code, 0);
    }
}

#[test]
fn the_old_seed_goes_on_where_it_still_means_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    project(root, true);
    succeed("generate {}", root);
    let (old, images) = (seed(root), files_below(&root.join("build/images")));
    // A rule that no edition breaks: weights and order are as they were.
    let config = root.join("simdgen.toml");
    let shown = fs::read_to_string(root.join("build/json/_metadata.json")).unwrap();
    let absent = (0..6).find(|n| !shown.contains(&format!("\"b{n}\""))).unwrap();
    let rule = format!("[[rules]]\ntrait = 'Bg/b{absent}'\nexcludes = 'Hand/A'\n");
    fs::write(&config, fs::read_to_string(&config).unwrap() + &rule).unwrap();
    let error = refused(root, &[]);
    assert!(error.contains(&format!("--seed {old}, which changes 0 of them,")), "{error}");
    succeed(&format!("generate {{}} --seed {old}"), root);
    assert!(files_below(&root.join("build/images")) == images);
    let error = refused(root, &[]);
    assert!(
        error.contains(&format!("another seed (\"{old}\"")) && error.contains("go on from it with --seed"),
        "{error}"
    );
}
