//! Keeps a panic of a decoder from ending the process: it becomes an error about the file.
//!
//! Decoders are other people's code on files from anywhere. What one leaves half done when it panics is its own: it is given
//! bytes, and nothing of it is used afterwards.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static IS_DECODING: Cell<bool> = const { Cell::new(false) };
}

/// Says whether this thread is inside a decoder, where a panic is caught: what ends the process at any other panic asks first.
pub fn is_decoding() -> bool {
    IS_DECODING.get()
}

/// Calls a decoder.
///
/// # Errors
/// The decoder's own, and one for a panic.
pub(super) fn guarded<T>(decode: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    IS_DECODING.set(true);
    let result = catch_unwind(AssertUnwindSafe(decode));
    IS_DECODING.set(false);
    result.unwrap_or_else(|_| Err("is damaged in a way that the decoder does not survive; export it again".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_and_the_next_picture_is_decoded() {
        let seen = guarded::<()>(|| panic!("{}", is_decoding())).unwrap_err();
        assert!(seen.contains("export it again") && !is_decoding(), "{seen}");
        assert_eq!(guarded(|| Ok(is_decoding())), Ok(true));
        assert_eq!(guarded::<()>(|| Err("is cut off".to_owned())), Err("is cut off".to_owned()));
    }
}
