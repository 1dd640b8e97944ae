#!/usr/bin/env bash
# The portal of one city that is no sample: tests/city.sh FOLDER
#
# Takes the texts of the sample's city as those of a real code, so that search engines are told of its pages, gives it old
# addresses of every kind, and builds FOLDER/output. KOHYO names the program.
set -euo pipefail
kohyo=$(realpath "$(command -v "$KOHYO")")
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1/content"
cp -r "$here/../content/mihon" "$1/content/"
cd "$1"
cat > content/portal.toml <<'TOML'
title = "熊谷市の特定個人情報保護評価書"
base_url = "https://www.example.jp/a/pia/"
publisher = "official"
license = "CC BY 4.0"
TOML
sed -i.sample 's/^code: .*/code: "112020"/; s/^name: .*/name: 熊谷市/; s/^prefecture: .*/prefecture: 埼玉県/; /^kana: /d' \
    content/mihon/municipality.md
sed -i.sample 's|^published: .*|&\naliases: [old/12.pdf, "/a/pia/旧/評価書 (1).html"]|' content/mihon/12-kiso-2026-03-24.md
rm content/mihon/*.sample
cat > content/redirects.csv <<'CSV'
from,to
list/,mihon/
https://www.example.jp/a/pia/law.pdf,mihon/12/zenkomoku/#i-1-2
"一覧,2020.pdf",mihon/14/
CSV
"$kohyo" build -q --as-of 2026-11-21
