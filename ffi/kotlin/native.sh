#!/bin/sh
# Builds the library of this machine and generates the Kotlin from it, into src/main/generated:
# what the Maven module packs. Needs cargo. CARGO_TARGET_DIR is honoured.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
case $target in /*) ;; *) target=$PWD/$target ;; esac
export CARGO_TARGET_DIR="$target"

command -v cargo >/dev/null 2>&1 || { echo "native.sh: cargo is missing; install Rust from https://rustup.rs" >&2; exit 1; }

# Where JNA looks for a library in a jar.
case $(uname -s) in
  Linux) system=linux library=libkiennghi_ffi.so ;;
  Darwin) system=darwin library=libkiennghi_ffi.dylib ;;
  MINGW* | MSYS* | CYGWIN*) system=win32 library=kiennghi_ffi.dll ;;
  *) echo "native.sh: no rule for $(uname -s)" >&2; exit 1 ;;
esac
case $(uname -m) in
  x86_64 | amd64) machine=x86-64 ;;
  arm64 | aarch64) machine=aarch64 ;;
  *) echo "native.sh: no rule for $(uname -m)" >&2; exit 1 ;;
esac

cd "$root"
cargo build --quiet --release -p kiennghi-ffi
# The generator runs for a third of a second and compiles for minutes: it is not optimised.
cargo build --quiet -p kiennghi-uniffi-bindgen

# Only what differs is replaced: Maven compiles again what is newer.
place() { mkdir -p "$(dirname "$2")" && { cmp -s "$1" "$2" || cp "$1" "$2"; }; }
generated=$here/src/main/generated
fresh=$target/kiennghi-kotlin
rm -rf "$fresh"
"$target/debug/kiennghi-uniffi-bindgen" generate "$target/release/$library" \
  --language kotlin --no-format --out-dir "$fresh"
place "$fresh/kiennghi/kiennghi_ffi.kt" "$generated/kotlin/kiennghi/kiennghi_ffi.kt"
place "$target/release/$library" "$generated/resources/$system-$machine/$library"
