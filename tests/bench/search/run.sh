#!/usr/bin/env bash
# Quality of search over real documents: tests/bench/search/run.sh [QUERIES]
#
# Imports the extracted texts of KOHYO_SHARED/seeds into an empty portal, builds it and asks the questions of the table
# (KOHYO_SHARED/queries.tsv), then those as people type them: questions.tsv here, half of it apart (tune on `seen`, look at
# `aside` at the end), and KOHYO_SHARED/questions.tsv. Where npx is there, Pagefind answers the same questions over the same pages.
# KOHYO names a program that is built already; KEEP a folder to leave the portal in.
set -euo pipefail
cd "$(dirname "$0")/../../.."
here=$PWD/tests/bench/search
shared=$(realpath "${KOHYO_SHARED:-../shared}")
[ -d "$shared/seeds" ] || { echo "SKIPPED: no seeds in $shared"; exit 0; }
queries=$(realpath "${1:-$shared/queries.tsv}")
if [ -z "${KOHYO:-}" ]; then
    cargo build --release --quiet --bin kohyo
    KOHYO=${CARGO_TARGET_DIR:-$PWD/target}/release/kohyo
fi
work=${KEEP:-$(mktemp -d)}
[ -n "${KEEP:-}" ] || trap 'rm -rf "$work"' EXIT
export KOHYO=$(realpath "$KOHYO")
rm -rf "$work"
tests/seeds.sh "$work"
cd "$work"
printf '000 hiroshima/1/\n001 kumagaya/\n002 hiroshima/12/\n003 kawaguchi/\n004 okayama/\n' > names
echo "kohyo, right passage:"
python3 "$here/quality.py" "$KOHYO" output "$queries" names
echo "kohyo, right page:"
python3 "$here/quality.py" "$KOHYO" output "$queries" names --pages
if command -v npx > /dev/null; then
    npx --yes pagefind@1.6.0 --site output --output-path output/pagefind > pagefind.log 2>&1 &&
        node "$here/pagefind.mjs" output "$queries" names || echo "Pagefind: not measured"
fi
cd "$here/../../.."
target=${CARGO_TARGET_DIR:-$PWD/target}
cargo build --release --quiet --example search_quality
for table in "$here/questions.tsv" "$shared/questions.tsv"; do
    [ -f "$table" ] || continue
    ranks=()
    if [ -d "$work/output/pagefind" ]; then
        node "$here/pagefind.mjs" "$work/output" "$table" --ranks > "$work/ranks" && ranks=("$work/ranks")
    fi
    halves=(all)
    [ "$table" != "$here/questions.tsv" ] || halves=(seen aside)
    for half in "${halves[@]}"; do
        echo "== $(basename "$(dirname "$table")")/$(basename "$table"), $half"
        "$target/release/examples/search_quality" "$work/output" "$table" src/index/words/lay.txt "${ranks[@]}" --half "$half"
    done
done
