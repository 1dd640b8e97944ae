#!/bin/sh
# Installs what the generator needs (Debian, as root) and writes tests/originals/fixtures.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
venv=${VENV:-${TMPDIR:-/tmp}/kohyo-originals-venv}
apt-get update
apt-get install -y --no-install-recommends libreoffice-calc ghostscript poppler-utils qpdf chromium \
    fonts-noto-cjk fonts-ipaexfont python3-venv
[ -d "$venv" ] || python3 -m venv "$venv"
"$venv/bin/pip" install --quiet openpyxl==3.1.5 pillow
"$venv/bin/python" "$here/fixtures.py"
