//! What is fuzzed: functions of any bytes that panic when the program is wrong.
//!
//! Shared by the fuzz targets, which need a nightly toolchain, and by `tests/fuzz_entries.rs`, which does not. What each
//! starts from is in `seeds/`, in a folder of its name; inputs that once made it panic are there too, called `found-..`.

#![allow(dead_code, unused_imports, reason = "each target uses one entry")]

mod names;
mod readers;
mod results;
mod splice;

pub use names::names;
pub use readers::{config, config_json, decode_picture, decode_png, hashlips_config, pack, plan_file, png_seed};
pub use results::{existing, kept};
pub use splice::{splice, train};

/// Bytes as a source of decisions; zeros when they are used up.
#[derive(Debug)]
struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn byte(&mut self) -> u8 {
        let Some((&first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        first
    }

    fn below(&mut self, bound: usize) -> usize {
        (usize::from(self.byte()) << 16 | usize::from(self.byte()) << 8 | usize::from(self.byte())) % bound
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(count.min(self.0.len()));
        self.0 = rest;
        taken
    }
}
