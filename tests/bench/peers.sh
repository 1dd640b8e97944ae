#!/usr/bin/env bash
# kohyo beside Hugo and Pagefind, the same Markdown in the same run: tests/bench/peers.sh NUMBER [ROUNDS] [--growth]
#
# Prints a table (medians of ROUNDS, 3) of a build from nothing, one where nothing changed and one after an edit, with
# memory and size of the site, then the marks that the project sets itself; exits 1 where one is missed. What is measured
# and how is said in peers/measure.py. With --growth kohyo builds a tenth of NUMBER too, and the steps stand side by side.
# Hugo and Pagefind are installed below the target folder, in the versions of peers/tools/; Python 3 and npm are needed.
# KOHYO names a program that is built already; KEEP a folder to leave the portals in.
set -euo pipefail
cd "$(dirname "$0")/../.."
case "${1:-}" in
    "" | -h | --help) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
# shellcheck source=tests/bench/peers/tools.sh
. tests/bench/peers/tools.sh

kohyo_program
peers_tools
work=${KEEP:-$(mktemp -d)}
[ -n "${KEEP:-}" ] || trap 'rm -rf "$work"' EXIT
python3 tests/bench/peers/measure.py --kohyo "$KOHYO" --hugo "$HUGO" --pagefind "$PAGEFIND" --work "$work" "$@"
