"""The arrays that all are given, and the plain tables of those who compute by themselves.

Promises: the same numbers as in benches/calendar.rs, item by item, whatever is installed here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

# Seconds that civil time in Vietnam is ahead of UTC, on every day of the tables.
AHEAD = 7 * 3600
DAY = 86_400


def numbers(seed: int, count: int) -> np.ndarray:
    """Numbers that look random and are the same in every run: the upper 31 bits of a linear
    congruential generator, of which whole stretches are made at once from the stretch before."""
    found = np.empty(count, np.uint64)
    found[:1] = seed
    step, add, have = 6_364_136_223_846_793_005, 1_442_695_040_888_963_407, 1
    while have < count:
        more = min(have, count - have)
        found[have : have + more] = found[:more] * np.uint64(step) + np.uint64(add)
        step, add, have = step * step % 2**64, (step * add + add) % 2**64, have + more
    return (found >> np.uint64(33)).astype(np.int64)


def days(items: int) -> np.ndarray:
    """Dates from 2015 to 2025, as days since 1970."""
    first = (date(2015, 1, 5) - date(1970, 1, 1)).days
    return (first + numbers(1, items) % 4_000).astype(np.int32)


@dataclass
class Tables:
    """What a careful programmer makes of a calendar before he starts: rank and select over days."""

    first: int  # days since 1970 of the first day
    worked: np.ndarray  # is the day worked?
    rank: np.ndarray  # working days up to and with each day
    select: np.ndarray  # the day of each working day, from the first day on

    @staticmethod
    def of(calendar: Any) -> Tables:
        count = (calendar.last - calendar.first).days + 1
        worked = np.array([calendar.is_working_day(calendar.first + timedelta(n)) for n in range(count)])
        rank, select = np.cumsum(worked, dtype=np.int32), np.flatnonzero(worked).astype(np.int32)
        return Tables((calendar.first - date(1970, 1, 1)).days, worked, rank, select)


@dataclass
class Terms:
    """Terms of 1 to 10 days of 8 hours, one in four extended, with 0 to 3 pauses of up to 4 days, all
    in whole minutes told in seconds since 1970 UTC. The pauses of item i stand at bounds[i] up to
    bounds[i + 1], in order."""

    start: np.ndarray
    amount: np.ndarray
    bounds: np.ndarray
    pause_start: np.ndarray
    pause_end: np.ndarray

    @staticmethod
    def made(items: int) -> Terms:
        # Each item draws its start, amount, extension and number of pauses, then two for each pause.
        drawn = numbers(2, items * 72 // 10 + 10_000)
        steps = (4 + 2 * (drawn % 4)).astype(np.uint8).tobytes()
        places, place = np.empty(items, np.int64), 0
        for item in range(items):
            places[item] = place
            place += steps[place + 3]
        first = (date(2015, 1, 5) - date(1970, 1, 1)).days * DAY - AHEAD
        start = first + drawn[places] % (4_000 * 1440) * 60
        amount = (1 + drawn[places + 1] % 10) * 28_800 * np.where(drawn[places + 2] % 4 == 0, 2, 1)
        counts = drawn[places + 3] % 4
        bounds = np.zeros(items + 1, np.int32)
        np.cumsum(counts, out=bounds[1:])
        pause_start, pause_end = np.empty((2, bounds[-1]), np.int64)
        at = start.copy()
        for nth in range(3):
            those = np.flatnonzero(counts > nth)
            at[those] += drawn[places[those] + 4 + 2 * nth] % (3 * 1440) * 60
            pause_start[bounds[those] + nth] = at[those]
            at[those] += drawn[places[those] + 5 + 2 * nth] % (4 * 1440) * 60
            pause_end[bounds[those] + nth] = at[those]
        return Terms(start, amount, bounds, pause_start, pause_end)
