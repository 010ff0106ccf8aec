"""Working time against the package workclock, on seeded random schedules, zones and instants.

Promises: where hours do not begin or end while clocks are being changed, both give the same answers
to the microsecond: our default policies (`from_opening`, `at_closing`, `unchanged`) are what
workclock does. It has no other policies, and no pauses.

Two models meet here. A shift of workclock belongs to the day on which it starts; ours is cut at
midnight. A civil time that occurs twice or not at all is one moment for workclock, to which a bound
is resolved; ours asks of each moment whether its civil time is worked. The last test shows where
that tells them apart; `BOUNDS` is the rule that keeps it out of the others.
"""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import kiennghi as kn
import numpy as np
import pytest
from workclock import Break, Holidays, NoWorkingTimeError, Schedule, WorkDay
from workclock.compat import BusinessTimeDelta, WorkDayRule

KEYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

# Clocks change at 01:00 UTC; at 02:00; by half an hour; at 24:00; at 00:00 and 01:00; never; never.
ZONES = (
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Santiago",
    "America/Havana",
    "Asia/Ho_Chi_Minh",
    "UTC",
)

# Minutes of the day at which hours may begin or end: in none of these zones is one of them, midnight
# apart, skipped or repeated; where midnight is, both hold that a day starts with its first moment.
BOUNDS = [0, *range(4 * 60, 23 * 60 + 1, 5)]

FIRST, DAYS = date(2024, 1, 1), 730
START = datetime(2024, 1, 1, tzinfo=timezone.utc)

# Five minutes, in microseconds.
FIVE = 300_000_000


class Pair:
    """One random calendar, by workclock and by us."""

    def __init__(self, seed: int, zone: str) -> None:
        self.random = random.Random(f"{seed} {zone}")
        works = [self.rule(WorkDay) for _ in range(self.random.randint(1, 4))]
        breaks = [self.rule(Break) for _ in range(self.random.randint(0, 2))]
        # Days on which clocks change are holidays now and then, and days beside them.
        off = self.random.sample(range(DAYS), self.random.randint(0, 120))
        holidays = [FIRST + timedelta(day) for day in off]
        self.minutes = np.zeros(7 * 1440, dtype=bool)
        for rules, worked in ((works, True), (breaks, False)):
            for rule in rules:
                start, length = minute(rule.start), (minute(rule.end) - minute(rule.start)) % 1440 or 1440
                for day in rule.days:
                    self.minutes[(np.arange(length) + day * 1440 + start) % (7 * 1440)] = worked
        self.theirs = Schedule([*works, *breaks, Holidays(holidays)], time_zone=zone)
        self.ours = kn.WorkCalendar(
            zone=zone, week=week_of(self.minutes), holidays=holidays, first_year=2010, last_year=2060
        )

    def rule(self, kind: type[WorkDay] | type[Break]) -> WorkDay | Break:
        start, end = (self.random.choice(BOUNDS) for _ in range(2))
        days = self.random.sample(range(7), self.random.randint(1, 7))
        return kind(time(*divmod(start, 60)), time(*divmod(end, 60)), days)

    def instant(self) -> datetime:
        """Any microsecond; or on the minute, where openings and closings lie.

        All are told in UTC: to Python two times of one zone are equal if the clock shows the same.
        """
        micros = self.random.randrange(DAYS * 86_400_000_000)
        return START + timedelta(microseconds=micros if self.random.random() < 0.5 else micros // FIVE * FIVE)

    def amount(self) -> timedelta:
        """Up to ten weeks of working time, on the minute or not, forward or back."""
        micros = self.random.randrange(int(self.minutes.sum()) * 10 * 60_000_000) * self.random.choice([1, -1])
        return timedelta(microseconds=micros if self.random.random() < 0.5 else micros // FIVE * FIVE)


def utc(at: datetime) -> datetime:
    return at.astimezone(timezone.utc)


def minute(at: time) -> int:
    return at.hour * 60 + at.minute


def week_of(minutes: np.ndarray) -> dict[str, list[tuple[str, str]]]:
    """The hours of each weekday, cut at midnight."""
    week: dict[str, list[tuple[str, str]]] = {}
    for key, day in zip(KEYS, minutes.reshape(7, 1440)):
        edges = np.flatnonzero(np.diff(day, prepend=False, append=False))
        told = [f"{edge // 60:02d}:{edge % 60:02d}" for edge in edges]
        week[key] = list(zip(told[::2], told[1::2]))
    return {key: hours for key, hours in week.items() if hours}


def pair(seed: int, zone: str) -> Pair | None:
    """None where breaks leave nothing of the week: then both refuse it."""
    try:
        return Pair(seed, zone)
    except NoWorkingTimeError:
        with pytest.raises(kn.CalendarError, match="a week without hours"):
            kn.WorkCalendar(zone=zone, week={})
        return None


@pytest.mark.parametrize("zone", ZONES)
def test_working_time_is_that_of_workclock(zone: str) -> None:
    compared = 0
    for seed in range(12):
        if (both := pair(seed, zone)) is None:
            continue
        for _ in range(100):
            at, other, amount = both.instant(), both.instant(), both.amount()
            assert utc(both.ours.add_working_time(at, amount)) == both.theirs.add(at, amount), (seed, at, amount)
            assert utc(both.ours.add_working_time(at, -amount)) == both.theirs.sub(at, amount), (seed, at, amount)
            assert both.ours.working_time_between(at, other) == both.theirs.between(at, other), (seed, at, other)
            compared += 1
    assert compared >= 1000


@pytest.mark.parametrize("zone", ZONES)
def test_openings_and_closings_are_those_of_workclock(zone: str) -> None:
    for seed in range(12):
        if (both := pair(seed, zone)) is None:
            continue
        ours = both.ours
        for _ in range(60):
            at = both.instant()
            # A period of workclock is cut at the moment asked about.
            opening = at if ours.is_working_time(at) else utc(ours.next_opening(at))
            assert (opening, utc(ours.next_closing(opening))) == both.theirs.next_period(at), (seed, at)
            worked_until = ours.is_working_time(at - timedelta(microseconds=1))
            closing = at if worked_until else utc(ours.previous_closing(at))
            opening = utc(ours.previous_opening(closing - timedelta(microseconds=1)))
            assert (opening, closing) == both.theirs.previous_period(at), (seed, at)


@pytest.mark.parametrize("zone", ZONES)
def test_intervals_are_the_periods_of_workclock(zone: str) -> None:
    for seed in range(12):
        if (both := pair(seed, zone)) is None:
            continue
        start = both.instant()
        end = start + timedelta(days=60)
        periods, at = [], start
        while (period := both.theirs.next_period(at))[0] < end:
            periods.append((period[0], min(period[1], end)))
            at = period[1]
        assert [(utc(a), utc(b)) for a, b in both.ours.intervals(start, end)] == periods


def test_no_time_is_a_policy_that_the_two_doors_of_workclock_tell_differently() -> None:
    calendar = kn.WorkCalendar(zone="UTC", week={day: [("09:00", "17:00")] for day in KEYS[:5]})
    rule = WorkDayRule(time(9), time(17))
    theirs = Schedule([WorkDay(time(9), time(17))])
    for hour in range(0, 24 * 14):
        at = START + timedelta(hours=hour)
        assert calendar.add_working_time(at, timedelta(0)) == theirs.add(at) == at
        opening = calendar.add_working_time(at, timedelta(0), zero="to_opening")
        assert opening == at + BusinessTimeDelta(rule, hours=0)


def test_hours_that_begin_or_end_while_clocks_change_are_worked_by_what_the_clock_shows() -> None:
    """In London clocks go from 02:00 back to 01:00 on 27 October 2024, and from 01:00 on to 02:00 on
    31 March. Each moment is worked if a clock on the wall shows working hours then; workclock works
    through from the first bound to the last, whatever the clock shows in between, and moves a bound
    that does not occur by the length of the gap."""

    def worked(first: tuple[int, int], last: tuple[int, int], day: date) -> tuple[timedelta, timedelta]:
        told = [(f"{first[0]:02d}:{first[1]:02d}", f"{last[0]:02d}:{last[1]:02d}")]
        ours = kn.WorkCalendar(zone="Europe/London", week={key: told for key in KEYS})
        theirs = Schedule([WorkDay(time(*first), time(*last), range(7))], time_zone="Europe/London")
        start = datetime.combine(day, time(0), tzinfo=ZoneInfo("Europe/London"))
        return ours.working_time_between(start, start + timedelta(1)), theirs.between(start, start + timedelta(1))

    back, forward = date(2024, 10, 27), date(2024, 3, 31)
    # From the first 01:30 to 02:00, when the clock shows 01:00 again; then from the second 01:30.
    assert worked((1, 30), (3, 0), back) == (timedelta(hours=2), timedelta(hours=2, minutes=30))
    # Both half hours from 01:00 to 01:30 are worked.
    assert worked((0, 30), (1, 30), back) == (timedelta(hours=1, minutes=30), timedelta(hours=1))
    # 01:30 does not occur: after 00:59:59 the clock shows 02:00, and the hours have begun.
    assert worked((1, 30), (3, 0), forward) == (timedelta(hours=1), timedelta(minutes=30))
    # Hours around the change are hours that pass: the same for both.
    assert worked((0, 0), (4, 0), back) == (timedelta(hours=5), timedelta(hours=5))
    assert worked((0, 0), (4, 0), forward) == (timedelta(hours=3), timedelta(hours=3))
