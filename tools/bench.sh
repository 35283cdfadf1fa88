#!/usr/bin/env bash
# Builds simdgen, measures it beside what people use today, and rewrites the tables of the guide's performance page.
# `tools/bench.sh --help` explains what is measured and every option; needs Python 3.11 and no packages of it.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
(cd "$root" && cargo build --release --bins --examples)
exec python3 "$root/tools/bench" "$@"
