//! What all pictures of a spliced collection share: filters, code and palette, learned from sample editions.

mod colours;
pub mod kept_training;
pub(crate) mod prepare;
pub mod survey;
pub mod train;
pub(crate) mod whole_pictures;

pub use prepare::{Settled, settle};
