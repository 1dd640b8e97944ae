#!/bin/sh
# Tests of the built pages in a browser: run.sh <output folder> [<picture folder>]
# INDEXES names output folders with the search index in other forms; search is tested on these too.
# Needs Node.js 20, npm and Chromium (Debian: chromium, fonts-noto-cjk). No browser is downloaded.
set -eu

folder=$(cd "$1" && pwd)
pictures=${2:-}
cd "$(dirname "$0")"

if [ ! -d node_modules ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund
fi
[ -z "$pictures" ] || mkdir -p "$pictures"
node check.mjs "$folder"
node first-screen.mjs "$folder"
node pages.mjs "$folder"
node files.mjs "$folder"
node changes.mjs "$folder"
node document.mjs "$folder"
# shellcheck disable=SC2086 # several folders
PICTURES=$pictures node search.mjs "$folder" ${INDEXES:-}
node search-page.mjs "$folder"
node journey.mjs "$folder"
node across-journey.mjs "$folder"
node arrival.mjs "$folder"
if [ -n "$pictures" ]; then
    node screenshots.mjs "$folder" "$pictures"
fi
