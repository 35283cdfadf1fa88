//! Choosing the tokens of a tile's rows: four levels of effort over one kind of sink.
//!
//! A row's tokens cover what lies between its leading and trailing zeros; the zeros around are joined with those of
//! the neighbours by whoever joins a picture. Matches reach back to the same tile only: `k` rows up is a distance
//! of `k` strides, whatever lies between.

mod greedy;
mod lazy;
mod matches;
mod optimal;
mod rows;
mod zero_runs;

use super::code::Code;
use crate::encode::filter::FilteredTile;
use greedy::Greedy;
use lazy::Lazy;
use optimal::Optimal;
use rows::each_row;
pub use rows::{Geometry, RowSpan, TokenSink};

/// The work that goes into a tile's tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Level {
    /// Zero runs and literals.
    ZeroRuns,
    /// The last place with the same four bytes, where that is cheaper than literals.
    Greedy,
    /// The best of eight such places, put off by a byte where the next match gains more.
    Lazy,
    /// The cheapest way through the row among matches one pixel, one byte and one row back and two by content.
    Optimal,
}

/// Parses tiles; its tables are reused.
#[derive(Clone, Debug, Default)]
pub struct Parser {
    greedy: Greedy,
    lazy: Lazy,
    optimal: Optimal,
}

impl Parser {
    /// Sends the tokens of every row that is not zero to a sink.
    pub fn parse(
        &mut self,
        tile: &FilteredTile,
        geometry: Geometry,
        level: Level,
        code: &Code,
        sink: &mut impl TokenSink,
    ) {
        match level {
            Level::ZeroRuns => {
                each_row(tile, sink, |span, nonzero, sink| zero_runs::parse_row(tile, span, nonzero, sink))
            }
            Level::Greedy => {
                self.greedy.begin_tile();
                each_row(tile, sink, |span, _, sink| self.greedy.parse_row(tile, span, geometry, code, sink));
            }
            Level::Lazy => {
                self.lazy.begin_tile();
                each_row(tile, sink, |span, _, sink| self.lazy.parse_row(tile, span, geometry, code, sink));
            }
            Level::Optimal => {
                self.optimal.begin_tile();
                each_row(tile, sink, |span, _, sink| self.optimal.parse_row(tile, span, geometry, code, sink));
            }
        }
    }
}
