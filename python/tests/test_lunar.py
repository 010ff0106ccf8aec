"""Lunar dates: those that were celebrated, and every day against a calendar of someone else's making."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import kiennghi as kn
import pytest
import vnlunar  # type: ignore[import-untyped]

Lunar = tuple[int, int, bool, int]

# vnlunar reads a table, which begins this month a day early; its own computation does not. The new
# moon is on 8 May 2054, half a minute after midnight at UTC+7.
DIFFERENT = (date(2054, 5, 7), date(2054, 6, 5))


def days(first: date, last: date) -> Iterator[date]:
    for n in range((last - first).days + 1):
        yield first + timedelta(n)


def ours(day: date) -> Lunar:
    lunar = kn.lunar.from_solar(day)
    return lunar.year, lunar.month, lunar.leap, lunar.day


def theirs(day: date, zone: float | None = None) -> Lunar:
    """By the table of vnlunar, or computed by it for a zone."""
    lunar = vnlunar.get_lunar_date(day.day, day.month, day.year, zone)
    return lunar["year"], lunar["month"], lunar["leap"] == 1, lunar["day"]


def test_every_day_of_1968_to_2099_is_as_in_vnlunar_but_for_one_month() -> None:
    first, last = DIFFERENT
    for day in days(date(1968, 1, 1), date(2099, 12, 31)):
        assert (ours(day) == theirs(day)) != (first <= day <= last), day


def test_where_the_table_of_vnlunar_differs_its_computation_does_not() -> None:
    for day in days(*DIFFERENT):
        assert ours(day) == theirs(day, 7.0), day


def test_every_day_of_1950_to_1967_is_as_vnlunar_computes_it_for_utc_7() -> None:
    # Its table is for UTC+8 in those years, as the calendars of the time were.
    for day in days(date(1950, 1, 1), date(1967, 12, 31)):
        assert ours(day) == theirs(day, 7.0), day


def test_every_day_of_1950_to_2099_converts_there_and_back() -> None:
    for day in days(date(1950, 1, 1), date(2099, 12, 31)):
        lunar = kn.lunar.from_solar(day)
        assert kn.lunar.to_solar(lunar.year, lunar.month, lunar.day, leap=lunar.leap) == day


@pytest.mark.parametrize(
    ("lunar", "solar"),
    [
        ((2007, 1, 1), date(2007, 2, 17)),  # in China 18 February
        ((2030, 1, 1), date(2030, 2, 2)),  # in China 3 February
        ((2026, 1, 1), date(2026, 2, 17)),
        ((2009, 3, 10), date(2009, 4, 4)),
        ((2037, 3, 10), date(2037, 4, 24)),
        ((2038, 3, 10), date(2038, 4, 13)),
    ],
)
def test_tet_and_the_hung_kings_day(lunar: tuple[int, int, int], solar: date) -> None:
    assert kn.lunar.to_solar(*lunar) == solar


def test_a_leap_month_is_another_month() -> None:
    assert kn.lunar.to_solar(2025, 6, 10) == date(2025, 7, 4)
    assert kn.lunar.to_solar(2025, 6, 10, leap=True) == date(2025, 8, 3)
