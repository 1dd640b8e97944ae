#!/usr/bin/env bash
# A million strange inputs to the query language and to the units of text: tests/bench/search/fuzz.sh [NUMBER]
set -euo pipefail
cd "$(dirname "$0")/../../.."
KOHYO_FUZZ=${1:-1000000} cargo test --release --lib -- no_input_is_too_strange units_of_any_text
