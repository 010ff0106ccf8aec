#!/bin/sh
# Tests the Python package as people install it: a fresh environment, pip, and every test, example
# and stub. It needs python3 (3.10 or later, with venv), cargo, and the registries.
#
#   KIENNGHI_VENV   the folder of the virtual environment (default: .venv beside this script)
#   PYTHON          the Python to make it with (default: python3)
#
# Arguments go to pytest.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
venv=${KIENNGHI_VENV:-$here/.venv}

[ -x "$venv/bin/python" ] || "${PYTHON:-python3}" -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check "$here[test]"
# From another folder: what is tested is the installed package, not the sources beside this script.
cd "$here/tests"
exec "$venv/bin/python" -m pytest -c "$here/pyproject.toml" --rootdir "$here" -p no:cacheprovider "$here/tests" "$@"
