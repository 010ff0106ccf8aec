"""Working time: what Python gives and gets, and days against numpy's."""

from __future__ import annotations

import pickle
import random
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import kiennghi as kn
import numpy as np
import pytest

OFFICE = [("07:30", "11:30"), ("13:00", "17:00")]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def office(zone: str = "Asia/Ho_Chi_Minh", **more: object) -> kn.WorkCalendar:
    return kn.WorkCalendar(zone=zone, week={day: OFFICE for day in WEEKDAYS}, **more)  # type: ignore[arg-type]


def test_naive_is_civil_time_of_the_calendar_and_answers_are_aware() -> None:
    calendar = office()
    due = calendar.add_working_time(datetime(2026, 3, 6, 15, 0), timedelta(hours=4))
    assert due == datetime(2026, 3, 9, 9, 30, tzinfo=VIETNAM)
    assert due.tzinfo is not None and due.isoformat() == "2026-03-09T09:30:00+07:00"
    # The same moment told elsewhere.
    assert calendar.add_working_time(datetime(2026, 3, 6, 8, 0, tzinfo=timezone.utc), timedelta(hours=4)) == due
    assert calendar.add_working_time("2026-03-06T15:00:00+07:00", timedelta(hours=4)) == due
    assert calendar.add_working_time(due, -timedelta(hours=4)) == datetime(2026, 3, 6, 15, 0, tzinfo=VIETNAM)


def test_a_day_is_no_moment_and_a_moment_no_day() -> None:
    calendar = office()
    with pytest.raises(kn.ArgumentError):
        calendar.is_working_time(date(2026, 3, 6))  # type: ignore[arg-type]
    with pytest.raises(kn.ArgumentError):
        calendar.is_working_day(datetime(2026, 3, 6, 9, 0))


def test_a_calendar_of_ones_own() -> None:
    calendar = office(
        holidays={date(2026, 3, 5): "Ngày truyền thống"},
        overrides={date(2026, 3, 6): [(time(7, 30), time(11, 30))]},
        swaps=[(date(2026, 3, 9), date(2026, 3, 14))],
    )
    assert not calendar.is_working_day(date(2026, 3, 5)) and calendar.day_reason(date(2026, 3, 5)) == "Ngày truyền thống"
    assert calendar.hours(date(2026, 3, 6)) == [("07:30", "11:30")] and calendar.hours(date(2026, 3, 5)) == []
    assert calendar.is_working_day(date(2026, 3, 14)) and not calendar.is_working_day(date(2026, 3, 9))
    assert kn.WorkCalendar.from_toml(calendar.text) == calendar == pickle.loads(pickle.dumps(calendar))
    with pytest.raises(kn.CalendarError, match="overlap"):
        kn.WorkCalendar(zone="Asia/Ho_Chi_Minh", week={"mon": ["08:00-12:00", "11:00-13:00"]})
    with pytest.raises(kn.CalendarError, match="a week without hours"):
        kn.WorkCalendar(zone="Asia/Ho_Chi_Minh", week={})
    with pytest.raises(kn.KiennghiError, match="zone"):
        office("Asia/Ho_Chi_Min")


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Asia/Ho_Chi_Minh"])
def test_a_calendar_that_never_closes_is_elapsed_time_also_when_clocks_change(zone: str) -> None:
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    calendar = kn.WorkCalendar(zone=zone, week={day: ["00:00-24:00"] for day in days}, first_year=2026, last_year=2026)
    start = datetime(2026, 3, 7, 12, 0, tzinfo=timezone.utc)
    for hours in range(0, 24 * 60, 7):
        amount = timedelta(hours=hours)
        assert calendar.add_working_time(start, amount) == start + amount
        assert calendar.working_time_between(start, start + amount) == amount


def test_policies_by_name() -> None:
    calendar = office()
    friday = datetime(2026, 3, 6, 16, 0)
    assert calendar.add_working_time(friday, timedelta(hours=1)) == datetime(2026, 3, 6, 17, 0, tzinfo=VIETNAM)
    opening = calendar.add_working_time(friday, timedelta(hours=1), landing="at_next_opening")
    assert opening == datetime(2026, 3, 9, 7, 30, tzinfo=VIETNAM)
    with pytest.raises(kn.CalendarError, match="outside the working hours"):
        calendar.add_working_time(datetime(2026, 3, 7, 9, 0), timedelta(hours=1), outside_hours="refuse")
    with pytest.raises(kn.ArgumentError, match="landing"):
        calendar.add_working_time(friday, timedelta(hours=1), landing="later")  # type: ignore[arg-type]
    assert calendar.working_time_between(friday, datetime(2026, 3, 6, 15, 0), reversed="zero") == timedelta(0)


@pytest.mark.parametrize("seed", range(20))
def test_days_are_those_of_numpy(seed: int) -> None:
    """On random weeks and holidays. Where they differ it is a named policy of ours."""
    random_ = random.Random(seed)
    worked = random_.sample(range(7), random_.randint(1, 7))
    keys = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    first = date(2020, 1, 1)
    holidays = sorted({first + timedelta(random_.randrange(3000)) for _ in range(random_.randint(0, 150))})
    calendar = kn.WorkCalendar(
        zone="UTC", week={keys[day]: ["08:00-16:00"] for day in worked}, holidays=holidays, first_year=2010, last_year=2060
    )
    busday = np.busdaycalendar(
        weekmask=[day in worked for day in range(7)], holidays=np.array([h.isoformat() for h in holidays], dtype="datetime64[D]")
    )
    rolls = {
        "next_working_day": "forward",
        "previous_working_day": "backward",
        "next_in_month": "modifiedfollowing",
        "previous_in_month": "modifiedpreceding",
    }
    for _ in range(200):
        day, other = (first + timedelta(random_.randrange(3000)) for _ in range(2))
        at = np.datetime64(day.isoformat())
        assert calendar.is_working_day(day) == bool(np.is_busday(at, busdaycal=busday))
        days = random_.randint(-60, 60)
        for ours, theirs in rolls.items():
            rolled = np.busday_offset(at, 0, roll=theirs, busdaycal=busday).astype(object)
            assert calendar.roll(day, ours) == rolled  # type: ignore[arg-type]
            # numpy counts from the day that a day off rolls to; so do we, if told to roll it first.
            moved = np.busday_offset(at, days, roll=theirs, busdaycal=busday).astype(object)
            assert calendar.add_working_days(calendar.roll(day, ours), days) == moved  # type: ignore[arg-type]
        # numpy counts [a, b), and if b is before a, (b, a] backwards; ours is (a, b] both ways.
        after, before = day + timedelta(1), other + timedelta(1)
        counted = int(np.busday_count(min(after, before).isoformat(), max(after, before).isoformat(), busdaycal=busday))
        assert calendar.working_days_between(day, other) == (counted if other >= day else -counted)


def test_an_explanation_of_added_days_is_about_the_day_that_is_added() -> None:
    calendar = kn.WorkCalendar.vietnam()
    for days in (-20, -1, 0, 1, 5, 40):
        found = calendar.add_working_days("2026-02-12", days)
        (line,) = calendar.explain_working_days("2026-02-12", days, "en")
        assert f"{found:%d/%m/%Y}" in line, line
    assert len(calendar.explain_working_days("2040-03-01", 5)) == 2, "a year that nobody announced says so"
    with pytest.raises(kn.CalendarError):
        calendar.explain_working_days("2100-12-31", 5)
