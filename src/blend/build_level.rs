//! The instruction set that the vector kernels were built for.
//!
//! `wide` chooses at build time, so this is a constant of the program; `--version` prints it.

/// The build level, by the names compilers use, with the vector extension in parentheses.
pub const KERNEL: &str = if cfg!(target_arch = "x86_64") {
    if cfg!(all(target_feature = "avx512bw", target_feature = "avx512vl")) {
        "x86-64-v4 (AVX-512)"
    } else if cfg!(all(target_feature = "avx2", target_feature = "bmi2", target_feature = "fma")) {
        "x86-64-v3 (AVX2)"
    } else if cfg!(target_feature = "avx2") {
        "x86-64 (AVX2)"
    } else if cfg!(target_feature = "sse4.2") {
        "x86-64-v2 (SSE4.2)"
    } else {
        "x86-64 (SSE2)"
    }
} else if cfg!(all(target_arch = "aarch64", target_feature = "neon")) {
    "AArch64 (NEON)"
} else if cfg!(all(target_arch = "wasm32", target_feature = "simd128")) {
    "WebAssembly (SIMD128)"
} else {
    "portable (no vector instructions)"
};
