//! Tells a panic of a decoder or a resizer as an error about its picture.

use crate::error::caught;

/// Calls a decoder.
///
/// # Errors
/// The decoder's own, and one for a panic.
pub(super) fn guarded<T>(decode: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    let panicked = || Err("is damaged in a way that the decoder does not survive; export it again".to_owned());
    caught(decode).unwrap_or_else(panicked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_and_the_next_picture_is_decoded() {
        let seen = guarded::<()>(|| panic!("a decoder")).unwrap_err();
        assert!(seen.contains("export it again"), "{seen}");
        assert_eq!(guarded(|| Ok(1)), Ok(1));
        assert_eq!(guarded::<()>(|| Err("is cut off".to_owned())), Err("is cut off".to_owned()));
    }
}
