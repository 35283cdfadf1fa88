//! What scripts are told as by Node: the order of texts and folders, paths, numbers, dates, and globals. Expected values are
//! Node's own.

use crate::own_files::{commonjs, names};

const REQUIRES: &str = "const fs = require('fs'); const path = require('path');";

/// Expressions and what they give, in a project with these files beside its layers `Sky` and `Hat`.
fn gives(files: &[(&str, &str)], cases: &[(&str, &str)]) {
    let cases: Vec<_> = cases.iter().map(|(x, expected)| ("src/config.js", commonjs(REQUIRES, x), *expected)).collect();
    names(files, &cases);
}

/// What marks a folder comes after spaces and hyphens, and has no say in the order.
#[test]
fn folders_are_listed_by_their_names_alone() {
    let layers = ["Eyes/a.txt", "Eyes 2/a.txt", "Eyes-b/a.txt", "Eyes.txt"].map(|name| format!("parts/{name}"));
    let files = layers.each_ref().map(|name| (name.as_str(), ""));
    gives(&files, &[("fs.readdirSync('parts').join('|')", "Eyes|Eyes 2|Eyes-b|Eyes.txt")]);
}
