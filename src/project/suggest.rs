//! "Did you mean": the known name nearest to one that is not known.
//!
//! Apart because every reader of names written by people wants the same idea of near.

/// The known name nearest to `wanted`, if one is near enough to be a slip of the hand.
///
/// Near is at most one edit (insertion, deletion, change, swap of neighbours) for every three
/// characters of `wanted`, and one at least; case does not count. The first of equals is taken.
pub(super) fn nearest<'a>(wanted: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = wanted.to_lowercase();
    let allowed = (wanted.chars().count() / 3).max(1);
    let edits = |name: &str| match is_other_form(&wanted, name) {
        true => 0,
        false => strsim::damerau_levenshtein(&wanted, name),
    };
    known
        .map(|name| (edits(&name.to_lowercase()), name))
        .filter(|(edits, _)| *edits <= allowed)
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, name)| name)
}

/// The nearest known name as the end of a sentence: ` (did you mean "Eyes"?)`, or nothing.
pub fn did_you_mean<'a>(wanted: &str, known: impl Iterator<Item = &'a str>) -> String {
    nearest(wanted, known).map_or_else(String::new, |name| match is_other_form(wanted, name) {
        true => format!(
            " (there is \"{name}\", which looks the same but has its accents as characters of their own on one side, as \
             macOS writes names: copy the name from one to the other)"
        ),
        false => format!(" (did you mean \"{name}\"?)"),
    })
}

/// Whether two names differ only in that one has as letter and accent what the other has as one character. Guessed from
/// where accents stand alone: which letter they belong to is a table of Unicode.
fn is_other_form(a: &str, b: &str) -> bool {
    let letters = |text: &str| {
        let mut letters: Vec<(char, bool)> = vec![];
        for c in text.chars() {
            match letters.last_mut() {
                Some((_, has_accent)) if is_accent(c) => *has_accent = true,
                _ => letters.push((c, false)),
            }
        }
        letters
    };
    let (a, b) = (letters(a), letters(b));
    a != b && a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| a == b || a.1 != b.1)
}

/// An accent that stands after its letter: combining marks of Latin, Greek and Cyrillic, and those of kana.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{3099}' | '\u{309a}')
}

#[cfg(test)]
mod tests {
    use super::{did_you_mean, nearest};

    #[test]
    fn finds_a_slip_and_nothing_far() {
        let known = ["Background", "Eyeball", "Eye color", "Iris"];
        let near = |wanted| nearest(wanted, known.into_iter());
        assert_eq!(near("Eyebal"), Some("Eyeball"));
        assert_eq!(near("eye colour"), Some("Eye color"));
        assert_eq!(near("IRIS"), Some("Iris"));
        assert_eq!(near("Backgruond"), Some("Background"));
        assert_eq!(near("Hat"), None);
        assert_eq!(near(""), None);
    }

    #[test]
    fn names_that_look_the_same_are_told_apart() {
        for (one, other) in [("\u{c9}t\u{e9}", "E\u{301}te\u{301}"), ("\u{304c}", "\u{304b}\u{3099}")] {
            for (wanted, known) in [(one, other), (other, one)] {
                let line = did_you_mean(wanted, [known, "Hat"].into_iter());
                assert!(line.contains("looks the same") && line.contains(known), "{line}");
            }
        }
        assert_eq!(did_you_mean("Eyees", ["E\u{301}yes", "Eyes"].into_iter()), " (did you mean \"Eyes\"?)");
    }
}
