//! Collections whose editions may be equal, and plans that say so.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::command::simdgen::{compare_with_oracle, simdgen, succeed};
use crate::pixels::fixture::write_png;

/// Two layers of two traits: four combinations.
fn project(root: &Path, collection: &str, rest: &str) {
    for (n, name) in ["Bg/a", "Bg/b", "Top/c", "Top/d"].iter().enumerate() {
        let (shade, right) = (n as u8 * 60, if n < 2 { 255 } else { 0 });
        let pixels = [shade, 9, 200, 255, shade, 99, 20, right].repeat(2);
        write_png(&root.join(format!("layers/{name}.png")), 2, 2, &pixels);
    }
    let toml = format!("[collection]\n{collection}\n[[layers]]\nname = 'Bg'\n[[layers]]\nname = 'Top'\n{rest}");
    fs::write(root.join("simdgen.toml"), toml).unwrap();
}

fn findings(build: &Path) -> Vec<(String, String)> {
    let output = simdgen(&["verify", build.to_str().unwrap(), "--json"]);
    let report: Value = serde_json::from_str(&output.out).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    report["findings"].as_array().unwrap().iter().map(|f| (text(&f["kind"]), text(&f["file"]))).collect()
}

/// How many different combinations a plan has, and how many editions show a trait.
fn planned(root: &Path, options: &str) -> (usize, Vec<Value>) {
    let text = succeed(&format!("plan {{}}{options}"), root).out;
    let lines: Vec<Value> = text.lines().skip(1).map(|line| serde_json::from_str(line).unwrap()).collect();
    let traits: Vec<Value> = lines.iter().map(|line| line["traits"].clone()).collect();
    (traits.iter().map(Value::to_string).collect::<HashSet<_>>().len(), traits)
}

#[test]
fn more_editions_than_combinations_where_they_may_be_equal() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    project(root, "editions = 200\nseed = 'x'", "weights = { c = 9 }");
    let refused = simdgen(&["generate", root.to_str().unwrap()]);
    assert!(refused.code == 1 && refused.err.contains("unique = false"), "{refused:?}");
    assert_eq!(simdgen(&["check", root.to_str().unwrap()]).code, 3);
    project(root, "editions = 200\nseed = 'x'\nunique = false", "weights = { c = 9 }");
    let (combinations, traits) = planned(root, "");
    let of_c = traits.iter().filter(|traits| traits["Top"] == "c").count();
    assert!(combinations == 4 && (170..=190).contains(&of_c), "as the weights have it: {of_c} of 200");
    succeed("generate {}", root);
    succeed("check {}", root);
    assert_eq!(compare_with_oracle(&simdgen::dialect::open(root, None).unwrap(), &root.join("build")), 200);
    assert_eq!(findings(&root.join("build")), []);
    // More of them begin as these.
    let (_, more) = planned(root, " --count 300");
    assert!(more[..200] == traits[..]);
    succeed("generate {} --keep {}/build --count 250", root);
    assert_eq!(findings(&root.join("build")), []);
    // Two traits that look alike are a mistake all the same.
    fs::copy(root.join("layers/Top/c.png"), root.join("layers/Top/d.png")).unwrap();
    succeed("generate {} --force", root);
    let found = findings(&root.join("build"));
    assert!(!found.is_empty() && found.iter().all(|(kind, _)| kind == "duplicate-pixels"), "{found:?}");
}

#[test]
fn combinations_do_not_run_short_where_editions_may_be_equal() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    // The rule and the count keep `a` from coming as often as its weight asks for.
    project(root, "editions = 20\nseed = 'x'\nunique = false", "counts = { c = 1 }");
    let path = root.join("simdgen.toml");
    let text = fs::read_to_string(&path).unwrap().replace("'Bg'\n", "'Bg'\nweights = { a = 9 }\n");
    fs::write(&path, text + "\n[[rules]]\ntrait = 'Bg/a'\nexcludes = 'Top/d'\n").unwrap();
    let output = succeed("generate {}", root);
    assert!(!output.err.contains("do not come out"), "{output:?}");
    let output = succeed("check {}", root);
    assert!(!output.out.contains("combinations run short"), "{output:?}");
}

#[test]
fn pictures_made_by_hand_may_be_equal_where_editions_may() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write_png(&root.join("dragon.png"), 2, 2, &[200, 9, 7, 255].repeat(4));
    write_png(&root.join("wyrm.png"), 2, 2, &[200, 9, 7, 255].repeat(4));
    let ones = "[[one_of_one]]\nfile = 'dragon.png'\n[[one_of_one]]\nfile = 'wyrm.png'\n";
    project(root, "editions = 6\nseed = 'x'\nunique = false", ones);
    succeed("generate {}", root);
    assert_eq!(findings(&root.join("build")), []);
    fs::remove_dir_all(root.join("build")).unwrap();
    project(root, "editions = 4\nseed = 'x'", ones);
    succeed("generate {}", root);
    let found = findings(&root.join("build"));
    assert!(found.len() == 1 && found[0].0 == "duplicate-pixels", "{found:?}");
}

#[test]
fn it_is_the_same_plan_where_nothing_would_be_drawn_twice() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    project(root, "editions = 1", "");
    let first = succeed("plan {}", root).out;
    project(root, "editions = 1\nunique = false", "");
    assert_eq!(succeed("plan {}", root).out, first, "and so is the seed that is derived");
}

#[test]
fn counts_and_rules_hold_for_equal_editions() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let counts = "counts = { c = 30, d = 70 }\n[[rules]]\ntrait = 'Top/d'\nexcludes = 'Bg/b'\n";
    project(root, "editions = 100\nunique = false", counts);
    let (combinations, traits) = planned(root, "");
    let count = |layer: &str, name: &str| traits.iter().filter(|traits| traits[layer] == name).count();
    assert_eq!((count("Top", "c"), count("Top", "d"), combinations), (30, 70, 3));
    assert!(!traits.iter().any(|traits| traits["Top"] == "d" && traits["Bg"] == "b"));
    let rules = "[[rules]]\ntrait = 'Top/d'\nexcludes = 'Bg/b'\n";
    project(root, "editions = 100\nunique = false", rules);
    let (combinations, traits) = planned(root, "");
    assert!(combinations == 3 && !traits.iter().any(|traits| traits["Top"] == "d" && traits["Bg"] == "b"));
    // What has no edition at all has none however often it is drawn.
    project(root, "editions = 100\nunique = false", "[[rules]]\ntrait = ['Top/c', 'Top/d']\nexcludes = 'Bg'\n");
    assert_eq!(simdgen(&["plan", root.to_str().unwrap()]).code, 1);
}

/// Stars within one of three skies, which are not compared: nine combinations with stars, three without.
#[test]
fn a_layer_that_is_not_compared_keeps_its_weights_under_what_is_within_it() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    for name in ["Sky", "Stars", "Body"].iter().flat_map(|layer| (0..3).map(move |t| format!("{layer}/T{t}"))) {
        write_png(&root.join(format!("layers/{name}.png")), 1, 1, &[name.len() as u8, 7, name.as_bytes()[1], 255]);
    }
    let config = |collection: &str| {
        let layers = "[[layers]]\nname = 'Sky'\nunique = false\n[[layers]]\nname = 'Stars'\nwithin = 'Sky/T1'\n\
                      [[layers]]\nname = 'Body'\n";
        fs::write(root.join("simdgen.toml"), format!("[collection]\nseed = 'x'\n{collection}\n{layers}")).unwrap();
    };
    config("editions = 12");
    let (_, traits) = planned(root, "");
    let keys: HashSet<String> = traits.iter().map(|t| format!("{} {}", t["Stars"], t["Body"])).collect();
    assert_eq!(keys.len(), 12, "{traits:?}");
    assert_eq!(traits.iter().filter(|t| t["Sky"] == "T1").count(), 9, "{traits:?}");
    assert!(traits.iter().all(|t| (t["Sky"] == "T1") == (t["Stars"] != "")), "{traits:?}");
    config("editions = 13");
    let refused = simdgen(&["plan", root.to_str().unwrap()]);
    assert!(refused.code == 1 && refused.err.contains("only 12 different ones exist"), "{refused:?}");
    config("editions = 3000\nunique = false");
    let (_, traits) = planned(root, "");
    for sky in ["T0", "T1", "T2"] {
        let count = traits.iter().filter(|t| t["Sky"] == sky).count();
        assert!((850..1150).contains(&count), "a third of 3,000 is to have {sky}, and {count} have");
    }
}
