"""Feeds out, read by two readers of other people; feeds in, written by one of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import ics
import icalendar
import kiennghi as kn
import pytest

from conftest import ROOT

SAMPLE = ROOT / "exchange" / "sample" / "so-dang-ky-2026.csv"
AT = "2026-11-20"


@pytest.fixture
def sample(register: kn.Register) -> kn.Register:
    """The sample register of 2026."""
    register.import_file(SAMPLE)
    return register


def test_another_reader_finds_each_due_date_in_the_feed(sample: kn.Register, tmp_path: Path) -> None:
    path = tmp_path / "han.ics"
    sample.due_feed(path, at=AT)
    text = path.read_bytes().decode()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n")) and "\n" not in text.replace("\r\n", "")
    feed = icalendar.Calendar.from_ical(text)
    assert feed.errors == [] and all(event.errors == [] for event in feed.walk())
    assert str(feed["METHOD"]) == "PUBLISH" and feed.decoded("REFRESH-INTERVAL") == timedelta(hours=1)
    due = {item.id: item for item in sample.worklist(at=AT) if item.due is not None}
    events = feed.walk("VEVENT")
    assert {str(event["UID"]) for event in events} == {str(id) for id in due} and len(events) == len(due) > 30
    for event in events:
        item = next(item for id, item in due.items() if str(id) == event["UID"])
        assert item.due is not None
        assert event.decoded("DTSTART") == item.due and event.decoded("DTEND") == item.due + timedelta(days=1)
        assert event["SUMMARY"].startswith(f"{item.number}: hạn trả lời") and event["TRANSP"] == "TRANSPARENT"
        assert event.decoded("DTSTAMP").tzinfo == timezone.utc or event.decoded("DTSTAMP").utcoffset() == timedelta(0)
        alarms = [event.decoded("DTSTART"), *(alarm.decoded("TRIGGER") for alarm in event.walk("VALARM"))]
        assert len(alarms) == 3 and all(isinstance(trigger, timedelta) for trigger in alarms[1:])


def test_a_second_reader_agrees(sample: kn.Register, tmp_path: Path) -> None:
    path = tmp_path / "han.ics"
    sample.due_feed(path, at=AT, lang="en", texts="told", name="Hạn của phòng")
    first = icalendar.Calendar.from_ical(path.read_text(encoding="utf-8"))
    second = ics.Calendar(path.read_text(encoding="utf-8"))
    told = {(str(event["UID"]), str(event["SUMMARY"]), event.decoded("DTSTART")) for event in first.walk("VEVENT")}
    assert told == {(event.uid, event.name, event.begin.date()) for event in second.events}
    assert str(first["NAME"]) == str(first["X-WR-CALNAME"]) == "Hạn của phòng"
    assert {len(event.alarms) for event in second.events} == {2}


def test_an_instant_is_the_same_instant(register: kn.Register, tmp_path: Path) -> None:
    due = datetime(2026, 3, 12, 15, 0)
    register.receive(source="citizen", delivered_by="A", summary="B", received="2026-03-02", assigned_due=due)
    register.due_feed(tmp_path / "han.ics", at="2026-03-10")
    (event,) = icalendar.Calendar.from_ical((tmp_path / "han.ics").read_text()).walk("VEVENT")
    assert event.decoded("DTSTART") == register.worklist(at="2026-03-10")[0].due
    assert [alarm.decoded("TRIGGER") for alarm in event.walk("VALARM")] == [-timedelta(hours=31.5), -timedelta(hours=7.5)]


def test_what_a_library_writes_comes_in(tmp_path: Path) -> None:
    feed = icalendar.Calendar()
    feed.add("PRODID", "-//Sở Nội vụ//Lịch nghỉ//VI")
    feed.add("VERSION", "2.0")

    def add(summary: str, start: date | datetime, end: date | datetime | None = None, **more: object) -> None:
        event = icalendar.Event()
        event.add("SUMMARY", summary)
        event.add("DTSTART", start)
        if end is not None:
            event.add("DTEND", end)
        for name, value in more.items():
            event.add(name, value)
        feed.add_component(event)

    add("Nghỉ tránh bão số 3, theo công điện của Chủ tịch UBND tỉnh; cơ sở ở đảo nghỉ thêm", date(2026, 7, 6), date(2026, 7, 8))
    add("Ngày truyền thống", date(2026, 7, 15), rrule={"freq": "yearly", "count": 2})
    add("Làm bù cho 06/07", date(2026, 7, 11))
    add("Họp", datetime(2026, 7, 9, 8), datetime(2026, 7, 9, 11))
    add("Thứ Năm cuối tháng", date(2026, 7, 30), rrule={"freq": "monthly", "byday": "-1TH"})
    path = tmp_path / "tinh.ics"
    path.write_bytes(feed.to_ical())
    calendar = kn.WorkCalendar.vietnam()
    taken = calendar.amend_by_feed(path, version="2026.9")
    assert [(str(day), effect) for day, effect, _, _ in taken.days] == [
        ("2026-07-06", "off"),
        ("2026-07-07", "off"),
        ("2026-07-11", "worked"),
        ("2026-07-15", "off"),
        ("2027-07-15", "off"),
    ]
    assert [note.split("`")[1] for note in taken.notes] == ["Họp", "Thứ Năm cuối tháng"] and taken.changed == 5
    assert taken.calendar.version == "2026.9" and calendar.version != "2026.9"
    reason = taken.calendar.day_reason("2026-07-07")
    assert reason == "Nghỉ tránh bão số 3, theo công điện của Chủ tịch UBND tỉnh; cơ sở ở đảo nghỉ thêm (theo tinh.ics)"
    # A register takes it like any other calendar, and an explanation names the feed.
    with kn.Register.memory() as register:
        register.adopt_calendar(taken.calendar.text)
        p = register.receive(source="citizen", delivered_by="A", summary="B", received="2026-07-03")
        deadline = register.petition(p).deadline
        assert deadline is not None and any("(theo tinh.ics): 06/07-07/07" in line for line in deadline.explain())
    with pytest.raises(kn.CalendarError, match="new version"):
        calendar.amend_by_feed(path, version=calendar.version)
