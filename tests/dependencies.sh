#!/usr/bin/env bash
# What kohyo is made of: licences, sources, crates in two versions, by deny.toml; and known faults, where a copy of the
# RustSec database is at hand (in Cargo's folder, as `cargo deny fetch` leaves it).
#
#   tests/dependencies.sh            without the network
#   tests/dependencies.sh --fetch    fetches the database first
set -euo pipefail
cd "$(dirname "$0")/.."
command -v cargo-deny >/dev/null || {
    echo "cargo-deny is needed: cargo install --locked cargo-deny" >&2
    exit 2
}
case "${1-}" in
    --fetch) cargo deny fetch db ;;
    "") ;;
    *) sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
cargo deny --all-features --locked check --deny unnecessary-skip --deny unmatched-skip licenses bans sources
if [ -d "${CARGO_HOME:-$HOME/.cargo}/advisory-dbs" ]; then
    cargo deny --all-features --frozen check advisories
else
    echo "advisories: SKIPPED, no database is here (tests/dependencies.sh --fetch)"
fi
