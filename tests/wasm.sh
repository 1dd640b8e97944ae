#!/usr/bin/env bash
# Builds the WebAssembly of the search page: themes/default/static/search/{kohyo_search.js,kohyo_search.wasm,…}
#
#   tests/wasm.sh            builds it anew and writes BUILD.json, which says from what
#   tests/wasm.sh --check    builds it and compares: the bytes, where the compiler is that of BUILD.json, else the answers
#
# The compiler is rustup's where its target wasm32-unknown-unknown is installed, else Debian's (packages rustc-web,
# rust-web-src, cargo-web, lld-19), which builds the standard library along. The program wasm-bindgen is installed, in
# the version that Cargo.toml names, below ${XDG_CACHE_HOME:-~/.cache}/kohyo.
set -euo pipefail
cd "$(dirname "$0")/.."

check=false
case "${1:-}" in
    "") ;;
    --check) check=true ;;
    -h | --help) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "tests/wasm.sh: unknown argument: $1" >&2; exit 2 ;;
esac

target=wasm32-unknown-unknown
kept=themes/default/static/search
version=$(sed -n 's/^wasm-bindgen = { version = "=\([0-9.]*\)".*/\1/p' Cargo.toml)
home=${CARGO_HOME:-$HOME/.cargo}

# The same sources make the same bytes in whatever folders they and the compiler stand.
flags=(--remap-path-prefix="$home"=/cargo --remap-path-prefix="$PWD"=/kohyo)
extra=() settings=()
if [ -d "$(rustc --print target-libdir --target $target 2>/dev/null || true)" ]; then
    rustc=$(command -v rustc) cargo=$(command -v cargo)
elif [ -d /usr/lib/rustlib/src/rust/library ] && [ -x /usr/bin/rustc ]; then
    rustc=/usr/bin/rustc cargo=/usr/bin/cargo
    # For this compiler alone: others would build everything anew.
    settings=(RUSTC_BOOTSTRAP=1 CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld-19)
    # What a panic would say goes nowhere in a browser: it is a trap, and the worker is replaced. Not to carry it is smaller.
    extra=(-Zbuild-std=std)
    flags+=(--remap-path-prefix=/usr/lib/rustlib/src/rust=/rustc -Zunstable-options -Cpanic=immediate-abort)
else
    echo "No compiler for $target: rustup target add $target" >&2
    echo "or, on Debian: apt-get install rustc-web rust-web-src cargo-web lld-19" >&2
    exit 2
fi

bindgen=${XDG_CACHE_HOME:-$HOME/.cache}/kohyo/wasm-bindgen-$version/bin/wasm-bindgen
if [ ! -x "$bindgen" ]; then
    install=("$(command -v cargo)" install wasm-bindgen-cli --version "=$version" --root "${bindgen%/bin/*}")
    # Its own lock file may name versions that have been withdrawn.
    env -u RUSTFLAGS "${install[@]}" --locked || env -u RUSTFLAGS "${install[@]}"
fi

build=${CARGO_TARGET_DIR:-$PWD/target}/browser
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
env "${settings[@]}" RUSTC="$rustc" RUSTFLAGS="${flags[*]}" CARGO_TARGET_DIR="$build" "$cargo" rustc --locked --lib \
    --crate-type cdylib --target $target --no-default-features --features browser --profile wasm "${extra[@]}"
"$bindgen" "$build/$target/wasm/kohyo.wasm" --target web --out-name kohyo_search --no-typescript \
    --remove-name-section --remove-producers-section --out-dir "$work"
mv "$work/kohyo_search_bg.wasm" "$work/kohyo_search.wasm"
sed -i 's/kohyo_search_bg\.wasm/kohyo_search.wasm/g' "$work/kohyo_search.js"
node - "$work/kohyo_search.wasm" <<'JS'
const { readFileSync, writeFileSync } = require("node:fs");
const { brotliCompressSync, constants } = require("node:zlib");
const path = process.argv[2];
const bytes = readFileSync(path);
const params = {
  [constants.BROTLI_PARAM_QUALITY]: 11,
  [constants.BROTLI_PARAM_LGWIN]: 22,
  [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
};
writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
JS
compiler="$("$rustc" --version)${extra:+, standard library built along}"

if $check; then
    built=$(sed -n 's/^ *"compiler": "\(.*\)",$/\1/p' "$kept/BUILD.json")
    if [ "$built" = "$compiler" ]; then
        for file in kohyo_search.js kohyo_search.wasm kohyo_search.wasm.br; do
            cmp "$work/$file" "$kept/$file"
        done
        echo "the same bytes ($compiler)"
    else
        echo "built by $built, here $compiler: comparing answers"
        KOHYO_ARTEFACT=$work cargo test --quiet --test all it_answers_as_the_program_does -- --nocapture
    fi
    exit
fi
mv "$work"/kohyo_search.js "$work"/kohyo_search.wasm "$work"/kohyo_search.wasm.br "$kept/"
# One place says what the inputs are: the test that compares them.
KOHYO_WASM_RECORD=$compiler cargo test --quiet --test all artefact::a_record
wc -c "$kept"/kohyo_search.*
