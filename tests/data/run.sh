#!/usr/bin/env bash
# The data of a built site, asked as its page says: the examples of the page in DuckDB and pandas, the same table from
# Parquet and from CSV, twins against their schema.
#
#   tests/data/run.sh SITE      SITE is the output of `kohyo build`
#
# DuckDB, pandas and jsonschema come from PyPI into VENV (default: kohyo-data-venv beside other temporary files).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
venv=${VENV:-${TMPDIR:-/tmp}/kohyo-data-venv}
[ -d "$venv" ] || python3 -m venv "$venv"
"$venv/bin/python" -c 'import duckdb, pandas, jsonschema' 2>/dev/null ||
    "$venv/bin/pip" install --quiet duckdb==2.0.1 pandas==3.1.1 jsonschema==4.26.0
exec "$venv/bin/python" "$here/ask.py" "$1"
