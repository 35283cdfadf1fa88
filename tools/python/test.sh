#!/usr/bin/env bash
# Builds the module in a virtual environment below target/, and tests it there, with its types and the job files of the clusters.
# With Ray, tests that too: the first argument `ray` installs it. Says so and ends where Python or its packages are not there.
#
# $PROFILE is the profile of cargo, by default release.
set -euo pipefail
cd "$(dirname "$0")"
skip() { echo "python tests: skipped, $1"; exit 0; }
command -v python3 >/dev/null 2>&1 || skip "python3 is not there"
python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' || skip "python3 is older than 3.10"
target=${CARGO_TARGET_DIR:-$PWD/target}
venv=$target/python-tests
[ -d "$venv" ] || python3 -m venv "$venv" || skip "venv is not there"
packages=(kubernetes-validate maturin mypy numpy pillow pycocotools pytest)
[ "${1:-}" = ray ] && packages+=("ray[data]>=2.60")
"$venv/bin/pip" install --quiet "${packages[@]}" || skip "pip could not install ${packages[*]}"
export VIRTUAL_ENV=$venv PATH=$venv/bin:$PATH CARGO_TARGET_DIR=$target
maturin develop --quiet --profile "${PROFILE:-release}"
mypy
# Classes of exceptions take any arguments, and the module's name is not part of its interface.
python -m mypy.stubtest simdgen._simdgen
exec pytest --quiet
