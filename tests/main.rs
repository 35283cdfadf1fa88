//! All tests of the public interface and of the program, as one program: what they share is compiled and linked once, which takes
//! a third of the time that a program for each folder took. `cargo test --release --test all plan::` runs one folder.

mod census;
mod command;
mod demo;
mod fuzz_entries;
mod generated;
mod golden;
mod guide;
mod layering;
mod output;
mod pixels;
mod plain;
mod plan;
mod project;
mod service;
mod shards;
mod updates;

/// The settings of a property test that also tries the cases kept in a file of `tests/proptest-regressions`.
fn kept(file: &'static str) -> proptest::prelude::ProptestConfig {
    use proptest::test_runner::{Config, FileFailurePersistence};
    Config { failure_persistence: Some(Box::new(FileFailurePersistence::Direct(file))), ..Config::default() }
}
