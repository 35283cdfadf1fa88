//! Compares a text with the file that keeps it for review.
//!
//! The unit tests of errors and the tests of projects both include this file: neither can see the other's helpers.

use std::fs;
use std::path::Path;

/// Compares a text with a file in `tests/errors`, line by line. `SIMDGEN_BLESS=1` writes the file anew, and fails.
pub fn compare(name: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/errors").join(name);
    if std::env::var_os("SIMDGEN_BLESS").is_some() {
        fs::write(&file, text).expect("written");
        panic!("{} was written; look at it, then test without SIMDGEN_BLESS", file.display());
    }
    let there = fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
    for (ours, theirs) in text.lines().zip(there.lines()) {
        assert_eq!(ours, theirs, "SIMDGEN_BLESS=1 writes the file anew");
    }
    assert_eq!(text.lines().count(), there.lines().count(), "SIMDGEN_BLESS=1 writes the file anew");
}
