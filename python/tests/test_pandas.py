"""Working time against pandas' CustomBusinessHour, on seeded random weeks, holidays and instants.

Promises: on hours within one civil day the two agree, told by our policies:

- pandas lands `at_next_opening`; going back, pandas 3 does so only over whole days of hours and else
  lands at the opening (`at_closing` going back), while pandas 2 always lands at the closing before;
- no hours move a start `to_opening`; a start outside hours counts `from_opening`;
- for `is_on_offset`, `rollforward` and `rollback` a closing still lies in the hours; for us it does not.

pandas adds whole hours, by the same hours on every working day, in civil time without a zone. Where
that makes it wrong, the last two tests say how, and `whole_days_after_midnight` and `DAYTIME` are the
rules that keep it out of the others. It has no pauses and no time between; steps are counted instead.
"""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import kiennghi as kn
import pandas as pd
import pytest

KEYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FIRST, DAYS = date(2024, 1, 1), 400
SECOND = timedelta(seconds=1)

# Between 04:00 and 23:00 no clock of the zones below is ever changed.
DAYTIME = range(4 * 60, 23 * 60 + 1, 5)


class Office:
    """The same hours on each working day, by pandas and by us. A span may run past midnight: all of
    it belongs to the day on which it starts, as pandas has it, also into a day off."""

    def __init__(self, seed: int, bounds: range, zone: str = "UTC", *, spans: int, night: int = 0) -> None:
        self.random = random.Random(f"{seed} {zone} {spans} {night}")
        self.zone = ZoneInfo(zone)
        self.worked = self.random.sample(range(7), self.random.randint(1, 7))
        cuts = sorted(self.random.sample(bounds, 2 * spans))
        # For a night, what was the time off in between is worked: the last span ends in the morning.
        cuts = cuts[night:] + [cut + 1440 for cut in cuts[:night]]
        self.spans = list(zip(cuts[::2], cuts[1::2]))
        self.minutes_of_a_day = sum(end - start for start, end in self.spans)
        off = self.random.sample(range(DAYS), self.random.randint(0, 60))
        self.holidays = [FIRST + timedelta(day) for day in off]
        week = {KEYS[day]: self.hours(day in self.worked, (day - 1) % 7 in self.worked) for day in range(7)}
        around = [day + timedelta(n) for day in self.holidays for n in (0, 1)]
        cut_nights = {day: self.hours(self.is_worked(day), self.is_worked(day - timedelta(1))) for day in around}
        self.ours = kn.WorkCalendar(
            zone=zone,
            week={key: hours for key, hours in week.items() if hours},
            holidays=[] if night else self.holidays,
            overrides=cut_nights if night else {},
            first_year=1990,
            last_year=2060,
        )

    def is_worked(self, day: date) -> bool:
        return day.weekday() in self.worked and day not in self.holidays

    def hours(self, worked: bool, worked_before: bool) -> list[tuple[str, str]]:
        """The hours of a civil day: its own up to midnight, and what the day before runs on into it."""
        cut = [(0, end - 1440) for _, end in self.spans if worked_before and end > 1440]
        cut += [(start, min(end, 1440)) for start, end in self.spans if worked]
        return [(f"{a // 60:02d}:{a % 60:02d}", f"{b // 60:02d}:{b % 60:02d}") for a, b in cut]

    def theirs(self, hours: int) -> pd.offsets.CustomBusinessHour:
        start, end = ([time(cut // 60 % 24, cut % 60) for cut in cuts] for cuts in zip(*self.spans))
        mask = [int(day in self.worked) for day in range(7)]
        return pd.offsets.CustomBusinessHour(hours, weekmask=mask, holidays=self.holidays, start=start, end=end)

    def instant(self) -> datetime:
        """Any second; or on the minute; or an opening or closing. Told in UTC."""
        second = self.random.randrange(60, DAYS) * 86_400 + self.random.randrange(86_400)
        at = datetime(2024, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=second)
        kind = self.random.randrange(3)
        if kind == 0:
            return at
        if kind == 1:
            return at.replace(minute=at.minute // 5 * 5, second=0)
        cut = self.random.choice([cut for span in self.spans for cut in span])
        return datetime.combine(at.date(), time(cut // 60 % 24, cut % 60), self.zone).astimezone(timezone.utc)

    def added(self, at: datetime, hours: int) -> datetime:
        """Ours, by the policies that are those of pandas."""
        landing = "at_next_opening"
        if hours < 0 and PANDAS_LANDS_AT_OPENINGS and hours * 60 % self.minutes_of_a_day:
            landing = "at_closing"
        amount = timedelta(hours=hours)
        due = self.ours.add_working_time(at, amount, landing=landing, zero="to_opening")  # type: ignore[arg-type]
        return due.astimezone(timezone.utc)

    def whole_days_after_midnight(self, at: datetime, hours: int) -> bool:
        """Is a whole day of hours added, from the part after midnight of a span? (See the test below.)"""
        if abs(hours) * 60 < self.minutes_of_a_day:
            return False
        # Where pandas starts to count: in hours, going back also at a closing.
        if hours < 0:
            last = at - SECOND if self.ours.is_working_time(at - SECOND) else self.ours.previous_closing(at) - SECOND
            return self.ours.previous_opening(last).date() != (last + SECOND).astimezone(self.zone).date()
        first = at if self.ours.is_working_time(at) else self.ours.next_opening(at)
        return self.ours.previous_opening(first).date() != first.astimezone(self.zone).date()


def theirs_added(office: Office, at: datetime, hours: int) -> datetime:
    moved = pd.Timestamp(at).tz_convert(str(office.zone)) + office.theirs(hours)
    return moved.tz_convert("UTC").to_pydatetime()


# 4 hours back from 13:00 on a day from 09:00: pandas 3 says 09:00, pandas 2 the closing before.
PANDAS_LANDS_AT_OPENINGS = (pd.Timestamp(2024, 6, 14, 13) - pd.offsets.CustomBusinessHour(4)).hour == 9


@pytest.mark.parametrize("seed", range(15))
def test_hours_within_a_day_are_those_of_pandas(seed: int) -> None:
    office = Office(seed, range(0, 1440, 5), spans=seed % 3 + 1)
    for _ in range(80):
        at, hours = office.instant(), office.random.randint(-30, 30)
        assert office.added(at, hours) == theirs_added(office, at, hours), (at, hours)


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Australia/Lord_Howe", "America/Santiago"])
def test_hours_of_the_day_are_those_of_pandas_in_zones_that_change_their_clocks(zone: str) -> None:
    for seed in range(4):
        office = Office(seed, DAYTIME, zone, spans=seed % 3 + 1)
        for _ in range(80):
            at, hours = office.instant(), office.random.randint(-30, 30)
            assert office.added(at, hours) == theirs_added(office, at, hours), (at, hours)


@pytest.mark.parametrize("seed", range(12))
def test_hours_over_midnight_are_those_of_pandas_but_for_whole_days_from_after_midnight(seed: int) -> None:
    office = Office(seed, range(0, 1440, 30), spans=seed % 3 + 1, night=1)
    compared = 0
    for _ in range(100):
        at, hours = office.instant(), office.random.randint(-30, 30)
        if not office.whole_days_after_midnight(at, hours):
            assert office.added(at, hours) == theirs_added(office, at, hours), (at, hours)
            compared += 1
    assert compared >= 40


@pytest.mark.parametrize("seed", range(10))
def test_openings_and_closings_are_those_of_pandas(seed: int) -> None:
    office = Office(seed, range(0, 1440, 30), spans=seed % 3 + 1, night=seed % 2)
    ours, theirs = office.ours, office.theirs(1)
    for _ in range(80):
        at = office.instant()
        is_closing = ours.previous_closing(at) == at
        inside = ours.is_working_time(at) or is_closing
        stamp = pd.Timestamp(at)
        assert theirs.is_on_offset(stamp) == inside
        assert theirs.rollforward(stamp) == (at if inside else ours.next_opening(at))
        assert theirs.rollback(stamp) == (at if inside else ours.previous_closing(at))


@pytest.mark.parametrize("seed", range(6))
def test_the_steps_that_pandas_counts_are_the_working_time_between(seed: int) -> None:
    office = Office(seed, range(0, 1440, 30), spans=seed % 3 + 1)
    for _ in range(4):
        start = office.instant()
        # From an opening or from within hours: for pandas a closing would be a step of its own.
        start = office.added(start, 0)
        end = start + timedelta(seconds=office.random.randrange(10 * 86_400))
        steps = len(pd.date_range(start, end, freq=office.theirs(1), inclusive="left"))
        assert steps == -(-office.ours.working_time_between(start, end) // timedelta(hours=1))


def test_pandas_takes_the_civil_date_of_a_night_for_the_day_that_it_belongs_to() -> None:
    """BusinessHour moves by whole days of hours from the civil date, also from the part of a span that
    lies after midnight, unless that date is a day off. Then it leaves the hours altogether: 03:00 on
    Tuesday belongs to Monday's night; a night later is Tuesday's, 03:00 on Wednesday. Wednesday is a
    holiday, so pandas says Thursday, 03:00, on which nobody works: Wednesday has no night."""
    hours = [("00:00", "06:00"), ("22:00", "24:00")]
    night = kn.WorkCalendar(
        zone="UTC",
        week={"mon": hours[1:], **{key: hours for key in KEYS[1:5]}, "sat": hours[:1]},
        overrides={date(2024, 6, 12): hours[:1], date(2024, 6, 13): hours[1:]},
    )
    pandas_ = pd.offsets.CustomBusinessHour(8, start="22:00", end="06:00", holidays=[date(2024, 6, 12)])
    tuesday = pd.Timestamp(2024, 6, 11, 3, tz="UTC")
    assert tuesday + pandas_ == datetime(2024, 6, 13, 3, tzinfo=timezone.utc)
    assert not night.is_working_time(datetime(2024, 6, 13, 3)) and not pandas_.is_on_offset(tuesday + pandas_)
    due = night.add_working_time(datetime(2024, 6, 11, 3), timedelta(hours=8))
    assert due == datetime(2024, 6, 12, 3, tzinfo=timezone.utc)


def test_pandas_does_not_see_that_clocks_change_during_hours() -> None:
    """It takes the zone off, adds civil time, and puts the zone on again: on 31 March 2024, when clocks
    in London go from 01:00 to 02:00, four hours from midnight end at 04:00 by pandas, after three hours;
    on 27 October after five. Where the civil time it reaches occurs twice or never, it fails."""
    always = kn.WorkCalendar(zone="Europe/London", week={key: [("00:00", "12:00")] for key in KEYS})
    four = pd.offsets.CustomBusinessHour(4, start="00:00", end="12:00", weekmask="1111111")
    for day, passed, hour in ((date(2024, 3, 31), 3, 5), (date(2024, 10, 27), 5, 3)):
        start = pd.Timestamp(day, tz="Europe/London")
        assert start + four - start == timedelta(hours=passed)
        due = always.add_working_time(start.to_pydatetime(), timedelta(hours=4))
        assert (due.hour, due.astimezone(timezone.utc) - start) == (hour, timedelta(hours=4))
    one = pd.offsets.CustomBusinessHour(1, start="00:00", end="12:00", weekmask="1111111")
    for day in (date(2024, 3, 31), date(2024, 10, 27)):
        # A ValueError, or with pandas 2 an error of pytz.
        with pytest.raises(Exception, match=f"{day} 01:00:00"):
            pd.Timestamp(day, tz="Europe/London") + one
