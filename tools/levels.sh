#!/usr/bin/env bash
# Runs the tests of kernels, encoders and whole pictures at each build level, and says which could not be run.
#
#   tools/levels.sh [LEVEL...]      sse2 v3 native aarch64 powerpc64; without any, all of them
#
# sse2 is every x86-64 processor. powerpc64 is here because its bytes are the other way round. Machines that this one is not
# need a standard library (rustup target add T-unknown-linux-gnu), a cross compiler (gcc-T-linux-gnu) and qemu-user.
set -euo pipefail
cd "$(dirname "$0")/.."

levels=("$@")
((${#levels[@]})) || levels=(sse2 v3 native aarch64 powerpc64)
failed=0

have() { command -v "$1" >/dev/null 2>&1; }
told() { printf '%-10s %s\n' "$1" "$2"; }

here() { # level, target-cpu
    [[ $(uname -m) == x86_64 ]] || { told "$1" "not run: this is no x86-64"; return; }
    local -a tests=(cargo test --release --target-dir "target/levels/$1")
    export RUSTFLAGS="-C target-cpu=$2"
    # shellcheck disable=SC2015
    "${tests[@]}" --lib && "${tests[@]}" --test all -- pixels:: golden:: &&
        told "$1" passed || { told "$1" FAILED; failed=1; }
    unset RUSTFLAGS
}

elsewhere() { # level, qemu's name for it
    local target=$1-unknown-linux-gnu name
    name=$(tr a-z A-Z <<<"$1")
    [[ -d $(rustc --print sysroot)/lib/rustlib/$target/lib ]] || { told "$1" "not run: no standard library for $target"; return; }
    have "$1-linux-gnu-gcc" || { told "$1" "not run: no $1-linux-gnu-gcc"; return; }
    local -a test=(--no-run)
    have "qemu-$2" && test=()
    env "CARGO_TARGET_${name}_UNKNOWN_LINUX_GNU_LINKER=$1-linux-gnu-gcc" \
        "CARGO_TARGET_${name}_UNKNOWN_LINUX_GNU_RUNNER=qemu-$2 -L /usr/$1-linux-gnu" \
        cargo test --release --target "$target" --target-dir target/levels/other --lib "${test[@]}" ||
        { told "$1" FAILED; failed=1; return; }
    if ((${#test[@]})); then told "$1" "compiled, not run: no qemu-$2"; else told "$1" passed; fi
}

for level in "${levels[@]}"; do
    case $level in
    sse2) here sse2 x86-64 ;;
    v3) here v3 x86-64-v3 ;;
    native) here native native ;;
    aarch64) elsewhere aarch64 aarch64 ;;
    powerpc64) elsewhere powerpc64 ppc64 ;;
    *) echo "no level is called $level: sse2 v3 native aarch64 powerpc64" >&2; exit 2 ;;
    esac
done
exit "$failed"
