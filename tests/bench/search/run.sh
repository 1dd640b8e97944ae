#!/usr/bin/env bash
# Quality of search over real documents: tests/bench/search/run.sh [QUERIES]
#
# Imports the extracted texts of KOHYO_SHARED/seeds into an empty portal, builds it and asks the questions of the table
# (KOHYO_SHARED/queries.tsv), then those as people type them: questions.tsv here, half of it apart (tune on `seen`, look at
# `aside` at the end), and KOHYO_SHARED/questions.tsv. Where npx is there, Pagefind answers the same questions over the same pages.
# KOHYO names a program that is built already; KEEP a folder to leave the portal in. With PREPARE it is only built.
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
rm -rf "$work"; mkdir -p "$work/content"; cd "$work"
printf 'title = "評価書の写し"\npublisher = "collection"\nbase_url = "https://pia.example.jp/"\n' > content/portal.toml
town() {
    mkdir -p "content/$1"
    printf -- '---\ncode: "%s"\nname: %s\nprefecture: %s\nagencies: [{slug: mayor, name: %s長, primary: true}]\n---\n' \
        "$2" "$3" "$4" "$3" > "content/$1/municipality.md"
}
town hiroshima 341002 広島市 広島県
town kumagaya 112020 熊谷市 埼玉県
town kawaguchi 112038 川口市 埼玉県
town okayama 331007 岡山市 岡山県
# What a text does not say about itself is said here, as an editor would.
excerpt() { "$KOHYO" import "$shared/seeds/$1"* --into "content/$2" --number 1 --kind zenkomoku --agency "$3" \
    --title 住民基本台帳に関する事務 --status published -q; }
excerpt 000 hiroshima 広島市長
excerpt 003 kawaguchi 川口市長
"$KOHYO" import "$shared"/seeds/001* --into content/kumagaya -q
"$KOHYO" import "$shared"/seeds/002* --into content/hiroshima -q
"$KOHYO" import "$shared"/seeds/004* --into content/okayama --status consultation -q
"$KOHYO" build -q
[ -z "${PREPARE:-}" ] || exit 0
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
