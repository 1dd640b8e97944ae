#!/usr/bin/env bash
# Runs the tests, installing what they need.
#
#   tests/run.sh         formatting, lints, documentation, unit, command-line and document tests
#   tests/run.sh --all   the same, and the pages in a real browser: HTML validity and accessibility
#
# Ends with the seconds that each step took.
set -euo pipefail
cd "$(dirname "$0")/.."

all=false
for argument in "$@"; do
    case "$argument" in
        --all) all=true ;;
        -h | --help) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 0 ;;
        *) echo "tests/run.sh: unknown argument: $argument" >&2; exit 2 ;;
    esac
done

steps=() starts=()
step() {
    printf '\n== %s\n' "$*"
    steps+=("$*") starts+=("$SECONDS")
}

times() {
    printf '\n== seconds\n'
    starts+=("$SECONDS")
    for index in "${!steps[@]}"; do
        printf '%6d  %s\n' $((starts[index + 1] - starts[index])) "${steps[index]}"
    done
    printf '%6d  all\n' "$SECONDS"
}

need_rust() {
    if ! command -v cargo >/dev/null; then
        echo "Rust is needed: https://rustup.rs" >&2
        exit 2
    fi
    for component in rustfmt clippy; do
        cargo "${component/rustfmt/fmt}" --version >/dev/null 2>&1 || rustup component add "$component"
    done
}

# Chromium, a Japanese font and Node come from the system's packages.
need_browser() {
    local missing=()
    command -v chromium >/dev/null || missing+=(chromium)
    command -v npm >/dev/null || missing+=(nodejs npm)
    command -v fc-list >/dev/null || missing+=(fontconfig)
    if ! { command -v fc-list >/dev/null && fc-list :lang=ja | grep -q .; }; then missing+=(fonts-noto-cjk); fi
    [ ${#missing[@]} -eq 0 ] && return
    step "installing ${missing[*]}"
    local sudo=""
    [ "$(id -u)" = 0 ] || sudo=sudo
    $sudo apt-get update -q
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "${missing[@]}"
}

need_rust
if $all; then
    need_browser
    # Of what needs Node nothing is left out.
    export KOHYO_ALL=1
fi
step "formatting"
cargo fmt --check
step "lints"
cargo clippy --all-targets --quiet -- -D warnings
cargo clippy --quiet --no-default-features --features browser -- -D warnings
step "documentation"
RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --quiet
step "tests, compiled"
cargo test --tests --quiet --no-run
step "tests"
cargo test --tests --quiet

if $all; then
    step "pages in the browser"
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    # The program that the tests were run with: built without them it would be compiled again, from other features of its
    # dependencies.
    kohyo=${CARGO_TARGET_DIR:-target}/debug/kohyo
    "$kohyo" build --content content --output "$work/site"
    # The index in its other forms.
    for mode in range whole; do
        rm -rf "$work/content"
        cp -r content "$work/content"
        printf '\n[search]\nmode = "%s"\n' "$mode" >> "$work/content/portal.toml"
        "$kohyo" build -q --content "$work/content" --output "$work/$mode"
    done
    INDEXES="$work/range $work/whole" tests/browser/run.sh "$work/site"
    step "the portal of one city"
    KOHYO=$kohyo tests/city.sh "$work/city"
    node tests/browser/files.mjs "$work/city/output"
    ONLY=links node tests/browser/check.mjs "$work/city/output"
    step "the data in DuckDB and pandas"
    tests/data/run.sh "$work/site"
    if [ -d "${KOHYO_SHARED:-../shared}/seeds" ]; then
        KOHYO=$(realpath "$kohyo") tests/seeds.sh "$work/seeds"
        tests/data/run.sh "$work/seeds/output"
        node tests/browser/files.mjs "$work/seeds/output"
        ONLY=links node tests/browser/check.mjs "$work/seeds/output"
    else
        echo "SKIPPED: the data of the real documents: no ${KOHYO_SHARED:-../shared}/seeds"
    fi
    step "the review of imported evaluations"
    node tests/browser/review.mjs "$kohyo"
    step "what is not published yet"
    node tests/browser/preview.mjs "$kohyo"
    step "the publisher's sheets"
    for lang in ja en; do
        "$kohyo" status --content content --as-of 2026-11-21 --lang "$lang" --report "$work/status-$lang.html" -q
    done
    "$kohyo" status --content content --as-of 2026-11-21 --report "$work/status.json" -q
    # As if the newest version of the sample had just been added.
    mkdir -p "$work/before"
    cp -r content "$work/before/content"
    rm "$work/before/content/mihon/12-zenkomoku-2026-03-24.md"
    "$kohyo" build -q --content content --output "$work/site" --as-of 2026-11-21 \
        --report "$work/reports" --previous "$work/before"
    node tests/browser/papers.mjs "$work"/status* "$work/reports/changes.html"
    step "findings as SARIF"
    "$kohyo" check --content content --as-of 2026-11-21 --format sarif > "$work/findings.sarif"
    node tests/browser/sarif.mjs "$work/findings.sarif"
fi
times
