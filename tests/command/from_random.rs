//! Small projects of every engine, made at random, read back from metadata that lacks something: what comes out is what was
//! there, or an error; never other art in silence.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use simdgen::dialect;
use simdgen::metadata::{MetadataWriter, Particulars};
use simdgen::plan::{self, Edition, Plan, existing};
use simdgen::project::{Project, Style};

use crate::pixels::fixture::{Noise, write_png};

/// A number below `end`.
fn below(noise: &mut Noise, end: u8) -> u8 {
    noise.byte() % end
}

/// Layers of few names, so that much is alike; nested folders and files without a weight for nftchef.
fn write_layers(noise: &mut Noise, root: &Path, nested: bool) {
    for (n, layer) in ["A", "B", "C", "D"].into_iter().enumerate() {
        for name in &["x", "y", "z"][..1 + usize::from(below(noise, 3))] {
            let file = match (nested, below(noise, 12)) {
                (true, 0 | 4) => format!("{name}.png"),
                (true, 1 | 5) => format!("{name}#1/{name}#1.png"),
                (true, 2 | 6) => format!("NONE#1{name}.png"),
                // A second file of a name.
                (_, 3) => {
                    write_png(&root.join(format!("layers/{layer}/{name}#2.png")), 1, 1, &[n as u8, 9, 9, 255]);
                    format!("{name}#1.png")
                }
                _ => format!("{name}#1.png"),
            };
            write_png(&root.join(format!("layers/{layer}/{file}")), 1, 1, &[n as u8, noise.byte(), 3, 255]);
        }
    }
}

/// A configuration of one to three sets.
fn write_config(noise: &mut Noise, root: &Path, engine: &str) {
    let mut sets = vec![];
    let mut size = 0;
    for set in 0..1 + below(noise, 3) {
        size += 1 + below(noise, 3);
        let start = below(noise, 3);
        let layers: Vec<String> = (start..start + 1 + below(noise, 2))
            .map(|n| (["A", "B", "C", "D"][usize::from(n)], ["", "P", "Q"][usize::from(below(noise, 3))]))
            .map(|(folder, name)| match (engine, name) {
                ("native", "") => format!("{folder}{set}"),
                (_, "") => format!("{{ name: '{folder}' }}"),
                ("hashlips", _) => format!("{{ name: '{folder}', options: {{ displayName: '{name}' }} }}"),
                ("nftchef", _) => format!("{{ name: '{folder}', trait: '{name}' }}"),
                _ => format!("{folder}{name}{set}"),
            })
            .collect();
        sets.push((size, layers));
    }
    let shuffle = below(noise, 3) == 0;
    if engine == "native" {
        let standard = ["ethereum", "solana", "cip25"][usize::from(below(noise, 3))];
        let policy = "a".repeat(56);
        let mut text = format!(
            "[collection]\nname = 'N'\nshuffle = {shuffle}\nstandard = '{standard}'\nbase_uri = 'ipfs://x'\ncardano = {{ policy_id = '{policy}' }}\n"
        );
        for id in sets.iter().flat_map(|(_, layers)| layers) {
            let (folder, name) = (&id[..1], &id[1..id.len() - 1]);
            let name = if name.is_empty() { folder } else { name };
            let hidden = if below(noise, 5) == 0 { "metadata = false\n" } else { "" };
            text += &format!("[[layers]]\nid = '{id}'\nname = '{name}'\nfolder = '{folder}'\n{hidden}");
        }
        let mut before = 0;
        for (size, layers) in &sets {
            text += &format!("[[sets]]\neditions = {}\nlayers = {layers:?}\n", size - before);
            before = *size;
        }
        return fs::write(root.join("simdgen.toml"), text).unwrap();
    }
    let sets: Vec<String> = sets
        .iter()
        .map(|(size, layers)| format!("{{ growEditionSizeTo: {size}, layersOrder: [{}] }}", layers.join(", ")))
        .collect();
    let more = if engine == "nftchef" { "startIndex: 1, emptyLayerName: 'NONE'" } else { "" };
    let text = format!(
        "module.exports = {{ layerConfigurations: [{}], format: {{ width: 1, height: 1 }}, shuffleLayerConfigurations: {shuffle},
           background: {{ generate: false }}, {more} }};",
        sets.join(", ")
    );
    fs::write(root.join("config.js"), text).unwrap();
}

/// What is seen of an edition, and what its metadata says.
fn looks(project: &Project, edition: Edition<'_>) -> (Vec<(PathBuf, Style)>, Value) {
    let drawn = edition.drawn(project);
    let pictures = drawn.filter_map(|id| Some((project.trait_(id).picture.clone()?, project.style(id)))).collect();
    let mut text = String::new();
    MetadataWriter::new(project).write_edition(edition, &Particulars::dated(0), &mut text);
    (pictures, serde_json::from_str(&text).unwrap())
}

/// The metadata of a plan with DNA or without, in any order, and with editions missing.
fn damaged(noise: &mut Noise, project: &Project, plan: &Plan) -> Vec<Value> {
    let without = below(noise, 2) == 0;
    let mut list: Vec<Value> = plan.editions().map(|edition| looks(project, edition).1).collect();
    for edition in &mut list {
        if without {
            edition.as_object_mut().unwrap().remove("dna");
        }
    }
    if below(noise, 2) == 0 {
        list.reverse();
    }
    if list.len() > 1 && below(noise, 2) == 0 {
        list.remove(usize::from(below(noise, list.len() as u8)));
    }
    list
}

#[test]
fn what_is_read_back_is_what_was_there() {
    let (mut read, mut refused) = (0, 0);
    for seed in 0..240 {
        let mut noise = Noise::new(1 + seed);
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let engine = ["hashlips", "nftchef", "native"][seed as usize % 3];
        write_layers(&mut noise, root, engine == "nftchef");
        write_config(&mut noise, root, engine);
        // Some configurations are none: a layer twice in a set, a folder of nothing.
        let Ok(project) = dialect::open(root, None) else { continue };
        let Ok(plan) = plan::draw(&project, "seed") else { continue };
        let list = damaged(&mut noise, &project, &plan);
        let file = root.join("_metadata.json");
        fs::write(&file, serde_json::to_vec(&list).unwrap()).unwrap();
        match existing::read(&file, &project) {
            Ok(recovered) => {
                read += 1;
                let there: BTreeMap<u32, Edition<'_>> =
                    plan.editions().map(|edition| (edition.number, edition)).collect();
                assert_eq!(recovered.plan.len(), list.len());
                for edition in recovered.plan.editions() {
                    let expected = looks(&project, there[&edition.number]);
                    assert_eq!(looks(&project, edition), expected, "{seed} {engine}: {:?}", recovered.notices);
                }
            }
            Err(error) => {
                refused += 1;
                let text = error.to_string();
                assert!(text.contains("fits set") && text.contains("_dna.json"), "{seed} {engine}: {text}");
            }
        }
    }
    assert!(read > 80 && refused > 10, "{read} read, {refused} refused");
}
