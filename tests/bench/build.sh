#!/usr/bin/env bash
# Times import and build of real documents in release mode: tests/bench/build.sh [FOLDER OF EXTRACTED TEXTS]
#
# Prints the stages of a cold build and of a second one. The baseline in the same run is the time that copying the
# finished site takes (`cp -r`): what no generator can be faster than on this machine.
set -euo pipefail
cd "$(dirname "$0")/../.."

shared=$(realpath -m "${1:-${KOHYO_SHARED:-../shared}/seeds}")
texts=("$shared"/002_*.txt "$shared"/004_*.txt)
for text in "${texts[@]}"; do
    [ -f "$text" ] || { echo "SKIPPED: no extracted texts in $shared" >&2; exit 0; }
done

cargo build --release --quiet
kohyo=${CARGO_TARGET_DIR:-$PWD/target}/release/kohyo
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/content/hiroshima" "$work/content/okayama"
cat > "$work/content/portal.toml" <<'TOML'
title = "測定"
publisher = "collection"
TOML
municipality() {
    printf -- '---\ncode: "%s"\nname: %s\nkana: %s\nprefecture: %s\nagencies: [{slug: mayor, name: %s長, primary: true}]\n---\n' \
        "$2" "$3" "$4" "$5" "$3" > "$work/content/$1/municipality.md"
}
municipality hiroshima 341002 広島市 ひろしまし 広島県
municipality okayama 331007 岡山市 おかやまし 岡山県

now() { date +%s%N; }
ms() { echo "$((($2 - $1) / 1000)) µs" | awk '{printf "%.1f ms", $1 / 1000}'; }

cd "$work"
start=$(now)
"$kohyo" import "${texts[0]}" --into content/hiroshima -q
"$kohyo" import "${texts[1]}" --into content/okayama --status consultation -q
echo "import of two documents: $(ms "$start" "$(now)")"
for run in cold again; do
    echo "build, $run:"
    start=$(now)
    "$kohyo" build --timings 2>&1 | grep -E '^ +[0-9.]+ s' || true
    end=$(now)
    echo "  whole command: $(ms "$start" "$end")"
done
start2=$(now)
cp -r output copy
end2=$(now)
echo "baseline, cp -r of the site: $(ms "$start2" "$end2")"
echo "ratio build / copy: $(awk "BEGIN { printf \"%.1f\", ($end - $start) / ($end2 - $start2) }")"
