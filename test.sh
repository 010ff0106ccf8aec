#!/usr/bin/env bash
# Every test of every language. What cannot run because a toolchain is missing is named at the end;
# with CI=true that is a failure. Nothing is installed outside of this folder.
set -euo pipefail
cd "$(dirname "$0")"

skipped=()
skip() {
    echo "SKIPPED: $1" >&2
    skipped+=("$1")
}
step() { printf '\n== %s\n' "$1"; }

if ! command -v cargo >/dev/null; then
    echo "cargo is missing: install Rust 1.90 or later (rustup), and a C compiler for SQLite" >&2
    exit 1
fi

step "Rust: format and lints"
if cargo fmt --version >/dev/null 2>&1; then cargo fmt --all --check; else skip "rustfmt is missing"; fi
if cargo clippy --version >/dev/null 2>&1; then
    # The generator of bindings is a line of ours around a large crate: it is built once, for Kotlin.
    cargo clippy --release --workspace --exclude kiennghi-uniffi-bindgen --all-targets --quiet -- --deny warnings
else
    skip "clippy is missing"
fi

step "Rust: tests"
if [ -z "${KIENNGHI_BOSTON311:-}" ]; then
    skip "the tests on the Boston 311 file: KIENNGHI_BOSTON311 does not name it"
fi
if ! command -v strace >/dev/null; then skip "the tests on failing disks and killed processes: strace is missing"; fi
if ! command -v initdb >/dev/null && ! compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; then
    skip "the tests on PostgreSQL: it is missing (Debian's package is postgresql)"
fi
cargo test --release --workspace --exclude kiennghi-uniffi-bindgen

step "The sample register sheet and the table of lunar years are what their generators make"
if command -v python3 >/dev/null; then
    python3 exchange/sample/generate.py --check
    python3 core/data/lunar/generate.py --check
else
    skip "the checks of the sample and of the lunar years: python3 is missing"
fi

step "The report's page in a browser"
if ! { command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null; then
    skip "the check of the report's page: chromium is missing"
elif ! command -v npm >/dev/null; then
    skip "the check of the report's page: npm is missing"
else
    tests/page/check.sh
fi

step "Workbooks in LibreOffice"
if ! command -v soffice >/dev/null; then
    skip "the check of workbooks: LibreOffice is missing (Debian's package is libreoffice-calc-nogui)"
elif ! command -v python3 >/dev/null; then
    skip "the check of workbooks: python3 is missing"
else
    tests/workbook/check.sh
fi

step "Python"
if python3 -c 'import sys, venv; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
    ./python/test.sh
else
    skip "Python: python3 (3.10 or later, with venv) is missing"
fi

step "Kotlin"
if command -v java >/dev/null && command -v mvn >/dev/null; then
    ./ffi/kotlin/test.sh
else
    skip "Kotlin: a JDK (17 or later) or Maven is missing"
fi

printf '\n'
if [ ${#skipped[@]} -gt 0 ]; then
    echo "Everything that ran passed. Skipped:"
    printf '  - %s\n' "${skipped[@]}"
    if [ "${CI:-}" = true ]; then
        echo "With CI=true nothing may be skipped." >&2
        exit 1
    fi
else
    echo "Everything ran, and everything passed."
fi
