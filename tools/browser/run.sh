#!/usr/bin/env bash
# Tests the pages of simdgen in a real browser; says so and ends where the browser or Node.js is not there.
#
# The program is $SIMDGEN, or the newest of target/; the browser is $CHROMIUM, or the first found by name. $SETS is a folder of
# layer sets to look at as well, by default $SIMDGEN_DATA as for the other tests.
set -euo pipefail
cd "$(dirname "$0")"

have() { command -v "$1" >/dev/null 2>&1; }
skip() { echo "browser tests: skipped, $1"; exit 0; }
have node || skip "node is not there"
have npm || skip "npm is not there"
node -e 'process.exit(require("zlib").crc32 ? 0 : 1)' || skip "node is older than 20.15"
[ -n "${CHROMIUM:-}" ] || have chromium || have chromium-browser || have google-chrome || skip "chromium is not there"
if [ ! -d node_modules ]; then
  npm ci --no-audit --no-fund --silent || skip "npm could not install playwright-core and axe-core"
fi
export SETS="${SETS-${SIMDGEN_DATA:-}}"
exec node --test --test-force-exit --test-reporter=spec "$@" ./*.test.mjs
