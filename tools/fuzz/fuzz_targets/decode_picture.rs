//! See the entry.
#![no_main]
#[path = "../entries/mod.rs"]
mod entries;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    entries::decode_picture(bytes);
});
