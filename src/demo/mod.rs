//! A project drawn by this program: the embedded default that a new user sees first.
//!
//! "Pocket Planets": small worlds with faces. Every picture is computed when it is written, from shapes
//! with signed distances, so the program carries no picture files and the art belongs to it.
//!
//! ```text
//! shape, colour, noise   geometry, pixels and texture, no files
//! paint                  the canvas: fill, fade, clip, place
//! art                    the layers and their traits, one file per group
//! scaffold, starter      the folders and files of a demo, and of an empty project
//! sketch                 a project small enough for examples
//! ```

mod art;
mod colour;
mod noise;
mod paint;
mod scaffold;
mod shape;
mod sketch;
mod starter;

pub use scaffold::{DemoReport, write};
pub use sketch::sketch;
pub use starter::{InitReport, init};
