//! Collections read back from their metadata: each edition comes out as it was, or an error or a notice says what is not known.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::command::simdgen::{decode, files_below, simdgen, succeed};
use crate::pixels::fixture::write_png;

/// Writes pictures of 2 x 2, each of another colour.
pub fn pictures(root: &Path, names: &[&str]) {
    for (n, name) in names.iter().enumerate() {
        write_png(&root.join("layers").join(name), 2, 2, &[n as u8 * 9 + 5, 200 - n as u8 * 7, n as u8, 255].repeat(4));
    }
}

/// Writes a HashLips configuration for pictures of 2 x 2, from its `layerConfigurations` and further keys.
pub fn config(root: &Path, layer_configurations: &str, more: &str) {
    fs::create_dir_all(root.join("src")).unwrap();
    let text = format!(
        "module.exports = {{ format: {{ width: 2, height: 2 }}, background: {{ generate: false }},
           layerConfigurations: [{layer_configurations}], {more} }};"
    );
    fs::write(root.join("src/config.js"), text).unwrap();
}

fn json_at(path: &Path) -> Vec<Value> {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn write_list(path: &Path, list: &[Value]) {
    fs::write(path, serde_json::to_vec(list).unwrap()).unwrap();
}

/// Whether each picture that `again` made is the one of its number in `build`; how many.
fn same_pictures(root: &Path, again: &str) -> usize {
    let (build, again) = (files_below(&root.join("build/images")), files_below(&root.join(again).join("images")));
    for (name, bytes) in &again {
        // The files may differ: what is encoded together is encoded alike.
        assert!(decode(&build[name]) == decode(bytes), "{name} is another picture");
    }
    again.len()
}

/// Runs `generate --from`; the result is what it printed.
fn from(root: &Path, list: &str, out: &str) -> String {
    let path = root.to_str().unwrap();
    let words = ["generate", path, "--from", &format!("{path}/{list}"), "--out", &format!("{path}/{out}"), "--force"];
    let output = simdgen(&words);
    let errors = output.err.lines().filter(|line| line.starts_with("error: ")).count();
    assert!(output.code == i32::from(errors == 1), "{output:?}");
    output.err
}

/// Two configurations whose upper layers metadata calls "Hair".
fn two_heads(root: &Path, female: [&str; 2], more: &str) {
    let [a, b] = female.map(|name| format!("Female/Hair/{name}#1.png"));
    pictures(
        root,
        &["Bg/Red#5.png", "Bg/Blue#5.png", "Bg/Green#5.png", "Male/Hair/Long#1.png", "Male/Hair/Short#1.png", &a, &b],
    );
    let configurations = "
        { growEditionSizeTo: 3, layersOrder: [{ name: 'Bg' }, { name: 'Male/Hair', options: { displayName: 'Hair' } }] },
        { growEditionSizeTo: 6, layersOrder: [{ name: 'Bg' }, { name: 'Female/Hair', options: { displayName: 'Hair' } }] }";
    config(root, configurations, more);
}

/// The list of a build in other orders and with editions missing, with DNA or without.
fn lists(root: &Path) -> Vec<&'static str> {
    let all = json_at(&root.join("build/json/_metadata.json"));
    let mut reversed: Vec<Value> = all.clone();
    reversed.reverse();
    reversed.remove(3);
    let without: Vec<Value> = reversed
        .iter()
        .cloned()
        .map(|mut edition| {
            edition.as_object_mut().unwrap().remove("dna");
            edition
        })
        .collect();
    fs::create_dir_all(root.join("single")).unwrap();
    for edition in &without {
        fs::write(root.join(format!("single/{}.json", edition["edition"])), edition.to_string()).unwrap();
    }
    write_list(&root.join("all.json"), &all);
    write_list(&root.join("reversed.json"), &reversed);
    write_list(&root.join("without.json"), &without);
    vec!["all.json", "reversed.json", "without.json", "single"]
}

#[test]
fn layers_of_one_name_in_two_configurations_are_told_apart() {
    for female in [["Long", "Short"], ["Bob", "Bun"], ["Short", "Tall"]] {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        two_heads(root, female, "");
        succeed("generate {}", root);
        for list in lists(root) {
            let said = from(root, list, "again");
            assert_eq!(same_pictures(root, "again"), if list == "all.json" { 6 } else { 5 }, "{said}");
            // The same files at the same places have the same DNA in both.
            let by_number = said.contains("the numbers of");
            assert!(by_number == (female[0] == "Long") || !list.ends_with(".json") || list == "without.json", "{said}");
        }
        succeed("plan {} --keep {}/reversed.json --out {}/plan.jsonl", root);
        succeed("generate {} --plan {}/plan.jsonl --editions 1..=3 --out {}/kept", root);
        assert_eq!(same_pictures(root, "kept"), 3);
    }
}

#[test]
fn where_numbers_do_not_decide_both_choices_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    two_heads(root, ["Long", "Short"], "shuffleLayerConfigurations: true");
    succeed("generate {}", root);
    let parts = ["edition ", "set 1 with layers/Male/Hair/", "set 2 with layers/Female/Hair/", "_dna.json", "plan"];
    for list in lists(root) {
        let said = from(root, list, "again");
        assert!(parts.iter().all(|part| said.contains(part)), "{said}");
    }
    // Numbers beyond those of the project say nothing either.
    two_heads(root, ["Long", "Short"], "");
    let mut all = json_at(&root.join("all.json"));
    all[0]["edition"] = 77.into();
    write_list(&root.join("far.json"), &all);
    let said = from(root, "far.json", "again");
    assert!(parts.iter().all(|part| said.contains(part)), "{said}");
}

#[test]
fn an_order_that_the_numbers_contradict_decides_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    pictures(
        root,
        &[
            "Bg/Red#5.png",
            "Bg/Blue#5.png",
            "Male/Long#1.png",
            "Male/Short#1.png",
            "Female/Long#1.png",
            "Female/Short#2.png",
        ],
    );
    let sets =
        "{ growEditionSizeTo: 3, layersOrder: [{ name: 'Bg' }, { name: 'Male', options: { displayName: 'Hair' } }] },
        { growEditionSizeTo: 6, layersOrder: [{ name: 'Female', options: { displayName: 'Hair' } }, { name: 'Bg' }] }";
    for shuffle in [false, true] {
        config(root, sets, &format!("shuffleLayerConfigurations: {shuffle}"));
        succeed("generate {} --force", root);
        let mut all = json_at(&root.join("build/json/_metadata.json"));
        all.iter_mut().for_each(|edition| drop(edition.as_object_mut().unwrap().remove("dna")));
        write_list(&root.join("all.json"), &all);
        let said = from(root, "all.json", "again");
        assert_eq!(same_pictures(root, "again"), 6);
        assert!(!said.contains("the numbers"), "{said}");
    }
    // Sorted by another program: the numbers decide, or nothing does.
    for shuffle in [false, true] {
        config(root, sets, &format!("shuffleLayerConfigurations: {shuffle}"));
        succeed("generate {} --force", root);
        let mut all = json_at(&root.join("build/json/_metadata.json"));
        for edition in &mut all {
            edition.as_object_mut().unwrap().remove("dna");
            edition["attributes"].as_array_mut().unwrap().sort_by_key(|attribute| attribute["trait_type"].to_string());
        }
        write_list(&root.join("sorted.json"), &all);
        let said = from(root, "sorted.json", "again");
        if shuffle {
            assert!(said.contains("set 1 with") && said.contains("set 2 with"), "{said}");
        } else {
            assert!(same_pictures(root, "again") == 6 && said.contains("the numbers"), "{said}");
        }
        all.iter_mut().for_each(|edition| edition["attributes"].as_array_mut().unwrap().reverse());
        write_list(&root.join("reversed.json"), &all);
        let said = from(root, "reversed.json", "again");
        if !shuffle {
            assert!(said.contains("set 1 with") && said.contains("set 2 with"), "{said}");
        }
    }
}

#[test]
fn dna_tells_what_attributes_do_not() {
    for joint in ["-", ""] {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        pictures(root, &["Eye/Red#1.png", "Eye/Red#2.png", "Eye/Blue#1.png", "Hat/None#1.png", "Hat/Cap#1.png"]);
        config(root, "{ growEditionSizeTo: 6, layersOrder: [{ name: 'Eye' }, { name: 'Hat' }] }", "");
        succeed("generate {}", root);
        let mut all = json_at(&root.join("build/json/_metadata.json"));
        if joint.is_empty() {
            // As HashLips 1.0 has it.
            let project = simdgen::dialect::open(root, None).unwrap();
            let plan = simdgen::plan::file::read(&root.join("build/plan.jsonl"), &project).unwrap();
            for (edition, drawn) in all.iter_mut().zip(plan.editions()) {
                edition["dna"] = sha1_of(&simdgen::plan::dna_string(&project, drawn).replace('-', "")).into();
            }
        }
        // A fork that does not list what is called "None".
        for edition in &mut all {
            edition["attributes"].as_array_mut().unwrap().retain(|attribute| attribute["value"] != "None");
        }
        write_list(&root.join("all.json"), &all);
        let said = from(root, "all.json", "again");
        assert!(!said.contains("DNA"), "{said}");
        assert_eq!(same_pictures(root, "again"), 6);
        // Without DNA the two are alike; with one that is of other art, too, which is no reason to refuse the others.
        for (at, dna) in [(0, Value::Null), (0, "0123".into())] {
            for edition in &mut all {
                edition["dna"] = dna.clone();
            }
            let alike: Vec<Value> =
                all.iter().filter(|e| e["attributes"].as_array().unwrap().len() == 2).cloned().collect();
            let (red, blue): (Vec<Value>, Vec<Value>) =
                alike.into_iter().partition(|e| e["attributes"][at]["value"] == "Red");
            write_list(&root.join("red.json"), &red);
            let said = from(root, "red.json", "again");
            assert!(said.contains("Red#1.png") && said.contains("Red#2.png"), "{said}");
            write_list(&root.join("blue.json"), &blue);
            let said = from(root, "blue.json", "again");
            assert_eq!(same_pictures(root, "again"), blue.len());
            assert_eq!(said.contains("1 edition has DNA that is not"), dna.is_string(), "{said}");
        }
    }
}

fn sha1_of(text: &str) -> String {
    use sha1::{Digest, Sha1};
    Sha1::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn nftchef_is_read_without_its_list_of_dna() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    pictures(
        root,
        &[
            "Sky/day#3.png",
            "Sky/night#1.png",
            "Body/a#1.png",
            "Body/b#1.png",
            "Hat/cap#1.png",
            "Hat/top#1.png",
            "Wings/a#1.png",
            "Wings/b#1.png",
        ],
    );
    // Hats are only in the second; the third calls wings as the first calls bodies.
    let configurations = "
        { growEditionSizeTo: 3, layersOrder: [{ name: 'Sky' }, { name: 'Body' }] },
        { growEditionSizeTo: 6, layersOrder: [{ name: 'Sky' }, { name: 'Body' }, { name: 'Hat' }] },
        { growEditionSizeTo: 9, layersOrder: [{ name: 'Sky' }, { name: 'Wings', trait: 'Body' }] }";
    for more in
        ["startIndex: 0", "startIndex: 1, extraAttributes: () => [{ trait_type: 'Mana', value: Math.random() }]"]
    {
        config(root, configurations, more);
        succeed("generate {} --force", root);
        let dna = json_at(&root.join("build/_dna.json"));
        fs::remove_file(root.join("build/_dna.json")).unwrap();
        for list in lists(root) {
            let said = from(root, list, "again");
            assert_eq!(same_pictures(root, "again"), if list == "all.json" { 9 } else { 8 });
            assert!(!said.contains("Mana"), "{said}");
            let again = json_at(&root.join("again/_dna.json"));
            assert!(again.iter().all(|line| dna.contains(line)), "{again:?}");
        }
        fs::remove_dir_all(root.join("single")).unwrap();
    }
}

#[test]
fn a_list_of_dna_beside_metadata_says_more() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    pictures(root, &["Sky/day#3.png", "Sky/day#1.png", "Body/a#1.png", "Body/a#2.png", "Body/b#1.png"]);
    config(
        root,
        "{ growEditionSizeTo: 6, layersOrder: [{ name: 'Sky' }, { name: 'Body' }] }",
        "startIndex: 1, background: { generate: true, brightness: '80%' }",
    );
    succeed("generate {}", root);
    // One edition is gone, one says what it is not, one lacks an attribute.
    let path = root.join("build/json/_metadata.json");
    let mut all = json_at(&path);
    all.remove(1);
    all[2]["attributes"][1]["value"] = "none of these".into();
    all[3]["attributes"].as_array_mut().unwrap().pop();
    write_list(&path, &all);
    // The single files say the same.
    for number in 1..=6 {
        fs::remove_file(root.join(format!("build/json/{number}.json"))).unwrap();
    }
    for edition in &all {
        fs::write(root.join(format!("build/json/{}.json", edition["edition"])), edition.to_string()).unwrap();
    }
    for list in ["build", "build/json", "build/json/_metadata.json"] {
        let said = from(root, list, "again");
        assert_eq!(same_pictures(root, "again"), 5);
        let edition = &all[2]["edition"];
        assert!(
            said.contains(&format!(
                "1 edition has attributes that are not those of the DNA in _dna.json, first edition {edition}"
            )),
            "{said}"
        );
        assert!(said.contains("1 edition has DNA in _dna.json and no metadata"), "{said}");
    }
    from(root, "build/_dna.json", "again");
    assert_eq!(same_pictures(root, "again"), 6);
}

#[test]
fn titles_tell_configurations_apart() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    pictures(
        root,
        &["Sky/day#3.png", "Sky/night#1.png", "Body/a#1.png", "Body/b#1.png", "Wings/a#1.png", "Wings/b#1.png"],
    );
    let configurations = |second: &str| {
        format!(
            "{{ growEditionSizeTo: 3, namePrefix: 'Walker', layersOrder: [{{ name: 'Sky' }}, {{ name: 'Body' }}] }},
             {{ growEditionSizeTo: 6, namePrefix: '{second}', resetNameIndex: true,
                layersOrder: [{{ name: 'Sky' }}, {{ name: 'Wings', trait: 'Body' }}] }}"
        )
    };
    config(root, &configurations("Flyer"), "startIndex: 1, shuffleLayerConfigurations: true");
    succeed("generate {}", root);
    fs::remove_file(root.join("build/_dna.json")).unwrap();
    for list in lists(root) {
        from(root, list, "again");
        assert!(same_pictures(root, "again") >= 5);
    }
    // New texts go to the editions of their configuration.
    config(root, &configurations("Angel"), "startIndex: 1, description: 'new', shuffleLayerConfigurations: true");
    let before = json_at(&root.join("build/json/_metadata.json"));
    let output = simdgen(&["update-info", root.to_str().unwrap()]);
    assert_eq!(output.code, 0, "{output:?}");
    let after = json_at(&root.join("build/json/_metadata.json"));
    for (old, new) in before.iter().zip(&after) {
        assert_eq!(new["description"], "new");
        // Nothing tells those of the second any more, so names stay, and a notice says why.
        assert_eq!((&new["name"], &new["attributes"]), (&old["name"], &old["attributes"]));
    }
    assert!(output.err.contains("names are left as they are") && output.err.contains("set 2"), "{output:?}");
    // Where the numbers tell, names change.
    config(root, &configurations("Angel"), "startIndex: 1");
    succeed("generate {} --force", root);
    config(root, &configurations("Saint"), "startIndex: 1");
    fs::remove_file(root.join("build/json/2.json")).unwrap();
    succeed("update-info {}", root);
    let names = json_at(&root.join("build/json/_metadata.json")).iter().map(|e| e["name"].clone()).collect::<Vec<_>>();
    assert_eq!(names, ["Walker #1", "Walker #2", "Walker #3", "Saint #1", "Saint #2", "Saint #3"]);
}

#[test]
fn parts_behind_another_attribute_of_their_kind_stay() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    pictures(
        root,
        &[
            "Body/base.png",
            "Body/coat#5/z-1,back.png",
            "Body/coat#5/front.png",
            "Head/face.png",
            "Head/Hair#1/long#1.png",
            "Head/Hair#1/pin.png",
            "Head/Hat#1/cap#1.png",
            "Tail/cap#1.png",
            "Tail/fox#1.png",
        ],
    );
    let layers = "{ name: 'Body' }, { name: 'Head' }";
    config(
        root,
        &format!("{{ growEditionSizeTo: 2, layersOrder: [{layers}] }}"),
        "startIndex: 1, useRootTraitType: false",
    );
    succeed("generate {}", root);
    fs::remove_file(root.join("build/_dna.json")).unwrap();
    from(root, "build/json", "again");
    assert_eq!(same_pictures(root, "again"), 2);
    // A choice that another hides cannot be known: a tail of a hat's kind. Without a hat it shows.
    let layers = format!("{layers}, {{ name: 'Tail', trait: 'Hat' }}");
    config(
        root,
        &format!("{{ growEditionSizeTo: 4, layersOrder: [{layers}] }}"),
        "startIndex: 1, useRootTraitType: false",
    );
    succeed("generate {} --force", root);
    let all = json_at(&root.join("build/json/_metadata.json"));
    let has_hat = |edition: &Value| {
        let attributes = edition["attributes"].as_array().unwrap();
        !attributes.iter().any(|attribute| attribute["trait_type"] == "Hair")
    };
    let (hidden, shown): (Vec<Value>, Vec<Value>) = all.into_iter().partition(has_hat);
    assert!(!hidden.is_empty() && !shown.is_empty());
    write_list(&root.join("shown.json"), &shown);
    from(root, "shown.json", "again");
    assert_eq!(same_pictures(root, "again"), shown.len());
    write_list(&root.join("hidden.json"), &hidden);
    let said = from(root, "hidden.json", "again");
    assert!(said.contains("Tail/cap#1.png") && said.contains("Tail/fox#1.png") && said.contains("_dna.json"), "{said}");
}

#[test]
fn attributes_of_no_layer_and_backgrounds_are_notices() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    pictures(root, &["Bg/a#1.png", "Bg/b#1.png", "Bg/c#1.png"]);
    config(root, "{ growEditionSizeTo: 3, layersOrder: [{ name: 'Bg' }] }", "");
    let path = root.join("src/config.js");
    let text = fs::read_to_string(&path).unwrap().replace("generate: false", "generate: true");
    fs::write(&path, text).unwrap();
    succeed("generate {}", root);
    let mut all = json_at(&root.join("build/json/_metadata.json"));
    for edition in &mut all[..2] {
        edition["attributes"].as_array_mut().unwrap().push(json!({ "trait_type": "Rank", "value": 3 }));
    }
    // As editors of some systems begin their files.
    let marked = [b"\xef\xbb\xbf", serde_json::to_vec(&all).unwrap().as_slice()].concat();
    fs::write(root.join("all.json"), &marked).unwrap();
    let said = from(root, "all.json", "again");
    assert_eq!(same_pictures(root, "again"), 3);
    assert!(
        said.contains("2 editions have the attribute \"Rank\"") && said.contains("background of 3 editions"),
        "{said}"
    );
    fs::write(root.join("build/json/_metadata.json"), marked).unwrap();
    assert!(succeed("rarity {}/build", root).out.contains("Rank"));
    assert!(succeed("update-info {}", root).out.starts_with("3 metadata files"));
    // A layer that is called otherwise now is an error that says so.
    for edition in &mut all {
        edition["attributes"][0]["trait_type"] = "Bgs".into();
        edition["dna"] = "of another engine".into();
    }
    write_list(&root.join("renamed.json"), &all);
    let said = from(root, "renamed.json", "again");
    assert!(said.contains("\"Bgs\"") && said.contains("\"Bg\""), "{said}");
}

#[test]
fn every_standard_is_read_back() {
    let long = "a name of a trait that is longer than sixty-four bytes, which the ledger takes in parts only";
    for standard in ["cip25", "cip25-bytes", "cip68", "tezos", "erc1155", "solana", "metaplex", "template"] {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        pictures(root, &["Bg/a.png", "Bg/b.png", &format!("Bg/{long}.png"), "Hat/cap.png", "Hat/tall.png"]);
        fs::write(
            root.join("form.json"),
            r#"{"token": "{{number}}", "of": {"list": "{{traits}}"}, "hat": "{{traits.Hat}}"}"#,
        )
        .unwrap();
        let name = standard.trim_end_matches("-bytes");
        let policy = "a".repeat(56);
        let version = if name == standard { "" } else { "version = 2" };
        let template = if standard == "template" { "template = \"form.json\"" } else { "" };
        let toml = format!(
            "[collection]\nname = \"X\"\neditions = 5\nbase_uri = \"ipfs://CID\"\nstandard = \"{name}\"\ndescription = \"one\"\n{template}\n\
             [collection.cardano]\npolicy_id = \"{policy}\"\nasset_name = \"Punk2\"\n{version}\n[[layers]]\nname = \"Bg\"\n\
             [[layers]]\nname = \"Hat\"\nnone = 1\nvalues = {{ tall = 7 }}\n"
        );
        fs::write(root.join("simdgen.toml"), &toml).unwrap();
        succeed("generate {}", root);
        for list in ["build", "build/json", "build/json/_metadata.json"] {
            from(root, list, "again");
            assert_eq!(same_pictures(root, "again"), 5, "{standard} {list}");
        }
        if standard != "template" {
            let text = succeed("rarity {}/build", root).out;
            assert!(
                text.starts_with("5 editions") && text.contains(long) && text.contains("cap"),
                "{standard}: {text}"
            );
        }
        let changed =
            toml.replace("ipfs://CID", "ipfs://NEW").replace("\"one\"", "\"two\"").replace(&policy, &"b".repeat(56));
        fs::write(root.join("simdgen.toml"), changed).unwrap();
        let output = simdgen(&["update-info", root.to_str().unwrap()]);
        if ["tezos", "template"].contains(&standard) {
            assert!(output.code == 1 && output.err.contains("generate --force"), "{output:?}");
            continue;
        }
        assert_eq!(output.code, 0, "{standard}: {output:?}");
        let updated = files_below(&root.join("build/json"));
        succeed("generate {} --force", root);
        assert!(updated == files_below(&root.join("build/json")), "{standard}: as generate writes it");
    }
}

#[test]
fn what_is_converted_is_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    pictures(root, &["Sky/day#3.png", "Sky/night#1.png", "Body/a#1.png", "Body/b#1.png"]);
    config(root, "{ growEditionSizeTo: 4, layersOrder: [{ name: 'Sky' }, { name: 'Body' }] }", "startIndex: 1");
    succeed("generate {}", root);
    fs::remove_file(root.join("build/_dna.json")).unwrap();
    for (file, text) in [
        ("Solana/solana_config.js", "module.exports = { NFTName: 'My', creators: [] };"),
        (
            "Tezos/tezos_config.js",
            "module.exports = { baseDisplayUri: 'D', baseThumbnailUri: 'T', royalties: {}, size: {} };",
        ),
    ] {
        fs::create_dir_all(root.join(file).parent().unwrap()).unwrap();
        fs::write(root.join(file), text).unwrap();
    }
    for network in ["solana", "cardano", "tezos"] {
        succeed(&format!("convert {network} {{}}"), root);
        from(root, &format!("build/{network}"), "again");
        assert_eq!(same_pictures(root, "again"), 4, "{network}");
        assert!(succeed(&format!("rarity {{}}/build/{network}"), root).out.starts_with("4 editions"));
    }
}
