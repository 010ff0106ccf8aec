"""Many ways to the same result, timed in turn.

Promises: nothing is timed before its result was found equal to ours; each is timed once in each
round, so that a busy moment of the machine meets all of them; the median of the rounds is told,
and its ratio to ours in the same run.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any


@dataclass
class Way:
    """One way to the result."""

    name: str
    run: Callable[[], Any]
    # The result as plain numbers, to be compared with ours; None to compare nothing, with its reason
    # in the name.
    numbers: Callable[[Any], Any] | None = None


def timed(ways: list[Way], rounds: int) -> list[float]:
    """The median seconds of each way."""
    taken: list[list[float]] = [[] for _ in ways]
    for _ in range(rounds):
        for way, seconds in zip(ways, taken):
            gc.collect()
            start = time.perf_counter()
            result = way.run()
            seconds.append(time.perf_counter() - start)
            del result
    return [median(seconds) for seconds in taken]


def table(title: str, ways: list[Way], rounds: int) -> str:
    """Medians as a table in Markdown; the first way is the measure of the others."""
    medians = timed(ways, rounds)
    lines = [f"| {title} | median | times ours |", "|---|---|---|"]
    for way, seconds in zip(ways, medians):
        lines.append(f"| {way.name} | {seconds * 1000:,.1f} ms | {seconds / medians[0]:.2f} |")
    return "\n".join(lines)
