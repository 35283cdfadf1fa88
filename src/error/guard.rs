//! Turns a panic in third-party code into an error about the file being read, so that it does not end the process.
//!
//! Decoders, parsers, resizers and the script engine process untrusted files. Each is given bytes, and its state is
//! dropped after a panic, so nothing half done is used. The guard belongs to the lowest stage, so that every reader can
//! use it.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static IS_CAUGHT: Cell<bool> = const { Cell::new(false) };
}

/// Returns `true` while a panic of this thread would be caught. A panic hook that ends the process must ask first.
pub fn is_caught() -> bool {
    IS_CAUGHT.get()
}

/// Calls `work`, which processes untrusted data. Returns `None` if it panics.
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
