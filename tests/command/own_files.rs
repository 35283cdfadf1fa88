//! Configurations that require and import files of their project, as CommonJS and as ES modules.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::command::simdgen::{Output, simdgen, succeed};
use crate::pixels::fixture::write_png;

/// What every configuration here sets but its `namePrefix`, which each case makes of what it reads.
const SETS: &str = "const format = { width: 2, height: 2 };
const layerConfigurations = [{ growEditionSizeTo: 1, layersOrder: [{ name: \"Sky\" }, { name: \"Hat\" }] }];\n";

/// The HashLips file of constants, with networks of a fork.
const NETWORKS: &str =
    "const NETWORK = { eth: \"eth\", sol: \"sol\", near: \"near\" };\nmodule.exports = { NETWORK };\n";

/// The same as an ES module.
const NETWORKS_ES: &str = "export const NETWORK = { eth: \"eth\", sol: \"sol\", near: \"near\" };\n";

/// A project of two layers with these files, and a folder to keep it in.
pub fn project(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for layer in ["Sky", "Hat"] {
        write_png(&folder.path().join(format!("layers/{layer}/plain.png")), 2, 2, &[9; 16]);
    }
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// A CommonJS configuration whose `namePrefix` is the value of an expression.
pub fn commonjs(before: &str, expression: &str) -> String {
    format!("{before}\n{SETS}module.exports = {{ format, layerConfigurations, namePrefix: String({expression}) }};\n")
}

/// The same as an ES module.
pub fn module(before: &str, expression: &str) -> String {
    format!(
        "{before}\n{SETS}export const namePrefix = String({expression});\nexport {{ format, layerConfigurations }};\n"
    )
}

pub fn generate(root: &Path) -> Output {
    simdgen(&["generate", root.to_str().unwrap()])
}

/// What the only edition of a project is called, without its number.
fn name(root: &Path) -> String {
    let output = generate(root);
    assert_eq!(output.code, 0, "{output:?}");
    let json: Value = serde_json::from_slice(&fs::read(root.join("build/json/1.json")).unwrap()).unwrap();
    json["name"].as_str().unwrap().trim_end_matches(" #1").to_owned()
}

/// One configuration after the other in a project of these files: file, text, and the name that it makes.
pub fn names(files: &[(&str, &str)], cases: &[(&str, String, &str)]) {
    let folder = project(files);
    for (file, text, expected) in cases {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        assert_eq!(name(folder.path()), *expected, "{text}");
        fs::remove_file(path).unwrap();
    }
}

/// One configuration after the other, each refused in one line with all of these parts.
pub fn refused(files: &[(&str, &str)], cases: &[(String, &[&str])]) {
    let folder = project(files);
    for (text, parts) in cases {
        fs::create_dir_all(folder.path().join("src")).unwrap();
        fs::write(folder.path().join("src/config.js"), text).unwrap();
        let output = generate(folder.path());
        assert_eq!(output.code, 1, "{text}: {output:?}");
        assert_eq!(output.err.lines().count(), 1, "{text}: {}", output.err);
        parts.iter().for_each(|part| assert!(output.err.contains(part), "{part:?} is not in: {}", output.err));
    }
}

#[test]
fn files_are_required_as_by_node() {
    let config = |before: &str, expression: &str| ("src/config.js", commonjs(before, expression));
    let with = |(file, text): (&'static str, String), expected: &'static str| (file, text, expected);
    names(
        &[
            ("constants/network.js", NETWORKS),
            ("lib/names.js", "exports.x = __filename"),
            ("lib/list.json", "\u{feff}{ \"x\": \"list\" }"),
            ("lib/old.cjs", "\u{feff}#!/usr/bin/env node\nexports.x = 'old'"),
            ("lib/new.mjs", "import path from 'path'; export const x = path.sep; export default 1;"),
            ("lib/plain.js", "export { x } from './new.mjs'"),
            ("parts/index.js", "exports.x = 'index'"),
            ("pack/package.json", "{ \"main\": \"./lib\" }"),
            ("pack/lib/index.js", "exports.x = 'main'"),
            ("src/a.js", "exports.x = 'a'; exports.y = require('./b').z"),
            ("src/b.js", "exports.z = require('./a').x + 'b'"),
        ],
        &[
            with(config("", "require('../lib/names.js').x"), "/project/lib/names.js"),
            with(config("", "require('../lib/names').x"), "/project/lib/names.js"),
            with(config("const basePath = process.cwd();", "require(`${basePath}/lib/list`).x"), "list"),
            with(
                config("const path = require('path');", "require(path.join(__dirname, '../lib/list.json')).x"),
                "list",
            ),
            with(config("", "require('../lib/old').x + require('../lib/old.cjs').x"), "oldold"),
            with(config("", "require('../lib/new').x + require('../lib/plain').x"), "//"),
            with(config("", "require('../parts').x + require('../pack').x + require('../pack/').x"), "indexmainmain"),
            with(config("", "require('..\\\\lib\\\\list.json').x"), "list"),
            with(config("", "require('../src/../constants/network').NETWORK.near"), "near"),
            with(config("", "require('./a').y + (require('./a') === require('./a.js'))"), "abtrue"),
            with(config("exports.early = 7;", "require('./config').early"), "7"),
            with(config("#!/usr/bin/node", "1"), "1"),
            with(config("\u{feff}#!/usr/bin/node\r", "2"), "2"),
            with(
                config("let x = 'none'; try { require('./secret') } catch (e) { x = e.code }", "x"),
                "MODULE_NOT_FOUND",
            ),
            ("config.js", commonjs("", "require('./lib/list').x"), "list"),
            ("src/config.cjs", commonjs("", "require('../lib/list').x"), "list"),
        ],
    );
}

#[test]
fn configurations_may_be_es_modules() {
    let config = |before: &str, expression: &str| ("src/config.js", module(before, expression));
    let with = |(file, text): (&'static str, String), expected: &'static str| (file, text, expected);
    names(
        &[
            ("package.json", "{ \"type\": \"module\" }"),
            ("constants/network.js", NETWORKS_ES),
            ("lib/list.json", "{ \"x\": \"list\" }"),
            ("lib/old.cjs", "exports.x = 'old'; exports['a-b'] = 1"),
            ("lib/a.js", "import { b } from './b.js'; export const a = 'a'; export const both = () => a + b;"),
            ("lib/b.js", "import { a } from './a.js'; export const b = 'b'; export const again = () => a;"),
        ],
        &[
            with(config("import { NETWORK as N } from '../constants/network.js';", "N.near"), "near"),
            with(config("import path, { sep } from 'node:path';", "path.sep + sep"), "//"),
            with(config("import { MODE } from '../constants/blend_mode.js';", "MODE.sourceAtop"), "source-atop"),
            with(config("import list from '../lib/list.json' with { type: 'json' };", "list.x"), "list"),
            with(config("import list from '../lib/list.json' assert { type: 'json' };", "list.x"), "list"),
            with(config("import old, { x } from '../lib/old.cjs';", "old.x + x"), "oldold"),
            with(config("import * as old from '../lib/old.cjs';", "old.x + old.default.x"), "oldold"),
            with(config("import { both } from '../lib/a';", "both()"), "ab"),
            with(
                config("import { createRequire } from 'module';", "createRequire(import.meta.url)('../lib/list').x"),
                "list",
            ),
            with(config("const { a } = await import('../lib/a.js');", "a"), "a"),
            with(
                config(
                    "import { fileURLToPath } from 'url'; import { dirname } from 'path';",
                    "dirname(fileURLToPath(import.meta.url)) + fileURLToPath(new URL('.', import.meta.url))",
                ),
                "/project/src/project/src/",
            ),
            with(
                config(
                    "import { readFile } from 'fs/promises';",
                    "JSON.parse(await readFile(new URL('../lib/list.json', import.meta.url))).x",
                ),
                "list",
            ),
            with(
                config("import sharp, { x } from 'sharp'; import 'dotenv/config'; import * as c from 'canvas';", "1"),
                "1",
            ),
            ("src/config.mjs", module("import { NETWORK } from '../constants/network.js';", "NETWORK.near"), "near"),
            ("config.mjs", module("import { NETWORK } from './constants/network.js';", "NETWORK.near"), "near"),
            (
                "src/config.js",
                format!("{SETS}export default {{ format, layerConfigurations, namePrefix: 'inner' }};"),
                "inner",
            ),
            (
                "src/config.js",
                format!("{SETS}export default {{ format, namePrefix: 'inner' }};\nexport {{ layerConfigurations }};"),
                "inner",
            ),
            ("src/config.js", format!("#!/usr/bin/env node\n{}", module("import path from 'path';", "path.sep")), "/"),
        ],
    );
}

/// As configurations do that list what lies in `layers/`.
#[test]
fn fs_reads_the_project() {
    let config = |expression: &str| {
        ("src/config.js", commonjs("const fs = require('fs'); const path = require('path');", expression))
    };
    let with = |(file, text): (&'static str, String), expected: &'static str| (file, text, expected);
    names(
        &[("layers/Sky/deep/x.txt", "x"), ("data.json", "{ \"x\": \"data\" }")],
        &[
            with(config("fs.readdirSync(`${process.cwd()}/layers`).join()"), "Hat,Sky"),
            with(
                config(
                    "fs.readdirSync('layers/Sky', { withFileTypes: true }).map(f => f.name + f.isDirectory() + f.isFile()).join()",
                ),
                "deeptruefalse,plain.pngfalsetrue",
            ),
            with(config("JSON.parse(fs.readFileSync(path.join(__dirname, '../data.json'), 'utf8')).x"), "data"),
            with(
                config("['layers', 'layers/', 'hats', '/etc', '../..', '.'].map(f => fs.existsSync(f)).join()"),
                "true,true,false,false,false,true",
            ),
            with(
                config("[fs.statSync('layers').isDirectory(), fs.lstatSync('data.json').isFile()].join()"),
                "true,true",
            ),
        ],
    );
}

#[test]
fn networks_of_the_projects_own_constants_are_as_ethereum() {
    let config = |network: &str| {
        commonjs("const { NETWORK } = require('../constants/network');", "1")
            .replace("format,", &format!("network: {network}, format,"))
    };
    for network in ["NETWORK.near", "'lrc'", "\"xrpl\"", "NETWORK.eth"] {
        let folder = project(&[("constants/network.js", NETWORKS), ("src/config.js", &config(network))]);
        let output = generate(folder.path());
        assert_eq!(output.code, 0, "{output:?}");
        let lines: Vec<&str> = output.err.lines().filter(|line| line.contains("as for Ethereum")).collect();
        let short = network.trim_matches(['"', '\'']).trim_start_matches("NETWORK.");
        assert_eq!(lines.len(), usize::from(short != "eth"), "{}", output.err);
        assert!(lines.iter().all(|line| line.contains(&format!("\"{short}\""))), "{}", output.err);
        let json: Value = serde_json::from_slice(&fs::read(folder.path().join("build/json/1.json")).unwrap()).unwrap();
        let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["name", "description", "image", "dna", "edition", "date", "attributes", "compiler"]);
    }
}

/// The engine compares with the file's own values.
#[test]
fn networks_go_by_name_and_not_by_value() {
    for (network, first) in [("NETWORK.sol", "0.json"), ("NETWORK.eth", "1.json"), ("NETWORK.lrc", "1.json")] {
        let before = "const { NETWORK } = require('../constants/network');";
        let config = commonjs(before, "1").replace("format,", &format!("network: {network}, format,"));
        let table = "exports.NETWORK = { eth: 1, sol: 'solana', lrc: 3 };";
        let folder = project(&[("constants/network.js", table), ("src/config.js", &config)]);
        let output = generate(folder.path());
        assert_eq!(output.code, 0, "{output:?}");
        assert_eq!(output.err.contains("as for Ethereum"), network == "NETWORK.lrc", "{}", output.err);
        assert!(folder.path().join("build/json").join(first).is_file(), "{network}");
    }
}

/// HashLips' own table has "source-out" for `sourceAtop`, which nobody means who writes it.
#[test]
fn the_projects_own_blend_modes_add_to_the_known_ones() {
    let table = "const MODE = { sourceAtop: \"source-out\", sourceOut: \"source-out\", soft: \"soft-light\" };\n";
    let files = [
        format!("{table}module.exports = {{ MODE, other: 1 }};"),
        format!("{table}const other = 1;\nexport {{ MODE, other }};"),
    ];
    for text in files {
        let expression = "[MODE.sourceAtop, MODE.sourceOut, MODE.soft, MODE.hue, other].join()";
        names(
            &[("constants/blend_mode.js", &text)],
            &[
                (
                    "src/config.js",
                    commonjs("const { MODE, other } = require('../constants/blend_mode');", expression),
                    "source-atop,source-out,soft-light,hue,1",
                ),
                (
                    "src/config.js",
                    module("import { MODE, other } from '../constants/blend_mode.js';", expression),
                    "source-atop,source-out,soft-light,hue,1",
                ),
            ],
        );
    }
}

#[test]
fn failures_name_the_file_and_line_they_are_in() {
    let require = |name: &str| commonjs(&format!("\nrequire('{name}');"), "1");
    let import = |name: &str| module(&format!("\nimport x from\n  '{name}';"), "1");
    refused(
        &[
            ("lib/throws.js", "\n\nthrow new TypeError('no good')"),
            ("lib/text.js", "\nthrow 'no good'"),
            ("lib/syntax.js", "\nconst a = b c;\n"),
            ("lib/list.json", "{ \"x\":\n1,, }"),
            ("lib/es.mjs", "export const a = 1;\n\nnull.x"),
            ("lib/no_es.cjs", "\nexport const a = 1;"),
            ("lib/folders.js", ""),
            ("lib/notes.txt", "text"),
            ("lib/needs.mjs", "import './old.cjs'"),
            ("lib/old.cjs", "require('./es.mjs')"),
            ("lib/deep.js", "const f = () => 1 + f();\nf()"),
        ],
        &[
            (require("../lib/throws"), &["lib/throws.js:3: TypeError: no good"]),
            (require("../lib/text"), &["lib/text.js:1: the script threw no good"]),
            (require("../lib/syntax"), &["lib/syntax.js:2: SyntaxError"]),
            (require("../lib/list"), &["lib/list.json:2: is no JSON"]),
            (require("../lib/es.mjs"), &["lib/es.mjs:3: TypeError"]),
            (require("../lib/no_es.cjs"), &["lib/no_es.cjs:2: SyntaxError"]),
            (require("../lib/deep"), &["lib/deep.js:1: RangeError: Maximum call stack"]),
            (
                require("../lib/foldrs"),
                &[
                    "src/config.js:2: cannot find \"../lib/foldrs\"",
                    "no file lib/foldrs, with or without .js",
                    "did you mean \"folders\"?",
                ],
            ),
            (require("../Lib/folders"), &["no file Lib/folders", "did you mean \"lib\"?"]),
            (require("../lib"), &["src/config.js:2: cannot find \"../lib\""]),
            (require("../lib/notes.txt"), &["src/config.js:2: ", "lib/notes.txt is none of the files", ".json"]),
            (import("../lib/throws.js"), &["lib/throws.js:3: TypeError: no good"]),
            (import("../lib/syntax.js"), &["lib/syntax.js:2: SyntaxError"]),
            (import("../lib/list.json"), &["lib/list.json:2: is no JSON"]),
            (import("../lib/es.mjs"), &["src/config.js:", "SyntaxError", "'default'", "lib/es.mjs"]),
            (
                import("../lib/foldrs.js"),
                &["src/config.js:3: cannot find \"../lib/foldrs.js\"", "did you mean \"folders.js\"?"],
            ),
            (
                module("\nimport { zz } from '../lib/es.mjs';", "1"),
                &["src/config.js:2: SyntaxError", "'zz'", "lib/es.mjs"],
            ),
            (import("../lib/needs.mjs"), &["lib/old.cjs:1: ", "import it there"]),
            (module("", "await new Promise(() => {})"), &["awaits what never comes"]),
            (
                module("import _ from 'lodash';", "_.shuffle([1])"),
                &["src/config.js:", "lodash", ".shuffle cannot be used", "write what it gives"],
            ),
        ],
    );
}

/// Names in comments are often of an old encoding, which Node does not mind.
#[test]
fn scripts_that_are_not_utf8_are_told() {
    let folder = project(&[("src/config.js", "")]);
    let config = folder.path().join("src/config.js");
    let text = commonjs("// Ren\u{e9}", "'caf\u{e9}'");
    let latin: Vec<u8> = text.chars().map(|c| c as u8).collect();
    fs::write(&config, latin).unwrap();
    let output = generate(folder.path());
    assert_eq!(output.code, 0, "{output:?}");
    assert!(output.err.contains("src/config.js is not all UTF-8"), "{}", output.err);
    assert_eq!(name(folder.path()), "caf\u{fffd}");
    fs::write(&config, text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()).unwrap();
    let output = generate(folder.path());
    assert_eq!(output.code, 1, "{output:?}");
    assert!(output.err.contains("save it as UTF-8"), "{}", output.err);
}

/// They are called long after the configuration was read, so they keep what they read then.
#[test]
fn attributes_of_scripts_may_come_out_of_other_files() {
    let config = "const { words } = require('../words.json'); const fs = require('fs');
        module.exports = { startIndex: 1, format: { width: 2, height: 2 },
          layerConfigurations: [{ growEditionSizeTo: 1, layersOrder: [{ name: 'Sky' }] }],
          extraAttributes: () => [{ trait_type: 'Word', value: words + fs.readdirSync('layers') + require('./late').x }] };";
    let folder = project(&[
        ("words.json", "{ \"words\": \"w\" }"),
        ("src/late.js", "exports.x = 'late'"),
        ("src/config.js", config),
    ]);
    succeed("generate {}", folder.path());
    let json = fs::read_to_string(folder.path().join("build/json/1.json")).unwrap();
    assert!(json.contains("\"value\": \"wHat,Skylate\""), "{json}");
}
