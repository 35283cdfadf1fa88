//! "Did you mean": the known name nearest to one that is not known.
//!
//! Every reader of names written by people has the same idea of near.

use super::alike;

/// The known name nearest to `wanted`, if one is near enough to be a slip of the hand.
///
/// Near is at most one edit (insertion, deletion, change, swap of neighbours) for every three
/// characters of `wanted`, and one at least, after what cannot be seen or is only case. The first of equals is taken.
pub(crate) fn nearest<'a>(wanted: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = alike::look(wanted);
    let allowed = (wanted.chars().count() / 3).max(1);
    known
        .map(|name| (strsim::damerau_levenshtein(&wanted, &alike::look(name)), name))
        .filter(|(edits, _)| *edits <= allowed)
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, name)| name)
}

/// The nearest known name as the end of a sentence: ` (did you mean "Eyes"?)`, or nothing.
pub fn did_you_mean<'a>(wanted: &str, known: impl Iterator<Item = &'a str>) -> String {
    nearest(wanted, known).map_or_else(String::new, |name| {
        let looks_the_same = name.to_lowercase() != wanted.to_lowercase() && alike::look(name) == alike::look(wanted);
        match looks_the_same {
            true => format!(
                " (there is \"{name}\", which looks the same, but {}: copy the name from one to the other)",
                alike::difference(name, wanted)
            ),
            false => format!(" (did you mean \"{name}\"?)"),
        }
    })
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
        for (one, other) in [
            ("\u{c9}t\u{e9}", "E\u{301}te\u{301}"),
            ("\u{304c}", "\u{304b}\u{3099}"),
            ("Dark Red", "Dark\u{a0}Red"),
            ("Red", "Red "),
        ] {
            for (wanted, known) in [(one, other), (other, one)] {
                let line = did_you_mean(wanted, [known, "Hat"].into_iter());
                assert!(line.contains("looks the same") && line.contains(known), "{line}");
            }
        }
        assert_eq!(did_you_mean("Eyees", ["E\u{301}yes", "Eyes"].into_iter()), " (did you mean \"Eyes\"?)");
    }
}
