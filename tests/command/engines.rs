//! Which engine a project is for, by what it carries along and what its configuration says, and what early versions do.

use std::fs;
use std::path::Path;

use serde_json::Value;
use sha1::{Digest, Sha1};

use crate::command::simdgen::{decode, simdgen, succeed};
use crate::pixels::fixture::write_png;

/// Writes a project of two layers of two opaque colours each, with a configuration that exports `exports`.
pub fn project(root: &Path, exports: &str) {
    for (name, rgba) in [
        ("Sky/Day#2.png", [0, 0, 200, 255]),
        ("Sky/Night#1.png", [0, 0, 40, 255]),
        ("Hat/Cap#1.png", [200, 0, 0, 99]),
        ("Hat/Crown#1.png", [0, 200, 0, 99]),
    ] {
        write_png(&root.join("layers").join(name), 2, 2, &rgba.repeat(4));
    }
    fs::create_dir_all(root.join("src")).unwrap();
    let text = format!(
        "const layersOrder = [{{ name: 'Sky' }}, {{ name: 'Hat' }}];
         const layerConfigurations = [{{ growEditionSizeTo: 4, layersOrder }}];
         module.exports = {{ layerConfigurations, baseUri: 'u', description: 'd', {exports} }};"
    );
    fs::write(root.join("src/config.js"), text).unwrap();
}

/// Keys of 1.1 that every project of this file with that version has.
pub const OF_1_1: &str =
    "network: 'eth', namePrefix: 'Mine', solanaMetadata: {}, format: { width: 2, height: 2, smoothing: false }";

/// The metadata of an edition.
pub fn metadata(root: &Path, number: u32) -> Value {
    let file = root.join(format!("build/json/{number}.json"));
    serde_json::from_slice(&fs::read(file).unwrap()).unwrap()
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn folder(exports: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path(), exports);
    folder
}

#[test]
fn keys_of_hashlips_outweigh_what_its_forks_have_too() {
    for exports in ["extraAttributes: []", "extraAttributes: {}", "extraAttributes: 'none'"] {
        let folder = folder(&format!("{OF_1_1}, {exports}"));
        // Leftovers inside a layer.
        write_png(&folder.path().join("layers/Sky/old/Unused.png"), 2, 2, &[9; 16]);
        let told = succeed("generate {}", folder.path()).err;
        assert!(told.contains("old/") && told.contains("extraAttributes"), "{told}");
        let first = metadata(folder.path(), 1);
        assert_eq!(first["name"], "Mine #1", "{exports}");
        assert_eq!(keys(&first), ["name", "description", "image", "dna", "edition", "date", "attributes", "compiler"]);
    }
    // Each of the keys is enough, and names of configurations are no sign then.
    for key in ["network: 'eth'", "namePrefix: 'Mine'", "solanaMetadata: {}"] {
        let folder = folder(key);
        write_png(&folder.path().join("layers/Sky/old/Unused.png"), 2, 2, &[9; 16]);
        let told = succeed("inspect {}", folder.path());
        assert!(told.out.contains("HashLips project"), "{key}: {}", told.out);
    }
    // Without them a folder of traits is one, and a function is nftchef's in any case.
    let nested = folder("format: { width: 2, height: 2 }");
    write_png(&nested.path().join("layers/Sky/old/Unused.png"), 2, 2, &[9; 16]);
    let function = folder(&format!("{OF_1_1}, extraAttributes: () => []"));
    for (folder, why) in [(&nested, "layers/Sky/old"), (&function, "extraAttributes")] {
        let told = succeed("inspect {}", folder.path()).err;
        assert!(told.contains("read as an nftchef project") && told.contains(why), "{told}");
    }
}

#[test]
fn a_changed_engine_is_told_with_what_it_changes() {
    let folder = folder(OF_1_1);
    let told = |script: &str| {
        fs::write(folder.path().join("src/main.js"), script).unwrap();
        let told = succeed("inspect {}", folder.path()).err;
        let lines: Vec<&str> = told.lines().filter(|line| line.contains("src/main.js")).collect();
        assert_eq!(lines.len(), 1, "{told}");
        lines[0].to_owned()
    };
    let line = told("const startCreating = async () => {};\nmodule.exports = { startCreating };\n");
    assert!(line.contains("no release of HashLips or nftchef") && line.contains("not run"), "{line}");
    let fork = "const DNA_DELIMITER = '+';\nconst addMetadata = (_dna, _edition) => {\n  let tempMetadata = {\n    \
        name: `${namePrefix} no. ${_edition}`,\n    dna: sha1(_dna),\n    // one's own\n    tokenId: _edition,\n    rank: [1, { a: 2 }],\n    \
        ...extraMetadata,\n    attributes: attributesList,\n    compiler: \"Own Engine\",\n  };\n};\n";
    for script in [fork.to_owned(), format!("\u{feff}{}", fork.replace('\n', "\r\n"))] {
        let line = told(&script);
        for part in
            ["\"Own Engine\" (--compiler)", "\"+\" (--dna-delimiter)", "tokenId, rank (--extra)", "no. ${_edition}"]
        {
            assert!(line.contains(part), "{part}: {line}");
        }
    }
    // What cannot be read as text, and control characters in it, do no harm.
    fs::write(folder.path().join("src/main.js"), b"compiler: '\x1b[2J\xff'").unwrap();
    assert!(!succeed("inspect {}", folder.path()).err.contains('\x1b'));
    fs::remove_file(folder.path().join("src/main.js")).unwrap();
    assert!(!succeed("inspect {}", folder.path()).err.contains("main.js"));
}

/// A function of HashLips 1.1 and what stands around it.
const CLEAN: &str = "\"use strict\";\nconst cleanName = (_str) => {\n  let nameWithoutExtension = _str.slice(0, -4);\n  \
    var nameWithoutWeight = nameWithoutExtension.split(rarityDelimiter).shift();\n  return nameWithoutWeight;\n};\n";

#[test]
fn what_is_only_written_otherwise_is_no_change() {
    let folder = folder(OF_1_1);
    let told = |script: &str| {
        fs::write(folder.path().join("src/main.js"), script).unwrap();
        let told = succeed("inspect {}", folder.path()).err;
        told.lines().find(|line| line.contains("src/main.js")).unwrap_or_default().to_owned()
    };
    let addition = format!("{CLEAN}{}", "const own = () => {};\n");
    for script in [
        addition.replace(';', ""),
        addition.replace('"', "'"),
        addition.replace("var ", "const ").replace("let ", "var "),
        addition.replace(").shift", ") /* the first */ .shift // one's own\n"),
    ] {
        assert_eq!(told(&script), told(&addition), "{script}");
    }
    // The engine that the project is read as decides what is usual.
    let told_of = |exports: &str, script: &str| {
        project(folder.path(), exports);
        told(script)
    };
    let own = "const DNA_DELIMITER = '*';\nconst addMetadata = () => {\n  let tempMetadata = {\n    \"token-id\": 1,\n    \
        'compiler': 'HashLips Art Engine - NFTChef fork',\n  };\n};\n";
    let line = told_of("startIndex: 1, format: { width: 2, height: 2 }", own);
    assert!(!line.contains("--compiler") && !line.contains("--dna-delimiter"), "{line}");
    assert!(line.contains("further key token-id (--extra)"), "{line}");
    let line = told_of(OF_1_1, own);
    assert!(line.contains("NFTChef fork\" (--compiler)") && line.contains("\"*\" (--dna-delimiter)"), "{line}");
    // Where nothing is named, no change is claimed.
    let line = told("const a = 1;\n");
    assert!(line.contains("not run") && !line.contains("what it changes"), "{line}");
}

#[test]
fn an_early_nftchef_has_its_own_conventions() {
    let script = "const getRarityWeight = (_path) => {\n  const exp = /#(\\d*)/;\n  const weight = exp.exec(_path);\n  \
        const weightNumber = weight ? Number(weight[1]) : null;\n  if (!weightNumber || isNaN(weightNumber)) {\n    \
        return \"required\";\n  }\n  return weightNumber;\n};\nconst addMetadata = (_dna) => {\n  let tempMetadata = {\n    \
        dna: hash(_dna),\n    name: `#${_edition}`,\n  };\n};\n";
    let folder = folder("startIndex: 1, format: { width: 2, height: 2 }, extraAttributes: () => []");
    write_png(&folder.path().join("layers/Hat/Zero#0.png"), 2, 2, &[9; 16]);
    let values = || -> Vec<Value> {
        let first = metadata(folder.path(), 1);
        first["attributes"].as_array().unwrap().iter().map(|a| a["value"].clone()).collect()
    };
    succeed("generate {}", folder.path());
    assert!(!values().contains(&"Hat".into()) && metadata(folder.path(), 1).get("dna").is_none());
    for script in [script.to_owned(), script.replace(';', "").replace('"', "'")] {
        fs::write(folder.path().join("src/main.js"), script).unwrap();
        let told = succeed("generate {} --force", folder.path()).err;
        assert!(told.contains("before 2.2") && told.contains("weight 0 are always drawn"), "{told}");
        assert!(told.contains("in the order of its names"), "{told}");
        // What is always drawn is a part of its layer.
        assert!(values().contains(&"Hat".into()), "{:?}", values());
        let first = metadata(folder.path(), 1);
        assert_eq!(keys(&first)[0], "dna");
        let list: Vec<String> =
            serde_json::from_slice(&fs::read(folder.path().join("build/_dna.json")).unwrap()).unwrap();
        let dna = list[0].strip_prefix("1/").unwrap();
        assert!(dna.contains("Zero#0.png"), "{dna}");
        let hash = sha3::Keccak256::digest(format!("\"{dna}\""));
        let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(first["dna"], hash.as_str());
        succeed("verify {}/build", folder.path());
        succeed("generate {} --from {}/build/json --out {}/again", folder.path());
        fs::remove_dir_all(folder.path().join("again")).unwrap();
    }
}

/// What every configuration of a 1.0 has, from 1.0.2 on.
const OF_1_0: &str =
    "background: { generate: false, brightness: '80%' }, uniqueDnaTorrance: 10000, rarityDelimiter: '#'";

#[test]
fn early_versions_are_read_as_they_were() {
    for (exports, joint, blank) in [
        (format!("{OF_1_0}, format: {{ width: 2, height: 2 }}, text: {{ only: false }}"), "-", true),
        (format!("{OF_1_0}, format: {{ width: 2, height: 2 }}"), "", false),
    ] {
        let folder = folder(&exports);
        // Until 1.0.7 a file without a weight had the weight 0.
        write_png(&folder.path().join("layers/Sky/Blank.png"), 2, 2, &[255; 16]);
        let told = succeed("generate {}", folder.path()).err;
        assert!(told.contains("read as of HashLips 1.0."), "{told}");
        assert_eq!(
            told.contains("without a weight are never drawn, as before HashLips 1.0.7: Sky/Blank.png"),
            !blank,
            "{told}"
        );
        let first = metadata(folder.path(), 1);
        assert_eq!(first["name"], "#1");
        assert_eq!(keys(&first), ["dna", "name", "description", "image", "edition", "date", "attributes", "compiler"]);
        let item = |at: usize, of: &[(&str, &str)]| {
            let value = first["attributes"][at]["value"].as_str().unwrap();
            of.iter().find(|(name, _)| *name == value).unwrap().1.to_owned()
        };
        let sky = item(0, &[("Blank", "0:Blank.png"), ("Day", "1:Day#2.png"), ("Night", "2:Night#1.png")]);
        let hat = item(1, &[("Cap", "0:Cap#1.png"), ("Crown", "1:Crown#1.png")]);
        let hash = Sha1::digest(format!("{sky}{joint}{hat}"));
        let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(first["dna"], hash.as_str());
        succeed("verify {}/build", folder.path());
        // What import writes means the same.
        let earlier = fs::read(folder.path().join("build/json/_metadata.json")).unwrap();
        let lost = succeed("import {}", folder.path()).err;
        assert!(!lost.contains("lost"), "{lost}");
        succeed("generate {} --force", folder.path());
        assert_eq!(fs::read(folder.path().join("build/json/_metadata.json")).unwrap(), earlier);
    }
}

#[test]
fn the_first_version_has_positions_for_dna_and_whole_names() {
    let folder = folder("");
    let config = "module.exports = { layersOrder: [{ name: 'Sky' }, { name: 'Hat' }], editionSize: 4, baseUri: 'u',
        description: 'd', format: { width: 2, height: 2 }, background: { generate: false }, uniqueDnaTorrance: 9 };";
    fs::write(folder.path().join("src/config.js"), config).unwrap();
    succeed("generate {}", folder.path());
    let mut all: Vec<String> =
        (1..=4).map(|n| metadata(folder.path(), n)["dna"].as_str().unwrap().to_owned()).collect();
    all.sort();
    assert_eq!(all, ["00", "01", "10", "11"]);
    assert!(metadata(folder.path(), 1)["attributes"][0]["value"].as_str().unwrap().contains('#'));
    succeed("verify {}/build", folder.path());
}

#[test]
fn pictures_are_smoothed_before_1_1_1() {
    // A fine chequered pattern is grey when it is smoothed, and black or white when it is not.
    let pattern: Vec<u8> =
        (0..64).flat_map(|at| [if (at % 8 + at / 8) % 2 == 0 { 255 } else { 0 }; 3].into_iter().chain([255])).collect();
    let later = "network: 'eth', namePrefix: 'Mine', format: { width: 2, height: 2 }";
    for (exports, head, is_grey) in [
        (format!("{OF_1_0}, format: {{ width: 2, height: 2 }}"), "", true),
        (later.to_owned(), "const isLocal = typeof process.pkg === 'undefined';\n", true),
        (later.to_owned(), "", false),
        (OF_1_1.to_owned(), "const isLocal = typeof process.pkg === 'undefined';\n", false),
    ] {
        let folder = folder(&exports);
        fs::remove_dir_all(folder.path().join("layers")).unwrap();
        write_png(&folder.path().join("layers/Sky/A#1.png"), 8, 8, &pattern);
        let config = folder.path().join("src/config.js");
        let text = fs::read_to_string(&config).unwrap();
        fs::write(&config, head.to_owned() + &text.replace(", { name: 'Hat' }", "").replace("To: 4", "To: 1")).unwrap();
        succeed("generate {}", folder.path());
        let pixels = decode(&fs::read(folder.path().join("build/images/1.png")).unwrap());
        assert_eq!(pixels.iter().all(|pixel| (64..192).contains(&pixel.r)), is_grey, "{exports}: {pixels:?}");
    }
}

#[test]
#[cfg(unix)]
fn links_lead_out_of_the_project_only_when_that_is_allowed() {
    use std::os::unix::fs::symlink;
    let elsewhere = tempfile::tempdir().unwrap();
    for (at, what) in [
        ("layers", "layers/Sky"),
        ("layers/Hat", "layers/Hat"),
        ("layers/Sky/Day#2.png", "Day#2.png"),
        ("build", "build"),
    ] {
        let folder = folder(OF_1_1);
        let (link, target) = (folder.path().join(at), elsewhere.path().join(at.replace('/', " ")));
        if link.exists() {
            fs::rename(&link, &target).unwrap();
        } else {
            fs::create_dir_all(&target).unwrap();
        }
        symlink(&target, &link).unwrap();
        let refused = simdgen(&["generate", folder.path().to_str().unwrap()]);
        assert_eq!(refused.code, 1, "{at}: {refused:?}");
        assert!(refused.err.contains(what) && refused.err.contains("--allow-links"), "{}", refused.err);
        succeed("generate {} --allow-links", folder.path());
        succeed("verify {}/build --project {} --allow-links", folder.path());
        let again = succeed("generate {} --allow-links", folder.path());
        assert!(again.out.contains("up to date") || again.out.contains("0 editions"), "{}", again.out);
    }
}

/// What the user allows is for pictures: a script reads nothing outside of its project.
#[test]
#[cfg(unix)]
fn scripts_follow_no_link_out_of_the_project_whatever_is_allowed() {
    use std::os::unix::fs::symlink;
    let elsewhere = tempfile::tempdir().unwrap();
    fs::write(elsewhere.path().join("own.js"), "module.exports = 'secret';").unwrap();
    let folder = folder(&format!("description: require('./own.js'), {OF_1_1}"));
    symlink(elsewhere.path().join("own.js"), folder.path().join("src/own.js")).unwrap();
    for option in [&[][..], &["--allow-links"]] {
        let refused = simdgen(&[&["generate", folder.path().to_str().unwrap()], option].concat());
        assert_eq!(refused.code, 1, "{refused:?}");
        let err = &refused.err;
        assert!(err.contains("own.js") && err.contains("outside the project") && !err.contains("allow it"), "{err}");
    }
}
