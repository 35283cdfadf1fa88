//! Metadata of real runs: names of files, templates, and what it tells of pictures.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::command::generate::small_project;
use crate::command::simdgen::{files_below, succeed};

/// The small project with lines put at the start of its `[collection]` table.
fn project(collection: &str, more: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    let path = folder.path().join("simdgen.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("[collection]\n", &format!("[collection]\n{collection}\n")) + more).unwrap();
    folder
}

fn json_at(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

#[test]
fn files_can_be_padded_and_without_extension() {
    let folder = project("base_uri = 'ipfs://x'", "[files]\ndigits = 3\njson_extension = false\n");
    succeed("generate {} --count 3", folder.path());
    let names: Vec<String> = files_below(&folder.path().join("build")).into_keys().collect();
    let expected = ["images/001.png", "images/002.png", "images/003.png", "json/001", "json/002", "json/003"];
    assert_eq!(&names[..6], expected);
    assert_eq!(json_at(&folder.path().join("build/json/002"))["image"], "ipfs://x/002.png");
}

#[test]
fn a_collection_is_rendered_again_from_metadata_with_attributes_and_values_of_its_own() {
    let folder = project(
        "attributes = [{ name = 'Generation', value = 1 }]\nfirst_edition = 9",
        "values = { red = 7, blue = 'sea' }\n[files]\nnames = 'hex'\ndigits = 2\n",
    );
    succeed("generate {} --count 20 --seed 5", folder.path());
    let build = folder.path().join("build");
    assert_eq!(json_at(&build.join("json/0a.json"))["attributes"].as_array().unwrap().last().unwrap()["value"], 1);
    // Once from the list of all, once from the files alone.
    succeed("generate {} --from {}/build/json --out {}/again", folder.path());
    fs::remove_file(build.join("json/_metadata.json")).unwrap();
    succeed("generate {} --from {}/build/json --out {}/alone", folder.path());
    let images = files_below(&build.join("images"));
    assert_eq!(images.len(), 20);
    assert!(files_below(&folder.path().join("again/images")) == images, "from _metadata.json");
    assert!(files_below(&folder.path().join("alone/images")) == images, "from single files");
}

#[test]
fn tezos_metadata_tells_of_its_pictures_also_in_parts() {
    let folder = project("standard = 'tezos'", "");
    for encoder in ["splice", "direct"] {
        succeed(&format!("generate {{}} --count 9 --encoder {encoder} --out {{}}/whole --force"), folder.path());
        let whole = folder.path().join("whole");
        let all = json_at(&whole.join("json/_metadata.json"));
        for number in 1..=9 {
            let value = json_at(&whole.join(format!("json/{number}.json")));
            let picture = fs::read(whole.join(format!("images/{number}.png"))).unwrap();
            let hash: String = Sha256::digest(&picture).iter().map(|byte| format!("{byte:02x}")).collect();
            let format = &value["formats"][0];
            assert_eq!((&format["fileSize"], &format["hash"]), (&json!(picture.len()), &json!(hash)));
            assert_eq!(format["dimensions"]["value"], "150x70");
            assert_eq!(all[number - 1], value);
        }
        let parts = format!("{{}}/parts-{encoder}");
        succeed(&format!("generate {{}} --count 9 --encoder {encoder} --out {parts} --editions 4..=9"), folder.path());
        let folder_of_parts = folder.path().join(format!("parts-{encoder}"));
        assert_eq!(json_at(&folder_of_parts.join("json/_metadata.json")).as_array().unwrap().len(), 6);
        succeed(&format!("generate {{}} --count 9 --encoder {encoder} --out {parts} --editions 1..=3"), folder.path());
        assert!(files_below(&folder_of_parts) == files_below(&whole), "{encoder}: parts are not the whole");
    }
    // No edition's number is in it: those of the files stand.
    succeed("generate {} --from {}/whole/json --encoder direct --out {}/again", folder.path());
    assert!(files_below(&folder.path().join("again/images")) == files_below(&folder.path().join("whole/images")));
}

#[test]
fn a_template_is_filled_in() {
    let folder = project("standard = 'template'\ntemplate = 'nft.json'\ndescription = 'say \"hi\"'", "");
    let template = json!({
        "n": "{{number}}",
        "file-{{id}}": "No. {{number}}: {{description}}",
        "of": ["{{collection}}", "{{ name }}", "{{image}}", true, null],
        "a": "{{traits.A}}",
        "optional": "{{traits.C}}",
        "list": "{{attributes}}",
        "map": "{{traits}}",
        "size": ["{{width}}", "{{width}}x{{height}}", "{{file_size}}"],
        "hash": "sha256:{{sha256}}",
        "dna": "{{dna}}",
    });
    fs::write(folder.path().join("nft.json"), template.to_string()).unwrap();
    succeed("generate {} --count 6", folder.path());
    for number in 1..=6 {
        let value = json_at(&folder.path().join(format!("build/json/{number}.json")));
        let traits = value["map"].as_object().unwrap();
        let list: Vec<Value> = traits.iter().map(|(k, v)| json!({"trait_type": k, "value": v})).collect();
        let bytes = fs::metadata(folder.path().join(format!("build/images/{number}.png"))).unwrap().len();
        assert_eq!(value["n"], number);
        assert_eq!(value[format!("file-{number}")], format!("No. {number}: say \"hi\""));
        let title = format!("Small #{number}");
        assert_eq!(value["of"], json!(["Small", title, format!("{number}.png"), true, null]));
        assert_eq!((&value["a"], &value["list"]), (&traits["A"], &json!(list)));
        assert_eq!(value["optional"], traits.get("C").cloned().unwrap_or_else(|| "".into()));
        assert_eq!(value["size"], json!([150, "150x70", bytes]));
        assert_eq!(value["hash"].as_str().unwrap().len(), "sha256:".len() + 64);
        assert_eq!(value["dna"].as_str().unwrap().len(), 40);
    }
}

#[test]
fn rarity_counts_a_project_or_what_is_there_alike() {
    let folder = project("", "");
    succeed("generate {}", folder.path());
    let counted = |path: &str| -> Value {
        serde_json::from_str(&succeed(&format!("rarity {path} --json"), folder.path()).out).unwrap()
    };
    let (planned, there) = (counted("{}"), counted("{}/build"));
    assert_eq!(planned["ranking"], there["ranking"]);
    let without_asked = |value: &Value| -> Vec<Value> {
        let pick = |t: &Value| json!([t["layer"], t["trait"], t["editions"]]);
        value["traits"].as_array().unwrap().iter().map(pick).collect()
    };
    let sorted = |value: &Value| {
        let mut list: Vec<String> = without_asked(value).iter().map(Value::to_string).collect();
        list.sort();
        list
    };
    assert_eq!(sorted(&planned), sorted(&there));
    let text = succeed("rarity {} --top 2", folder.path()).out;
    assert!(text.starts_with("40 editions\n\nlayer") && text.contains("(nothing)"), "{text}");
    assert_eq!(text.lines().last().unwrap().split_whitespace().next(), Some("2"), "{text}");
    succeed("rarity {} --out {}/r", folder.path());
    let ranking = fs::read_to_string(folder.path().join("r/ranking.csv")).unwrap();
    assert_eq!(ranking.lines().count(), 41);
    assert!(folder.path().join("r/rarity.csv").is_file());
}

#[test]
fn update_info_changes_what_the_configuration_says_and_nothing_else() {
    let folder = project("base_uri = 'ipfs://OLD'", "");
    succeed("generate {} --count 4", folder.path());
    let build = folder.path().join("build");
    // A hand-made edition keeps what is its own.
    let mine = r#"{"special": 1.0, "image": "x", "edition": 3, "name": "One of one"}"#;
    fs::write(build.join("json/3.json"), mine).unwrap();
    let before = files_below(&build);
    let path = folder.path().join("simdgen.toml");
    let text = fs::read_to_string(&path).unwrap().replace("ipfs://OLD", "ipfs://NEW").replace("Small", "Big");
    fs::write(&path, text).unwrap();
    assert!(succeed("update-info {}", folder.path()).out.starts_with("4 metadata files updated"));
    let after = files_below(&build);
    assert!(before.keys().eq(after.keys()));
    // The ledger knows what was written, so that it is not taken for edited.
    let is_other = |name: &str| !name.starts_with("json/") && name != "simdgen-editions.txt";
    for (name, bytes) in before.iter().filter(|(name, _)| is_other(name)) {
        assert!(after[name] == *bytes, "{name} changed");
    }
    for number in [1, 2, 4] {
        let old = String::from_utf8(before[&format!("json/{number}.json")].clone()).unwrap();
        let new = old.replace("OLD", "NEW").replace("Small", "Big");
        assert_eq!(String::from_utf8_lossy(&after[&format!("json/{number}.json")]), new);
    }
    let expected = "{\n  \"special\": 1,\n  \"image\": \"ipfs://NEW/3.png\",\n  \"edition\": 3,\n  \"name\": \"Big #3\",\n  \"description\": \"\"\n}";
    assert_eq!(String::from_utf8_lossy(&after["json/3.json"]), expected);
    let all = json_at(&build.join("json/_metadata.json"));
    assert_eq!(all[2]["special"], 1);
    assert_eq!(all[0], json_at(&build.join("json/1.json")));
}
