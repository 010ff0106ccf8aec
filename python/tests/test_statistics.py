"""Statistics against a count by hand.

The oracle reads the ledger's lines and nothing else. It knows the petition by its events, finds due
dates by walking from day to day, and counts what stands at the end of a day by looking at that day:
it has no stays, no columns and no code of the library.
"""

from __future__ import annotations

import json
import random
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import kiennghi as kn
import pytest

VIETNAM = timezone(timedelta(hours=7))
DAY = timedelta(days=1)

# Every weekday is worked, so that the oracle needs no calendar.
WEEKDAYS = """
id = "vn-state"
version = "weekdays"
title = { vi = "Ngày trong tuần", en = "Weekdays" }
zone = "Asia/Ho_Chi_Minh"
covers = { first = 2024, last = 2030 }
[week]
mon = ["08:00-16:00"]
tue = ["08:00-16:00"]
wed = ["08:00-16:00"]
thu = ["08:00-16:00"]
fri = ["08:00-16:00"]
"""

RULE = """
id = "{id}"
title = {{ vi = "Thử", en = "Test" }}
[[version]]
version = "1"
valid_from = 2024-01-01
[version.citation]
instrument = {{ vi = "Thử", en = "Test" }}
article = {{ vi = "1", en = "1" }}
[[version.stage]]
stage = "reply"
starts = "{starts}"
term = {{ amount = {amount}, unit = "{unit}" }}
stopped_by = ["awaiting_supplement", "awaiting_other_body"]
extension = {{ times = 3, most = 40 }}
due_soon = 2
"""


@dataclass(frozen=True)
class Rule:
    """A rule as the oracle knows it."""

    starts: str
    amount: int
    unit: str

    def counts(self, day: date) -> bool:
        return self.unit == "calendar_day" or day.weekday() < 5


RULES = {
    "worked": Rule("received", 10, "working_day"),
    "civil": Rule("received", 12, "calendar_day"),
    "taken-up": Rule("accepted", 8, "working_day"),
}
STOPPING = {"awaiting_supplement", "awaiting_other_body"}


# ---- the register


class Office:
    """A register that is told things, often late and sometimes wrong, second by second."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.now = datetime(2026, 1, 5, 2, tzinfo=timezone.utc)
        self.register = kn.Register.memory(world=self.world())
        self.register.adopt_calendar(WEEKDAYS, label="lich.toml", world=self.world())
        for name, rule in RULES.items():
            text = RULE.format(id=name, starts=rule.starts, amount=rule.amount, unit=rule.unit)
            self.register.adopt_rule(text, label=name, world=self.world())
        self.petitions: list[tuple[str, date]] = []
        self.linked: list[tuple[str, date]] = []
        self.refused = 0

    def world(self) -> kn.World:
        return kn.World(self.now, "a", self.chance.randbytes(32))

    def tell(self, petition: str, at: date | datetime, act: dict[str, Any]) -> bool:
        command = {
            "id": str(uuid.UUID(bytes=self.chance.randbytes(16), version=4)),
            "petition": petition,
            "at": at.isoformat(),
            "act": act,
        }
        try:
            self.register.execute_json(json.dumps(command), self.world())
        except kn.RefusedError:
            self.refused += 1
            return False
        self.now += timedelta(seconds=self.chance.randrange(1, 40_000))
        return True

    def moment(self, earliest: date) -> date | datetime:
        """Some days ago; now and then a time of day is known."""
        today = self.now.astimezone(VIETNAM).date()
        late = self.chance.choice([0, 0, 0, 1, 3, 8, 20])
        day = max(earliest, today - late * DAY)
        if day < today and self.chance.randrange(4) == 0:
            return datetime(day.year, day.month, day.day, self.chance.randrange(7, 18), 30, tzinfo=VIETNAM)
        return day

    def receive(self) -> None:
        petition = str(uuid.UUID(bytes=self.chance.randbytes(16), version=4))
        at = self.moment(date(2026, 1, 2))
        act = {
            "source": self.chance.choice(["enterprise", "citizen", "department"]),
            "delivered_by": "A",
            "channel": "letter",
            "summary": "B",
            "rules": self.chance.choice([["worked"], ["worked"], ["civil"], ["taken-up"], []]),
        }
        if self.tell(petition, at, {"receive": act}):
            self.petitions.append((petition, at if type(at) is date else at.date()))  # type: ignore[union-attr]

    def act(self) -> None:
        to_separate = self.linked and self.chance.randrange(20) == 0
        petition, received = self.chance.choice(self.linked if to_separate else self.petitions[-25:])
        other, _ = self.chance.choice(self.petitions)
        at = self.moment(received)
        day = at if type(at) is date else at.date()  # type: ignore[union-attr]
        correction: dict[str, Any] = self.chance.choice(
            [
                {"source": self.chance.choice(["enterprise", "citizen"])},
                {"moved": {"version": self.chance.randrange(1, 7), "at": (day - DAY).isoformat()}},
            ]
        )
        acts: list[tuple[int, dict[str, Any]]] = [
            (8, {"assign": {"unit": self.chance.choice("ABC")}}),
            (5, {"accept": {}}),
            (4, {"request_supplement": {}}),
            (2, {"pause": {"reason": self.chance.choice(["consulting", "awaiting_other_body"])}}),
            (6, {"resume": {}}),
            (3, {"extend": {"by": self.chance.randrange(1, 9), "reason": "R"}}),
            (2, {"promise": {"due": (day + self.chance.randrange(1, 9) * DAY).isoformat(), "in_force": "promised"}}),
            (1, {"promise": {"due": (day + 9 * DAY).isoformat(), "in_force": "rule"}}),
            (7, {"reply": {}}),
            (1, {"reply": {"finality": "interim"}}),
            (1, {"forward_out": {"to": "C"}}),
            (1, {"not_accept": {"reason": "R"}}),
            (1, {"reclassify": {"kind": "complaint", "reason": "R"}}),
            (1, {"withdraw": {}}),
            (2, {"link": {"to": other, "counted": self.chance.choice(["once", "each"])}}),
            (4, {"reopen": {"reason": "R"}}),
            (2, {"rate": {"score": 4}}),
            (3, {"publish": {"place": "D"}}),
            (3, {"correct": {"correction": correction, "reason": "R"}}),
            (1, {"void": {"reason": "R"}}),
        ]
        [(_, act)] = self.chance.choices(acts, [weight for weight, _ in acts])
        if "reply" in act and self.chance.randrange(3) == 0:
            # On the very day, as is often done.
            deadline = self.register.petition(petition).deadline
            at = (deadline and deadline.due) or at
            at = min(at, self.now.astimezone(VIETNAM).date()) if type(at) is date else at
        if to_separate:
            act = {"unlink": {"reason": "R"}}
        if self.tell(petition, at, act) and "link" in act:
            self.linked.append((petition, received))


# ---- the oracle


def when(text: str) -> date | datetime:
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)


def day_of(moment: date | datetime) -> date:
    return moment.astimezone(VIETNAM).date() if isinstance(moment, datetime) else moment


def is_later(a: date | datetime, b: date | datetime) -> bool:
    """Two moments compare by the coarser of their precisions."""
    if isinstance(a, datetime) and isinstance(b, datetime):
        return a > b
    return day_of(a) > day_of(b)


@dataclass
class Turn:
    version: int
    at: date | datetime
    recorded: date
    name: str
    what: dict[str, Any]


@dataclass
class Letter:
    """A petition, as far as some entries of the ledger tell it."""

    received: dict[str, Any]
    turns: list[Turn] = field(default_factory=list)
    version: int = 0
    void: bool = False

    def put(self, turn: Turn) -> None:
        place = len(self.turns)
        while place and is_later(self.turns[place - 1].at, turn.at):
            place -= 1
        self.turns.insert(place, turn)


TURNS = {
    "received", "accepted", "assigned", "supplement_requested", "paused", "resumed", "extended", "due_date_promised",
    "replied", "forwarded_out", "not_accepted", "reclassified", "withdrawn", "linked", "unlinked", "reopened", "published",
}  # fmt: skip
CLOSING = {
    "replied": "replied",
    "forwarded_out": "forwarded_out",
    "not_accepted": "not_accepted",
    "reclassified": "reclassified",
    "withdrawn": "withdrawn",
    "linked": "merged",
}


def letters(lines: list[dict[str, Any]], known_at: datetime | int | None) -> list[Letter]:
    """The petitions, as the entries up to a number or a time tell them."""
    found: dict[str, Letter] = {}
    for line in lines:
        entry = line.get("entry")
        if entry is None or entry["stream"]["kind"] != "petition":
            continue
        recorded = datetime.fromisoformat(entry["recorded_at"])
        if isinstance(known_at, datetime) and recorded > known_at:
            break
        if isinstance(known_at, int) and entry["sequence"] > known_at:
            break
        [(name, what)] = json.loads(entry["payload"])["event"].items()
        key = entry["stream"]["id"]
        if name == "received":
            rules = [rule["id"] for rule in what["terms"].get("rules", [])]
            found[key] = Letter({"source": what["source"], "rules": rules})
        letter = found[key]
        letter.version += 1
        assert letter.version == entry["version"]
        if name == "corrected":
            correction = what["correction"]
            letter.received["source"] = correction.get("source", letter.received["source"])
            if moved := correction.get("moved"):
                turns, letter.turns = sorted(letter.turns, key=lambda turn: turn.version), []
                for turn in turns:
                    turn.at = when(moved["at"]) if turn.version == moved["version"] else turn.at
                    letter.put(turn)
        elif name == "voided":
            letter.void = True
        elif name in TURNS and what.get("finality") != "interim":
            at, on = when(entry["occurred_at"]), recorded.astimezone(VIETNAM).date()
            letter.put(Turn(letter.version, at, on, name, what))
    return [letter for letter in found.values() if not letter.void]


@dataclass
class State:
    """How a petition stands after some of its turns."""

    start: date
    unit: str | None = None
    accepted: date | None = None
    #: From when to when, and does it stop the clock? The last one may not have ended.
    pauses: list[tuple[date, date | None, bool]] = field(default_factory=list)
    extended: int = 0
    promised: date | None = None
    outcome: str | None = None
    closed_in_pause: bool = False
    published: bool = False

    def end_pause(self, day: date) -> bool:
        if self.pauses and self.pauses[-1][1] is None:
            begun, _, stops = self.pauses[-1]
            self.pauses[-1] = (begun, day, stops)
            return True
        return False


def after(turns: list[Turn]) -> State:
    state = State(day_of(turns[0].at))
    for turn in turns[1:]:
        day = day_of(turn.at)
        if turn.name == "accepted":
            state.accepted = state.accepted or day
        elif turn.name == "assigned":
            state.unit = turn.what["unit"]
        elif turn.name in ("supplement_requested", "paused"):
            state.pauses.append((day, None, turn.what.get("reason", "awaiting_supplement") in STOPPING))
        elif turn.name == "resumed":
            state.end_pause(day)
        elif turn.name == "extended":
            state.extended += turn.what["by"]
        elif turn.name == "due_date_promised":
            promised = day_of(when(turn.what["due"]))
            state.promised = promised if turn.what["in_force"] == "promised" else None
        elif turn.name in CLOSING:
            state.closed_in_pause = state.end_pause(day)
            state.outcome = CLOSING[turn.name]
        elif turn.name == "published":
            state.published = True
        elif turn.name == "reopened":
            state = State(day, state.unit)
        elif turn.name == "unlinked" and state.outcome == "merged":
            state.outcome = None
            if state.closed_in_pause:
                begun, _, stops = state.pauses[-1]
                state.pauses[-1] = (begun, None, stops)
    return state


def due(state: State, rules: list[str]) -> date | str | None:
    """The due day; `"paused"`, or `None` if there is none."""
    if state.promised:
        return state.promised
    if not rules:
        return None
    rule = RULES[rules[0]]
    start = state.accepted if rule.starts == "accepted" else state.start
    if start is None:
        return None
    left, day = rule.amount + state.extended, start
    while left:
        day += DAY
        stopped = [end for begun, end, stops in state.pauses if stops and begun < day and (end is None or day <= end)]
        if None in stopped:
            return "paused"
        left -= not stopped and rule.counts(day)
    while day.weekday() >= 5:
        day += DAY
    return day


def standing(state: State, rules: list[str], day: date) -> str:
    until = due(state, rules)
    if until is None:
        return "open_no_deadline"
    if not isinstance(until, date):
        return "open_paused"
    if day > until:
        return "open_overdue"
    worked = sum((day + n * DAY).weekday() < 5 for n in range(1, (until - day).days + 1))
    # Where no rule says how soon is soon, the due day alone is.
    return "open_due_soon" if worked <= (2 if rules else 0) else "open_in_time"


def lateness(until: date | str | None, closed: date) -> str:
    if until is None:
        return "replied_no_deadline"
    assert isinstance(until, date)
    if closed < until:
        return "replied_early"
    return "replied_on_time" if closed == until else "replied_late"


Cells = Counter[tuple[str, str | None, date, str]]


def months(since: date, until: date) -> Iterator[tuple[date, date]]:
    start = since.replace(day=1)
    while start <= until:
        end = (start + 32 * DAY).replace(day=1)
        yield start, end
        start = end


def count(found: list[Letter], since: date, as_of: date, basis: str) -> Cells:
    """By source, unit and month."""
    cells: Cells = Counter()
    for letter in found:
        turns = letter.turns[: sum(day_of(turn.at) <= as_of for turn in letter.turns)]
        if not turns:
            continue
        source, rules = letter.received["source"], letter.received["rules"]
        first = next((turn.what["unit"] for turn in turns if turn.name == "assigned"), None)

        def at_end_of(day: date) -> tuple[str | None, State] | None:
            seen = [turn for turn in turns if day_of(turn.at) <= day]
            if not seen:
                return None
            state = after(seen)
            return (state.unit or first, state) if state.outcome is None else None

        for start, end in months(since, as_of):
            last = min(end - DAY, as_of)
            if opening := at_end_of(start - DAY):
                cells[source, opening[0], start, "opening"] += 1
            if left := at_end_of(last):
                cells[source, left[0], start, standing(left[1], rules, last)] += 1
        for n, turn in enumerate(turns):
            month = day_of(turn.at).replace(day=1)
            if month < since.replace(day=1):
                continue
            before = after(turns[:n]) if n else None
            now = after(turns[: n + 1])
            unit = now.unit or first
            if before is None:
                cells[source, unit, month, "received"] += 1
            elif turn.name == "assigned" and before.outcome is None and (before.unit or first) != unit:
                cells[source, before.unit or first, month, "moved_out"] += 1
                cells[source, unit, month, "moved_in"] += 1
            elif before.outcome is not None and now.outcome is None:
                cells[source, unit, month, "reopened"] += 1
            elif turn.name == "published":
                # The same outcome once more is no other one.
                cells[source, unit, month, "published"] += not before.published
            elif before.outcome is None and now.outcome == "replied":
                until = due(now, rules)
                in_fact, on_record = lateness(until, day_of(turn.at)), lateness(until, turn.recorded)
                cells[source, unit, month, in_fact if basis == "in_fact" else on_record] += 1
                if on_record == "replied_late" and in_fact != "replied_late":
                    cells[source, unit, month, "late_on_record_only"] += 1
            elif before.outcome is None and now.outcome is not None:
                cells[source, unit, month, now.outcome] += 1
    return cells


def told(table: kn.Table) -> Cells:
    measures = list(kn.labels("measure"))
    cells: Cells = Counter()
    for row in table.rows:
        for measure in measures:
            if row[measure]:
                cells[row["source"], row["unit"], row["period"], measure] += row[measure]
    return cells


@pytest.mark.parametrize("seed", range(8))
def test_every_count_is_that_of_a_slow_count_over_the_lines_of_the_ledger(seed: int, tmp_path: Path) -> None:
    office = Office(seed)
    for _ in range(1500):
        office.receive() if len(office.petitions) < 5 or office.chance.randrange(9) == 0 else office.act()
    assert len(office.petitions) > 30 and office.refused < 1200
    path = tmp_path / "so-cai.jsonl"
    office.register.export_ledger(path, world=office.world())
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    names = Counter(
        name
        for line in lines
        if (entry := line.get("entry")) and entry["stream"]["kind"] == "petition"
        for name in json.loads(entry["payload"])["event"]
    )
    needed = TURNS | {"corrected", "voided", "rated"}
    assert needed <= names.keys(), needed - names.keys()
    last = office.now.date()
    begun = date(2026, 1, 1)
    days = (last - begun).days
    head = office.register.head.sequence
    seen: Cells = Counter()
    for n in range(24):
        as_of = begun + office.chance.randrange(20, days + 40) * DAY
        known_at: datetime | int | None = None
        if n % 3 == 1:
            known_at = office.now - timedelta(seconds=office.chance.randrange(days * 86_400))
        elif n % 3 == 2:
            known_at = office.chance.randrange(12, head)
        basis = "in_fact" if n % 2 else "on_record"
        since = begun if n % 4 else date(2026, 2, 1)
        table = office.register.statistics(
            by=["source", "unit"], period="month", since=since, as_of=as_of, known_at=known_at, basis=basis
        )
        expected = count(letters(lines, known_at), since, as_of, basis)
        assert told(table) == expected, (as_of, known_at, basis)
        seen.update({("", None, begun, measure): count for (*_, measure), count in expected.items()})
    assert {measure for *_, measure in seen} == set(kn.labels("measure"))
