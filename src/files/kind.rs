//! Kinds of files that are read whole, with the length that bounds each.

/// The kind of a file that is read whole. One that is longer than its kind allows is refused before it fills the memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A configuration, script or template that somebody wrote.
    Configuration,
    /// A picture.
    Picture,
    /// The metadata of one edition.
    Metadata,
    /// A file with a line or an entry for every edition: plan, ledger, list of metadata.
    List,
    /// A file of this program about a whole run.
    Record,
    /// A trait pack, where it cannot be mapped.
    Pack,
}

impl Kind {
    /// Every kind with the longest file of it in bytes, and its name in messages.
    const ALL: [(Self, u64, &str); 6] = [
        (Self::Configuration, 16 << 20, "configuration"),
        (Self::Picture, 4 << 30, "picture"),
        (Self::Metadata, 16 << 20, "metadata file of an edition"),
        (Self::List, 16 << 30, "list of editions"),
        (Self::Record, 64 << 20, "record of a run"),
        (Self::Pack, 1 << 40, "trait pack"),
    ];

    /// The longest file, in bytes: far above any that is meant.
    pub fn limit(self) -> u64 {
        Self::ALL[self as usize].1
    }

    /// Its name in messages, without an article.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_stands_at_its_place_in_the_table() {
        for (index, (kind, limit, name)) in Kind::ALL.into_iter().enumerate() {
            assert_eq!((kind as usize, kind.limit(), kind.name()), (index, limit, name));
        }
    }
}
