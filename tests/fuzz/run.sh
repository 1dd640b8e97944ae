#!/usr/bin/env bash
# Fuzzes one target, or all in turn, with libFuzzer on any Rust (no nightly, no cargo-fuzz; a C++ compiler is needed).
#
#   tests/fuzz/run.sh all 60            each target for 60 seconds
#   tests/fuzz/run.sh markdown 1800     one target for half an hour
#   tests/fuzz/run.sh markdown FILE     one input alone
#
# What is new goes to target/fuzz/corpus/TARGET, inputs that stop a target to target/fuzz/TARGET-*. An input that showed a
# fault is made small and kept in tests/fuzz/corpus/TARGET under a name that says what it is.
set -euo pipefail
cd "$(dirname "$0")"
[ $# = 2 ] || { sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 2; }
root=$(cd ../.. && pwd)
work=$root/target/fuzz
host=$(rustc -vV | sed -n 's/^host: //p')
mkdir -p "$work"
# The same dependencies as the program.
[ Cargo.lock -nt ../../Cargo.lock ] || cp ../../Cargo.lock Cargo.lock
# What cargo-fuzz asks of the compiler. No sanitizer: there is no unsafe code of kohyo's to watch.
RUSTFLAGS="--cfg fuzzing -Ccodegen-units=4 -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares" \
    cargo build --release --quiet --target "$host" --target-dir "$work/build"
run() {
    local target=$1 program=$work/build/$host/release/$1
    if [ -f "$2" ]; then "$program" "$2"; return; fi
    mkdir -p "$work/corpus/$target"
    "$program" "$work/corpus/$target" "corpus/$target" -max_total_time="$2" -artifact_prefix="$work/$target-" \
        -dict=dictionary.txt -timeout=10 -rss_limit_mb=2048 -max_len=8192 -print_final_stats=1
}
if [ "$1" = all ]; then
    for folder in corpus/*; do run "${folder#corpus/}" "$2"; done
else
    run "$1" "$2"
fi
