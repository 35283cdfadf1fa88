//! The words of the command line, for its parser and for messages that repeat it.
//!
//! They are those of the process, unless another program runs the command and gives them.

use std::env;
use std::ffi::OsString;
use std::sync::{PoisonError, RwLock};

static GIVEN: RwLock<Vec<OsString>> = RwLock::new(vec![]);

/// Sets the words. The first is the name of the program.
pub fn set(words: Vec<OsString>) {
    *GIVEN.write().unwrap_or_else(PoisonError::into_inner) = words;
}

/// Returns the words: the given ones, else the process's.
pub fn all() -> Vec<OsString> {
    let given = GIVEN.read().unwrap_or_else(PoisonError::into_inner);
    if given.is_empty() { env::args_os().collect() } else { given.clone() }
}
