//! The real binary, driven as a user drives it.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod bad_input;
mod bounds;
mod check;
mod convert;
mod dealt_anew;
mod earlier;
mod edits;
mod effort_max;
mod engines;
mod followed;
mod forks;
mod formats;
mod forms;
mod from;
mod from_random;
mod from_sets;
mod gallery;
mod generate;
mod golden;
mod grow;
mod help;
#[cfg(unix)]
mod hostile;
mod import;
mod indexed;
mod init;
mod kept_edits;
#[cfg(all(unix, target_arch = "x86_64"))]
mod level;
mod like_node;
mod limits;
mod lost;
mod memory;
mod metadata;
mod mistakes;
mod names;
mod nftchef;
mod odd_sizes;
mod one_of_one;
mod own_files;
mod ownership;
mod pack;
mod page;
mod real_sets;
mod resize;
mod resume;
mod scrub;
mod seeds;
mod shown;
pub mod simdgen;
mod sources;
mod spreadsheet;
mod store;
#[cfg(feature = "studio")]
mod studio;
mod told;
mod two_runs;
mod unique;
mod update;
mod verify;
mod whole_pictures;
