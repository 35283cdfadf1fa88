//! Rules: which traits may stand together in an edition.
//!
//! Every dialect's rules become these three kinds, so that planning knows no dialect. [`Rule::holds`] is the plain
//! meaning of each; the planner's fast form is tested against it.

use super::TraitId;

/// A rule that every edition keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its demand.
    pub kind: RuleKind,
    /// The rule as the artist wrote it, for messages. Rules that were written as one have the same text.
    pub text: String,
}

/// The demand of a rule on the traits of an edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleKind {
    /// Never a trait of `a` together with a trait of `b` on another layer.
    Excludes {
        /// One side.
        a: TraitSet,
        /// The other side; a trait may be on both.
        b: TraitSet,
    },
    /// An edition with one of `when` must have one of `any_of`, on any layer.
    Requires {
        /// The traits that ask.
        when: TraitSet,
        /// The traits of which there must be one. None at all: those of `when` are never drawn.
        any_of: TraitSet,
    },
    /// At most `most` of these in an edition.
    AtMost {
        /// The limit; 0: none of them is ever drawn.
        most: u32,
        /// The traits that are counted.
        of: TraitSet,
    },
}

/// Some traits of a project, those that draw nothing included: ascending and distinct.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TraitSet(Vec<TraitId>);

impl TraitSet {
    /// True when the trait is one of these.
    pub fn contains(&self, id: TraitId) -> bool {
        self.0.binary_search(&id).is_ok()
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The traits, ascending.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = TraitId> + '_ {
        self.0.iter().copied()
    }
}

impl FromIterator<TraitId> for TraitSet {
    fn from_iter<I: IntoIterator<Item = TraitId>>(ids: I) -> Self {
        let mut ids: Vec<TraitId> = ids.into_iter().collect();
        ids.sort_unstable();
        ids.dedup();
        Self(ids)
    }
}

impl Rule {
    /// True when an edition of these picks, one a layer, keeps the rule.
    pub fn holds(&self, picks: &[TraitId]) -> bool {
        let count = |set: &TraitSet| picks.iter().filter(|&&pick| set.contains(pick)).count();
        match &self.kind {
            RuleKind::Excludes { a, b } => !picks.iter().enumerate().any(|(i, &one)| {
                a.contains(one) && picks.iter().enumerate().any(|(j, &other)| i != j && b.contains(other))
            }),
            RuleKind::Requires { when, any_of } => count(when) == 0 || count(any_of) > 0,
            RuleKind::AtMost { most, of } => count(of) <= *most as usize,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(ids: &[u32]) -> TraitSet {
        ids.iter().map(|&id| TraitId(id)).collect()
    }

    fn holds(kind: RuleKind, picks: &[u32]) -> bool {
        let picks: Vec<TraitId> = picks.iter().map(|&id| TraitId(id)).collect();
        Rule { kind, text: String::new() }.holds(&picks)
    }

    #[test]
    fn sets_are_sorted_and_distinct() {
        assert_eq!(set(&[3, 1, 3, 2]), set(&[1, 2, 3]));
        assert!(set(&[3, 1]).contains(TraitId(3)) && !set(&[3, 1]).contains(TraitId(2)));
    }

    #[test]
    fn each_kind_means_what_it_says() {
        let excludes = || RuleKind::Excludes { a: set(&[1]), b: set(&[5, 6]) };
        assert!(holds(excludes(), &[1, 4]) && holds(excludes(), &[2, 5]) && !holds(excludes(), &[6, 1]));
        // A trait on both sides does not exclude itself, only another.
        let both = || RuleKind::Excludes { a: set(&[1, 5]), b: set(&[1, 5]) };
        assert!(holds(both(), &[1, 4]) && !holds(both(), &[1, 5]));
        let requires = || RuleKind::Requires { when: set(&[1, 2]), any_of: set(&[5, 9]) };
        assert!(holds(requires(), &[0, 4]) && holds(requires(), &[2, 9]) && !holds(requires(), &[2, 4]));
        let at_most = || RuleKind::AtMost { most: 1, of: set(&[1, 5, 9]) };
        assert!(holds(at_most(), &[1, 4, 8]) && !holds(at_most(), &[1, 4, 9]));
    }
}
