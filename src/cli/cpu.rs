//! Checks at start that the processor has the instructions this program was built with.
//!
//! Without it, an older processor would end the program with "illegal instruction". The standard library's detection
//! macro answers true for anything switched on at build time, so the guard reads CPUID itself.

/// Finds the first instruction set that this build uses and the processor lacks.
///
/// It is called before anything else of this crate, whose code may use any of these instructions. So it does nothing but compare
/// bits, and returns a number for [`name`].
#[inline(never)]
pub fn missing() -> Option<usize> {
    #[cfg(target_arch = "x86_64")]
    return BUILT_WITH.iter().position(|(_, built, has)| *built && !has());
    #[cfg(not(target_arch = "x86_64"))]
    None
}

/// What is said before and after the name of an instruction set that is missing.
pub const REFUSED: [&str; 2] = [
    "this simdgen was built for processors with ",
    ", which this one lacks; install a release of simdgen, which runs on every processor, or build it on this machine as the page \
     Install of the guide says",
];

/// Checks the processor, for programs that have the library in them.
///
/// # Errors
/// What is missing, and what to do.
pub fn check() -> Result<(), String> {
    missing().map_or(Ok(()), |missing| Err(REFUSED.join(name(missing))))
}

/// Names an instruction set that is missing.
pub fn name(missing: usize) -> &'static str {
    #[cfg(target_arch = "x86_64")]
    return BUILT_WITH[missing].0;
    #[cfg(not(target_arch = "x86_64"))]
    ["none"; 1][missing]
}

/// Name, whether this build uses it, whether the processor has it.
#[cfg(target_arch = "x86_64")]
type Feature = (&'static str, bool, fn() -> bool);

/// Bits of CPUID as in Intel's Software Developer's Manual, volume 2A, table 3-8.
#[cfg(target_arch = "x86_64")]
const BUILT_WITH: &[Feature] = &[
    ("SSSE3", cfg!(target_feature = "ssse3"), || leaf(1, 0).ecx >> 9 & 1 == 1),
    ("SSE4.1", cfg!(target_feature = "sse4.1"), || leaf(1, 0).ecx >> 19 & 1 == 1),
    ("SSE4.2", cfg!(target_feature = "sse4.2"), || leaf(1, 0).ecx >> 20 & 1 == 1),
    ("POPCNT", cfg!(target_feature = "popcnt"), || leaf(1, 0).ecx >> 23 & 1 == 1),
    ("FMA", cfg!(target_feature = "fma"), || leaf(1, 0).ecx >> 12 & 1 == 1),
    ("MOVBE", cfg!(target_feature = "movbe"), || leaf(1, 0).ecx >> 22 & 1 == 1),
    ("F16C", cfg!(target_feature = "f16c"), || leaf(1, 0).ecx >> 29 & 1 == 1),
    ("AVX", cfg!(target_feature = "avx"), || leaf(1, 0).ecx >> 27 & 3 == 3),
    ("AVX2", cfg!(target_feature = "avx2"), || leaf(7, 0).ebx >> 5 & 1 == 1),
    ("BMI1", cfg!(target_feature = "bmi1"), || leaf(7, 0).ebx >> 3 & 1 == 1),
    ("BMI2", cfg!(target_feature = "bmi2"), || leaf(7, 0).ebx >> 8 & 1 == 1),
    ("AVX-512F", cfg!(target_feature = "avx512f"), || leaf(7, 0).ebx >> 16 & 1 == 1),
    ("LZCNT", cfg!(target_feature = "lzcnt"), || leaf(0x8000_0001, 0).ecx >> 5 & 1 == 1),
];

/// One CPUID leaf; all zero above the highest the processor has.
#[cfg(target_arch = "x86_64")]
fn leaf(number: u32, sub: u32) -> core::arch::x86_64::CpuidResult {
    use core::arch::x86_64::{__cpuid, __cpuid_count};
    if __cpuid(number & 0x8000_0000).eax < number {
        return core::arch::x86_64::CpuidResult { eax: 0, ebx: 0, ecx: 0, edx: 0 };
    }
    __cpuid_count(number, sub)
}

#[cfg(test)]
mod tests {
    #[test]
    fn this_machine_can_run_its_own_build() {
        assert_eq!(super::missing(), None);
    }
}
