#!/usr/bin/env bash
# Builds simdgen, measures it beside what people use today, and rewrites the tables of the guide's performance page.
# `tools/bench.sh --help` explains what is measured and every option; needs Python 3.11 and no packages of it.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
# With a program of its own, only the examples that help are needed: an unoptimised build of them does.
if [[ " $* " == *" --binary"[\ =]* ]]; then
  (cd "$root" && cargo build --examples)
else
  (cd "$root" && cargo build --release --bins --examples)
fi
exec python3 "$root/tools/bench" "$@"
