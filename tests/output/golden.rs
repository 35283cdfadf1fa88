//! Byte equality with the files HashLips itself wrote for its sample layers.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use simdgen::metadata::{COLLECTION_FILE, CollectionWriter, MetadataWriter, Particulars};
use simdgen::project::{Project, TraitId};

use crate::output::sample;

/// Folder and displayed name of each layer of the sample's configuration, bottom up.
const LAYERS: [(&str, &str); 7] = [
    ("Background", "Background"),
    ("Eyeball", "Eyeball"),
    ("Eye color", "Colour"),
    ("Iris", "Iris"),
    ("Shine", "Shine"),
    ("Bottom lid", "Bottom lid"),
    ("Top lid", "Top lid"),
];

fn sample_folder() -> Option<PathBuf> {
    let data = std::env::var_os("SIMDGEN_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from);
    Some(data.join("hashlips-sample")).filter(|folder| folder.is_dir())
}

fn open(folder: &Path) -> Project {
    let files = LAYERS.map(|(name, _)| {
        let entries = fs::read_dir(folder.join("layers").join(name)).unwrap();
        let mut names: Vec<_> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    });
    let files: Vec<Vec<&str>> = files.iter().map(|names| names.iter().map(String::as_str).collect()).collect();
    let layers: Vec<_> = LAYERS.iter().zip(&files).map(|(&(_, shown), names)| (shown, names.as_slice())).collect();
    let mut project = sample::project("hashlips", &layers);
    project.metadata.name = "Eyes".into();
    project.metadata.description = "Test collection".into();
    project.metadata.base_uri = "ipfs://NewUriToReplace".into();
    project.metadata.extra = json!({"external_url": "https://example.org"}).as_object().unwrap().clone();
    project
}

/// The traits that a golden file names.
fn picks(project: &Project, golden: &Value) -> Vec<TraitId> {
    let attributes = golden["attributes"].as_array().unwrap();
    let pick = |(&layer, attribute): (&_, &Value)| {
        assert_eq!(attribute["trait_type"], project.layer(layer).name);
        project.traits_of(layer).find(|(_, t)| attribute["value"] == t.name).unwrap().0
    };
    project.sets[0].layers.iter().zip(attributes).map(pick).collect()
}

#[test]
fn metadata_equals_what_hashlips_wrote() {
    let Some(folder) = sample_folder() else {
        println!("skipped: no hashlips-sample in the data folder");
        return;
    };
    let project = open(&folder);
    let writer = MetadataWriter::new(&project);
    let golden = folder.join("golden/json");
    let all = fs::read_to_string(golden.join(COLLECTION_FILE)).unwrap();
    let mut collection = CollectionWriter::new(vec![], COLLECTION_FILE.into());
    let editions: Vec<Value> = serde_json::from_str(&all).unwrap();
    assert_eq!(editions.len(), 16);
    for expected in &editions {
        let number = u32::try_from(expected["edition"].as_u64().unwrap()).unwrap();
        let picks = picks(&project, expected);
        let mut text = String::new();
        writer.write_edition(
            sample::edition(number, &picks),
            &Particulars::dated(expected["date"].as_u64().unwrap()),
            &mut text,
        );
        assert_eq!(text, fs::read_to_string(golden.join(format!("{number}.json"))).unwrap());
        collection.push(&text).unwrap();
    }
    assert!(collection.finish().unwrap() == all.as_bytes(), "{COLLECTION_FILE} differs");
}
