//! How hard spliced pictures are compressed.

use crate::choice::choice;
use crate::encode::Compression;
use crate::encode::deflate::Level;

choice! {
    /// The work that goes into smaller pictures.
    #[derive(Default)]
    pub enum Effort: EffortFacts {
        Fast = ("fast", "Compress runs of zeros only", EffortFacts { level: Level::ZeroRuns, often: None, whole: Whole::Never }),
        #[default]
        Balanced = (
            "balanced",
            "Search for matches where they pay, harder in tiles that are used often; encode whole pictures where tiles seldom recur and that saves a tenth",
            EffortFacts { level: Level::Greedy, often: Some(64), whole: Whole::IfSmaller(Compression::Small) },
        ),
        High = (
            "high",
            "Choose the best of several matches; encode whole pictures where tiles seldom recur and that saves a tenth",
            EffortFacts { level: Level::Lazy, often: Some(16), whole: Whole::IfSmaller(Compression::Smaller) },
        ),
        Max = (
            "max",
            "Encode every picture whole, with the best of many encodings: seconds each",
            EffortFacts { level: Level::Lazy, often: Some(16), whole: Whole::Always(Compression::Max) },
        ),
    }
}

/// In what efforts differ. A position in the table is an effort's number in saved training: add at the end.
#[derive(Clone, Copy, Debug)]
pub struct EffortFacts {
    /// The level of most tiles, if matches pay. With [`Level::ZeroRuns`] no matches are learned.
    pub level: Level,
    /// Uses from which on a tile gets the optimal parse; `None`: no tile does.
    ///
    /// That parse takes 60 to 140 us a tile, 3 to 5 times the greedy one, for 1 to 7 % fewer bytes. These numbers
    /// keep it below 10 us a use at worst. With 10,000 editions of a cartoon set (RGBA, 1024 pixels) the average tile
    /// took 49 us with 16 and 21 us with 64, for 419 and 422 KB a picture; zero runs
    /// alone give 429 KB.
    pub often: Option<u32>,
    /// Whether pictures are encoded whole.
    pub whole: Whole,
}

/// Whether pictures are encoded whole instead of from tiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whole {
    /// They never are.
    Never,
    /// They are where tiles are seldom used again and that makes pictures a tenth smaller.
    IfSmaller(Compression),
    /// They always are, so that nothing is learned.
    Always(Compression),
}

impl EffortFacts {
    pub(super) fn has_matches(&self) -> bool {
        self.level != Level::ZeroRuns
    }
}
