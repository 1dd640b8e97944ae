#!/usr/bin/env bash
# What pages across evaluations and data add to a build, over invented evaluations: tests/bench/across.sh [NUMBER] [BEFORE]
#
# Prints the user time of builds from nothing and after one edit, beside those of BEFORE (another kohyo, without them) in
# turns; the largest page, compressed; the size of each table, and what 40,000 evaluations (the country) would come to.
set -euo pipefail
cd "$(dirname "$0")/../.."
count=${1:-1000}
before=${2:-}
target=${CARGO_TARGET_DIR:-$PWD/target}/release/kohyo
[ -n "${KOHYO:-}" ] && target=$KOHYO || cargo build --release --quiet --bin kohyo
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 tests/bench/generate.py "$work/content" "$count"
python3 - "$work" "$count" "$target" $before <<'PY'
import collections, gzip, pathlib, resource, shutil, subprocess, sys, time

work, count, programs = pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
COUNTRY = 40_000

def build(program, output):
    start, used = time.time(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    subprocess.run([program, "build", "-q", "--content", work / "content", "--output", output], check=True)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - used, time.time() - start

times = collections.defaultdict(list)
edited = sorted((work / "content").rglob("*.md"))[count // 2]
for turn in range(2):
    for number, program in enumerate(programs):
        root = work / str(number)
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir()
        times[number, "from nothing"].append(build(program, root / "site"))
        edited.write_text(edited.read_text() + f"\n追記{turn}。\n")
        times[number, "one edit"].append(build(program, root / "site"))
for what in ["from nothing", "one edit"]:
    for number, program in enumerate(programs):
        user, wall = (min(values) for values in zip(*times[number, what]))
        print(f"{what}: {user:.2f} s of user time, {wall:.2f} s ({'this' if number == 0 else 'before'})")

site = work / "0" / "site"
sizes = collections.Counter()
for path in (site / "data").rglob("*"):
    if path.suffix in (".csv", ".ndjson", ".parquet") and path.parent != site / "data":
        sizes[f"{path.stem} ({path.suffix[1:]})"] += path.stat().st_size
for path in site.rglob("index.json"):
    sizes["twins"] += path.stat().st_size
for name, size in sorted(sizes.items()):
    print(f"{name}: {size / 1e6:.1f} MB; the country about {size / count * COUNTRY / 1e9:.2f} GB")
across = [page for folder in ["compare", "tasks", "contractors", "systems", "laws", "data"] for page in (site / folder).rglob("*.html")]
largest = max(across, key=lambda page: page.stat().st_size)
packed = max((len(gzip.compress(page.read_bytes(), 6)), page) for page in sorted(across, key=lambda page: -page.stat().st_size)[:20])
print(f"{len(across)} pages across; the largest {largest.stat().st_size / 1e3:.0f} kB, compressed at most {packed[0] / 1e3:.0f} kB: {packed[1].relative_to(site)}")
PY
