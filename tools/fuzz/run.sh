#!/usr/bin/env bash
# Runs the fuzz targets one after another, each until a time or a number of executions is reached.
#
#   tools/fuzz/run.sh [TARGET...]      without any, all of them
#
# FUZZ_SECONDS (1200), FUZZ_RUNS (10000000): the limits of each target. FUZZ_OUT (target/fuzzing): logs, the inputs collected so
# far, which the next run goes on from, and in found/ what made a target panic. Make such an input small (cargo fuzz tmin), mend
# what it shows, and keep it as seeds/TARGET/found-NAME: tests/fuzz_entries.rs runs it from then on.
#
# Needs cargo-fuzz and a C++ compiler. A stable toolchain does; it is told to allow what the address sanitizer needs.
set -euo pipefail
cd "$(dirname "$0")/../.."

out=${FUZZ_OUT:-$PWD/target/fuzzing}
mkdir -p "$out"
out=$(cd "$out" && pwd)
targets=("$@")
((${#targets[@]})) || mapfile -t targets < <(cd tools/fuzz/fuzz_targets && printf '%s\n' *.rs | sed 's/\.rs$//')
export RUSTC_BOOTSTRAP=1
failed=0

for target in "${targets[@]}"; do
    cargo fuzz build --fuzz-dir tools/fuzz --target-dir "$out/build" "$target"
    binary=$(ls "$out"/build/*/release/"$target")
    mkdir -p "$out/corpus/$target" "$out/found/$target" "$out/tmp"
    # Most targets write files; a file system in memory (TMPDIR) makes them several times as fast.
    if TMPDIR=${TMPDIR:-$out/tmp} "$binary" "-max_total_time=${FUZZ_SECONDS:-1200}" "-runs=${FUZZ_RUNS:-10000000}" \
        -timeout=60 -rss_limit_mb=3000 -print_final_stats=1 "-artifact_prefix=$out/found/$target/" \
        "$out/corpus/$target" "tools/fuzz/seeds/$target" >"$out/$target.log" 2>&1; then
        what="nothing found"
    else
        what="FOUND something: $out/found/$target"
        failed=1
    fi
    printf '%-16s %s executions, %s\n' "$target" \
        "$(sed -n 's/^stat::number_of_executed_units: *//p' "$out/$target.log")" "$what"
    rm -rf "$out/tmp"
done
exit "$failed"
