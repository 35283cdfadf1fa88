#!/usr/bin/env bash
# Compares whole outputs of the levels of a release, byte by byte: of the demo, and of more projects.
#
#   tools/same-levels.sh [SET...]      each a project folder, or FOLDER:CONFIG, as tools/same-output.py takes them
#
# BASELINE and V3 name programs that are built already; else both are built, which takes minutes. AARCH64 names a program for
# that machine, which is then compared as well, under qemu-aarch64-static where this is another machine.
set -euo pipefail
cd "$(dirname "$0")/.."

built() { # name, target-cpu
    RUSTFLAGS="-C target-cpu=$2" cargo build --release --bin simdgen --target-dir "target/levels/$1" >&2
    echo "target/levels/$1/release/simdgen"
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Alone in a folder, the baseline finds no better program beside it.
install -D "${BASELINE:-$(built sse2 x86-64)}" "$work/baseline/simdgen"
install -D "${V3:-$(built v3 x86-64-v3)}" "$work/v3/simdgen"
for program in baseline v3; do
    "$work/$program/simdgen" --version | sed -n "s/^build level/$program/p"
done
[[ $("$work/baseline/simdgen" --version) != "$("$work/v3/simdgen" --version)" ]] || { echo "both are one level" >&2; exit 1; }
(cd "$work" && v3/simdgen demo >demo.txt)
rm -r "$work/simdgen-demo/build"

failed=0
echo "baseline and v3:"
tools/same-output.py "$work/baseline/simdgen" "$work/v3/simdgen" "$work/simdgen-demo" "$@" || failed=1
if [[ -n ${AARCH64:-} ]]; then
    run=$(realpath "$AARCH64")
    if [[ $(uname -m) != aarch64 ]]; then
        printf '#!/bin/sh\nexec qemu-aarch64-static "%s" "$@"\n' "$run" >"$work/aarch64"
        chmod +x "$work/aarch64"
        run=$work/aarch64
    fi
    echo "v3 and AArch64:"
    tools/same-output.py "$work/v3/simdgen" "$run" "$work/simdgen-demo" "$@" || failed=1
fi
exit "$failed"
