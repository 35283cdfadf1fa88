//! Makes traits and editions small, in memory: a picture of a trait is read once and blended as often as it is seen.
//!
//! [`Thumbnails`] holds traits at one reduced size, and [`Thumbnails::compose`] blends an edition of them. Every file is
//! looked at again at every use, so a picture that changes on the disk changes here; only that one is read again.
//! Reducing comes first and blending after it, so that an edition costs as little as its thumbnail is small: its pixels
//! are those of the plain compositor on a canvas of the reduced size.

mod compose;
mod store;
mod trait_thumbnail;

pub use compose::png;
pub use store::{Limits, Thumbnails, reduced_size, scaled_size};
pub use trait_thumbnail::{Crop, TraitThumbnail};
