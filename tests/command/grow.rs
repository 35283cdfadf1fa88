//! Builds that grow, and editions that are drawn again.

use serde_json::Value;

use crate::command::generate::small_project;
use crate::command::simdgen::{files_below, simdgen, succeed};

#[test]
fn a_build_grows_and_some_of_its_editions_are_drawn_again() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    let rendered = |options: &str| {
        let output = succeed(&format!("generate {{}} --json {options}"), folder.path());
        serde_json::from_str::<Value>(&output.out).unwrap()["editions"].as_u64().unwrap()
    };
    let build = folder.path().join("build");
    assert_eq!(rendered("--seed 7 --count 10"), 10);
    let first = files_below(&build);
    assert_eq!(rendered("--keep {}/build --count 10 --reroll 3..=4"), 2);
    let rolled = files_below(&build);
    for number in 1..=10 {
        let name = format!("images/{number}.png");
        assert_eq!(first[&name] == rolled[&name], ![3, 4].contains(&number), "{name}");
    }
    assert_eq!(succeed("verify {}/build", folder.path()).code, 0);
    // The seed alone would draw the two as they were.
    let root = folder.path().to_str().unwrap();
    let refused = simdgen(&["generate", root, "--seed", "7", "--count", "10"]);
    assert!(refused.code == 1 && refused.err.contains("--keep"), "{refused:?}");
    assert!(files_below(&build) == rolled);
    assert_eq!(rendered("--keep {}/build --count 12"), 2);
    assert_eq!(succeed("verify {}/build", folder.path()).code, 0);
    // Growth alone is what the seed gives.
    let grown = |options: &str| succeed(&format!("generate {{}} --out {{}}/grown {options}"), folder.path());
    grown("--seed 7 --count 10");
    grown("--keep {}/grown --count 12");
    grown("--seed 7 --count 12");
    assert_eq!(succeed("verify {}/grown", folder.path()).code, 0);
}
