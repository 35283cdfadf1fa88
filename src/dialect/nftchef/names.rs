//! nftchef's grammar of file and folder names: name, weight, place in the stack, blend and opacity.
//!
//! The grammar is that of nftchef art-engine 2.2, which is deliberately not that of HashLips: a name without a weight is
//! always drawn, and weights are whole numbers.

use crate::error::FileNameError;
use crate::project::Weight;

/// The parts of a name.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(super) struct Named {
    /// The name in rules and metadata; empty for `#5.png`.
    pub name: String,
    /// Its weight against the others of its folder; `None` is always drawn.
    pub weight: Option<Weight>,
    /// The text that sets its place in the stack, as `z-10,`; empty without one.
    pub flag: String,
    /// `blend` of a query in the name.
    pub blend: Option<String>,
    /// `opacity` of a query in the name, in percent.
    pub opacity: Option<String>,
}

/// Reads a name as it is in the folder.
///
/// # Errors
/// A weight that is too large; the name is the subject.
pub(super) fn parse(entry: &str, is_folder: bool, delimiter: &str) -> Result<Named, FileNameError> {
    let (flag, rest) = match flag_in(entry) {
        Some((at, length)) => (&entry[at..at + length], format!("{}{}", &entry[..at], &entry[at + length..])),
        None => ("", entry.to_owned()),
    };
    let stem = if is_folder { rest.as_str() } else { without_extension(&rest) };
    let name = stem.split(delimiter).next().unwrap_or_default();
    let query =
        (!is_folder).then(|| entry.split_once('?')?.1.rsplit_once('.')).flatten().map_or("", |(query, _)| query);
    let setting = |key: &str| query.split('&').filter_map(|s| s.split_once('=')).find(|(k, _)| *k == key);
    Ok(Named {
        name: name.to_owned(),
        weight: weight(entry, delimiter)?,
        flag: flag.to_owned(),
        blend: setting("blend").map(|(_, value)| value.to_owned()),
        opacity: setting("opacity").map(|(_, value)| value.to_owned()),
    })
}

/// The place in the stack that a flag sets; without one, 0.
pub(super) fn z_of(flag: &str) -> i64 {
    flag.trim_start_matches('z').trim_end_matches(',').parse().unwrap_or(0)
}

/// The start and length in bytes of the first `z<integer>,`, which may be anywhere in the name, as in the engine.
fn flag_in(text: &str) -> Option<(usize, usize)> {
    text.match_indices('z').find_map(|(at, _)| {
        let rest = &text[at + 1..];
        let digits = rest.strip_prefix('-').unwrap_or(rest);
        let count = digits.bytes().take_while(u8::is_ascii_digit).count();
        // More digits than any number of pictures needs would not fit.
        let is_flag = (1..=9).contains(&count) && digits[count..].starts_with(',');
        is_flag.then(|| (at, 1 + (rest.len() - digits.len()) + count + 1))
    })
}

/// The engine takes four characters for the extension, which leaves a dot of `.jpeg`.
fn without_extension(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The digits after the first delimiter: `half#0.5` is 0, `empty#` is 0.
fn weight(entry: &str, delimiter: &str) -> Result<Option<Weight>, FileNameError> {
    let Some((_, after)) = entry.split_once(delimiter) else { return Ok(None) };
    let digits = &after[..after.bytes().take_while(u8::is_ascii_digit).count()];
    let weight = if digits.is_empty() { Ok(Weight::ZERO) } else { Weight::parse(digits) };
    weight.map(Some).map_err(|source| FileNameError::Digits { digits: digits.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str) -> (String, Option<u64>, i64) {
        let named = parse(name, false, "#").expect(name);
        (named.name, named.weight.map(|w| w.0 / Weight::UNIT), z_of(&named.flag))
    }

    #[test]
    fn names_are_read_as_the_engine_does() {
        for (name, clean, weight, z) in [
            ("floral#30.png", "floral", Some(30), 0),
            ("3shadow.png", "3shadow", None, 0),
            ("half#0.5.png", "half", Some(0), 0),
            ("big#1.5.png", "big", Some(1), 0),
            ("two#a#7.png", "two", Some(0), 0),
            ("empty#.png", "empty", Some(0), 0),
            ("#100.png", "", Some(100), 0),
            ("Jazz2,x#4.png", "Jazx", Some(4), 2),
            ("z-10,Glasses back.png", "Glasses back", None, -10),
            ("z1,star eyes#30.png", "star eyes", Some(30), 1),
            ("z1,z2,twice.png", "z2,twice", None, 1),
            ("Red.jpeg", "Red", None, 0),
            ("Sky#7.WebP", "Sky", Some(7), 0),
            ("Topaz, blue#5.png", "Topaz, blue", Some(5), 0),
        ] {
            assert_eq!(file(name), (clean.to_owned(), weight, z), "{name}");
        }
        let folder = parse("z1,Hair v1.5#20", true, "#").expect("a folder");
        assert_eq!((folder.name.as_str(), folder.weight), ("Hair v1.5", Some(Weight(20 * Weight::UNIT))));
        assert_eq!(folder.flag, "z1,");
    }

    #[test]
    fn queries_set_blend_and_opacity() {
        let named = parse("q#3?blend=multiply&opacity=50.png", false, "#").expect("read");
        assert_eq!((named.name.as_str(), named.weight), ("q", Some(Weight(3 * Weight::UNIT))));
        assert_eq!((named.blend.as_deref(), named.opacity.as_deref()), (Some("multiply"), Some("50")));
        assert_eq!(parse("q#3.png", false, "#").expect("read").blend, None);
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        assert!(parse("Red#99999999.png", false, "#").expect_err("heavy").to_string().contains("largest"));
    }
}
