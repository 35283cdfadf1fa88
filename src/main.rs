//! The `simdgen` binary: allocator, CPU guard, command line, one error line, exit code.

use std::process::ExitCode;

/// mimalloc hands buffers over between threads without the locks of the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    simdgen::cli::main()
}
