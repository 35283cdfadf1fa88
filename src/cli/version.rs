//! What `--version` says: the version, and which instructions the kernels were built for.

use std::sync::LazyLock;

/// Version and build level, for `simdgen --version`.
pub static LONG_VERSION: LazyLock<String> =
    LazyLock::new(|| format!("{}\nbuild level: {}", env!("CARGO_PKG_VERSION"), crate::blend::KERNEL));
