#!/usr/bin/env bash
# Search in the browser over a far line: tests/bench/search/browser.sh [EVALUATIONS]
#
# Invents a prefecture of 1,000 evaluations and a city of 40, builds them, has Pagefind (where npx can get it) index the
# same pages, and asks both the same questions in Chromium at 50 ms and 10 Mbit/s.
# KOHYO names a program that is built already; KEEP a folder to leave the portals in.
set -euo pipefail
cd "$(dirname "$0")/../../.."
here=$PWD
if [ -z "${KOHYO:-}" ]; then
    cargo build --release --quiet --bin kohyo
    KOHYO=${CARGO_TARGET_DIR:-$PWD/target}/release/kohyo
fi
work=${KEEP:-$(mktemp -d)}
[ -n "${KEEP:-}" ] || trap 'rm -rf "$work"' EXIT
[ -d tests/browser/node_modules ] || (cd tests/browser && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund)
for size in "${1:-1000}" 40; do
    portal=$work/$size
    [ -d "$portal" ] && continue
    mkdir -p "$portal"
    python3 tests/bench/generate.py "$portal/content" "$size"
    # Of the large one both forms are measured: ranges, and pieces where the host answers none.
    [ "$size" = 40 ] || printf '\n[search]\nmode = "range"\n' >> "$portal/content/portal.toml"
    (cd "$portal" && "$KOHYO" build -q)
    if command -v npx > /dev/null; then
        (cd "$portal" && npx --yes pagefind@1.6.0 --site output --output-path output/pagefind > pagefind.log 2>&1) ||
            { echo "Pagefind: not measured" >&2; rm -rf "$portal/output/pagefind"; }
    fi
done
node "$here/tests/bench/search/browser.mjs" tests/bench/search-queries.txt "$work/${1:-1000}/output" "$work/40/output"
