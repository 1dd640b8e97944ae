#!/bin/sh
# Typesets three evaluations in every style of tests/originals and compares what is imported of each with its source: a
# table, and a fault where an answer differs and no finding says so. Some 40 minutes on two cores, most of it LibreOffice.
#
#   tests/bench/originals.sh [STYLE…]        KOHYO_ORIGINALS_SHOW=1: also what differs
#
# Needs what tests/originals/make.sh installs.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
venv=${VENV:-${TMPDIR:-/tmp}/kohyo-originals-venv}
out=${OUT:-$root/target/originals}
[ -x "$venv/bin/python" ] || { echo "run tests/originals/make.sh first" >&2; exit 1; }
[ $# -gt 0 ] || set -- all
for styles in "$@"; do
    "$venv/bin/python" "$root/tests/originals/typeset.py" "$out" "$styles" \
        "$root/content/tameshi/3-kiso-2025-03-31.md" "$root/content/tameshi/2-juten-2025-12-01.md" \
        "$root/content/mihon/12-zenkomoku-2026-03-24.md"
done
cd "$root"
KOHYO_ORIGINALS=$out cargo test --test all cli::originals:: -- --nocapture
