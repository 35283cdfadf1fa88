//! What the real HashLips engine wrote for `hashlips-sample`, planned from its metadata and rendered again.

use std::fs;

use serde_json::{Value, json};

use crate::fixture::real_data;
use crate::simdgen::{decode, succeed};

/// Cairo, under the real engine, rounds each blend in a cheaper way; seven layers add up to no more than this.
const CAIRO_ROUNDING: u8 = 3;

#[test]
fn an_existing_hashlips_collection_is_rendered_again() {
    let Some(data) = real_data() else { return };
    let (project, golden) = (data.join("hashlips-sample"), data.join("hashlips-sample/golden"));
    let folder = tempfile::tempdir().unwrap();
    let all: Vec<Value> = serde_json::from_slice(&fs::read(golden.join("json/_metadata.json")).unwrap()).unwrap();
    let lines = all.iter().map(|edition| {
        let traits: serde_json::Map<String, Value> = edition["attributes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|a| (a["trait_type"].as_str().unwrap().to_owned(), a["value"].clone()))
            .collect();
        json!({ "edition": edition["edition"], "traits": traits }).to_string() + "\n"
    });
    fs::write(folder.path().join("plan.jsonl"), lines.collect::<String>()).unwrap();
    let project = project.to_str().unwrap();
    succeed(&format!("generate {project} --plan {{}}/plan.jsonl --pack {{}}/pack --out {{}}/out"), folder.path());

    let mut largest = 0;
    for edition in 1..=16 {
        let read = |path: std::path::PathBuf| decode(&fs::read(path).unwrap());
        let ours = read(folder.path().join(format!("out/images/{edition}.png")));
        let theirs = read(golden.join(format!("images/{edition}.png")));
        assert_eq!(ours.len(), theirs.len());
        for (a, b) in ours.iter().zip(&theirs) {
            let channels = [(a.r, b.r), (a.g, b.g), (a.b, b.b), (a.a, b.a)];
            largest = channels.iter().map(|(x, y)| x.abs_diff(*y)).fold(largest, u8::max);
        }
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
    println!("largest difference of a channel from the real engine's pictures: {largest}");
    assert!(largest <= CAIRO_ROUNDING, "{largest}");
}
