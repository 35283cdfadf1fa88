//! What the real HashLips engine wrote for `hashlips-sample`, rendered again from its metadata.

use std::fs;

use crate::command::simdgen::{decode, succeed};
use crate::pixels::fixture::real_data;

#[test]
fn an_existing_hashlips_collection_is_rendered_again() {
    let Some(data) = real_data() else { return };
    let (project, golden) = (data.join("hashlips-sample"), data.join("hashlips-sample/golden"));
    let folder = tempfile::tempdir().unwrap();
    let (project, from) = (project.to_str().unwrap(), golden.join("json"));
    let from = from.to_str().unwrap();
    succeed(&format!("generate {project} --from {from} --pack {{}}/pack --out {{}}/out"), folder.path());

    for edition in 1..=16 {
        let read = |path: std::path::PathBuf| decode(&fs::read(path).unwrap());
        let ours = read(folder.path().join(format!("out/images/{edition}.png")));
        let theirs = read(golden.join(format!("images/{edition}.png")));
        assert!(ours == theirs, "picture {edition} differs from the real engine's");
        // Metadata is the same, key for key and in the same order, but for the date.
        let text = |path: std::path::PathBuf| -> Vec<String> {
            let text = fs::read_to_string(path).unwrap();
            text.lines().filter(|line| !line.starts_with("  \"date\"")).map(str::to_owned).collect()
        };
        assert_eq!(
            text(folder.path().join(format!("out/json/{edition}.json"))),
            text(golden.join(format!("json/{edition}.json")))
        );
    }
}
