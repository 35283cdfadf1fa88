//! Text as it reaches a terminal: what does not show is an escape, so that a name can neither act on the terminal nor pass
//! for another.

use std::borrow::Cow;
use std::fmt::Write;
use std::io;

use crate::project::is_hidden;

/// A text of several lines for people; hidden characters but the ends of lines are escapes such as `\u{1b}`.
pub fn lines(text: &str) -> Cow<'_, str> {
    escaped(text, |c| c != '\n' && is_hidden(c), |c, out| out.extend(c.escape_unicode()))
}

/// The same of a name, a cell or a sentence, which is one line.
pub fn line(text: &str) -> Cow<'_, str> {
    escaped(text, is_hidden, |c, out| out.extend(c.escape_unicode()))
}

/// JSON laid out on lines, in which hidden characters stand only inside texts: they are escapes as JSON has them, so that
/// what reads it reads the same.
pub fn json(text: &str) -> Cow<'_, str> {
    escaped(
        text,
        |c| c != '\n' && is_hidden(c),
        |c, out| {
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}").expect("a String takes any text");
            }
        },
    )
}

/// Writes JSON, as [`json`] shows it, through to something else.
pub struct JsonWriter<W> {
    out: W,
    /// The beginning of a character whose end has not come yet.
    rest: Vec<u8>,
}

impl<W: io::Write> JsonWriter<W> {
    pub fn new(out: W) -> Self {
        Self { out, rest: vec![] }
    }
}

impl<W: io::Write> io::Write for JsonWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.rest.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&self.rest) {
            Ok(text) => text,
            Err(error) if error.error_len().is_some() => return Err(io::ErrorKind::InvalidData.into()),
            Err(error) => std::str::from_utf8(&self.rest[..error.valid_up_to()]).unwrap_or_default(),
        };
        self.out.write_all(json(whole).as_bytes())?;
        let done = whole.len();
        self.rest.drain(..done);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn escaped(text: &str, is_escaped: impl Fn(char) -> bool, escape: impl Fn(char, &mut String)) -> Cow<'_, str> {
    if !text.contains(&is_escaped) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_escaped(c) {
            escape(c, &mut out);
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_show_is_an_escape() {
        let text = "a\u{1b}[31m\n\u{202e}b\u{9b}\u{2028}é";
        assert_eq!(lines(text), "a\\u{1b}[31m\n\\u{202e}b\\u{9b}\\u{2028}é");
        assert_eq!(line(text), "a\\u{1b}[31m\\u{a}\\u{202e}b\\u{9b}\\u{2028}é");
        assert!(matches!(line("plain é 漢"), Cow::Borrowed(_)));
    }

    #[test]
    fn json_in_pieces_is_json_at_once() {
        let text = "{\"é\u{202e}漢\": 1}";
        for end in 0..=text.len() {
            let mut out = vec![];
            let mut writer = JsonWriter::new(&mut out);
            for piece in [&text.as_bytes()[..end], &text.as_bytes()[end..]] {
                io::Write::write_all(&mut writer, piece).expect("memory takes anything");
            }
            assert_eq!(out, json(text).as_bytes(), "cut at {end}");
        }
    }

    #[test]
    fn json_stays_the_same_value() {
        let value = serde_json::json!({ "a\u{7f}\u{e0041}": ["\u{202e}x\n\u{1b}", "é"] });
        let text = format!("{value:#}\n");
        let shown = json(&text);
        assert!(!shown.chars().any(|c| c != '\n' && is_hidden(c)), "{shown}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).ok(), Some(value));
    }
}
