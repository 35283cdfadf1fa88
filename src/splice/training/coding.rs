//! What training learns for the tiles of a collection, and its bytes beside the pack.

use super::effort::Effort;
use crate::choice::Choice;
use crate::encode::deflate::{Code, Level};
use crate::encode::filter::FilterType;

/// The encoding of tiles: a filter for each band, one code, and the levels that pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coding {
    /// The filter of each band, from the top.
    pub filters: Vec<FilterType>,
    /// The code of all pictures.
    pub code: Code,
    pub(super) effort: Effort,
    /// `true` if matches pay.
    pub(super) matches: bool,
}

impl Coding {
    /// Returns the level to encode a tile at. `often` says that the tile has at least [`super::effort::EffortFacts::often`] uses.
    pub fn level(&self, often: bool) -> Level {
        let facts = self.effort.facts();
        match facts.often {
            Some(_) if often => Level::Optimal,
            _ if self.matches => facts.level,
            _ => Level::ZeroRuns,
        }
    }

    /// Writes all of it but the effort, for [`Self::from_bytes`] to read.
    pub fn to_bytes(&self) -> Vec<u8> {
        let (literal_lengths, distances) = self.code.lengths();
        let filters = self.filters.iter().map(|filter| filter.byte());
        [u8::from(self.matches)].into_iter().chain(literal_lengths).chain(distances).chain(filters).collect()
    }

    /// Parses [`Self::to_bytes`]; `values`, 1..=256, is the number of distinct sample values. `None` if the bytes are
    /// malformed, or have no code for one of the values.
    pub fn from_bytes(bytes: &[u8], effort: Effort, values: usize) -> Option<Self> {
        let (&[matches], rest) = bytes.split_first_chunk()?;
        let (literal_lengths, rest) = rest.split_first_chunk()?;
        let (distances, filters) = rest.split_first_chunk()?;
        let filters: Option<Vec<FilterType>> =
            filters.iter().map(|&byte| FilterType::ALL.get(usize::from(byte)).copied()).collect();
        let filters = filters?;
        let code = Code::from_lengths_checked(literal_lengths, distances, filtered_values(&filters, values))?;
        Some(Self { filters, code, effort, matches: matches != 0 })
    }
}

/// Values that filtered bytes can have: only those that no filter has touched are known to keep to the pixels' own.
pub(super) fn filtered_values(filters: &[FilterType], values: usize) -> usize {
    if filters.iter().all(|&filter| filter == FilterType::None) { values } else { 256 }
}
