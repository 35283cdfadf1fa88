//! What scripts are told as by Node: the order of texts and folders, paths, numbers, dates, and globals. Expected values are
//! Node's own.

use std::fs;

use crate::command::own_files::{commonjs, generate, module, names, project, refused};
use crate::pixels::fixture::write_png;

const REQUIRES: &str = "const fs = require('fs'); const path = require('path');";

/// Expressions and what they give, in a project with these files beside its layers `Sky` and `Hat`.
fn gives(files: &[(&str, &str)], cases: &[(&str, &str)]) {
    let cases: Vec<_> = cases.iter().map(|(x, expected)| ("src/config.js", commonjs(REQUIRES, x), *expected)).collect();
    names(files, &cases);
}

/// Expressions that are refused in one line with the name of what is not known.
fn unknown(cases: &[(&str, &str)]) {
    for (expression, part) in cases {
        refused(&[], &[(commonjs(REQUIRES, expression), &["src/config.js:4: ", part, "cannot be used"])]);
    }
}

/// What marks a folder comes after spaces and hyphens, and has no say in the order.
#[test]
fn folders_are_listed_by_their_names_alone() {
    let layers = ["Eyes/a.txt", "Eyes 2/a.txt", "Eyes-b/a.txt", "Eyes.txt"].map(|name| format!("parts/{name}"));
    let files = layers.each_ref().map(|name| (name.as_str(), ""));
    gives(&files, &[("fs.readdirSync('parts').join('|')", "Eyes|Eyes 2|Eyes-b|Eyes.txt")]);
}

/// The order of layers that the folder's names alone decide.
#[test]
fn layers_that_are_listed_keep_the_order_of_the_engine() {
    let text = "const fs = require('fs');
        const order = fs.readdirSync('layers').sort((a, b) => a.localeCompare(b, undefined, { numeric: true }));
        module.exports = { format: { width: 2, height: 2 }, layerConfigurations: [
          { growEditionSizeTo: 1, layersOrder: order.map((name) => ({ name })) }] };";
    let folder = tempfile::tempdir().unwrap();
    for layer in ["1_Bg", "2_Mid", "2_Mid b", "10_Hat", "bow"] {
        write_png(&folder.path().join(format!("layers/{layer}/plain.png")), 2, 2, &[9; 16]);
    }
    fs::create_dir(folder.path().join("src")).unwrap();
    fs::write(folder.path().join("src/config.js"), text).unwrap();
    let output = generate(folder.path());
    assert_eq!(output.code, 0, "{output:?}");
    let json = fs::read_to_string(folder.path().join("build/json/1.json")).unwrap();
    let places = ["1_Bg", "2_Mid\"", "2_Mid b", "10_Hat", "bow"].map(|layer| json.find(layer).unwrap());
    assert!(places.is_sorted(), "{json}");
}

#[test]
fn texts_have_the_order_of_the_language() {
    let sorted =
        |list: &str, arguments: &str| format!("[{list}].sort((a, b) => a.localeCompare(b{arguments})).join('|')");
    let with = |list: &str, collator: &str| format!("[{list}].sort({collator}.compare).join('|')");
    let [numeric, base] = [", undefined, { numeric: true }", ", 'en', { sensitivity: 'base' }"];
    let cases = [
        (sorted("'bg', 'Hat', 'ape'", ""), "ape|bg|Hat"),
        (sorted("'10_Hat', '2_Mid', '1_Bg'", ""), "1_Bg|10_Hat|2_Mid"),
        (sorted("'10_Hat', '2_Mid', '1_Bg'", numeric), "1_Bg|2_Mid|10_Hat"),
        (sorted("'10_Hat', '2_Mid', '1_Bg'", ", 'en-u-kn-true'"), "1_Bg|2_Mid|10_Hat"),
        (sorted("'A1', 'a01', 'a1', 'a10', 'a2'", numeric), "a01|a1|A1|a2|a10"),
        (sorted("'AB', 'Ab', 'aB', 'ab', 'a b', 'a-b', 'a_b'", ""), "a b|a_b|a-b|ab|aB|Ab|AB"),
        (sorted("'Résumé', 'résumé', 'Resume', 'resume'", ""), "resume|Resume|résumé|Résumé"),
        (
            sorted("'coté', 'côte', 'cote', 'côté', 'ø', 'Øa', 'ß', 'ss', 'Æ', 'af'", ""),
            "Æ|af|cote|coté|côte|côté|ø|Øa|ss|ß",
        ),
        (sorted("'x1', 'x$', 'x🎩', 'x~', 'x_', 'x’', \"x'\"", ""), "x_|x'|x’|x~|x🎩|x$|x1"),
        (sorted("'B', 'b', 'á', 'a', 'A'", base), "á|a|A|B|b"),
        (with("'b', 'B', 'a10', 'a9'", "new Intl.Collator('de', { numeric: true, caseFirst: 'upper' })"), "a9|a10|B|b"),
        (with("'b', 'B', 'a'", "Intl.Collator()"), "a|b|B"),
        ("['a'.localeCompare('b'), 'b'.localeCompare('a'), 'a'.localeCompare('a')].join()".into(), "-1,1,0"),
        ("'a\\u0301'.localeCompare('á')".into(), "0"),
    ];
    gives(&[], &cases.each_ref().map(|(expression, expected)| (expression.as_str(), *expected)));
    unknown(&[
        ("'a'.localeCompare('b', 'sv')", "localeCompare(\"sv\""),
        ("'a'.localeCompare('b', 'en', { ignorePunctuation: true })", "localeCompare"),
        ("'カ'.localeCompare('ア')", "localeCompare(\"カ\", \"ア\")"),
        ("new Intl.DateTimeFormat().format()", "Intl.DateTimeFormat"),
    ]);
}

#[test]
fn numbers_and_dates_are_printed_as_in_english() {
    gives(
        &[],
        &[
            (
                "[1234567.891234, 1e21, -1234.5, 0.0005, 1.0005, -0, 999.9996, 1e-7, NaN, -Infinity].map(n => n.toLocaleString()).join(' ')",
                "1,234,567.891 1,000,000,000,000,000,000,000 -1,234.5 0.001 1.001 -0 1,000 0 NaN -∞",
            ),
            ("(1234.5).toLocaleString('en-US', { minimumFractionDigits: 2 })", "1,234.50"),
            ("(7).toLocaleString('en-US', { minimumIntegerDigits: 4, useGrouping: false })", "0007"),
            ("[1234, 12345n].toLocaleString() + new Intl.NumberFormat().format(1e6)", "1,234,12,3451,000,000"),
            ("new Date(2020, 0, 1).toLocaleDateString('en-US')", "1/1/2020"),
            ("new Date(2020, 10, 21, 0, 5, 9).toLocaleString()", "11/21/2020, 12:05:09 AM"),
            ("new Date(2020, 0, 1, 13, 30).toLocaleTimeString()", "1:30:00 PM"),
        ],
    );
    unknown(&[
        ("(1.5).toLocaleString('de-DE')", "toLocaleString(\"de-DE\""),
        ("(1.5).toLocaleString('en', { style: 'percent' })", "toLocaleString"),
        ("new Date(0).toLocaleDateString('en-GB')", "toLocaleDateString(\"en-GB\""),
        ("new Date(0).toLocaleDateString(undefined, { month: 'long' })", "toLocaleDateString"),
    ]);
}

#[test]
fn fs_answers_as_node_does_or_not_at_all() {
    let files = ["a/x", "a/b/y", "c/z", "c/d/e/w", "m", "50% Off/x", "a%20b/x"].map(|name| format!("tree/{name}"));
    let mut files: Vec<_> = files.iter().map(|name| (name.as_str(), "")).collect();
    files.push(("data.txt", "hé"));
    gives(
        &files,
        &[
            (
                "fs.readdirSync('tree', { recursive: true }).join()",
                "50% Off,a,a%20b,c,m,50% Off/x,a/b,a/x,a%20b/x,c/d,c/z,a/b/y,c/d/e,c/d/e/w",
            ),
            (
                "fs.readdirSync('tree/c/', { recursive: true, withFileTypes: true }).map(f => [f.parentPath, f.path, f.name]).join('|')",
                "tree/c/,tree/c/,d|tree/c/,tree/c/,z|tree/c/d,tree/c/d,e|tree/c/d/e,tree/c/d/e,w",
            ),
            (
                "[fs.statSync('data.txt').size, fs.statSync('layers/Sky/plain.png').size > 50, fs.statSync('no', { throwIfNoEntry: false })].join()",
                "3,true,",
            ),
            ("['tree/a%20b', 'tree/a b', 'tree/50% Off'].map(f => fs.existsSync(f)).join()", "true,false,true"),
            ("fs.readdirSync(new URL('../tree/a%2520b', 'file://' + __filename)).join()", "x"),
            (
                "[() => fs.readdirSync('data.txt'), () => fs.readFileSync('tree'), () => fs.statSync('no')]
                .map(f => { try { f() } catch (e) { return e.code } }).join()",
                "ENOTDIR,EISDIR,ENOENT",
            ),
            ("(fs.readdir('tree', () => {}), 'later')", "later"),
        ],
    );
    names(
        &files,
        &[(
            "src/config.js",
            module(
                "import fs from 'fs'; const { size } = await fs.promises.stat('data.txt');
                 const list = await new Promise((done) => fs.readdir('tree/a', (error, list) => done(list)));",
                "size + list.join()",
            ),
            "3b,x",
        )],
    );
    unknown(&[
        ("fs.statSync('layers').size + 1", "fs.statSync().size"),
        ("fs.statSync('src/config.js').mtimeMs + 1", "fs.statSync().mtimeMs"),
        ("fs.opendirSync('layers')", ".opendirSync"),
    ]);
}

#[test]
fn paths_keep_their_end() {
    gives(
        &[],
        &[
            ("['a', 'b/'].map((_, i, all) => path.join(...all)) + path.join('a', '')", "a/b/,a/b/a"),
            ("['a/b/', './', '../', '/', '//', 'a//b//', ''].map(path.normalize).join(' ')", "a/b/ ./ ../ / / a/b/ ."),
            ("['/a/b/', 'x/'].map(f => path.resolve(f)).join(' ')", "/a/b /project/x"),
            ("['a/../b', '/a/', 'a', '/', './a', '/a/b/'].map(path.dirname).join(' ')", "a/.. / . / . /a"),
            ("['..', 'x/a.b/', '.a', 'a.'].map(path.extname).join(' ')", " .b  ."),
            (
                "JSON.stringify(path.parse('a.b'))",
                "{\"root\":\"\",\"dir\":\"\",\"base\":\"a.b\",\"ext\":\".b\",\"name\":\"a\"}",
            ),
            ("path.format({ dir: 'a', name: 'b', ext: '.c' })", "a/b.c"),
        ],
    );
    unknown(&[("path.matchesGlob('a', '*')", ".matchesGlob"), ("path.win32.join('a')", ".win32.join")]);
}

#[test]
fn globals_of_node_are_there() {
    gives(
        &[],
        &[
            ("(global.x = 'a', x + (global === globalThis))", "atrue"),
            ("typeof Buffer + ('a' instanceof Buffer)", "functionfalse"),
            (
                "['Timeout', 'Interval', 'Immediate'].map(n => clearTimeout(global['set' + n](() => { throw 1 }, 1).unref())).length",
                "3",
            ),
            ("typeof queueMicrotask", "function"),
            (
                "JSON.stringify(structuredClone({ a: [1, { b: new Date(0) }], c: null }))",
                "{\"a\":[1,{\"b\":\"1970-01-01T00:00:00.000Z\"}],\"c\":null}",
            ),
            (
                "(() => { const a = { m: new Map([[1, 2]]) }; a.a = a; const b = structuredClone(a); return [b !== a, b.a === b, b.m.get(1)] })()",
                "true,true,2",
            ),
            (
                "['', 'f', 'fo', 'foo', 'é\\xff\\0'].map(t => btoa(t) + (atob(btoa(t)) === t)).join()",
                "true,Zg==true,Zm8=true,Zm9vtrue,6f8Atrue",
            ),
            (
                "['a', 'ł'].map((t, i) => { try { return [atob, btoa][i](t) } catch (e) { return e.name } }).join()",
                "InvalidCharacterError,InvalidCharacterError",
            ),
        ],
    );
    unknown(&[
        ("Buffer.from('a').toString('base64')", "Buffer.from"),
        ("new Buffer('a')", "Buffer cannot"),
        ("setTimeout(() => {}, 1) + 1", "setTimeout()"),
    ]);
}

/// In the engine it is undefined, which is as good as Ethereum.
#[test]
fn networks_that_the_projects_own_table_lacks_are_told() {
    let config = |network: &str| {
        let before = "const { NETWORK } = require('../constants/network.js');";
        commonjs(before, "1").replace("format,", &format!("network: {network}, format,"))
    };
    let table = "exports.NETWORK = { eth: 'eth', sol: 'sol' };";
    for (network, notice) in [
        ("NETWORK.bch", Some("NETWORK.bch does not exist, so network is undefined: ")),
        ("NETWORK.soll", Some("NETWORK.soll does not exist, so network is undefined (did you mean \"sol\"?): ")),
        ("NETWORK.bch ?? 'eth'", None),
    ] {
        let folder = project(&[("constants/network.js", table), ("src/config.js", &config(network))]);
        let output = generate(folder.path());
        assert_eq!(output.code, 0, "{output:?}");
        assert_eq!(output.err.contains("NETWORK."), notice.is_some(), "{}", output.err);
        for part in notice.into_iter().flat_map(|notice| [notice, "has eth, sol; metadata is as for Ethereum"]) {
            assert!(output.err.contains(part), "{part} is not in: {}", output.err);
        }
        assert!(folder.path().join("build/json/1.json").is_file(), "{network}");
    }
    // Without a table of its own, the project would not run at all.
    refused(&[], &[(config("NETWORK.soll"), &["src/config.js:", "NETWORK.soll does not exist", "eth, sol"])]);
}
