"""The golden vectors, through the public API: the same results in every language."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import kiennghi as kn
import pytest

from conftest import ROOT

VECTORS = ROOT / "tests" / "vectors"


def world(given: dict[str, str]) -> kn.World:
    return kn.World(now=given["now"], actor=given["actor"], seed=bytes.fromhex(given["seed"]))


def read(name: str) -> tuple[dict[str, Any], kn.Register]:
    vector = json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))
    return vector, kn.Register.memory(world=world(vector["created"]))


def explained(deadline: kn.Deadline) -> dict[str, list[str]]:
    return {"vi": deadline.explain("vi"), "en": deadline.explain("en")}


def run_steps(vector: dict[str, Any], register: kn.Register) -> int:
    """Executes every step, and compares what each did and the ledger's hash after all of them."""
    for step in vector["steps"]:
        try:
            receipt = register.execute_json(json.dumps(step["command"]), world(step["world"]))
            did = {"effect": receipt.effect, "number": receipt.number}
        except kn.KiennghiError as error:
            did = {"code": error.code}
        assert did == step["expect"], step["why"]
    head = kn.Head(vector["head"]["sequence"], vector["head"]["hash"])
    assert register.head == head
    assert register.verify() == head
    return len(vector["steps"])


def test_there_is_no_vector_without_a_runner() -> None:
    # Stored events are what the library itself reads: they have no door, and Rust runs them.
    of_rust_alone = {"events"}
    here = {"catalogue", "due-dates", "life", "statistics", "worked-petition", "working-time"}
    assert {path.stem for path in VECTORS.glob("*.json")} == here | of_rust_alone


def test_due_dates() -> None:
    vector, register = read("due-dates")
    created = world(vector["created"])
    for rule in vector["rules"]:
        register.adopt_rule(rule, label="vector", world=created)
    ran = 0
    for index, case in enumerate(vector["cases"]):
        command = {
            "id": f"00000000-0000-7000-8000-{index:012}",
            "petition": f"10000000-0000-7000-8000-{index:012}",
            "at": case["received"],
            "act": {
                "receive": {
                    "source": "citizen",
                    "delivered_by": "X",
                    "channel": "letter",
                    "summary": "Y",
                    "rules": [case["rule"]],
                }
            },
        }
        receipt = register.execute_json(json.dumps(command), created)
        for step, act in enumerate(case.get("acts", [])):
            refused = act.pop("refused", None)
            command = {"id": f"2000000{step}-0000-7000-8000-{index:012}", "petition": command["petition"], **act}
            try:
                register.execute_json(json.dumps(command), created)
                did = None
            except kn.RefusedError as error:
                did = {"code": error.code, "vi": error.to_text("vi"), "en": error.to_text("en")}
            assert did == refused, case["name"]
        deadline = register.petition(receipt).deadline_for(case.get("stage", "reply"))
        assert deadline is not None, case["name"]
        # A date here, an instant there: as JSON says it.
        assert (deadline.due.isoformat() if deadline.due is not None else None) == case["due"], case["name"]
        assert explained(deadline) == case["explain"], case["name"]
        ran += 1
    assert ran == vector["count"] > 0


def answer(calendar: kn.WorkCalendar, case: dict[str, Any]) -> Any:
    """What the calendar answers, as JSON says it."""
    pauses = [tuple(pause) for pause in case.get("pauses", [])]
    match case["ask"]:
        case "add_working_time":
            policy = {"landing": case["landing"]} if "landing" in case else {}
            amount = timedelta(seconds=case["seconds"])
            return calendar.add_working_time(case["start"], amount, pauses=pauses, **policy).isoformat()
        case "working_time_between":
            return calendar.working_time_between(case["start"], case["end"], pauses=pauses).total_seconds()
        case "add_working_days":
            return calendar.add_working_days(case["start"], case["days"], pauses=pauses).isoformat()
        case "working_days_between":
            return calendar.working_days_between(case["start"], case["end"], pauses=pauses)
        case "add_months":
            month = calendar.add_months(case["start"], case["months"], roll=case["roll"], month_end=case["month_end"])
            return month.isoformat()
        case "lunar_to_solar":
            return kn.lunar.to_solar(case["year"], case["month"], case["day"], case["leap"]).isoformat()
        case edge:
            return getattr(calendar, edge)(case["start"]).isoformat()


def test_working_time() -> None:
    vector = json.loads((VECTORS / "working-time.json").read_text(encoding="utf-8"))
    calendars = [kn.WorkCalendar.vietnam(), *(kn.WorkCalendar.from_toml(text) for text in vector["calendars"])]
    by_id = {calendar.id: calendar for calendar in calendars}
    ran = 0
    for case in vector["cases"]:
        if case["expect"] == "error":
            with pytest.raises(kn.CalendarError, match="is outside calendar"):
                answer(by_id[case["calendar"]], case)
        else:
            assert answer(by_id[case["calendar"]], case) == case["expect"], case["name"]
        ran += 1
    assert ran == vector["count"] > 0


@pytest.mark.parametrize("name", ["life", "catalogue"])
def test_life(name: str) -> None:
    vector, register = read(name)
    ran = run_steps(vector, register)
    for asked in vector["worklists"]:
        items = [
            {
                "number": item.number,
                "standing": item.standing,
                "due": item.due and item.due.isoformat(),
                "days_left": item.days_left,
                "unit": item.unit,
                "source": item.source,
            }
            for item in register.worklist(at=asked["at"])
        ]
        assert items == asked["items"], asked["at"]
        ran += 1
    for asked in vector["deadlines"]:
        deadline = register.petition(asked["petition"]).deadline_for(asked["stage"])
        assert deadline is not None
        assert (deadline.due and deadline.due.isoformat()) == asked["due"]
        assert explained(deadline) == asked["explain"]
        ran += 1
    ran += run_questions(vector, register)
    assert ran == vector["count"] > 0


def counted(row: dict[str, Any]) -> dict[str, int]:
    """The counts of a row that are not 0."""
    return {measure: row[measure] for measure in kn.labels("measure") if row[measure] != 0}


def run_questions(vector: dict[str, Any], register: kn.Register) -> int:
    """Compares every table that is asked for."""
    for asked in vector.get("questions", []):
        table = register.statistics(
            by=asked["by"],
            period=asked["period"],
            since=asked["from"],
            until=asked["to"],
            as_of=asked["as_of"],
            basis=asked["basis"],
            known_at=asked.get("known_at"),
        )
        rows = [
            {
                "keys": [row[name] for name in asked["by"]],
                "period": row["period"].isoformat(),
                "counts": counted(row),
                "on_time_rate": "n/a" if row["on_time_rate"] is None else f"{row['on_time_rate']} %",
            }
            for row in table.rows
        ]
        assert rows == asked["rows"], asked
        totals = [{"period": row["period"].isoformat(), "counts": counted(row)} for row in table.totals]
        assert totals == asked["totals"], asked
        # What was known at an entry is counted from a ledger that ends there.
        assert table.head == register.head or table.head.sequence == asked["known_at"]
    return len(vector.get("questions", []))


def numbers(row: dict[str, Any], vocabularies: Sequence[str]) -> dict[str, int]:
    """The numbers of a row that are there and not 0."""
    names = [name for vocabulary in vocabularies for name in kn.labels(vocabulary)]  # type: ignore[arg-type]
    return {name: row[name] for name in names if row[name]}


def run_tables(vector: dict[str, Any], register: kn.Register) -> int:
    """Makes all of each table that is asked for."""
    for asked in vector["tables"]:
        by, first = asked["by"], asked["by"][0]
        table = register.statistics(
            by=by, period=asked["period"], since=asked["from"], until=asked["to"], as_of=asked["as_of"],
            units=asked["units"], duplicates=asked["duplicates"],
        )
        figures = [
            {
                "keys": [row[name] for name in by],
                "period": row["period"].isoformat(),
                "figures": numbers(row, ["row_figure"]),
            }
            for row in table.rows
        ]
        assert figures == asked["figures"]
        published = [
            {
                "keys": [row[name] for name in by],
                "period": row["period"].isoformat(),
                "shown": numbers(row, ["measure", "row_figure"]),
                "withheld": row["withheld"],
            }
            for row in table.published(asked["least"]).rows
        ]
        assert published == asked["published"]
        parts = ["value", "change", "change_percent", "year_change", "year_change_percent", "average"]
        points: dict[str | None, list[dict[str, Any]]] = {}
        for point in table.trend(asked["trended"], by=first, window=asked["window"]):
            told = {part: None if point[part] is None else str(point[part]) for part in parts}
            points.setdefault(point[first], []).append({"period": point["period"].isoformat(), **told})
        assert [{"keys": [key], "points": told} for key, told in points.items()] == asked["trend"]
        ranking = [
            {
                "key": one[first],
                "place": one["place"],
                "of": one["on_time"],
                "among": one["on_time_among"],
                "bounds": None if one["lower"] is None else [one["lower"], one["upper"]],
            }
            for one in table.ranking(first)
        ]
        assert ranking == asked["ranking"]
        behind = [
            register.behind(table, asked["measure"], period=row["period"], **{name: row[name] for name in by})
            for row in table.rows
        ]
        assert behind == asked["behind"]
    return len(vector["tables"])


def run_forms(vector: dict[str, Any], register: kn.Register) -> int:
    """Fills each form that is asked for."""
    for asked in vector["forms"]:
        form = register.form(asked["form"], within=asked["within"], as_of=asked["as_of"], suppress=asked["suppress"])
        whole = form.to_dict()
        rows = [{"key": row["key"], "cells": row["cells"]} for row in [*whole["rows"], whole["total"]]]
        assert rows == asked["rows"]
        assert form.failures == asked["failures"]
    return len(vector["forms"])


def test_statistics() -> None:
    vector, register = read("statistics")
    ran = run_steps(vector, register) + run_questions(vector, register)
    ran += run_tables(vector, register) + run_forms(vector, register)
    assert ran == vector["count"] > 0


def test_worked_petition() -> None:
    vector, register = read("worked-petition")
    ran = run_steps(vector, register) + run_questions(vector, register)
    assert ran == vector["count"] > 0


def test_sums_are_those_of_the_balance() -> None:
    vector, register = read("statistics")
    run_steps(vector, register)
    rows = register.statistics(by=["unit", "source"], period="month", as_of="2026-04-15").rows
    assert rows
    for row in rows:
        assert row["to_do"] == sum(row[name] for name in ("opening", "received", "reopened", "moved_in"))
        assert row["to_do"] == row["closed"] + row["moved_out"] + row["open"]


@pytest.mark.parametrize("name", ["life", "catalogue", "statistics"])
def test_every_step_sent_again_changes_nothing(name: str) -> None:
    vector, register = read(name)
    run_steps(vector, register)
    head = register.head
    for step in vector["steps"]:
        if step["expect"].get("effect") == "appended":
            receipt = register.execute_json(json.dumps(step["command"]), world(step["world"]))
            assert receipt.effect == "already_appended"
    assert register.head == head
