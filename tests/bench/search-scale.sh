#!/usr/bin/env bash
# Times and sizes of the search index over invented evaluations: tests/bench/search-scale.sh [NUMBER]
#
# Prints how long a build takes and what part of it the index is, the peak memory of the whole build, the size of the
# index beside that of the text, that of the words of the portal, and the times of questions; beside them a plain index of bigrams in the same run.
set -euo pipefail
cd "$(dirname "$0")/../.."
count=${1:-1000}

cargo build --release --quiet --bin kohyo --example search_scale
target=${CARGO_TARGET_DIR:-$PWD/target}/release
queries=$PWD/tests/bench/search-queries.txt
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 tests/bench/generate.py "$work/content" "$count"
echo "$count evaluations, $(find "$work/content" -name '*.md' -exec cat {} + | wc -m) characters"

cd "$work"
for run in cold again; do
    echo "build, $run:"
    python3 - "$target/kohyo" <<'PY'
import resource, subprocess, sys, time
start = time.time()
done = subprocess.run([sys.argv[1], "build", "-q", "--timings"], stderr=subprocess.PIPE, text=True)
print(done.stderr, end="")
if done.returncode:
    sys.exit(done.returncode)
print(f"  {time.time() - start:.1f} s in all, peak memory {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MiB")
PY
done
python3 - output/search <<'PY'
import json, sys
from pathlib import Path
current = json.load(open(f"{sys.argv[1]}/current.json"))
files = [file.stat().st_size for file in Path(sys.argv[1], current["folder"]).iterdir()]
print(f"index: {current['passages']} passages, {current['text_bytes']} bytes of text, {len(files)} files of {sum(files)} bytes "
      f"({sum(files) / current['text_bytes']:.3f} per byte of text), opened with {current['hot_bytes']} bytes")
PY
if command -v node > /dev/null; then
    "$target/examples/search_scale" output --words | node -e '
const { brotliCompressSync, deflateSync } = require("node:zlib");
const words = require("node:fs").readFileSync(0);
const [brotli, zlib] = [brotliCompressSync(words).length, deflateSync(words, { level: 9 }).length];
console.log(`words of the portal: ${words.length} bytes, ${brotli} as brotli (mark for 1,000 evaluations: 60000), ${zlib} as they travel`);
'
fi
"$target/examples/search_scale" output content "$queries"
