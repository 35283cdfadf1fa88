//! Versions of nftchef: the conventions of each. Those before 2.2 are recognised by the code of the `src/main.js` that
//! a project carries along.
//!
//! Versions do not tell it: `package.json` says 2.0.2 before and after each of the changes.
//! Source: the history of `src/main.js` in nftchef/art-engine, branches `main` and `nested-folder-structure`.

use crate::dialect::release::MainScript;
use crate::project::{Conventions, DnaPlace, DnaValue};

/// A weight of 0 counts as no weight: until 2.0.2.
const ZERO_IS_NONE: &str = "if (!weightNumber || isNaN(weightNumber))";

/// Metadata has the hash of the DNA, as its first key: until 2.0.2.
const HAS_DNA: &str = "dna: hash(_dna),";

/// DNA is written with the edition's number: since 2.0.2.
const NUMBERS_DNA: &str = "${abstractedIndexes[0]}/${newDna}";

/// Pictures of a layer are drawn in the order of their names: since 2.0.2.
const SORTS: &str = "stack.normal.sort()";

/// The conventions of 2.2.
pub(super) const CONVENTIONS: Conventions = Conventions {
    engine: "nftchef",
    key: "nftchef",
    compiler: "HashLips Art Engine - NFTChef fork",
    dna_delimiter: "*",
    dna_place: DnaPlace::Absent,
    dna_value: DnaValue::Sha1,
    dna_has_nothing: false,
    writes_dna_list: true,
    bare_titles: true,
    bare_image: false,
    writes_date: true,
    lists_all_layers: false,
    lists_first_only: true,
};

/// The conventions until 2.0.2.
const EARLY: Conventions = Conventions { dna_place: DnaPlace::First, dna_value: DnaValue::Keccak256, ..CONVENTIONS };

/// The differences of a project's engine from 2.2.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Version {
    /// `true` if files of the weight 0 are always drawn.
    pub zero_is_required: bool,
    /// `true` if `dna` is the first key of metadata.
    has_dna: bool,
    /// `true` if `_dna.json` does not have the numbers of editions.
    is_unnumbered: bool,
    /// `true` if files that are always drawn lie below those that are picked.
    is_unsorted: bool,
}

impl Version {
    /// The version of a project's script.
    pub(super) fn of(main: &MainScript) -> Self {
        let has_dna = main.has(HAS_DNA);
        let is_unnumbered = has_dna && !main.has(NUMBERS_DNA);
        let is_unsorted = has_dna && !main.has(SORTS);
        Self { zero_is_required: main.has(ZERO_IS_NONE), has_dna, is_unnumbered, is_unsorted }
    }

    /// Its conventions for metadata.
    pub(super) fn conventions(self) -> &'static Conventions {
        if self.has_dna { &EARLY } else { &CONVENTIONS }
    }

    /// A notice about the differences; `None` where there are none.
    pub(super) fn notice(self) -> Option<String> {
        let said = [
            (self.has_dna, "dna is the first key of metadata"),
            (self.zero_is_required, "files of the weight 0 are always drawn"),
            (self.is_unnumbered, "_dna.json has the numbers of editions, which that engine does not write"),
            (
                self.is_unsorted,
                "a layer is drawn in the order of its names, where that engine draws what is always there first",
            ),
        ];
        let said: Vec<&str> = said.into_iter().filter(|(is_so, _)| *is_so).map(|(_, text)| text).collect();
        let line = format!("src/main.js is an nftchef before 2.2 and is read as 2.2, but: {}", said.join(", "));
        (!said.is_empty()).then_some(line)
    }
}
