//! A build that is brought up to date is the build that would be made anew, whatever changed in between.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

pub mod builds;
mod earlier;
pub mod engines;
pub mod files;
mod options;
mod parts;
mod pictures;
mod sequences;
mod settings;
