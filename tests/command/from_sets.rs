//! Collections whose DNA, numbers and attributes say different things of an edition: nothing is settled in silence.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::command::from::{config, pictures};
use crate::command::simdgen::{decode, files_below, simdgen, succeed};

/// Runs `generate --from`, or another option; the result is its exit code and what it printed.
fn again(root: &Path, option: &str, list: &str) -> (i32, String) {
    let path = root.to_str().unwrap();
    let out = format!("{path}/again");
    let output = simdgen(&["generate", path, option, &format!("{path}/{list}"), "--out", &out, "--force"]);
    (output.code, output.err)
}

/// The editions whose pictures differ between the build and what was made again, by file name.
fn differing(root: &Path) -> Vec<String> {
    let (build, again) = (files_below(&root.join("build/images")), files_below(&root.join("again/images")));
    let differs = |(name, bytes): &(String, Vec<u8>)| decode(&build[name]) != decode(bytes);
    again.into_iter().filter(differs).map(|(name, _)| name).collect()
}

fn rename(root: &Path, from: &str, to: &str) {
    fs::rename(root.join("layers").join(from), root.join("layers").join(to)).unwrap();
}

/// Two configurations whose upper layers have the same file names, so that their DNA is the same.
fn two_heads(root: &Path, more: &str) {
    let hair = ["Male/Hair/Long#1.png", "Male/Hair/Short#1.png", "Female/Hair/Long#1.png", "Female/Hair/Short#1.png"];
    pictures(root, &[&["Bg/Red#5.png", "Bg/Blue#5.png", "Bg/Green#5.png"], hair.as_slice()].concat());
    let configurations = "
        { growEditionSizeTo: 3, layersOrder: [{ name: 'Bg' }, { name: 'Male/Hair', options: { displayName: 'Hair' } }] },
        { growEditionSizeTo: 5, layersOrder: [{ name: 'Bg' }, { name: 'Female/Hair', options: { displayName: 'Hair' } }] }";
    config(root, configurations, more);
}

#[test]
fn dna_of_another_set_than_the_number_is_named() {
    for changed in [&["Long"][..], &["Short"], &["Long", "Short"]] {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        two_heads(root, "");
        succeed("generate {}", root);
        for name in changed {
            rename(root, &format!("Male/Hair/{name}#1.png"), &format!("Male/Hair/{name}#3.png"));
        }
        for (option, list) in
            [("--from", "build/json"), ("--from", "build/json/_metadata.json"), ("--keep", "build/json")]
        {
            let (code, said) = again(root, option, list);
            // With one renamed, it may be that no edition of the first set has it.
            if changed.len() == 1 && code == 0 {
                assert!(differing(root).is_empty(), "{said}");
                continue;
            }
            let parts =
                ["edition ", "DNA fits set 2 with layers/Female/Hair/", "number and attributes set 1 with layers/Male"];
            assert!(code == 1 && parts.iter().all(|part| said.contains(part)), "{changed:?} {list}: {said}");
        }
        // As the message says: without DNA the numbers decide.
        let mut all: Vec<Value> =
            serde_json::from_slice(&fs::read(root.join("build/json/_metadata.json")).unwrap()).unwrap();
        all.iter_mut().for_each(|edition| drop(edition.as_object_mut().unwrap().remove("dna")));
        fs::write(root.join("without.json"), serde_json::to_vec(&all).unwrap()).unwrap();
        let (code, said) = again(root, "--from", "without.json");
        assert!(code == 0 && said.contains("the numbers of 5 editions decide"), "{said}");
        assert!(differing(root).is_empty(), "{said}");
    }
}

#[test]
fn sets_with_more_editions_than_they_make_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    two_heads(root, "");
    succeed("generate {}", root);
    // What the first set had is called otherwise now, so that only the second fits.
    rename(root, "Male/Hair/Long#1.png", "Male/Hair/Bald#1.png");
    rename(root, "Male/Hair/Short#1.png", "Male/Hair/Curl#1.png");
    let (code, said) = again(root, "--from", "build/json/_metadata.json");
    assert_eq!(code, 0, "{said}");
    let told = [
        "3 editions fit only sets that their numbers are not of, first edition 1 of set 2",
        "set 2 has 5 editions here and makes 2",
    ];
    assert!(told.iter().all(|part| said.contains(part)), "{said}");
}

#[test]
fn a_part_that_is_always_there_cannot_be_missing() {
    for files in [["Hat/A#3/pA1.png", "Hat/A#3/pA0.png"], ["Hat/A#3/x.png", "Hat/A#3/y.png"]] {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        pictures(root, &[&["Hair/B#1/p1.png", "Hair/NONE#6.png"], files.as_slice()].concat());
        let layers = "{ growEditionSizeTo: 2, layersOrder: [{ name: 'Hair' }, { name: 'Hat' }] }";
        config(root, layers, "startIndex: 0, emptyLayerName: 'NONE', useRootTraitType: true");
        succeed("generate {}", root);
        fs::remove_file(root.join("build/_dna.json")).unwrap();
        for list in ["build/json", "build/json/_metadata.json", "build/json/0.json"] {
            let (code, said) = again(root, "--from", list);
            assert!(code == 0 && differing(root).is_empty(), "{list}: {said}");
        }
    }
}

#[test]
fn single_files_count_before_the_list_of_all() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    pictures(root, &["Bg/a#1.png", "Bg/b#1.png", "Bg/c#1.png", "Bg/d#1.png", "Bg/e#1.png"]);
    config(root, "{ growEditionSizeTo: 5, layersOrder: [{ name: 'Bg' }] }", "");
    succeed("generate {}", root);
    let at = |number: u32| root.join(format!("build/json/{number}.json"));
    let (code, said) = again(root, "--from", "build");
    assert!(code == 0 && !said.contains("single files"), "{said}");
    // DNA that only the list has is not lost, and makes no difference.
    let without_dna = |number: u32| {
        let mut edition: Value = serde_json::from_slice(&fs::read(at(number)).unwrap()).unwrap();
        edition.as_object_mut().unwrap().remove("dna");
        edition
    };
    fs::write(at(4), without_dna(4).to_string()).unwrap();
    let (code, said) = again(root, "--from", "build/json");
    assert!(code == 0 && !said.contains("single files"), "{said}");
    // 2 is edited, 3 deleted, 9 added.
    let other = without_dna(1)["attributes"].clone();
    for number in [2, 9] {
        let mut edition = without_dna(2);
        edition["edition"] = number.into();
        edition["attributes"] = other.clone();
        fs::write(at(number), edition.to_string()).unwrap();
    }
    fs::remove_file(at(3)).unwrap();
    let (_, said) = again(root, "--from", "build/json/_metadata.json");
    assert!(!said.contains("single files") && differing(root).is_empty(), "{said}");
    assert_eq!(files_below(&root.join("again/images")).len(), 5);
    for list in ["build", "build/json"] {
        let (code, said) = again(root, "--from", list);
        assert!(
            code == 0 && said.contains("_metadata.json and the single files differ in 3 editions (2, 3, 9)"),
            "{said}"
        );
        let made = files_below(&root.join("again/images"));
        assert_eq!(made.keys().collect::<Vec<_>>(), ["1.png", "2.png", "4.png", "5.png", "9.png"]);
        assert!(decode(&made["2.png"]) == decode(&made["1.png"]) && decode(&made["9.png"]) == decode(&made["1.png"]));
    }
}

#[test]
fn what_differs_is_named_and_what_would_tell() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    pictures(root, &["Bg/a#1.png", "Bg/b#1.png", "Bg/c#1.png"]);
    let sets = |more: &str| {
        format!(
            "{{ growEditionSizeTo: 1, layersOrder: [{{ name: 'Bg' }}] }},
             {{ growEditionSizeTo: 2, layersOrder: [{{ name: 'Bg', {more} }}] }}"
        )
    };
    // A way of drawing that no DNA has, in sets that numbers do not tell.
    config(root, &sets("blend: 'multiply', opacity: 0.5"), "startIndex: 1, shuffleLayerConfigurations: true");
    succeed("generate {}", root);
    let named =
        ["set 1 with layers/Bg/", "at 100% opacity in \"source-over\" mode", "at 50% opacity in \"multiply\" mode"];
    for (list, remedy, wrong) in [
        ("build/_dna.json", "give the metadata of the collection, as build/json,", "give the _dna.json"),
        ("build/json", "differ: give a plan that says which", "_dna.json"),
        ("alone/json", "give the _dna.json of the collection, or a plan that says which", "build/json,"),
    ] {
        if list == "alone/json" {
            fs::create_dir_all(root.join("alone/json")).unwrap();
            fs::copy(root.join("build/json/_metadata.json"), root.join("alone/json/_metadata.json")).unwrap();
        }
        let (code, said) = again(root, "--from", list);
        assert!(code == 1 && said.contains(remedy) && !said.contains(wrong), "{list}: {said}");
        assert!(named.iter().all(|part| said.contains(part)), "{list}: {said}");
    }
}
