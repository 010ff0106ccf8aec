"""The event log, as pm4py reads it: the flow that the histories tell, and its bottleneck.

pm4py is large (0.5 GB with what it needs): it comes with the extra `mining`, which `test.sh` installs
unless `KIENNGHI_WITHOUT_MINING` is set.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import kiennghi as kn
import pytest

from conftest import ROOT

pm4py = pytest.importorskip("pm4py")

SAMPLE = ROOT / "exchange" / "sample" / "so-dang-ky-2026.csv"
ASIDE = {"corrected", "connected"}


def day(at: date | datetime) -> date:
    return at.date() if isinstance(at, datetime) else at


@pytest.fixture
def sample(register: kn.Register) -> kn.Register:
    """The sample register of 2026."""
    register.import_file(SAMPLE)
    return register


def steps(register: kn.Register) -> dict[tuple[str, str], list[int]]:
    """Each step from act to act, with the days it took: told by the histories, without the log."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for item in register.page(limit=1000, openness="all").items:
        events = [event for event in register.history(item.id) if event["event"] not in ASIDE]
        events.sort(key=lambda event: day(event["at"]))  # stable: what cannot be told apart stays as recorded
        labels = [(kn.labels("event")[event["event"]], day(event["at"])) for event in events]
        for (before, since), (after, until) in zip(labels, labels[1:]):
            found[before, after].append((until - since).days)
    return dict(found)


def test_pm4py_finds_the_flow_and_its_bottleneck(sample: kn.Register, tmp_path: Path) -> None:
    path = tmp_path / "so.xes"
    cases, events = sample.event_log(path)
    log: Any = pm4py.read_xes(str(path))
    assert (log["case:concept:name"].nunique(), len(log)) == (cases, events) == (296, events)
    expected = steps(sample)
    flow, starts, ends = pm4py.discover_dfg(log)
    assert dict(flow) == {step: len(days) for step, days in expected.items()}
    assert set(starts) == {"Đã tiếp nhận"} and starts["Đã tiếp nhận"] == 296
    assert sum(ends.values()) == 296 and sum(flow.values()) == events - 296
    # Which step takes longest on average; pm4py tells seconds.
    performance, _, _ = pm4py.discover_performance_dfg(log)
    for step, days in expected.items():
        assert performance[step]["mean"] == pytest.approx(86400 * sum(days) / len(days)), step
    slowest = max(performance, key=lambda step: performance[step]["mean"])
    assert slowest == max(expected, key=lambda step: sum(expected[step]) / len(expected[step]))


def test_the_log_has_both_times_units_and_sources_and_no_account(sample: kn.Register, tmp_path: Path) -> None:
    path = tmp_path / "so.xes"
    sample.event_log(path, lang="en")
    log: Any = pm4py.read_xes(str(path))
    assert set(log["case:source"]) == {kn.labels("source", "en")[code] for code in sample_sources(sample)}
    assert set(log["org:role"]) == {"import"} and log["org:group"].notna().sum() > 500
    assert (log["recorded_at"] >= log["time:timestamp"]).all()
    replied = log[log["activity"] == "replied"]
    assert replied["recorded_before"].notna().sum() > 20
    assert set(log["occurred"].str.len()) <= {10, 25}


def sample_sources(register: kn.Register) -> set[str]:
    return {item.source for item in register.page(limit=1000, openness="all").items if item.source}


def test_pm4py_reads_the_objects_too(sample: kn.Register, tmp_path: Path) -> None:
    path = tmp_path / "so.jsonocel"
    cases, events = sample.event_log(path, lang="en")
    log: Any = pm4py.read_ocel2_json(str(path))
    assert len(log.events) == events
    kinds = Counter(log.objects["ocel:type"])
    units = {item.unit for item in sample.page(limit=1000, openness="all").items if item.unit}
    assert kinds == {"petition": cases, "unit": len(units)}
    flat: Any = pm4py.ocel_flattening(log, "petition")
    flow, _, _ = pm4py.discover_dfg(flat)
    assert sum(flow.values()) == events - cases
