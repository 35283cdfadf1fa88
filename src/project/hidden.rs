//! Characters that do not show: they move the cursor, change colours, turn the direction of text or take no room.
//!
//! Names of files come from anywhere. Wherever one is shown or written as text for people, these are escapes.

/// Returns `true` if a character does something else than show: control characters, marks and overrides of direction
/// (UAX #9), what breaks lines or joins without width (Unicode, 23.2), annotations and tags.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::is_hidden;

    #[test]
    fn what_shows_is_not_hidden() {
        for c in "aé漢ع🐌 \u{a0}~¡\u{301}".chars() {
            assert!(!is_hidden(c), "{c:?}");
        }
        for c in
            "\0\t\n\r\u{1b}\u{7f}\u{85}\u{9b}\u{ad}\u{200b}\u{200d}\u{200f}\u{2028}\u{202e}\u{2066}\u{feff}\u{e0041}"
                .chars()
        {
            assert!(is_hidden(c), "{c:?}");
        }
    }
}
