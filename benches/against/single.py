"""Single calls from Python, each beside a method that does nothing.

Promises: the method beside has the same arguments and answers, converted as PyO3 does it by itself,
and is called in the same loop. What a call costs that converts nothing is told as well.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

CALLS = 20_000
HEAD = """| one call from Python | ours | empty method | ratio | nothing converted |
|---|---|---|---|---|"""


def table(calendar: Any, rounds: int, missing: list[str]) -> str | None:
    try:
        from kiennghi_empty_method import Empty
    except ImportError as error:
        missing.append(f"{error.name} (pip install benches/empty-method)")
        return None
    empty = Empty()
    days = [date(2015, 1, 5) + timedelta(n * 7919 % 4_000) for n in range(CALLS)]
    moments = [datetime(day.year, day.month, day.day, 10, n % 60) for n, day in enumerate(days)]
    amount, last = timedelta(hours=20), date(2020, 1, 1)
    rows: list[tuple[str, Callable[..., Any], Callable[..., Any], list[Any], tuple[Any, ...]]] = [
        ("`is_working_day`", calendar.is_working_day, empty.day_to_bool, days, ()),
        ("`add_working_days`", calendar.add_working_days, empty.day_and_number_to_day, days, (10,)),
        ("`working_days_between`", calendar.working_days_between, empty.two_days_to_number, days, (last,)),
        ("`add_working_time`", calendar.add_working_time, empty.time_and_amount_to_aware_time, moments, (amount,)),
        (
            "`add_working_time`, beside an empty method with a naive answer",
            calendar.add_working_time,
            empty.time_and_amount_to_naive_time,
            moments,
            (amount,),
        ),
    ]
    lines = [HEAD]
    for name, ours, beside, items, rest in rows:
        assert type(ours(items[0], *rest)) is type(beside(items[0], *rest))
        methods = (ours, beside, empty.two_objects if rest else empty.object)
        taken: list[list[float]] = [[] for _ in methods]
        for _ in range(max(rounds, 9)):
            for method, seconds in zip(methods, taken):
                seconds.append(each(method, items, rest))
        own, converted, passed = (median(seconds) * 1e9 for seconds in taken)
        lines.append(f"| {name} | {own:,.0f} ns | {converted:,.0f} ns | {own / converted:.2f} | {passed:,.0f} ns |")
    return "\n".join(lines)


def each(method: Callable[..., Any], items: list[Any], rest: tuple[Any, ...]) -> float:
    """Seconds of one call, without what the loop itself takes."""
    start = time.perf_counter()
    if rest:
        (more,) = rest
        for item in items:
            method(item, more)
    else:
        for item in items:
            method(item)
    middle = time.perf_counter()
    for _ in items:
        pass
    end = time.perf_counter()
    return ((middle - start) - (end - middle)) / len(items)
