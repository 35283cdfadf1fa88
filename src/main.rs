//! The `simdgen` binary: allocator, CPU guard, command line, one error line, exit code.

use std::process::ExitCode;

/// mimalloc hands buffers over between threads without the locks of the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    if simdgen::is_processor_refused() { ExitCode::FAILURE } else { run() }
}

/// The rest is a function of its own, so that none of its instructions come before the question.
#[inline(never)]
fn run() -> ExitCode {
    // A panic is a defect of ours: no thread goes on after one, so nothing that it may have left half done is used. One inside
    // other people's code is caught and told as an error of the file.
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if simdgen::error::is_caught() {
            return;
        }
        report(panic);
        std::process::abort();
    }));
    simdgen::run_command_line()
}
