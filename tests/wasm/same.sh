#!/usr/bin/env bash
# Compares the WebAssembly with the program in every form of the index: tests/wasm/same.sh [GENERATED]
#
# Over five real documents where KOHYO_SHARED has their texts and questions, else over the sample portal; GENERATED
# questions (500) made of their texts are asked besides. KOHYO names a program that is built already.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
count=${1:-500}
shared=$(realpath -m "${KOHYO_SHARED:-../shared}")
if [ -z "${KOHYO:-}" ]; then
    cargo build --quiet --bin kohyo
    KOHYO=${CARGO_TARGET_DIR:-$PWD/target}/debug/kohyo
fi
export KOHYO=$(realpath "$KOHYO")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ -d "$shared/seeds" ]; then
    tests/seeds.sh "$work/portal"
    questions=$shared/queries.tsv
else
    echo "SKIPPED: the real documents; there are no seeds in $shared"
    mkdir -p "$work/portal"
    cp -r content "$work/portal/"
    questions=$root/tests/artefact/questions.txt
fi
cd "$work/portal"
cp content/portal.toml own.toml
for mode in whole chunks range; do
    { cat own.toml; printf '\n[search]\nmode = "%s"\n' "$mode"; } > content/portal.toml
    "$KOHYO" build -q
    node "$root/tests/wasm/same.mjs" "$KOHYO" output "$questions" --generate "$count"
done
