"""Due instants in working time, with 0 to 3 pauses each, in each of the ways that people have.

Promises: every way but ours is written for one office alone, with Vietnam's hours (07:30 to 11:30 and
13:00 to 17:00 at UTC+7) as constants, and checks nothing; all reach our result, item by item.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from against.data import AHEAD, DAY, Tables, Terms
from against.timing import Way

WORKED = 28_800  # seconds of a working day
OPEN, NOON, AFTERNOON, CLOSE = 27_000, 41_400, 46_800, 61_200
HALF = NOON - OPEN
BLOCK = 1 << 16  # items whose columns fit into a cache


def ways(calendar: Any, tables: Tables, terms: Terms, missing: list[str]) -> list[Way]:
    """Ours first."""
    found: list[Way] = []
    for add in (arrow, civil, numba):
        try:
            found += add(calendar, tables, terms)
        except ImportError as error:
            missing.append(str(error.name))
    found += [
        Way("numpy, rank and select as gathers, block by block", lambda: by_blocks(tables, terms)),
        Way("numpy, masks over whole columns", lambda: by_masks(tables, terms)),
    ]
    as_numbers = found[0].numbers or np.asarray
    expected = as_numbers(found[0].run())
    for way in found[1:]:
        np.testing.assert_array_equal((way.numbers or np.asarray)(way.run()), expected, err_msg=way.name)
    return found


def arrow(calendar: Any, _: Tables, terms: Terms) -> list[Way]:
    import pyarrow as pa

    instant = pa.timestamp("s", tz="UTC")
    start, amount = pa.array(terms.start).cast(instant), pa.array(terms.amount).cast(pa.duration("s"))
    pairs = [pa.array(column).cast(instant) for column in (terms.pause_start, terms.pause_end)]
    pauses = pa.ListArray.from_arrays(pa.array(terms.bounds), pa.StructArray.from_arrays(pairs, ["start", "end"]))

    def numbers(column: Any) -> np.ndarray:
        return pa.array(column).cast(instant).cast(pa.int64()).to_numpy()

    def run() -> Any:
        return calendar.add_working_time_each(start, amount, pauses=pauses)

    return [Way("kiennghi, Arrow arrays in UTC", run, numbers)]


def civil(calendar: Any, _: Tables, terms: Terms) -> list[Way]:
    """Naive arrays are civil time of the calendar's zone, and are turned into instants and back."""
    told = [(at + AHEAD).astype("datetime64[s]") for at in (terms.start, terms.pause_start, terms.pause_end)]
    amount = terms.amount.astype("timedelta64[s]")

    def run() -> Any:
        return calendar.add_working_time_each(told[0], amount, pauses=(terms.bounds, told[1], told[2]))

    def numbers(due: Any) -> np.ndarray:
        return due.astype("datetime64[s]").astype(np.int64) - AHEAD

    return [Way("kiennghi, NumPy arrays of civil time", run, numbers)]


def numba(_: Any, tables: Tables, terms: Terms) -> list[Way]:
    from numba import njit, prange, types

    u64, i64 = types.uint64, types.int64

    @njit(inline="always", error_model="numpy")
    def seconds(at, before, worked, first):  # type: ignore[no-untyped-def]
        civil = u64(at + AHEAD - first * DAY)
        day = civil // u64(DAY)
        second = i64(civil - day * u64(DAY))
        today = min(max(second - OPEN, 0), HALF) + min(max(second - AFTERNOON, 0), HALF)
        return before[day] + today * worked[day]

    @njit(parallel=True, error_model="numpy")
    def kernel(  # type: ignore[no-untyped-def]
        start, amount, bounds, pause_start, pause_end, before, worked, select, first, due
    ):
        for i in prange(start.size):
            cursor = seconds(start[i], before, worked, first)
            target = cursor + amount[i]
            for j in range(u64(bounds[i]), u64(bounds[i + 1])):
                paused = max(seconds(pause_start[u64(j)], before, worked, first), cursor)
                if paused >= target:
                    break
                cursor = max(seconds(pause_end[u64(j)], before, worked, first), paused)
                target += cursor - paused
            day = u64(target - 1) // u64(WORKED)
            second = i64(u64(target - 1) - day * u64(WORKED)) + 1
            opening = OPEN if second <= HALF else AFTERNOON - HALF
            due[i] = (i64(select[day]) + first) * DAY - AHEAD + opening + second

    before, worked = seconds_before(tables), tables.worked.astype(np.int64)
    due = np.empty_like(terms.start)

    def run(into: np.ndarray) -> np.ndarray:
        given = (terms.start, terms.amount, terms.bounds, terms.pause_start, terms.pause_end)
        kernel(*given, before, worked, tables.select, tables.first, into)
        return into

    return [
        Way("numba kernel, rank and select, 2 threads, into an array that is there", lambda: run(due)),
        Way("the same, into a new array, as ours", lambda: run(np.empty_like(terms.start))),
    ]


def seconds_before(tables: Tables) -> np.ndarray:
    """Seconds worked before each day."""
    return (tables.rank.astype(np.int64) - tables.worked) * WORKED


def by_blocks(tables: Tables, terms: Terms) -> np.ndarray:
    """The columns of a block stay in the cache, and only those that have a pause are looked at."""
    before, worked = seconds_before(tables), tables.worked.astype(np.int64) * WORKED
    shift, first = AHEAD - tables.first * DAY, tables.first

    def seconds(at: np.ndarray) -> np.ndarray:
        day, second = np.divmod(at + shift, DAY)
        today = np.clip(second - OPEN, 0, HALF)
        today += np.clip(second - AFTERNOON, 0, HALF)
        # On a day off nothing is worked of it.
        return before[day] + np.minimum(today, worked[day])

    due = np.empty_like(terms.start)
    for block in range(0, due.size, BLOCK):
        those = slice(block, block + BLOCK)
        cursor = seconds(terms.start[those])
        target = cursor + terms.amount[those]
        offset = terms.bounds[those.start : those.start + cursor.size]
        counts = terms.bounds[those.start + 1 : those.start + 1 + cursor.size] - offset
        for nth in range(counts.max()):
            paused = np.flatnonzero(counts > nth)
            place = offset[paused] + nth
            start = np.maximum(seconds(terms.pause_start[place]), cursor[paused])
            end = np.maximum(seconds(terms.pause_end[place]), start)
            target[paused] += np.where(start < target[paused], end - start, 0)
            cursor[paused] = end
        day, second = np.divmod(target - 1, WORKED)
        opening = np.where(second < HALF, OPEN + 1, AFTERNOON - HALF + 1)
        due[those] = (tables.select[day].astype(np.int64) + first) * DAY - AHEAD + opening + second
    return due


def by_masks(tables: Tables, terms: Terms) -> np.ndarray:
    """As it is first written: columns of the whole length, a mask for each case."""
    before = seconds_before(tables)

    def seconds(at: np.ndarray) -> np.ndarray:
        at = at + AHEAD - tables.first * DAY
        day, second = at // DAY, at % DAY
        today = np.zeros_like(at)
        morning, noon = (second > OPEN) & (second < NOON), (second >= NOON) & (second <= AFTERNOON)
        afternoon, evening = (second > AFTERNOON) & (second < CLOSE), second >= CLOSE
        today[morning] = second[morning] - OPEN
        today[noon] = HALF
        today[afternoon] = second[afternoon] - AFTERNOON + HALF
        today[evening] = WORKED
        today[~tables.worked[day]] = 0
        return before[day] + today

    cursor = seconds(terms.start)
    target = cursor + terms.amount
    counts = np.diff(terms.bounds)
    for nth in range(3):
        has = counts > nth
        # Where there is no pause, one of no length at the start.
        start, end = terms.start.copy(), terms.start.copy()
        start[has] = terms.pause_start[terms.bounds[:-1][has] + nth]
        end[has] = terms.pause_end[terms.bounds[:-1][has] + nth]
        start = np.maximum(seconds(start), cursor)
        end = np.maximum(seconds(end), start)
        counts_in = has & (start < target)
        target[counts_in] += (end - start)[counts_in]
        cursor = np.where(has, end, cursor)
    day, second = (target - 1) // WORKED, (target - 1) % WORKED + 1
    due = (tables.select[day].astype(np.int64) + tables.first) * DAY - AHEAD + second
    morning = second <= HALF
    due[morning] += OPEN
    due[~morning] += AFTERNOON - HALF
    return due
