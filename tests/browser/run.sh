#!/bin/sh
# Tests of the built pages in a browser: run.sh <output folder> [<picture folder>]
# INDEXES names output folders with the search index in other forms; search is tested on these too.
# As many scripts run at once as there are processors; what each says is printed when it ends.
# Needs Node.js 20, npm and Chromium (Debian: chromium, fonts-noto-cjk). No browser is downloaded.
set -eu

folder=$(cd "$1" && pwd)
pictures=${2:-}
cd "$(dirname "$0")"

if [ ! -d node_modules ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund
fi
[ -z "$pictures" ] || mkdir -p "$pictures"
export FOLDER="$folder" PICTURES="$pictures"
# The longest first.
# shellcheck disable=SC2016 # expanded by the inner shell
printf '%s\n' check search document journey search-page across-journey pages first-screen changes arrival files |
    xargs -P "$(getconf _NPROCESSORS_ONLN)" -I {} sh -c '
        began=$(date +%s)
        # shellcheck disable=SC2086 # several folders
        said=$(node {}.mjs "$FOLDER" $([ {} != search ] || echo "${INDEXES:-}") 2>&1) && code=0 || code=1
        printf "%s (%s s)\n%s\n" {} $(($(date +%s) - began)) "$said"
        exit $code'
if [ -n "$pictures" ]; then
    node screenshots.mjs "$folder" "$pictures"
fi
