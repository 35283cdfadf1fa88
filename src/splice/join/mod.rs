//! Joining: the tiles of one picture to the bytes of its PNG file.
//!
//! The stream is one deflate block under the collection's code. Between the tokens of tiles lie runs of zero
//! bytes, which a tile leaves out, because a run that goes on through several tiles, or rows of them, is cheaper
//! as one. A row's filter byte is part of the run when it is 0 (None), and a literal that ends it otherwise.
//!
//! `joiner` has what all pictures share. `plain` joins bit by bit; `fast` gives the same bytes: `row_list` turns a band of
//! tiles into rows of events, `run_words` has the bits of zero runs in one word each, and `bit_joiner` appends. `merge`
//! joins neighbours that recur together beforehand, so that there are fewer events.

mod bit_joiner;
mod fast;
mod joiner;
mod merge;
mod plain;
mod row_list;
mod run_words;
#[cfg(test)]
mod tests;

pub use fast::JoinScratch;
pub use joiner::Joiner;
pub use merge::MergedBand;
