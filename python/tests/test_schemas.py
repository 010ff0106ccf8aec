"""The JSON Schemas for editors: what ships is valid, and what is broken is found by them and by the loader."""

from __future__ import annotations

import json
import sys
import tempfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import kiennghi as kn
import pytest
from conftest import ROOT

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

DATA = ROOT / "core" / "data"
# The kind of a text, which is the name of its schema, and the folder of those that ship.
FOLDERS = {"rule": "rules", "calendar": "calendars", "units": "units", "form": "forms"}
SHIPPED = [(kind, path) for kind, folder in FOLDERS.items() for path in sorted((DATA / folder).glob("*.toml"))]

# Every key that a catalogue of units may have.
UNITS = """\
id = "ban"
version = "1"
title = { vi = "Ban", en = "Board" }
[[unit]]
id = "a"
name = { vi = "A", en = "A" }
from = 2019-01-01
until = 2025-06-30
becomes = ["b"]
[[unit]]
id = "b"
name = { vi = "B", en = "B" }
from = 2025-07-01
"""
BROKEN_UNITS = [
    ('id = "ban"', 'id = ""'),
    ('version = "1"', 'version = "1@2"'),
    ('title = { vi = "Ban", en = "Board" }', 'title = { vi = "Ban" }'),
    ('id = "a"', 'id = " "'),
    ("from = 2019-01-01", "from = 2019-01-01T10:00:00"),
    ("until = 2025-06-30\n", ""),
    ('becomes = ["b"]', 'becomes = ["b", "b"]'),
    ('becomes = ["b"]', 'becomes = "b"'),
    ("from = 2025-07-01", "since = 2025-07-01"),
]

# Every key that a form may have.
FORM = """\
id = "own"
version = "1"
title = { vi = "Mẫu", en = "Form" }
standing = "unverified"
rows = "channel"
empty_rows = "shown"
period = "month"
notes = [{ vi = "Ghi chú", en = "Note" }]
[citation]
instrument = { vi = "Quyết định 1/QĐ", en = "Decision 1/QĐ" }
article = { vi = "Biểu 1", en = "Form 1" }
[[column]]
id = "all"
heading = { vi = "Tất cả", en = "All" }
[[column.column]]
id = "came"
heading = { vi = "Đến", en = "Came" }
count = "received[kind=proposal, field=] + reopened - merged"
[[column]]
id = "rate"
heading = { vi = "Tỷ lệ", en = "Rate" }
share = { of = "replied", among = "closed" }
[[column]]
id = "median"
heading = { vi = "Trung vị", en = "Median" }
figure = "median_to_reply"
[[column]]
id = "published"
heading = { vi = "Đăng tải", en = "Published" }
by_hand = { vi = "Tự điền", en = "By hand" }
[[identity]]
left = "came + came"
right = "came + came"
hint = { vi = "Xem lại", en = "Look" }
"""
BROKEN_FORMS = [
    ('id = "own"', 'id = ""'),
    ('version = "1"', ""),
    ('title = { vi = "Mẫu", en = "Form" }', 'title = { vi = "Mẫu" }'),
    ('standing = "unverified"', 'standing = "sure"'),
    ('rows = "channel"', 'rows = "colour"'),
    ('rows = "channel"', 'rows = "unit"'),
    ('empty_rows = "shown"', 'empty_rows = "yes"'),
    ('period = "month"', 'period = "fortnight"'),
    ('article = { vi = "Biểu 1", en = "Form 1" }', ""),
    ('id = "rate"', 'id = "on time"'),
    ('heading = { vi = "Tỷ lệ", en = "Rate" }', 'head = { vi = "Tỷ lệ", en = "Rate" }'),
    ('count = "received[kind=proposal, field=] + reopened - merged"', ""),
    ("+ reopened", "reopened"),
    ("[kind=proposal, field=]", "[kind=proposal, field="),
    (', among = "closed"', ""),
    ('share = { of = "replied", among = "closed" }', 'share = { of = "replied", among = "closed" }\ncount = "open"'),
    ('figure = "median_to_reply"', 'figure = "median"'),
    ('left = "came + came"', 'left = "came[kind=proposal]"'),
    ('right = "came + came"', ""),
]

# Every key that a rule may have.
RULE = """\
id = "office"
title = { vi = "Trả lời", en = "Reply" }
kinds = ["proposal"]

[[version]]
version = "1"
valid_from = 2020-01-01
valid_to = 2025-12-31
published = 2019-12-01
standing = "unverified"
open_cases = "move"
[version.citation]
instrument = { vi = "Quyết định 1/QĐ", en = "Decision 1/QĐ" }
article = { vi = "Điều 1", en = "Article 1" }
[[version.stage]]
stage = "reply"
starts = "accepted"
term = { amount = 10, unit = "working_day" }
first_day = "excluded"
start_on_day_off = "as_is"
cut_off = "15:00"
due_at = "end_of_hours"
roll = "stay"
month_end = "last_day"
landing = "at_closing"
stopped_by = ["awaiting_other_body"]
restarted_by = ["awaiting_supplement"]
extension = { times = 1, most = 5, before_due = { amount = 1, unit = "working_day" }, needs = ["approver", "notice"] }
promise = { times = 1, within = { amount = 2, unit = "week" }, before_due = { amount = 1, unit = "calendar_day" } }
due_soon = 2
[version.stage.variants]
complex = { label = { vi = "vụ việc phức tạp", en = "complex case" }, chosen = "any_time", amount = 20, unit = "working_day", extension = { times = 2, most = 20, each = 10 } }

[[version]]
version = "2"
valid_from = 2026-01-01
citation = { instrument = { vi = "Quyết định 2/QĐ", en = "Decision 2/QĐ" }, article = { vi = "Điều 1", en = "Article 1" } }
stage = [{ stage = "reply", promise = { times = 1 } }]
"""

# Every key that a calendar may have.
CALENDAR = """\
id = "office"
version = "1"
title = { vi = "Lịch", en = "Calendar" }
zone = "Asia/Ho_Chi_Minh"
covers = { first = 2025, last = 2030, standing = "computed" }
substitute = "next_working_day"
days_off = [{ date = 2026-03-03, name = { vi = "Ngày thành lập", en = "Founding day" } }]
swaps = [{ off = 2026-03-04, worked = 2026-03-07, source = "1/CV" }]
overrides = [{ date = 2026-03-05, hours = ["07:30-11:30"], reason = { vi = "Họp", en = "Meeting" } }]

[week]
mon = ["07:30-11:30", "13:00-17:00"]
tue = ["07:30-11:30"]
wed = ["07:30-11:30"]
thu = ["07:30-11:30"]
fri = ["22:00-24:00"]
sat = []
sun = []

[names]
national = { vi = "Quốc khánh", en = "National Day" }

[[holiday]]
name = "national"
solar = "09-02"
days = 2
before = [0, 1, 1, 0, 1, 1, 0]
from = 2021-01-01
to = 2099-12-31
source = "Labour Code 2019"

[[holiday]]
name = "national"
lunar = "03-10"
source = "Labour Code 2019"

[[year]]
year = 2026
standing = "announced"
source = "2/CV"
swaps = [{ off = 2026-08-31, worked = 2026-08-22 }]
holidays = { national = [2026-09-01, 2026-09-02] }

[[amendment]]
version = "2"
source = "3/CV"
days_off = [{ date = 2026-03-06 }]
swaps = [{ off = 2026-03-10, worked = 2026-03-14 }]
overrides = [{ date = 2026-03-11, hours = [] }]
[[amendment.year]]
year = 2027
standing = "unverified"
source = "4/CV"
"""

# What is replaced in a good text, and by what; the whole line goes if it is by nothing.
BROKEN_RULES = [
    ('id = "office"', ""),
    ('title = { vi = "Trả lời", en = "Reply" }', ""),
    ('{ vi = "Trả lời", en = "Reply" }', '{ vi = "Trả lời" }'),
    ('{ vi = "Trả lời", en = "Reply" }', '{ vi = "Trả lời", en = "Reply", fr = "Réponse" }'),
    ('{ vi = "Trả lời", en = "Reply" }', '"Trả lời"'),
    ('kinds = ["proposal"]', 'kinds = "proposal"'),
    ('kinds = ["proposal"]', 'kind = ["proposal"]'),
    ('version = "1"', ""),
    ('version = "1"', "version = 1"),
    ("valid_from = 2020-01-01", ""),
    ("valid_from = 2020-01-01", "valid_from = 2020"),
    ("valid_from = 2020-01-01", "valid_from = 2020-01-01T00:00:00"),
    ("valid_from = 2020-01-01", 'valid_from = "the first of January"'),
    ("valid_to = 2025-12-31", "valid_until = 2025-12-31"),
    ("published = 2019-12-01", "published = 12:00:00"),
    ('standing = "unverified"', 'standing = "sure"'),
    ('open_cases = "move"', 'open_cases = "moved"'),
    ('instrument = { vi = "Quyết định 1/QĐ", en = "Decision 1/QĐ" }', ""),
    ('article = { vi = "Điều 1", en = "Article 1" }\n[[', "[["),
    ('stage = "reply"\nstarts', "starts"),
    ('stage = "reply"\nstarts', 'stage = "answer"\nstarts'),
    ('starts = "accepted"', 'starts = "closed"'),
    ('starts = "accepted"', 'starts = "opened"'),
    ('term = { amount = 10, unit = "working_day" }', ""),
    ("amount = 10,", "amount = -1,"),
    ("amount = 10,", "amount = 65536,"),
    ("amount = 10,", "amount = 1.5,"),
    ("amount = 10,", "amont = 10,"),
    ("amount = 10,", ""),
    ('amount = 10, unit = "working_day"', "amount = 10"),
    ('amount = 10, unit = "working_day"', 'amount = 10, unit = "day"'),
    ('amount = 20, unit = "working_day"', 'amount = 20, unit = "calendar_day"'),
    ('amount = 20, unit = "working_day"', "amount = 20"),
    ('first_day = "excluded"', "first_day = false"),
    ('start_on_day_off = "as_is"', 'start_on_day_off = "next"'),
    ('cut_off = "15:00"', 'cut_off = "7:30"'),
    ('cut_off = "15:00"', 'cut_off = "24:01"'),
    ('cut_off = "15:00"', "cut_off = 15:00:00"),
    ('due_at = "end_of_hours"', 'due_at = "noon"'),
    ('roll = "stay"', 'roll = "none"'),
    ('month_end = "last_day"', 'month_end = "last"'),
    ('landing = "at_closing"', 'landing = "closing"'),
    ('["awaiting_other_body"]', '["awaiting"]'),
    ('["awaiting_supplement"]', '"awaiting_supplement"'),
    ("times = 1, most = 5", "most = 5"),
    ("times = 1, most = 5", "times = 1"),
    ("times = 1, most = 5", "times = 256, most = 5"),
    ("each = 10", "each = 0"),
    ("each = 10", "each = 65536"),
    ("each = 10", 'each = "ten"'),
    ('before_due = { amount = 1, unit = "working_day" }', 'before_due = { amount = 1, unit = "hour" }'),
    ('before_due = { amount = 1, unit = "calendar_day" }', 'before_due = { amount = 1, unit = "week" }'),
    ('"approver", "notice"', '"reason"'),
    ("promise = { times = 1, within", "promise = { within"),
    ("promise = { times = 1, within", "promise = { times = 1, until"),
    ("due_soon = 2", "due_soon = -1"),
    ("due_soon = 2", "due_soon = 2\nlate = 3"),
    (', article = { vi = "Điều 1", en = "Article 1" } }', " }"),
    ('stage = [{ stage = "reply", promise = { times = 1 } }]', ""),
    ('stage = [{ stage = "reply", promise = { times = 1 } }]', "stage = []"),
    ('{ stage = "reply", promise = { times = 1 } }', '{ stage = "reply", extension = { times = 1, most = 1 } }'),
]

BROKEN_CALENDARS = [
    ('id = "office"', ""),
    ('id = "office"', 'id = "office@1"'),
    ('id = "office"', 'id = ""'),
    ('version = "1"', ""),
    ('version = "1"', 'version = ""'),
    ('title = { vi = "Lịch", en = "Calendar" }', ""),
    ('zone = "Asia/Ho_Chi_Minh"', ""),
    ('zone = "Asia/Ho_Chi_Minh"', "zone = 7"),
    ("first = 2025, ", ""),
    ("last = 2030", 'last = "2030"'),
    ('standing = "computed" }', 'standing = "guessed" }'),
    ('substitute = "next_working_day"', 'substitute = "next"'),
    ('substitute = "next_working_day"', "substitutes = true"),
    ("[{ date = 2026-03-03, name", "[{ day = 2026-03-03, name"),
    ("[{ date = 2026-03-03, name", "[{ name"),
    ("[{ date = 2026-03-03, name", "[{ date = 2026-03-03T08:00:00, name"),
    ("off = 2026-03-04, ", ""),
    ("worked = 2026-03-07, ", ""),
    (', hours = ["07:30-11:30"]', ""),
    (', hours = ["07:30-11:30"]', ', hours = "07:30-11:30"'),
    ('reason = { vi = "Họp", en = "Meeting" }', 'reason = "Họp"'),
    ('mon = ["07:30-11:30", "13:00-17:00"]', 'mon = ["7:30-11:30"]'),
    ('mon = ["07:30-11:30", "13:00-17:00"]', 'mon = ["07:30"]'),
    ('mon = ["07:30-11:30", "13:00-17:00"]', 'mon = ["07:30-24:30"]'),
    ("sun = []", "sunday = []"),
    ('national = { vi = "Quốc khánh", en = "National Day" }', 'national = "National Day"'),
    ('name = "national"\nsolar', "solar"),
    ('solar = "09-02"', ""),
    ('solar = "09-02"', 'solar = "09-02"\nlunar = "08-02"'),
    ('solar = "09-02"', 'solar = "02-09-2"'),
    ('solar = "09-02"', 'solar = "11-31"'),
    ('solar = "09-02"', "solar = 2026-09-02"),
    ('lunar = "03-10"', 'lunar = "03-30"'),
    ("days = 2", "days = 0"),
    ("before = [0, 1, 1, 0, 1, 1, 0]", "before = [0, 1]"),
    ("from = 2021-01-01", "from = 2021"),
    ("to = 2099-12-31", "until = 2099-12-31"),
    ('source = "Labour Code 2019"\n\n[[holiday]]', "\n[[holiday]]"),
    ("year = 2026\n", ""),
    ('standing = "announced"', ""),
    ('standing = "announced"', 'standing = "sure"'),
    ('source = "2/CV"', ""),
    ("[2026-09-01, 2026-09-02]", "2026-09-01"),
    ('version = "2"', ""),
    ('source = "3/CV"', ""),
    ("days_off = [{ date = 2026-03-06 }]", "day_off = [{ date = 2026-03-06 }]"),
    ('source = "4/CV"', ""),
]

# What only the loader can find: it depends on other parts of the text, or on what a parser hides.
LOADER_ALONE = [
    ("rule", "valid_from = 2026-01-01", "valid_from = 2025-12-31"),
    ("rule", 'version = "2"', 'version = "1"'),
    ("rule", "valid_from = 2020-01-01", 'valid_from = "2020-01-01"'),
    ("rule", "each = 10", "each = 21"),
    ("form", "+ reopened", "+ returned"),
    ("form", "kind=proposal", "kind=opinion"),
    ("form", 'of = "replied"', 'of = "closed - open"'),
    ("form", 'left = "came + came"', 'left = "came + rate"'),
    ("form", 'id = "rate"', 'id = "came"'),
    ("calendar", "Asia/Ho_Chi_Minh", "Asia/Sai_Gon"),
    ("calendar", "07:30-11:30", "11:30-07:30"),
    ("calendar", "last = 2030", "last = 2026"),
    ("calendar", "worked = 2026-03-07", "worked = 2026-03-09"),
    ("calendar", "[0, 1, 1, 0, 1, 1, 0]", "[2, 1, 1, 0, 1, 1, 0]"),
]


def children(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def keys(value: Any) -> list[str]:
    """Every key of a text, at any depth."""
    here = list(value) if isinstance(value, dict) else []
    return here + [key for child in children(value) for key in keys(child)]


def names(schema: Any) -> list[str]:
    """Every key that a schema describes, at any depth."""
    is_table = isinstance(schema, dict) and schema.get("type") == "object"
    here = list(schema.get("properties", ())) if is_table else []
    return here + [name for child in children(schema) for name in names(child)]


def plain(value: Any) -> Any:
    """As editors see it: a date of TOML is a string."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date | datetime | time) else value


def validator(kind: str) -> Any:
    schema = json.loads((DATA / "schema" / f"{kind}.schema.json").read_text(encoding="utf-8"))
    draft = jsonschema.Draft202012Validator
    draft.check_schema(schema)
    return draft(schema, format_checker=draft.FORMAT_CHECKER)


def found(kind: str, text: str) -> list[str]:
    """What the schema has against a text."""
    return [f"{error.json_path}: {error.message}" for error in validator(kind).iter_errors(plain(tomllib.loads(text)))]


def load(kind: str, text: str) -> None:
    """Gives a text to the loader."""
    if kind == "rule":
        with kn.Register.memory(actor="van-thu") as register:
            register.adopt_rule(text, label="office.toml")
    elif kind == "units":
        with kn.Register.memory(actor="van-thu") as register:
            register.adopt_units(text, label="office.toml")
    elif kind == "form":
        with tempfile.TemporaryDirectory() as folder, kn.Register.memory(actor="van-thu") as register:
            file = Path(folder) / "office.toml"
            file.write_text(text, encoding="utf-8")
            register.form(str(file), as_of="2026-03-31")
    else:
        kn.WorkCalendar.from_toml(text, label="office.toml")


def broken(text: str, old: str, new: str) -> str:
    assert old in text, old
    return text.replace(old, new, 1)


@pytest.mark.parametrize(("kind", "path"), SHIPPED, ids=[path.stem for _, path in SHIPPED])
def test_what_ships_is_valid_and_names_its_schema(kind: str, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert found(kind, text) == []
    load(kind, text)
    directive = text.splitlines()[0]
    assert (path.parent / directive.removeprefix("#:schema ")).resolve() == DATA / "schema" / f"{kind}.schema.json"


def test_what_ships_was_found() -> None:
    kinds = [kind for kind, _ in SHIPPED]
    assert kinds.count("rule") >= 14 and kinds.count("calendar") >= 1 and kinds.count("units") >= 1 and kinds.count("form") >= 3


@pytest.mark.parametrize(("kind", "text"), [("rule", RULE), ("calendar", CALENDAR), ("units", UNITS), ("form", FORM)])
def test_a_text_with_every_key_is_taken_by_schema_and_loader(kind: str, text: str) -> None:
    assert found(kind, text) == []
    load(kind, text)
    schema = validator(kind).schema
    # It does have every key, so that a key that only one of the two knows would be found here.
    given = set(keys(plain(tomllib.loads(text))))
    assert set(names(schema)) <= given


@pytest.mark.parametrize(("old", "new"), BROKEN_RULES)
def test_a_broken_rule_is_found_by_the_schema_and_refused_by_the_loader(old: str, new: str) -> None:
    both_refuse("rule", broken(RULE, old, new), kn.LawError)


@pytest.mark.parametrize(("old", "new"), BROKEN_CALENDARS)
def test_a_broken_calendar_is_found_by_the_schema_and_refused_by_the_loader(old: str, new: str) -> None:
    both_refuse("calendar", broken(CALENDAR, old, new), kn.CalendarError)


@pytest.mark.parametrize(("old", "new"), BROKEN_UNITS)
def test_a_broken_catalogue_is_found_by_the_schema_and_refused_by_the_loader(old: str, new: str) -> None:
    both_refuse("units", broken(UNITS, old, new), kn.LawError)


@pytest.mark.parametrize(("old", "new"), BROKEN_FORMS)
def test_a_broken_form_is_found_by_the_schema_and_refused_by_the_loader(old: str, new: str) -> None:
    both_refuse("form", broken(FORM, old, new), kn.StatisticsError)


def test_a_calendar_without_years_or_hours_is_found_by_both() -> None:
    head = 'id = "a"\nversion = "1"\ntitle = { vi = "a", en = "a" }\nzone = "UTC"\n'
    covers = "covers = { first = 2025, last = 2030 }\n"
    week = 'week = { mon = ["07:30-11:30"] }\n'
    assert found("calendar", head + covers + week) == []
    for text in [head + week, head + covers, head + covers + "week = {}\n", head + covers + "week = { mon = [] }\n"]:
        both_refuse("calendar", text, kn.CalendarError)


def both_refuse(kind: str, text: str, error: type[Exception]) -> None:
    assert found(kind, text), text
    with pytest.raises(error, match="office.toml"):
        load(kind, text)


@pytest.mark.parametrize(("kind", "old", "new"), LOADER_ALONE)
def test_what_only_the_loader_finds(kind: str, old: str, new: str) -> None:
    text = broken({"rule": RULE, "calendar": CALENDAR, "form": FORM}[kind], old, new)
    assert found(kind, text) == []
    with pytest.raises((kn.LawError, kn.CalendarError, kn.StatisticsError), match="office.toml"):
        load(kind, text)
