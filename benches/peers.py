"""Working time by kiennghi, by numba, numpy, polars and duckdb, in one run, on the same arrays.

    pip install ./python ./benches/empty-method numpy numba polars duckdb pyarrow
    python benches/peers.py [--items 10000000] [--rounds 7]

Prints tables in Markdown: medians, and ratios to ours. Before anything is timed, every result is
found equal to ours. What is not installed is named and left out. Input and result lie in memory;
threads are two for all that have threads (numpy has none). Times of a busy machine are of no use.
"""

from __future__ import annotations

import argparse
import os

THREADS = "2"
# Before anything is imported that reads them.
for name in ("RAYON_NUM_THREADS", "NUMBA_NUM_THREADS", "POLARS_MAX_THREADS", "OMP_NUM_THREADS"):
    os.environ[name] = THREADS

import importlib.metadata  # noqa: E402
import platform  # noqa: E402

import kiennghi as kn  # noqa: E402
from against import data, days, hours, single, timing  # noqa: E402

PEERS = ("kiennghi", "numpy", "numba", "polars", "duckdb", "pyarrow")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=10_000_000, help="items in each array")
    parser.add_argument("--rounds", type=int, default=7, help="rounds, of which the median is told")
    given = parser.parse_args()
    calendar = kn.WorkCalendar.vietnam()
    tables = data.Tables.of(calendar)
    missing: list[str] = []
    print(machine(), flush=True)
    dates = days.ways(calendar, tables, data.days(given.items), missing)
    print("\n" + timing.table(f"due date in 10 working days, {given.items:,} dates", dates, given.rounds), flush=True)
    terms = hours.ways(calendar, tables, data.Terms.made(given.items), missing)
    print("\n" + timing.table(f"due instant, 0 to 3 pauses each, {given.items:,} terms", terms, given.rounds), flush=True)
    if (calls := single.table(calendar, given.rounds, missing)) is not None:
        print("\n" + calls)
    if missing:
        print("\nNot installed, and left out: " + ", ".join(sorted(set(missing))))


def machine() -> str:
    versions = []
    for name in PEERS:
        try:
            versions.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            pass
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{os.cpu_count()} cores{load}; Python {platform.python_version()}, " + ", ".join(versions)


if __name__ == "__main__":
    main()
