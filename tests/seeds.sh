#!/usr/bin/env bash
# A portal of the real documents: tests/seeds.sh FOLDER
#
# Imports the extracted texts of KOHYO_SHARED/seeds into FOLDER/content, as a collector of documents would, and builds
# FOLDER/output. KOHYO names the program.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
seeds=$(realpath "${KOHYO_SHARED:-$here/../../shared}")/seeds
mkdir -p "$1/content"
cd "$1"
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
excerpt() { "$KOHYO" import "$seeds/$1"* --into "content/$2" --number 1 --kind zenkomoku --agency "$3" \
    --title 住民基本台帳に関する事務 --status published -q; }
excerpt 000 hiroshima 広島市長
excerpt 003 kawaguchi 川口市長
"$KOHYO" import "$seeds"/001* --into content/kumagaya -q
"$KOHYO" import "$seeds"/002* --into content/hiroshima -q
"$KOHYO" import "$seeds"/004* --into content/okayama --status consultation -q
"$KOHYO" build -q
