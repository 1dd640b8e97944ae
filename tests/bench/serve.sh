#!/usr/bin/env bash
# From saving a file to the changed page in Chromium, `kohyo serve` beside `hugo server`: tests/bench/serve.sh NUMBER
#
# Medians of ten edits, the two servers in turn, each with its own way of reloading the page; exits 1 where kohyo takes
# more than 400 ms. KOHYO names a program that is built already; CHROMIUM another browser than the system's.
set -euo pipefail
cd "$(dirname "$0")/../.."
case "${1:-}" in
    "" | -h | --help) sed -n '2,5s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
# shellcheck source=tests/bench/peers/tools.sh
. tests/bench/peers/tools.sh

kohyo_program
peers_tools
[ -d tests/browser/node_modules ] || (cd tests/browser && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 tests/bench/generate.py "$work/kohyo/content" "$1"
python3 tests/bench/peers/convert.py "$work/kohyo/content" "$work/hugo"
node tests/bench/peers/serve.mjs "$KOHYO" "$HUGO" "$work"
