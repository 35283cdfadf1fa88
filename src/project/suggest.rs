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
    known
        .map(|name| (strsim::damerau_levenshtein(&wanted, &name.to_lowercase()), name))
        .filter(|(edits, _)| *edits <= allowed)
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, name)| name)
}

/// The nearest known name as the end of a sentence: ` (did you mean "Eyes"?)`, or nothing.
pub fn did_you_mean<'a>(wanted: &str, known: impl Iterator<Item = &'a str>) -> String {
    nearest(wanted, known).map_or_else(String::new, |name| format!(" (did you mean \"{name}\"?)"))
}

#[cfg(test)]
mod tests {
    use super::nearest;

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
}
