#!/usr/bin/env bash
# Builds a collection on a Ray cluster of two nodes on this machine, and kills one of them in the middle. Then compares every byte
# with a build on one machine.
#
# usage: tools/cluster/ray.sh [PROJECT [EDITIONS [SHARDS]]]
#
# The Python is $PYTHON, by default python3; it needs the wheel of tools/python, and ray[data]. The project is the demo, unless it
# is given; it is not written into. Says so and ends where Ray is not there.
set -euo pipefail
cd "$(dirname "$0")"
python=${PYTHON:-python3}
skip() { echo "ray: skipped, $1"; exit 0; }
command -v "$python" >/dev/null 2>&1 || skip "$python is not there"
"$python" -c "import ray.data" 2>/dev/null || skip "Ray is not there (pip install 'ray[data]')"
"$python" -c "import simdgen.ray" 2>/dev/null || skip "the wheel is not there (pip install ./tools/python)"
exec "$python" ray_nodes.py "$@"
