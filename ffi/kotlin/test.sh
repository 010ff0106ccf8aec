#!/bin/sh
# Builds everything and runs the tests of the Kotlin package, on a clean clone too. Needs cargo, a
# JDK 17 or later and Maven; CARGO_TARGET_DIR is honoured. Ends with one line that says how many ran.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
fail() { echo "test.sh: $1" >&2; exit 1; }
command -v java >/dev/null 2>&1 || fail "java is missing; install a JDK 17 or later"
command -v javac >/dev/null 2>&1 || fail "this Java has no compiler; install a JDK 17 or later"
command -v mvn >/dev/null 2>&1 || fail "mvn is missing; install Maven 3.6.3 or later"
version=$(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.specification.version = //p')
[ "${version%%.*}" -ge 17 ] || fail "Java is $version; install a JDK 17 or later"

"$here/native.sh"

cd "$here"
# Maven does not compile tests again when only a generated signature changed: they would run on the old one.
rm -rf target
mvn -q -B test

# Quiet Maven says nothing of tests that passed; its reports say how many there were.
set -- target/surefire-reports/TEST-*.xml
[ -e "$1" ] || fail "no test ran"
cat "$@" | awk '
  /<testsuite / {
    while (match($0, /[a-z]+="[^"]*"/)) {
      pair = substr($0, RSTART, RLENGTH); $0 = substr($0, RSTART + RLENGTH)
      split(pair, part, "\""); sub(/=$/, "", part[1]); sum[part[1]] += part[2]
    }
  }
  END {
    # Maven leaves a colour code at the start of the line.
    printf "\nkotlin: Tests run: %d, Failures: %d, Errors: %d, Skipped: %d\n", sum["tests"], sum["failures"], sum["errors"], sum["skipped"]
    exit sum["tests"] == 0
  }'
