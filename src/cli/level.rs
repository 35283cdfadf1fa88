//! Starts the program of a release that is built for this processor.
//!
//! Vector instructions are chosen at build time. A release for x86-64 therefore holds two programs: the one that is started runs
//! on every processor, and where the processor can run x86-64-v3 it is replaced at once by the program built for that, which lies
//! beside it. Without that file it does the work itself: the same bytes, in more time.
//!
//! This file uses nothing else of the crate, so that its test can compile it alone for both levels.

/// Names the level that has to run, for tests and comparisons.
#[cfg(all(unix, target_arch = "x86_64"))]
const VARIABLE: &str = "SIMDGEN_LEVEL";

/// The levels of a release, as compilers name them.
#[cfg(all(unix, target_arch = "x86_64"))]
const LEVELS: [&str; 2] = ["x86-64", "x86-64-v3"];

/// Replaces this process by the best program that the processor can run; returns where that is this one.
///
/// # Errors
/// The level that the environment asks for cannot run.
#[cfg(not(all(unix, target_arch = "x86_64")))]
pub fn start() -> Result<(), String> {
    Ok(())
}

/// Replaces this process by the best program that the processor can run; returns where that is this one.
///
/// # Errors
/// The level that the environment asks for cannot run.
#[cfg(all(unix, target_arch = "x86_64"))]
pub fn start() -> Result<(), String> {
    let is_v3 = cfg!(all(target_feature = "avx2", target_feature = "bmi2", target_feature = "fma"));
    let asked = std::env::var_os(VARIABLE).unwrap_or_default();
    match asked.to_str() {
        Some("") if is_v3 || !runs_v3() => Ok(()),
        Some("") => {
            // This program does the same work: a file that cannot be started is no reason to stop.
            let _ = start_v3();
            Ok(())
        }
        Some("x86-64") if is_v3 => Err(refused("this program is built for x86-64-v3 alone")),
        Some("x86-64") => Ok(()),
        Some("x86-64-v3") if is_v3 => Ok(()),
        Some("x86-64-v3") if !runs_v3() => Err(refused("this processor cannot run x86-64-v3")),
        Some("x86-64-v3") => start_v3().map_err(|why| refused(&why)),
        _ => {
            Err(format!("{VARIABLE} is {asked:?}, which is no level; set it to {}, or not at all", LEVELS.join(" or ")))
        }
    }
}

/// Says why the level that was asked for cannot run.
#[cfg(all(unix, target_arch = "x86_64"))]
fn refused(why: &str) -> String {
    format!("{VARIABLE} asks for another program: {why}; unset it to run the best that there is")
}

/// Whether the processor and the system have all that a compiler takes for granted at x86-64-v3. A virtual machine may hide
/// any of them, so each is asked for.
#[cfg(all(unix, target_arch = "x86_64"))]
fn runs_v3() -> bool {
    macro_rules! all {
        ($($name:tt)*) => { $(std::arch::is_x86_feature_detected!($name))&&* };
    }
    all!("sse3" "ssse3" "sse4.1" "sse4.2" "popcnt" "cmpxchg16b" "avx" "avx2" "bmi1" "bmi2" "f16c" "fma" "lzcnt" "movbe")
}

/// Replaces this process by the program for x86-64-v3, with the same words and environment; returns only why it could not.
///
/// Its name has the version: where only one of the two was replaced by a newer release, they do not find each other, instead of
/// one starting another version.
#[cfg(all(unix, target_arch = "x86_64"))]
fn start_v3() -> Result<(), String> {
    use std::os::unix::process::CommandExt;

    const NAME: &str = concat!("simdgen-", env!("CARGO_PKG_VERSION"), "-v3");
    let own =
        std::env::current_exe().map_err(|error| format!("the system does not say where this program is: {error}"))?;
    // Only a wrong release has this program under that name; it would start itself for ever.
    if own.file_name().is_some_and(|name| name == NAME) {
        return Err(format!("{} is not built for x86-64-v3", own.display()));
    }
    let folder = own.parent().unwrap_or(&own);
    // A folder of its own, and what `bin` of an installation has beside it.
    let places = [folder.join(NAME), folder.join("../lib/simdgen").join(NAME)];
    // A failed start would leave signals as a new program gets them, so only a file is tried.
    let Some(program) = places.iter().find(|place| place.is_file()) else {
        let [beside, lib] = places.map(|place| place.display().to_string());
        return Err(format!("its file is neither {beside} nor {lib}"));
    };
    let mut words = std::env::args_os();
    let mut command = std::process::Command::new(program);
    if let Some(first) = words.next() {
        command.arg0(first);
    }
    let error = command.args(words).exec();
    Err(format!("{} cannot be started: {error}", program.display()))
}
