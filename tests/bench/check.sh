#!/usr/bin/env bash
# Times the check of invented evaluations in release mode: tests/bench/check.sh [NUMBER]
#
# The baseline in the same run is the build of the same evaluations, of which the check is a part: it has to take less.
set -euo pipefail
cd "$(dirname "$0")/../.."

count=${1:-1000}
cargo build --release --quiet
kohyo=${KOHYO:-${CARGO_TARGET_DIR:-$PWD/target}/release/kohyo}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 tests/bench/generate.py "$work/content" "$count"

now() { date +%s%N; }
cd "$work"
start=$(now)
"$kohyo" check --as-of 2026-04-01 --format json > findings.json || true
checked=$(now)
"$kohyo" build -q --as-of 2026-04-01
built=$(now)
awk -v check=$((checked - start)) -v build=$((built - checked)) -v count="$count" 'BEGIN {
    printf "check of %d evaluations: %.2f s\nbaseline, their build:   %.2f s\nratio check / build:     %.2f\n",
        count, check / 1e9, build / 1e9, check / build
    exit check < build ? 0 : 1
}'
