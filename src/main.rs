//! The `simdgen` binary: allocator, command line, one error line, exit code.

fn main() {}
