"""Due dates in 10 working days, Vietnam with its swaps, in each of the ways that people have.

Promises: every way is written as somebody writes it who knows his tool, over the same table of days;
all but numpy's own function without the swaps reach our result, item by item.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from against.data import Tables
from against.timing import Way

AMOUNT = 10
BLOCK = 1 << 16  # items whose columns fit into a cache


def ways(calendar: Any, tables: Tables, days: np.ndarray, missing: list[str]) -> list[Way]:
    """Ours first."""
    dates = days.astype("datetime64[D]")
    found = [Way("kiennghi, a NumPy array of dates", lambda: calendar.add_working_days_each(dates, AMOUNT), day_numbers)]
    ours = found[0].run()
    expected = day_numbers(ours)
    for add in (arrow, numba, numpy, polars, duckdb, busday):
        try:
            found += add(calendar, tables, days)
        except ImportError as error:
            missing.append(str(error.name))
    for way in found:
        if way.numbers is not None:
            np.testing.assert_array_equal(way.numbers(way.run()), expected, err_msg=way.name)
    return found


def day_numbers(result: Any) -> np.ndarray:
    """Days since 1970, of whatever was given back."""
    if isinstance(result, np.ndarray) and result.dtype.kind == "M":
        return result.astype("datetime64[D]").astype(np.int32)
    return np.asarray(result).astype(np.int32)


def arrow(calendar: Any, _: Tables, days: np.ndarray) -> list[Way]:
    import pyarrow as pa

    dates = pa.array(days).cast(pa.date32())

    def result(column: Any) -> np.ndarray:
        return pa.array(column).cast(pa.date32()).cast(pa.int32()).to_numpy()

    return [Way("kiennghi, an Arrow array of dates", lambda: calendar.add_working_days_each(dates, AMOUNT), result)]


def numba(_: Any, tables: Tables, days: np.ndarray) -> list[Way]:
    from numba import njit, prange, types

    @njit(parallel=True, error_model="numpy")
    def two_lookups(days, rank, select, first, amount, due):  # type: ignore[no-untyped-def]
        for i in prange(days.size):
            # Unsigned indices spare numba the question whether one counts from the end.
            due[i] = select[types.uint32(rank[types.uint32(days[i] - first)] + amount - 1)] + first

    @njit(parallel=True, error_model="numpy")
    def one_lookup(days, due_of_day, first, due):  # type: ignore[no-untyped-def]
        for i in prange(days.size):
            due[i] = due_of_day[types.uint32(days[i] - first)]

    due, first, amount = np.empty_like(days), np.int32(tables.first), np.int32(AMOUNT)

    def both_tables() -> np.ndarray:
        two_lookups(days, tables.rank, tables.select, first, amount, due)
        return due

    def due_table() -> np.ndarray:
        one_lookup(days, due_of_day(tables), first, due)
        return due

    return [
        Way("numba loop, rank and select, 2 threads, into an array that is there", both_tables, day_numbers),
        Way("numba loop, one look-up of a due date for each day, made first", due_table, day_numbers),
    ]


def due_of_day(tables: Tables) -> np.ndarray:
    """For each day of the calendar the due date; near its end, the last working day."""
    places = np.minimum(tables.rank + (AMOUNT - 1), tables.select.size - 1)
    return tables.select[places] + np.int32(tables.first)


def numpy(_: Any, tables: Tables, days: np.ndarray) -> list[Way]:
    first = np.int32(tables.first)

    def both_tables() -> np.ndarray:
        return tables.select[tables.rank[days - first] + np.int32(AMOUNT - 1)] + first

    def by_blocks() -> np.ndarray:
        due = np.empty_like(days)
        for block in range(0, days.size, BLOCK):
            those = slice(block, block + BLOCK)
            place = tables.rank[days[those] - first]
            place += np.int32(AMOUNT - 1)
            # With `clip` numpy writes into `out` itself; nothing is out of range here.
            np.take(tables.select, place, out=due[those], mode="clip")
        due += first
        return due

    def due_table() -> np.ndarray:
        return np.take(due_of_day(tables), np.subtract(days, first, dtype=np.intp), mode="clip")

    return [
        Way("numpy, rank and select as gathers", both_tables, day_numbers),
        Way("numpy, the same block by block, in the cache", by_blocks, day_numbers),
        Way("numpy, one gather from a due date for each day, made first", due_table, day_numbers),
    ]


def polars(_: Any, tables: Tables, days: np.ndarray) -> list[Way]:
    import polars as pl

    dates, rank, select = pl.Series(days).cast(pl.Date), pl.Series(tables.rank), pl.Series(tables.select)

    def both_tables() -> Any:
        place = rank.gather(dates.cast(pl.Int32) - tables.first) + (AMOUNT - 1)
        return (select.gather(place) + tables.first).cast(pl.Date)

    def due_table() -> Any:
        return pl.Series(due_of_day(tables)).gather(dates.cast(pl.Int32) - tables.first).cast(pl.Date)

    def result(due: Any) -> np.ndarray:
        return due.cast(pl.Int32).to_numpy()

    return [
        Way("polars, rank and select as gathers", both_tables, result),
        Way("polars, one gather from a due date for each day, made first", due_table, result),
    ]


def duckdb(_: Any, tables: Tables, days: np.ndarray) -> list[Way]:
    import duckdb as engine

    database = engine.connect()
    database.execute("SET threads = 2")
    all_days = np.arange(tables.first, tables.first + tables.rank.size, dtype=np.int32)
    for name, columns in (("item", {"day": days}), ("term", {"day": all_days, "due": due_of_day(tables)})):
        database.register("given", columns)
        dates = ", ".join(f"DATE '1970-01-01' + {column} AS {column}" for column in columns)
        database.execute(f"CREATE TABLE {name} AS SELECT {dates} FROM given")
        database.unregister("given")

    def join(columns: str) -> Any:
        database.execute(f"CREATE OR REPLACE TABLE result AS SELECT {columns} FROM item JOIN term USING (day)")
        return database.table("result")

    # A join keeps no order: the due date is known by its date, or it is one of all.
    def by_day(result: Any) -> np.ndarray:
        columns, due = result.fetchnumpy(), np.empty_like(days)
        due[np.argsort(days)] = day_numbers(columns["due"])[np.argsort(columns["day"])]
        return due

    def all_of_them(result: Any) -> np.ndarray:
        due = np.empty_like(days)
        due[np.argsort(days)] = np.sort(day_numbers(result.fetchnumpy()["due"]))
        return due

    return [
        Way("duckdb, joined with a table: dates and due dates", lambda: join("day, due"), by_day),
        Way("duckdb, joined with a table: due dates alone, in no order", lambda: join("due"), all_of_them),
    ]


def busday(_: Any, tables: Tables, days: np.ndarray) -> list[Way]:
    """numpy knows holidays, but no Saturday that is worked."""
    all_days = np.arange(tables.first, tables.first + tables.rank.size)
    weekday = (all_days + 3) % 7 < 5
    holidays = all_days[weekday & ~tables.worked].astype("datetime64[D]")
    make_up = all_days[~weekday & tables.worked]
    make_up_rank = np.cumsum(~weekday & tables.worked)
    office, dates = np.busdaycalendar(holidays=holidays), days.astype("datetime64[D]")

    def without() -> np.ndarray:
        return np.busday_offset(dates, AMOUNT, roll="backward", busdaycal=office)

    def make_up_days(after: np.ndarray, up_to: np.ndarray) -> np.ndarray:
        first = np.datetime64(tables.first, "D")
        return make_up_rank[(up_to - first).astype(np.int64)] - make_up_rank[(after - first).astype(np.int64)]

    def corrected() -> np.ndarray:
        """Each make-up day on the way saves an ordinary one; what that takes back too far is made up
        for a day at a time, on the few dates that it happens to."""
        due = without()
        saved = make_up_days(dates, due)
        those = np.flatnonzero(saved)
        due[those] = np.busday_offset(dates[those], AMOUNT - saved[those], roll="backward", busdaycal=office)
        left = saved[those] - make_up_days(dates[those], due[those])
        while (still := left > 0).any():
            those, left = those[still], left[still] - 1
            ordinary = np.busday_offset(due[those], 1, roll="backward", busdaycal=office)
            place = np.searchsorted(make_up, due[those].astype(np.int64), side="right")
            make_up_day = make_up[np.minimum(place, make_up.size - 1)].astype("datetime64[D]")
            due[those] = np.where((place < make_up.size) & (make_up_day < ordinary), make_up_day, ordinary)
        return due

    same = np.mean(day_numbers(without()) == day_numbers(corrected()))
    return [
        Way(f"numpy.busday_offset without make-up days: right for {same:.0%} of the dates", without),
        Way("numpy.busday_offset, corrected for make-up days", corrected, day_numbers),
    ]
