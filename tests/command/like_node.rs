//! What scripts are told as by Node: the order of texts and folders, paths, numbers, dates, and globals. Expected values are
//! Node's own.

use crate::own_files::{commonjs, module, names, refused};

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
