//! Names that people take for one and programs for two: spaces, accents, dashes and case.

use unicode_normalization::UnicodeNormalization;

/// A name as it looks: accents composed (Unicode NFC), one plain space for each run of white space and none at the ends,
/// nothing that is not seen, plain dashes and quotation marks, lower case. Names that are equal in this look alike.
pub fn look(name: &str) -> String {
    let seen: String = name.nfc().filter(|c| !is_unseen(*c)).map(plain).collect();
    seen.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The difference of a name from another that looks alike, to follow the name: `ends with a space`. `None` when the
/// difference is the other's.
fn differs(name: &str, from: &str) -> Option<&'static str> {
    let is_only = |has: fn(&str) -> bool| has(name) && !has(from);
    SIGNS.iter().find(|(has, _)| is_only(*has)).map(|(_, words)| *words)
}

/// A sign of a name: whether a name has it, and the words for it.
type Sign = (fn(&str) -> bool, &'static str);

/// All signs, the most telling first.
const SIGNS: &[Sign] = &[
    (|name| name.contains(is_unseen), "has a character that cannot be seen"),
    (|name| name.contains(is_other_space), "has a space that is not the plain one, such as a no-break space"),
    (|name| name.ends_with(' '), "ends with a space"),
    (|name| name.starts_with(' '), "begins with a space"),
    (|name| name.contains("  "), "has two spaces in a row"),
    (|name| !name.nfc().eq(name.chars()), "has accents as characters of their own, as macOS writes them"),
    (|name| name.contains(|c| plain(c) != c), "has a typographic dash or quotation mark"),
];

/// The difference of two names that look alike, as a sentence about one of them.
pub fn difference(a: &str, b: &str) -> String {
    let of = |name: &str, other: &str| Some(format!("\"{name}\" {}", differs(name, other)?));
    of(a, b).or_else(|| of(b, a)).unwrap_or_else(|| "they differ in the case of letters".to_owned())
}

/// The oddity of white space in a name that stands alone, to follow the name; `None` without one.
pub fn odd_space(name: &str) -> Option<&'static str> {
    differs(name, &look(name))
        .filter(|_| name.contains(|c| is_unseen(c) || is_other_space(c)) || name != name.trim() || name.contains("  "))
}

fn is_other_space(c: char) -> bool {
    c.is_whitespace() && c != ' '
}

/// Characters without a shape of their own: zero-width spaces and joiners, marks of direction and variation (Unicode,
/// `Default_Ignorable_Code_Point`, those that occur in names).
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// The plain form of dashes and quotation marks that word processors put in place of it.
fn plain(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2032}' => '\'',
        '\u{201c}' | '\u{201d}' | '\u{201f}' | '\u{2033}' => '"',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::{difference, look, odd_space};

    #[test]
    fn what_looks_alike_is_equal_and_told_apart() {
        for (odd, plain, sign) in [
            ("Red ", "Red", "ends with a space"),
            (" Red", "Red", "begins with a space"),
            ("Dark  Red", "Dark Red", "two spaces"),
            ("Dark\u{a0}Red", "Dark Red", "no-break"),
            ("Re\u{200b}d", "Red", "cannot be seen"),
            ("E\u{301}te\u{301}", "\u{c9}t\u{e9}", "accents"),
            ("\u{304b}\u{3099}", "\u{304c}", "accents"),
            ("Devil\u{2019}s", "Devil's", "quotation mark"),
            ("RED", "Red", "case"),
        ] {
            assert_eq!(look(odd), look(plain), "{odd:?}");
            for said in [difference(odd, plain), difference(plain, odd)] {
                assert!(said.contains(sign), "{odd:?}: {said}");
                assert!(sign == "case" || said.starts_with(&format!("\"{odd}\" ")), "{said}");
            }
        }
        for (a, b) in [("Red", "Rad"), ("Dark Red", "DarkRed"), ("E\u{301}te", "Ete"), ("1", "10")] {
            assert_ne!(look(a), look(b), "{a:?}");
        }
    }

    #[test]
    fn odd_white_space_is_told_of_a_single_name() {
        for name in ["Red ", " Red", "a  b", "a\u{a0}b", "a\u{200b}b", "a\tb"] {
            assert!(odd_space(name).is_some(), "{name:?}");
        }
        for name in ["Red", "dark red", "E\u{301}te\u{301}", "Devil\u{2019}s", ""] {
            assert_eq!(odd_space(name), None, "{name:?}");
        }
    }
}
