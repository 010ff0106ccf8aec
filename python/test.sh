#!/bin/sh
# Tests the Python package as people install it: a fresh environment, pip, and every test, example
# and stub. It needs python3 (3.10 or later, with venv), cargo, and the registries.
#
#   KIENNGHI_VENV   the folder of the virtual environment (default: .venv beside this script)
#   PYTHON          the Python to make it with (default: python3)
#   KIENNGHI_WITHOUT_MINING   if set, pm4py is not installed (0.5 GB), and what needs it is skipped
#
# Arguments go to pytest.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
venv=${KIENNGHI_VENV:-$here/.venv}

[ -x "$venv/bin/python" ] || "${PYTHON:-python3}" -m venv "$venv"
extras=test
[ -n "${KIENNGHI_WITHOUT_MINING:-}" ] || extras=test,mining
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check "$here[$extras]"
# From another folder: what is tested is the installed package, not the sources beside this script.
cd "$here/tests"
exec "$venv/bin/python" -m pytest -c "$here/pyproject.toml" --rootdir "$here" -p no:cacheprovider "$here/tests" "$@"
