#!/usr/bin/env bash
# Makes what a release has: static programs, npm packages, wheels, bills of materials and checksums.
#
#   tools/release.sh [MACHINE...]      x86_64 aarch64; without any, both
#
# The files are in target/release-files. Says of every machine whether it was built, and ends with 1 if one was not.
#
# x86-64 gets two programs: `simdgen` for every processor, and `simdgen-VERSION-v3`, which that one starts where it can
# (src/cli/level.rs). `RUSTFLAGS` takes the place of the level in .cargo/config.toml, and Zig compiles C code for the same.
#
# Needs Rust with the standard library of each target (installed with rustup where it is missing) and Python 3.11. Zig, from
# PyPI, compiles and links C for both machines, so no cross compiler is needed. A target's two levels share a folder: what runs
# while building is compiled once. ARTIFACT_TARGET_DIR names another one.
set -euo pipefail
cd "$(dirname "$0")/.."

machines=("$@")
((${#machines[@]})) || machines=(x86_64 aarch64)
for machine in "${machines[@]}"; do
    [[ $machine == x86_64 || $machine == aarch64 ]] || { echo "no machine is called $machine: x86_64 aarch64" >&2; exit 2; }
done

built=${ARTIFACT_TARGET_DIR:-$PWD/target/artifact}
programs=$built/programs
wheels=$built/wheels
venv=$built/tools
profile=artifact
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
failed=0
told() { printf '%-9s %s\n' "$1" "$2"; }

if [[ ! -x $venv/bin/cargo-zigbuild ]]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check ziglang==0.17.1 cargo-zigbuild==0.24.1
fi
export PATH=$venv/bin:$PATH

# The folders of whoever builds are not part of a program.
cargo_home=${CARGO_HOME:-$HOME/.cargo}
sysroot=$(rustc --print sysroot)
plain() { # folder, name in programs
    flags+=" --remap-path-prefix=$1=$2"
    c_flags+=" -ffile-prefix-map=$1=$2"
}
flags='' c_flags=''
plain "$cargo_home" cargo
plain "$sysroot" rust
plain "$PWD" simdgen

target_of() { # machine, libc: adds the standard library if it is missing
    local target=$1-unknown-linux-$2
    [[ -d $sysroot/lib/rustlib/$target/lib ]] || rustup target add "$target" >&2 || return
    echo "$target"
}

# musl's own functions that copy and compare memory take a multiple of the time that glibc's take. Ours come before them at the
# link; `-bundle` because they are of the program, not of a crate.
memory() { # target, target-cpu, folder
    mkdir -p "$3"
    rustc --edition 2024 -C opt-level=3 -C panic=abort -C "target-cpu=$2" --target "$1" --crate-type lib --emit obj \
        -o "$3/memory.o" tools/release/memory.rs || return
    rm -f "$3/libmemory.a"
    "$venv/bin/python-zig" ar rcs "$3/libmemory.a" "$3/memory.o"
}

program() { # machine, target-cpu, name
    local target folder=$built/memory/$1-$2
    target=$(target_of "$1" musl) || return
    memory "$target" "$2" "$folder" || return
    CFLAGS=$c_flags RUSTFLAGS="-C target-cpu=$2$flags" cargo-zigbuild rustc --profile "$profile" --locked --all-features \
        --bin simdgen --target "$target" --target-dir "$built" -- \
        -L "native=$folder" -l static:+whole-archive,-bundle=memory || return
    install -D "$built/$target/$profile/simdgen" "$programs/$1/$3"
}

# The module of Python, for systems with glibc 2.17 or later: a shared library cannot be static.
wheel() { # machine, target-cpu, level
    local target
    [[ -f tools/python/pyproject.toml ]] || return 0
    "$venv/bin/pip" install --quiet --disable-pip-version-check 'maturin>=1.9,<2' || return
    target=$(target_of "$1" gnu) || return
    CFLAGS=$c_flags RUSTFLAGS="-C target-cpu=$2$flags" CARGO_TARGET_DIR=$built maturin build --release --zig --locked \
        --all-features --compatibility manylinux2014 --manifest-path tools/python/Cargo.toml --target "$target" --out "$wheels/$3"
}

machine() {
    case $1 in
    x86_64)
        program x86_64 x86-64 simdgen && program x86_64 x86-64-v3 "simdgen-$version-v3" &&
            wheel x86_64 x86-64 baseline && wheel x86_64 x86-64-v3 v3
        ;;
    aarch64) program aarch64 generic simdgen && wheel aarch64 generic baseline ;;
    esac
}

rm -rf "$programs" "$wheels"
mkdir -p "$wheels/baseline"
results=()
for machine in "${machines[@]}"; do
    if machine "$machine"; then
        results+=("$(told "$machine" built)")
    else
        results+=("$(told "$machine" 'NOT BUILT: see above')")
        rm -rf "${programs:?}/$machine"
        failed=1
    fi
done
[[ -f tools/python/pyproject.toml ]] || results+=("$(told wheel 'not built: tools/python is not there')")
if [[ -d $programs ]]; then
    python3 tools/release/pack.py "$programs" target/release-files --wheels "$wheels"
fi
printf '%s\n' "${results[@]}"
exit "$failed"
