//! The command line, run in the interpreter's process.

use std::ffi::OsString;
use std::process::ExitCode;

use pyo3::prelude::*;

/// Runs the command of these words, the first of which is the name of the program. Returns the exit code.
#[pyfunction]
pub fn command_line(py: Python<'_>, words: Vec<OsString>) -> u8 {
    let code = py.detach(|| {
        abort_on_panic();
        simdgen::run_command_line_of(words)
    });
    // The number inside is private, and there are few.
    (0..u8::MAX).find(|&number| ExitCode::from(number) == code).unwrap_or(u8::MAX)
}

/// Ends the process at a panic, as the binary does: no thread goes on after one, except where the error is told as a file's.
fn abort_on_panic() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if simdgen::error::is_caught() {
            return;
        }
        report(panic);
        std::process::abort();
    }));
}
