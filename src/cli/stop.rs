//! Ctrl-C, and what is said when a run ends before its time.
//!
//! The first Ctrl-C (or `SIGTERM`) sets a flag that the run looks at; editions begun are finished and kept. The second ends
//! the process at once, which loses no more than what was begun.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use super::escape;
use super::print::{count, notice_lines, quoted};
use super::words;
use crate::{Error, Result};

/// The exit code of a run that was stopped: 128 and the number of `SIGINT`, as shells have it.
pub const EXIT_CODE: u8 = 130;

/// Sets a flag when the process is told to stop.
///
/// # Errors
/// [`Error::Io`] when the system refuses.
pub fn listen(stop: &Arc<AtomicBool>) -> Result<()> {
    for signal in [SIGINT, SIGTERM] {
        // Registered first, so that it finds the flag as the signal before left it.
        flag::register_conditional_shutdown(signal, i32::from(EXIT_CODE), Arc::clone(stop))
            .and_then(|_| flag::register(signal, Arc::clone(stop)))
            .map_err(Error::io("listen for", "Ctrl-C"))?;
    }
    Ok(())
}

/// Says what is kept of an unfinished run, and the command that goes on from there. Says nothing when nothing is.
pub fn say_how_to_go_on(finished: usize, planned: usize, out: &Path) {
    if finished == 0 {
        return;
    }
    let words = words::all().into_iter().map(|word| word.to_string_lossy().into_owned());
    let line: Vec<String> = words.filter(|word| word != "--resume").map(|word| quoted(&word)).collect();
    let (kept, planned) = (count(finished as u128), count(planned as u128));
    let place = out.display().to_string();
    let place = escape::line(&place);
    notice_lines(&format!(
        "{kept} finished editions are kept in {place}; {planned} were to be rendered. Go on with\n  {} --resume",
        line.join(" ")
    ));
}
