"""Columns: item by item what the single questions answer, from every door and in every unit."""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import kiennghi as kn
import numpy as np
import polars as pl
import pyarrow as pa
import pytest

UNITS = ("s", "ms", "us", "ns")
WEEK = {day: ["08:00-12:00", "13:00-17:30"] for day in ("mon", "tue", "wed", "thu", "fri")}
# Open at the hours in which clocks change.
NIGHTS = kn.WorkCalendar(
    zone="Europe/London", week={"sat": ["20:00-24:00"], "sun": ["00:00-09:00"], "wed": ["09:00-17:00"]}, first_year=2020, last_year=2030
)
CALENDARS = {
    "vietnam": kn.WorkCalendar.vietnam(),
    "new_york": kn.WorkCalendar(zone="America/New_York", week=WEEK, first_year=2015, last_year=2032),
    "nights": NIGHTS,
    "utc": kn.WorkCalendar(zone="UTC", week=WEEK, first_year=2015, last_year=2032),
}


def dates(random_: random.Random, count: int) -> list[date]:
    return [date(2021, 1, 1) + timedelta(random_.randrange(2500)) for _ in range(count)]


def moments(random_: random.Random, count: int) -> list[datetime]:
    """Civil times to the minute, many of them around the last Sundays of March and October."""
    found = []
    for _ in range(count):
        if random_.random() < 0.4:
            day = random_.choice([datetime(2024, 3, 31), datetime(2024, 10, 27), datetime(2024, 3, 10), datetime(2024, 11, 3)])
            found.append(day + timedelta(minutes=random_.randrange(-600, 900)))
        else:
            found.append(datetime(2021, 1, 1) + timedelta(minutes=random_.randrange(2500 * 1440)))
    return found


def with_nulls(random_: random.Random, items: list[Any], share: float) -> list[Any]:
    return [None if random_.random() < share else item for item in items]


def chunked(array: pa.Array, random_: random.Random) -> pa.ChunkedArray:
    cuts = sorted(random_.randrange(len(array) + 1) for _ in range(3))
    parts = [array.slice(start, end - start) for start, end in zip([0, *cuts], [*cuts, len(array)])]
    return pa.chunked_array(parts, array.type)


def sliced(array: pa.Array) -> pa.Array:
    """The same behind three items more, of which one is null."""
    padded = pa.concat_arrays([array[:1], pa.nulls(1, array.type), array[:1], array]) if len(array) else array
    return padded.slice(len(padded) - len(array))


def strided(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    wide = np.zeros(2 * len(array), array.dtype)
    wide[::2] = array
    return wide[::2]


ARROW_FORMS: dict[str, Callable[[Any, random.Random], Any]] = {
    "array": lambda array, _: array,
    "sliced": lambda array, _: sliced(array),
    "chunked": chunked,
    "polars": lambda array, _: pl.Series(array),
}
NUMPY_FORMS: dict[str, Callable[[np.ndarray[Any, Any]], Any]] = {
    "array": lambda array: array,
    "strided": strided,
    "backwards": lambda array: array[::-1].copy()[::-1],
    "swapped": lambda array: array.astype(array.dtype.newbyteorder(">")),
    "read only": lambda array: (array.setflags(write=False), array)[1],
    "unaligned": lambda array: np.frombuffer(b"x" + array.tobytes(), array.dtype, offset=1),
}


def aware(calendar: kn.WorkCalendar, at: datetime | None) -> datetime | None:
    return None if at is None else at.replace(tzinfo=ZoneInfo(calendar.zone))


def asked(question: Callable[..., Any], *given: Any) -> Any:
    return None if any(one is None for one in given) else question(*given)


@pytest.mark.parametrize("name", CALENDARS)
@pytest.mark.parametrize("form", ARROW_FORMS)
def test_days_from_arrow_are_those_of_the_single_questions(name: str, form: str) -> None:
    calendar, random_ = CALENDARS[name], random.Random(name + form)
    turn = ARROW_FORMS[form]
    for share in (0.0, 0.3):
        days = with_nulls(random_, dates(random_, 300), share)
        ends = with_nulls(random_, dates(random_, 300), share)
        amounts = with_nulls(random_, [random_.randint(-100, 100) for _ in days], share)
        column, other = (turn(pa.array(items, pa.date32()), random_) for items in (days, ends))
        for whole in (pa.int8(), pa.int16(), pa.int32(), pa.int64()):
            due = calendar.add_working_days_each(column, turn(pa.array(amounts, whole), random_))
            assert list(due) == [asked(calendar.add_working_days, *pair) for pair in zip(days, amounts)]
        assert list(calendar.add_working_days_each(column, 7)) == [asked(calendar.add_working_days, day, 7) for day in days]
        between = calendar.working_days_between_each(column, other)
        assert list(between) == [asked(calendar.working_days_between, *pair) for pair in zip(days, ends)]
        assert between.null_count == sum(pair[0] is None or pair[1] is None for pair in zip(days, ends))
        assert (due.type, between.type) == ("date32", "int32")


def test_date64_holds_whole_days() -> None:
    calendar = CALENDARS["vietnam"]
    days = pa.array([date(2026, 2, 12), None, date(1969, 12, 31)], pa.date64())
    assert list(calendar.add_working_days_each(days[:2], 5)) == [date(2026, 2, 26), None]
    broken = pa.array([0, None, 5], pa.int64()).view(pa.date64())
    with pytest.raises(kn.ArgumentError, match="item 2 of `days` is not a whole day"):
        calendar.add_working_days_each(broken, 5)


@pytest.mark.parametrize("name", CALENDARS)
@pytest.mark.parametrize("form", NUMPY_FORMS)
def test_days_from_numpy_are_those_of_the_single_questions(name: str, form: str) -> None:
    calendar, random_ = CALENDARS[name], random.Random(name + form)
    turn = NUMPY_FORMS[form]
    days, ends = (dates(random_, 300) for _ in range(2))
    amounts = [random_.randint(-100, 100) for _ in days]
    expected = [calendar.add_working_days(*pair) for pair in zip(days, amounts)]
    for whole in ("i1", "i2", "i4", "i8", "u1"):
        shown = [abs(amount) for amount in amounts] if whole == "u1" else amounts
        due = calendar.add_working_days_each(turn(np.array(days, "datetime64[D]")), turn(np.array(shown, whole)))
        assert due.dtype == np.dtype("datetime64[D]") and due.flags.writeable
        if whole != "u1":
            assert due.tolist() == expected
    missing = np.array([None if n % 3 else day for n, day in enumerate(days)], "datetime64[D]")
    due = calendar.add_working_days_each(turn(missing), 7)
    assert due.tolist() == [None if n % 3 else calendar.add_working_days(day, 7) for n, day in enumerate(days)]
    between = calendar.working_days_between_each(*(turn(np.array(those, "datetime64[D]")) for those in (days, ends)))
    assert between.dtype == np.int32
    assert between.tolist() == [calendar.working_days_between(*pair) for pair in zip(days, ends)]
    with pytest.raises(kn.ArgumentError, match="item 1: a day is NaT"):
        calendar.working_days_between_each(turn(missing), turn(missing))


def pauses_of(random_: random.Random, starts: list[datetime | None]) -> list[list[tuple[datetime, datetime]]]:
    found = []
    for start in starts:
        lists = []
        for _ in range(random_.randint(0, 3)):
            first = (start or datetime(2024, 1, 1)) + timedelta(minutes=random_.randrange(-500, 5000))
            lists.append((first, first + timedelta(minutes=random_.randrange(3000))))
        found.append(lists)
    return found


def struct_of(unit: str, zone: str | None) -> pa.DataType:
    return pa.struct([("from", pa.timestamp(unit, zone)), ("to", pa.timestamp(unit, zone))])


@pytest.mark.parametrize("name", CALENDARS)
@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("form", ARROW_FORMS)
@pytest.mark.parametrize("is_instant", [True, False])
def test_time_from_arrow_is_that_of_the_single_questions(name: str, unit: str, form: str, is_instant: bool) -> None:
    calendar, random_ = CALENDARS[name], random.Random(name + unit + form + str(is_instant))
    turn, zone = ARROW_FORMS[form], "UTC" if is_instant else None
    shown = "ms" if (form, unit) == ("polars", "s") else unit  # polars has no seconds
    for share in (0.0, 0.2):
        starts, ends = (with_nulls(random_, moments(random_, 200), share) for _ in range(2))
        amounts = with_nulls(random_, [timedelta(minutes=random_.randint(-3000, 9000)) for _ in starts], share)
        lists = with_nulls(random_, pauses_of(random_, starts), share)

        def told(at: Any) -> Any:
            """As Arrow is given it: pyarrow turns aware datetimes into instants."""
            return aware(calendar, at) if is_instant else at

        column, other = (
            turn(pa.array([told(at) for at in those], pa.timestamp(unit, zone)), random_) for those in (starts, ends)
        )
        lengths = turn(pa.array(amounts, pa.duration(unit)), random_)
        pairs = [None if those is None else [{"from": told(a), "to": told(b)} for a, b in those] for those in lists]
        for list_of in (pa.list_, pa.large_list):
            pauses = turn(pa.array(pairs, list_of(struct_of(unit, zone))), random_)
            due = calendar.add_working_time_each(column, lengths, pauses=pauses)
            assert due.type == f"timestamp[{shown}, tz={calendar.zone}]"
            expected = [
                asked(lambda at, amount, those: calendar.add_working_time(at, amount, pauses=those), *items)
                for items in zip(starts, amounts, lists)
            ]
            assert list(due) == expected
        due = calendar.add_working_time_each(column, timedelta(hours=30), landing="at_next_opening")
        assert list(due) == [
            asked(lambda at: calendar.add_working_time(at, timedelta(hours=30), landing="at_next_opening"), at) for at in starts
        ]
        between = calendar.working_time_between_each(column, other, pauses=pauses)
        assert between.type == f"duration[{shown}]"
        assert list(between) == [
            asked(lambda a, b, those: calendar.working_time_between(a, b, pauses=those), *items)
            for items in zip(starts, ends, lists)
        ]
        assert list(calendar.working_time_between_each(column, other)) == [
            asked(calendar.working_time_between, *items) for items in zip(starts, ends)
        ]


@pytest.mark.parametrize("name", CALENDARS)
@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("form", NUMPY_FORMS)
def test_time_from_numpy_is_that_of_the_single_questions(name: str, unit: str, form: str) -> None:
    calendar, random_ = CALENDARS[name], random.Random(name + unit + form)
    turn = NUMPY_FORMS[form]
    for share in (0.0, 0.2):
        starts, ends = (with_nulls(random_, moments(random_, 200), share) for _ in range(2))
        amounts = with_nulls(random_, [timedelta(minutes=random_.randint(-3000, 9000)) for _ in starts], share)
        lists = pauses_of(random_, starts)
        bounds = np.cumsum([0, *(len(those) for those in lists)])
        flat = [pause for those in lists for pause in those]
        pauses = tuple(turn(np.array([pause[n] for pause in flat], f"datetime64[{unit}]")) for n in range(2))
        column, other = (turn(np.array(those, f"datetime64[{unit}]")) for those in (starts, ends))
        lengths = turn(np.array(amounts, f"timedelta64[{unit}]"))
        for bound in ("i4", "i8"):
            due = calendar.add_working_time_each(column, lengths, pauses=(bounds.astype(bound), *pauses))
            assert due.dtype == np.dtype(f"datetime64[{unit}]")
            expected = [
                asked(lambda at, amount: calendar.add_working_time(at, amount, pauses=those).replace(tzinfo=None), *items)
                for *items, those in zip(starts, amounts, lists)
            ]
            assert due.astype("datetime64[us]").tolist() == expected
        between = calendar.working_time_between_each(column, other, pauses=(bounds, *pauses))
        assert between.dtype == np.dtype(f"timedelta64[{unit}]")
        assert between.astype("timedelta64[us]").tolist() == [
            asked(lambda a, b: calendar.working_time_between(a, b, pauses=those), *items)
            for *items, those in zip(starts, ends, lists)
        ]


def test_what_a_pause_lacks_its_item_lacks() -> None:
    calendar, at = CALENDARS["vietnam"], datetime(2026, 3, 6, 15)
    lists = [[], None, [{"from": at, "to": None}], [None], [{"from": at, "to": at}]]
    starts = pa.array([at] * 5, pa.timestamp("s"))
    due = calendar.add_working_time_each(starts, timedelta(hours=1), pauses=pa.array(lists, pa.list_(struct_of("s", None))))
    assert [item is None for item in due] == [False, True, True, True, False]


def test_a_civil_time_that_occurs_twice_is_the_earlier_and_one_in_a_gap_moves_on() -> None:
    twice, gap = datetime(2024, 10, 27, 1, 30, 0, 250_000), datetime(2024, 3, 31, 1, 30, 0, 250_000)
    due = NIGHTS.add_working_time_each(np.array([twice, gap], "datetime64[us]"), timedelta(0))
    assert due.tolist() == [twice, gap + timedelta(hours=1)]
    instants = NIGHTS.add_working_time_each(pa.array([twice, gap], pa.timestamp("us")), timedelta(0))
    assert [item.astimezone(timezone.utc).hour for item in instants] == [0, 1]
    assert pa.array(instants).cast(pa.int64()).to_pylist() == [1729989000250000, 1711848600250000]


def test_units_meet_in_the_finest() -> None:
    calendar = CALENDARS["vietnam"]
    start, amount = np.array(["2026-03-06T15:00"], "datetime64[s]"), np.array([1500], "timedelta64[ms]")
    assert calendar.add_working_time_each(start, amount).dtype == np.dtype("datetime64[ms]")
    column = calendar.add_working_time_each(pa.array(start), pa.array(amount))
    assert column.type == "timestamp[ms, tz=Asia/Ho_Chi_Minh]" and column[0].microsecond == 500_000
    with pytest.raises(kn.ArgumentError, match="not a whole number of s, in which"):
        calendar.add_working_time_each(start, timedelta(milliseconds=1500))
    # What a finer unit cannot tell is beyond the calendar, not somewhere else.
    with pytest.raises(kn.CalendarError, match="^item 0: "):
        around = start + np.timedelta64(2**64 // 10**9, "s")  # in ns the same number but for the bits that are lost
        calendar.add_working_time_each(around, np.array([1], "timedelta64[ns]"))
    with pytest.raises(kn.CalendarError, match="^item 0: "):
        instants = pa.array(around).cast(pa.timestamp("s", "UTC"))
        calendar.add_working_time_each(instants, np.array([1], "timedelta64[ns]"))


@pytest.mark.parametrize("count", [0, 1, 40_000, 1_100_000])
def test_long_and_empty_columns(count: int) -> None:
    calendar = CALENDARS["vietnam"]
    days = np.datetime64("2015-01-05") + np.arange(count) % 4000
    due = calendar.add_working_days_each(days, 10)
    column = calendar.add_working_days_each(pa.array(days), 10)
    assert len(due) == len(column) == count and np.array_equal(column.to_numpy(), due)
    assert np.array_equal(calendar.add_working_days_each(days, np.full(count, 10)), due)
    assert np.array_equal(calendar.working_days_between_each(days, due), np.full(count, 10))
    starts = days.astype("datetime64[s]")
    later = calendar.add_working_time_each(starts, timedelta(hours=40))
    assert np.array_equal(calendar.working_time_between_each(starts, later), np.full(count, 144_000, "timedelta64[s]"))
    assert len(calendar.add_working_days_each(pa.chunked_array([], pa.date32()), 5)) == 0


@pytest.mark.parametrize("share", [0.0, 0.1])
def test_pauses_keep_their_items_in_long_columns(share: float) -> None:
    calendar, random_, times = CALENDARS["vietnam"], random.Random(7), 500
    starts = with_nulls(random_, moments(random_, 200), share)
    lists = pauses_of(random_, starts)
    flat = [pause for those in lists for pause in those]
    one = np.array(starts, "datetime64[s]")
    ends = [np.array([pause[n] for pause in flat], "datetime64[s]") for n in range(2)]
    counts = np.array([len(those) for those in lists])

    def asked_for(times: int, zone: str | None) -> tuple[Any, Any]:
        bounds = np.concatenate([[0], np.cumsum(np.tile(counts, times))])
        pairs = [np.tile(those, times) for those in ends]
        start = np.tile(one, times)
        amount = timedelta(hours=20)
        array = calendar.add_working_time_each(start, amount, pauses=(bounds, *pairs))
        told = [pa.array(those).cast(pa.timestamp("s", zone)) for those in (start, *pairs)]
        struct = pa.StructArray.from_arrays(told[1:], ["from", "to"])
        pauses = pa.ListArray.from_arrays(pa.array(bounds, pa.int32()), struct)
        return array, pa.array(calendar.add_working_time_each(told[0], amount, pauses=pauses))

    for zone in (None, "UTC"):
        (few, few_told), (many, many_told) = asked_for(1, zone), asked_for(times, zone)
        np.testing.assert_array_equal(many, np.tile(few, times))
        assert many_told.equals(pa.concat_arrays([few_told] * times))


@pytest.mark.parametrize("place", [0, 17, 32_768, 99_999])
def test_the_first_item_without_an_answer_is_named(place: int) -> None:
    calendar = CALENDARS["vietnam"]
    days = np.full(100_000, np.datetime64("2026-03-02"))
    days[place:] = np.datetime64("2101-01-01")
    for given in (days, pa.array(days)):
        with pytest.raises(kn.CalendarError, match=f"^item {place}: .*2101"):
            calendar.add_working_days_each(given, 1)
    # With nulls before it, it keeps its place in the column.
    days[: place // 2] = np.datetime64("NaT")
    for given in (days, pa.array(days)):
        with pytest.raises(kn.CalendarError, match=f"^item {place}: .*2101"):
            calendar.add_working_days_each(given, 1)
        with pytest.raises(kn.CalendarError, match=f"^item {place}: "):
            calendar.working_days_between_each(given, given)


def test_what_lies_under_a_null_is_not_asked_about() -> None:
    calendar = CALENDARS["vietnam"]
    buffers = [pa.py_buffer(b"\x02"), pa.array([2_000_000_000, 20_000], pa.int32()).buffers()[1]]
    days = pa.Array.from_buffers(pa.date32(), 2, buffers)
    assert list(calendar.add_working_days_each(days, 1)) == [None, date(2024, 10, 7)]


@pytest.mark.parametrize("far", [2**31, 2**32 + 20_000, -(2**31) - 1, 2**62, -(2**63) + 1])
def test_numbers_of_more_than_32_bits_are_beyond_the_calendar_and_not_cut(far: int) -> None:
    calendar = CALENDARS["vietnam"]
    days = np.array([20_000, far, 20_001], "datetime64[D]")
    with pytest.raises(kn.CalendarError, match="^item 1: "):
        calendar.add_working_days_each(days, 1)
    with pytest.raises(kn.CalendarError, match="^item 1: "):
        calendar.add_working_days_each(days[[0, 0, 2]], np.array([1, far, 1]))


def test_policies_are_heard_and_refused_by_item() -> None:
    calendar = CALENDARS["vietnam"]
    start = np.array(["2026-03-06T15:00", "2026-03-07T15:00"], "datetime64[s]")
    with pytest.raises(kn.CalendarError, match="^item 1: .*outside the working hours"):
        calendar.add_working_time_each(start, timedelta(hours=1), outside_hours="refuse")
    moved = calendar.add_working_time_each(start, timedelta(0), zero="to_opening")
    assert moved.tolist() == [datetime(2026, 3, 6, 15), datetime(2026, 3, 9, 7, 30)]
    with pytest.raises(kn.ArgumentError, match="landing"):
        calendar.add_working_time_each(start, timedelta(0), landing="later")  # type: ignore[call-overload]


AT = np.array(["2026-03-06T15:00"], "datetime64[s]")
DAY = np.array(["2026-03-06"], "datetime64[D]")
REFUSED: dict[str, Callable[[kn.WorkCalendar], Any]] = {
    "`days` is a column of utf8; give days: date32, date64": lambda c: c.add_working_days_each(pa.array(["a"]), 1),
    "`days` is a column of utf8view;": lambda c: c.add_working_days_each(pl.Series(["a"]), 1),
    "`days` is a list; give a NumPy array": lambda c: c.add_working_days_each([date(2026, 3, 2)], 1),  # type: ignore[call-overload]
    r"`days` is a column of datetime64\[s\]": lambda c: c.add_working_days_each(AT, 1),
    r"`days` is a column of timestamp\[us, tz=UTC\]": lambda c: c.add_working_days_each(pa.array([], pa.timestamp("us", "UTC")), 1),
    "`days` is a column of float64": lambda c: c.add_working_days_each(np.array([1.5]), 1),
    "`days` is an array of more or less than one": lambda c: c.add_working_days_each(DAY.reshape(1, 1), 1),
    "`days` is a masked array": lambda c: c.add_working_days_each(np.ma.array(DAY, mask=[True]), 1),
    "`amount` is a column of float64": lambda c: c.add_working_days_each(DAY, pa.array([1.5])),
    "`amount` is a column of uint64": lambda c: c.add_working_days_each(DAY, np.array([1], np.uint64)),
    "`amount` is a whole number of days": lambda c: c.add_working_days_each(DAY, 1.5),  # type: ignore[call-overload]
    "`end` is a column of int64": lambda c: c.working_days_between_each(DAY, np.array([1])),
    r"`start` is a column of datetime64\[D\]; give moments": lambda c: c.add_working_time_each(DAY, timedelta(1)),
    r"`start` is a column of datetime64\[h\]": lambda c: c.add_working_time_each(DAY.astype("datetime64[h]"), timedelta(1)),
    "`start` is a column of date32; give moments": lambda c: c.add_working_time_each(pa.array(DAY), timedelta(1)),
    "`amount` is a timedelta": lambda c: c.add_working_time_each(AT, 5),  # type: ignore[call-overload]
    "`amount` is a column of int64; give amounts of time": lambda c: c.add_working_time_each(AT, np.array([5])),
    "`pauses` is a column of int64": lambda c: c.add_working_time_each(AT, timedelta(1), pauses=pa.array([1])),
    "`pauses` is a column of list": lambda c: c.add_working_time_each(AT, timedelta(1), pauses=pa.array([[1]])),
    "`pauses` as columns are three": lambda c: c.add_working_time_each(AT, timedelta(1), pauses=(AT, AT)),  # type: ignore[call-overload]
    "the bounds of `pauses`": lambda c: c.add_working_time_each(AT, timedelta(1), pauses=(np.array([0, 2]), AT, AT)),
    "go from 0 or more up to 1": lambda c: c.add_working_time_each(AT, timedelta(1), pauses=(np.array([-1, 1]), AT, AT)),
    "and never down": lambda c: c.add_working_time_each(AT, timedelta(1), pauses=(np.array([1, 0]), AT, AT)),
}


@pytest.mark.parametrize("message", REFUSED)
def test_what_cannot_be_used_is_refused_with_what_it_is_and_what_would_be_right(message: str) -> None:
    with pytest.raises(kn.ArgumentError, match=message):
        REFUSED[message](CALENDARS["vietnam"])


def test_lengths_that_differ_are_refused() -> None:
    calendar, two = CALENDARS["vietnam"], np.repeat(DAY, 2)
    with pytest.raises(kn.CalendarError, match="amounts has 1 items; 2 would fit"):
        calendar.add_working_days_each(two, np.array([1]))
    with pytest.raises(kn.CalendarError, match="second dates has 1 items; 2 would fit"):
        calendar.working_days_between_each(two, DAY)
    with pytest.raises(kn.CalendarError, match="second moments has 2 items; 1 would fit"):
        calendar.working_time_between_each(AT, np.repeat(AT, 2))
    with pytest.raises(kn.CalendarError, match="bounds of pauses has 1 items; 2 would fit"):
        calendar.working_time_between_each(AT, AT, pauses=(np.array([0]), AT, AT))
    with pytest.raises(kn.CalendarError, match="ends of pauses has 2 items; 1 would fit"):
        calendar.working_time_between_each(AT, AT, pauses=(np.array([0, 1]), AT, np.repeat(AT, 2)))
    with pytest.raises(kn.CalendarError, match="bounds of pauses has 3 items; 2 would fit"):
        calendar.working_time_between_each(AT, AT, pauses=pa.array([[], []], pa.list_(struct_of("s", None))))


def test_a_column_is_taken_without_a_copy() -> None:
    calendar = CALENDARS["vietnam"]
    column = calendar.add_working_time_each(pa.array(AT), timedelta(hours=4))
    first, again = pa.array(column), pa.array(column)
    assert first.buffers()[1].address == again.buffers()[1].address
    milliseconds = calendar.add_working_time_each(pa.array(AT.astype("datetime64[ms]")), timedelta(hours=4))  # polars has no seconds
    assert pl.Series(milliseconds).to_arrow().buffers()[1].address == pa.array(milliseconds).buffers()[1].address
    between = calendar.working_time_between_each(pa.array(AT), pa.array(AT))
    memory = between.to_numpy()
    assert memory.__array_interface__["data"] == (pa.array(between).buffers()[1].address, True)
    assert np.asarray(between, copy=False).__array_interface__["data"] == memory.__array_interface__["data"]
    with pytest.raises(ValueError, match="without a copy"):
        np.asarray(column, copy=False)
    # And it outlives what it came from.
    del column, between
    assert first.to_pylist()[0] == datetime(2026, 3, 9, 9, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")) and memory[0] == np.timedelta64(0)


def test_a_column_is_a_sequence_and_an_array() -> None:
    calendar = CALENDARS["vietnam"]
    column = calendar.add_working_days_each(pa.array([date(2026, 2, 12), None, *[date(2026, 3, 2)] * 5]), 5)
    assert column[-1] == column[2] == date(2026, 3, 9) and column[1] is None and column.null_count == 1
    with pytest.raises(IndexError, match="item 7 of a column of 7"):
        column[7]
    with pytest.raises(IndexError):
        column[-8]
    assert repr(column) == (
        "<kiennghi.Column of date32: 7 items, 2026-02-26, null, 2026-03-09, 2026-03-09, 2026-03-09, …>"
    )
    assert np.asarray(column, "datetime64[s]").tolist()[:2] == [datetime(2026, 2, 26), None]
    between = calendar.working_days_between_each(pa.array([date(2026, 2, 12), None]), pa.array([date(2026, 2, 26)] * 2))
    np.testing.assert_array_equal(between.to_numpy(), [5.0, np.nan])
    assert pa.array(column).equals(pa.array(list(column))) and pl.Series(column).to_list() == list(column)
    # An answer is a question again.
    assert list(calendar.add_working_days_each(column, -5))[2] == date(2026, 3, 2)
    time = calendar.add_working_time_each(pa.array(AT), timedelta(hours=4))
    assert time.to_numpy().tolist() == [datetime(2026, 3, 9, 9, 30)]
    assert list(calendar.add_working_time_each(time.to_numpy(), timedelta(0))) == list(time.to_numpy())
    schema = pa.DataType._import_from_c_capsule(time.__arrow_c_schema__())
    assert schema == pa.timestamp("s", "Asia/Ho_Chi_Minh") and time.type == str(schema)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_process_has_threads_of_its_own() -> None:
    calendar = CALENDARS["vietnam"]
    calendar.add_working_days_each(DAY, 1)
    child = os.fork()
    if child == 0:
        due = calendar.add_working_days_each(np.repeat(DAY, 100_000), 1)
        os._exit(0 if due[-1] == np.datetime64("2026-03-09") else 1)
    waiting = threading.Timer(30, os.kill, (child, 9))
    waiting.start()
    _, status = os.waitpid(child, 0)
    waiting.cancel()
    assert status == 0
