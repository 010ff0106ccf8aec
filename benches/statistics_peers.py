"""Statistics by kiennghi, polars, duckdb and pandas, in one run, on the same table.

    pip install ./python polars duckdb pandas pyarrow numpy
    python benches/statistics_peers.py [--cases 10000000] [--rounds 5]

The question: by source, unit and quarter, what was open before, came, was answered early, on time and
late, and is open in time, due soon and overdue at the end; the median and the 90th percentile of the
minutes to the reply, by the nearest rank, and the mean rating. Prints tables in Markdown: medians, and ratios
to ours. Before anything is timed, every result is found equal to ours. Threads are two for all that
have threads (pandas has none).

The table is one flat snapshot: a case has one unit, was closed once or not, and nothing paused or
moved it. The peers are written as somebody writes them who knows his tool: text as categories, days as
whole numbers, each case counted where it came and where it went, and only those spread over quarters
that were open at the end of one. They have the table in the form that suits them, made before. Ours
counts columns that were made before by `Columns.from_arrow`, which is timed beside, and computes mean
times, recording lags and the rate before any new date as well, which the peers are not asked for.
"""

from __future__ import annotations

import argparse
import os

THREADS = "2"
# Before anything is imported that reads them.
for name in ("RAYON_NUM_THREADS", "POLARS_MAX_THREADS", "OMP_NUM_THREADS"):
    os.environ[name] = THREADS

import importlib.metadata  # noqa: E402
import platform  # noqa: E402
from datetime import date  # noqa: E402
from typing import Any  # noqa: E402

import kiennghi as kn  # noqa: E402
import numpy as np  # noqa: E402
import pyarrow as pa  # noqa: E402
from against import timing  # noqa: E402

SOURCES = ["provincial_committee", "department", "enterprise", "citizen", "other_agency"]
UNITS = [f"u{n}" for n in range(20)]
AS_OF = date(2026, 6, 30)
EPOCH = date(1970, 1, 1)
COUNTS = [
    "opening", "received", "replied_early", "replied_on_time", "replied_late", "open_in_time", "open_due_soon", "open_overdue",
]  # fmt: skip

# First day of each quarter from 2023 on, as days since 1970, and of the one after the last.
STARTS = np.array([(date(2023 + n // 4, n % 4 * 3 + 1, 1) - EPOCH).days for n in range(15)], dtype=np.int32)
FIRST, LAST = int(STARTS[0]), (AS_OF - EPOCH).days


def made(cases: int) -> pa.Table:
    """A table as in `benches/statistics.rs`, without what pauses and moves."""
    chance = np.random.default_rng(1)
    opened = (FIRST + 1 + chance.integers(0, 1250, cases)).astype(np.int32)
    due = opened + 14
    closed = opened + chance.integers(0, 24, cases).astype(np.int32)
    is_open = (chance.random(cases) < 0.1) | (closed > LAST)
    rating = chance.integers(1, 6, cases).astype(np.int8)
    minutes = ((closed - opened) * 480 * 5 // 7).astype(np.int32)

    def days(values: Any, mask: Any = None) -> pa.Array:
        return pa.array(values, pa.int32(), mask=mask).cast(pa.date32())

    def texts(codes: Any, names: list[str]) -> pa.Array:
        return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int8()), pa.array(names))

    return pa.table(
        {
            "source": texts(chance.integers(0, len(SOURCES), cases), SOURCES),
            "unit": texts(chance.integers(0, len(UNITS), cases), UNITS),
            "opened": days(opened),
            "due": days(due),
            "soon": days(due - 2),
            "closed": days(closed, is_open),
            "minutes": pa.array(minutes, pa.int32(), mask=is_open),
            "rating": pa.array(rating, pa.int8(), mask=is_open),
        }
    )


NAMES = {
    "opened": "opened", "due": "due", "due_soon_from": "soon", "closed": "closed", "minutes": "minutes", "rating": "rating",
    "source": "source", "unit": "unit",
}  # fmt: skip


# The values of a row: the counts, median, 90th percentile, mean rating.
Row = list[Any]


def ours(columns: kn.Columns) -> kn.Table:
    return columns.statistics(["source", "unit"], "quarter", since="2023-01-01", as_of=AS_OF)


def mean(total: float, count: int) -> float | None:
    return round(total / count, 9) if count else None


def numbers_of_ours(table: kn.Table) -> dict[Any, Row]:
    found = {}
    for row in table.rows:
        if any(counts := [row[count] for count in COUNTS]):
            measured = [row["median_to_reply"], row["percentile_90_to_reply"], mean(row["sum_rating"], row["count_rating"])]
            found[row["source"], row["unit"], row["period"]] = counts + measured
    return found


def keyed(rows: Any) -> dict[Any, Row]:
    """By source, unit and first day of the quarter, from its number."""
    day = [date.fromordinal(EPOCH.toordinal() + int(start)) for start in STARTS]
    found: dict[Any, Row] = {}
    for source, unit, quarter, *rest in rows:
        counts, (median, ninth, rating) = [int(count or 0) for count in rest[:-3]], rest[-3:]
        # What is missing is None, or no number.
        whole = [None if value is None or value != value else int(value) for value in (median, ninth)]
        rating = None if rating is None or rating != rating else round(float(rating), 9)
        if any(counts):
            found[source, unit, day[int(quarter)]] = [*counts, *whole, rating]
    return found


# ---- duckdb

SQL = """
WITH numbered AS (
    SELECT *, (year(opened) - 2023) * 4 + quarter(opened) - 1 AS came,
        coalesce((year(closed) - 2023) * 4 + quarter(closed) - 1, 99) AS went
    FROM cases
), received AS (
    SELECT source, unit, came AS quarter, count(*) AS received FROM numbered GROUP BY ALL
), replied AS (
    SELECT source, unit, went AS quarter, count(*) FILTER (closed < due) AS early, count(*) FILTER (closed = due) AS on_time,
        count(*) FILTER (closed > due) AS late, quantile_disc(minutes, 0.5) AS median, quantile_disc(minutes, 0.9) AS ninth,
        avg(rating) AS rating
    FROM numbered WHERE went < 99 GROUP BY ALL
), spread AS (
    SELECT source, unit, soon, due, unnest(range(came, least(went, 14))) AS quarter FROM numbered WHERE went > came
), left_open AS (
    SELECT source, unit, spread.quarter, count(*) AS left_open, count(*) FILTER (soon > last) AS calm,
        count(*) FILTER (soon <= last AND due >= last) AS due_soon, count(*) FILTER (due < last) AS overdue
    FROM spread JOIN quarters USING (quarter) GROUP BY ALL
), opening AS (
    SELECT source, unit, quarter + 1 AS quarter, left_open AS opening FROM left_open WHERE quarter < 13
), told AS (
    SELECT * FROM opening UNION ALL BY NAME SELECT * FROM received UNION ALL BY NAME SELECT * FROM replied
    UNION ALL BY NAME SELECT * FROM left_open
)
SELECT source, unit, quarter, sum(opening), sum(received), sum(early), sum(on_time), sum(late), sum(calm), sum(due_soon),
    sum(overdue), max(median), max(ninth), max(rating)
FROM told GROUP BY ALL
"""


def by_duckdb(table: pa.Table) -> timing.Way:
    import duckdb

    db = duckdb.connect(config={"threads": int(THREADS)})
    db.register("arrow", table)
    units, sources = ", ".join(f"'{unit}'" for unit in UNITS), ", ".join(f"'{source}'" for source in SOURCES)
    db.execute(f"CREATE TYPE unit_name AS ENUM ({units}); CREATE TYPE source_name AS ENUM ({sources})")
    db.execute(
        "CREATE TABLE cases AS SELECT source::source_name AS source, unit::unit_name AS unit, opened, due, soon, closed,"
        " minutes, rating FROM arrow"
    )
    ends = [date.fromordinal(EPOCH.toordinal() + int(start) - 1) for start in STARTS[1:]]
    db.execute("CREATE TABLE quarters (quarter BIGINT, last DATE)")
    db.executemany("INSERT INTO quarters VALUES (?, ?)", list(enumerate(ends)))
    db.unregister("arrow")

    return timing.Way("duckdb, SQL over a table of its own", lambda: db.execute(SQL).fetchall(), keyed)


# ---- polars


def by_polars(table: pa.Table) -> timing.Way:
    import polars as pl

    frame: Any = pl.from_arrow(table)
    starts = pl.DataFrame({"start": STARTS[:-1], "quarter": np.arange(14, dtype=np.int8)})
    ends = starts.select("quarter", last=pl.Series(STARTS[1:] - 1).cast(pl.Date))
    key = ["source", "unit", "quarter"]

    def quarter(day: str) -> Any:
        return ((pl.col(day).dt.year() - 2023) * 4 + pl.col(day).dt.quarter().cast(pl.Int32) - 1).cast(pl.Int8)

    def run() -> Any:
        cases = frame.lazy().with_columns(came=quarter("opened"), went=quarter("closed"))
        closed, due = pl.col("closed"), pl.col("due")
        received = cases.group_by("source", "unit", quarter="came").agg(received=pl.len())
        replied = (
            cases.filter(closed.is_not_null())
            .group_by("source", "unit", quarter="went")
            .agg(
                early=(closed < due).sum(),
                on_time=(closed == due).sum(),
                late=(closed > due).sum(),
                # The nearest rank: the inverse of the distribution.
                median=pl.col("minutes").quantile(0.5, "equiprobable"),
                ninth=pl.col("minutes").quantile(0.9, "equiprobable"),
                rating=pl.col("rating").mean(),
            )
        )
        left = (
            cases.filter(pl.col("went").is_null() | (pl.col("went") > pl.col("came")))
            .select("source", "unit", "soon", "due", quarter=pl.int_ranges("came", pl.col("went").fill_null(14), dtype=pl.Int8))
            .explode("quarter")
            .join(ends.lazy(), on="quarter")
            .group_by(key)
            .agg(
                calm=(pl.col("soon") > pl.col("last")).sum(),
                soon_due=((pl.col("soon") <= pl.col("last")) & (due >= pl.col("last"))).sum(),
                overdue=(due < pl.col("last")).sum(),
                open=pl.len(),
            )
        )
        opening = left.select("source", "unit", (pl.col("quarter") + 1).cast(pl.Int8), opening="open")
        all_keys = pl.concat([part.select(key) for part in (received, replied, left)]).unique()
        joined = all_keys
        for part in (opening, received, replied, left):
            joined = joined.join(part, on=key, how="left")
        order = ["opening", "received", "early", "on_time", "late", "calm", "soon_due", "overdue"]
        counts = (pl.col(name).fill_null(0) for name in order)
        return joined.select(*key, *counts, "median", "ninth", "rating").collect()

    return timing.Way("polars, lazy, over categories", run, lambda result: keyed(result.iter_rows()))


# ---- pandas and numpy


def by_pandas(table: pa.Table) -> timing.Way:
    import pandas as pd

    frame = table.select(["source", "unit"]).to_pandas()
    far = np.int32(1 << 30)
    minutes, rating = (table[name].fill_null(0).to_numpy() for name in ("minutes", "rating"))
    # What a cell and a time are told by, as one number: sorted once, it has each cell's times in order.
    most = int(minutes.max()) + 1
    day = {name: table[name].cast(pa.int32()).fill_null(int(far)).to_numpy() for name in ["opened", "due", "soon", "closed"]}
    sources, units = len(SOURCES), len(UNITS)
    group = frame["source"].cat.codes.to_numpy().astype(np.int32) * units + frame["unit"].cat.codes.to_numpy()
    quarter_of = np.repeat(np.arange(14, dtype=np.int32), np.diff(STARTS))
    cells = sources * units * 14

    def run() -> Any:
        opened, due, soon, closed = day["opened"], day["due"], day["soon"], day["closed"]
        came = quarter_of[opened - FIRST]
        is_closed = closed < far
        went = np.full(len(closed), 14, np.int32)
        went[is_closed] = quarter_of[closed[is_closed] - FIRST]
        counts = np.zeros((8, cells), np.int64)
        counts[1] = np.bincount(group * 14 + came, minlength=cells)
        done = (group * 14 + went)[is_closed]
        early, late = (closed < due)[is_closed], (closed > due)[is_closed]
        counts[2] = np.bincount(done[early], minlength=cells)
        counts[3] = np.bincount(done[~early & ~late], minlength=cells)
        counts[4] = np.bincount(done[late], minlength=cells)
        replied = np.bincount(done, minlength=cells)
        times = np.sort(done.astype(np.int64) * most + minutes[is_closed]) % most
        begin, has_any = np.cumsum(replied) - replied, replied > 0
        measured = np.full((3, cells), np.nan)
        for row, percent in [(0, 50), (1, 90)]:
            measured[row, has_any] = times[(begin + (replied * percent + 99) // 100 - 1)[has_any]]
        total = np.bincount(done, weights=rating[is_closed], minlength=cells)
        measured[2, has_any] = total[has_any] / replied[has_any]
        [stays] = np.nonzero(went > came)
        often = (np.minimum(went, 14) - came)[stays]
        spread = np.repeat(stays, often)
        quarter = came[spread] + np.arange(len(spread)) - np.repeat(np.cumsum(often) - often, often)
        last = (STARTS[1:] - 1)[quarter]
        cell = group[spread] * 14 + quarter
        overdue, near = due[spread] < last, soon[spread] <= last
        for row, chosen in [(5, ~near), (6, near & ~overdue), (7, overdue)]:
            counts[row] = np.bincount(cell[chosen], minlength=cells)
        left = counts[5] + counts[6] + counts[7]
        counts[0].reshape(-1, 14)[:, 1:] = left.reshape(-1, 14)[:, :-1]
        index = pd.MultiIndex.from_product([SOURCES, UNITS, range(14)])
        columns = [*COUNTS, "median", "ninth", "rating"]
        return pd.DataFrame(np.concatenate([counts, measured]).T, index=index, columns=columns)

    def numbers(result: Any) -> dict[Any, Row]:
        return keyed((*key, *row) for key, row in zip(result.index, result.to_numpy()))

    return timing.Way("pandas, codes and numpy", run, numbers)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=10_000_000, help="rows of the table")
    parser.add_argument("--rounds", type=int, default=5, help="rounds, of which the median is told")
    given = parser.parse_args()
    table = made(given.cases)
    versions = []
    for name in ("kiennghi", "polars", "duckdb", "pandas", "pyarrow"):
        try:
            versions.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            pass
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"{os.cpu_count()} cores{load}; Python {platform.python_version()}, " + ", ".join(versions), flush=True)
    columns = kn.Columns.from_arrow(table, NAMES)
    ways = [timing.Way("kiennghi, columns made before", lambda: ours(columns), numbers_of_ours)]
    missing = []
    for make in (by_polars, by_duckdb, by_pandas):
        try:
            ways.append(make(table))
        except ImportError as error:
            missing.append(str(error.name))
    expected = numbers_of_ours(ways[0].run())
    for way in ways[1:]:
        assert way.numbers is not None
        found = way.numbers(way.run())
        different = [key for key in expected.keys() | found.keys() if expected.get(key) != found.get(key)]
        assert not different, (way.name, len(different), different[0], expected.get(different[0]), found.get(different[0]))
    print("\n" + timing.table(f"every count, median, 90th percentile and mean rating by source, unit and quarter, {given.cases:,} cases", ways, given.rounds), flush=True)
    reading = [timing.Way("kiennghi, `Columns.from_arrow`", lambda: kn.Columns.from_arrow(table, NAMES), None)]
    print("\n" + timing.table("columns from the table, once", reading, min(given.rounds, 3)), flush=True)
    if missing:
        print("\nNot installed, and left out: " + ", ".join(sorted(missing)))


if __name__ == "__main__":
    main()
