//! Keeps a panic in other people's code from ending the process: it becomes an error about what was read.
//!
//! Decoders, parsers, resizers and the script engine work on files from anywhere. What one leaves half done when it panics is
//! its own: it is given bytes, and nothing of it is used afterwards. The lowest stage has it, so that every reader can use it.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static IS_CAUGHT: Cell<bool> = const { Cell::new(false) };
}

/// Returns `true` where a panic of this thread is caught: what ends the process at any other panic asks first.
pub fn is_caught() -> bool {
    IS_CAUGHT.get()
}

/// Calls what reads or changes something from outside; `None` when it panicked.
pub fn caught<T>(work: impl FnOnce() -> T) -> Option<T> {
    let outer = IS_CAUGHT.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    IS_CAUGHT.set(outer);
    result.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_nothing_and_what_follows_goes_on() {
        assert_eq!(caught::<()>(|| panic!("{}", is_caught())), None);
        assert_eq!((caught(is_caught), is_caught()), (Some(true), false));
    }

    #[test]
    fn the_outer_call_stays_guarded_after_an_inner_one() {
        let seen = caught(|| {
            let inner = caught::<()>(|| panic!("inner"));
            (inner, is_caught())
        });
        assert_eq!(seen, Some((None, true)));
    }
}
