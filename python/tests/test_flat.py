"""Statistics over tables of one's own, against pandas on the same random tables."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import kiennghi as kn
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

COLUMNS = {
    "opened": "đến",
    "closed": "xong",
    "outcome": "cách",
    "closed_recorded": "nhập",
    "due": "hạn",
    "rating": "điểm",
    "published": "đăng",
    "unit": "phòng",
    "source": "nguồn",
}
REPLIED = ["replied_early", "replied_on_time", "replied_late", "replied_no_deadline"]


def random_table(seed: int, rows: int = 4000) -> pd.DataFrame:
    chance = np.random.default_rng(seed)
    day = np.datetime64("2025-01-01", "D")
    opened = day + chance.integers(0, 500, rows)
    closed = (opened + chance.integers(0, 60, rows)).astype("datetime64[s]")
    outcome = chance.choice(["replied", "replied", "replied", "forwarded_out", "not_accepted", "merged"], rows)
    frame = pd.DataFrame(
        {
            "đến": opened.astype("datetime64[s]"),
            "xong": closed,
            "cách": outcome,
            "nhập": closed + chance.integers(0, 9, rows).astype("timedelta64[D]"),
            "hạn": (opened + chance.integers(5, 40, rows)).astype("datetime64[s]"),
            "đăng": closed + chance.integers(0, 400, rows).astype("timedelta64[D]"),
            "điểm": pd.array(chance.integers(1, 6, rows), dtype="Int64"),
            "phòng": chance.choice(["A", "B", "C", "Đ"], rows),
            "nguồn": chance.choice(["enterprise", "citizen"], rows),
        }
    )
    is_open = chance.random(rows) < 0.1
    frame.loc[is_open, ["xong", "nhập"]] = pd.NaT
    frame.loc[is_open | (chance.random(rows) < 0.4), "đăng"] = pd.NaT
    frame.loc[is_open, "điểm"] = pd.NA
    frame.loc[chance.random(rows) < 0.1, "hạn"] = pd.NaT
    frame.loc[chance.random(rows) < 0.05, "phòng"] = None
    return frame


def by_pandas(frame: pd.DataFrame, as_of: str, basis: str) -> dict[tuple[Any, ...], int]:
    """By unit, source and quarter, each number by a selection of its own."""
    frame = frame[frame["đến"] <= as_of]
    seen = frame["xong"] <= as_of
    judged = frame["xong"] if basis == "in_fact" else frame["nhập"]
    replied, due = seen & (frame["cách"] == "replied"), frame["hạn"]
    when_done: dict[str, Any] = {
        "replied_early": replied & (judged < due),
        "replied_on_time": replied & (judged == due),
        "replied_late": replied & (judged > due),
        "replied_no_deadline": replied & due.isna(),
        "late_on_record_only": replied & (frame["xong"] <= due) & (frame["nhập"] > due),
        **{outcome: seen & (frame["cách"] == outcome) for outcome in ["forwarded_out", "not_accepted", "merged"]},
    }
    found: dict[tuple[Any, ...], int] = {}
    quarters = pd.period_range(frame["đến"].min(), as_of, freq="Q")

    def count(name: str, start: date, chosen: pd.DataFrame) -> None:
        for (unit, source), size in chosen.groupby(["phòng", "nguồn"], dropna=False).size().items():
            found[None if pd.isna(unit) else unit, source, start, name] = int(size)

    for quarter in quarters:
        start, end = quarter.start_time, (quarter + 1).start_time
        last = min(end - pd.Timedelta(days=1), pd.Timestamp(as_of))
        inside = (frame["xong"] >= start) & (frame["xong"] < end)
        count("received", start.date(), frame[(frame["đến"] >= start) & (frame["đến"] < end)])
        count("opening", start.date(), frame[(frame["đến"] < start) & ~(seen & (frame["xong"] < start))])
        count("published", start.date(), frame[(frame["đăng"] >= start) & (frame["đăng"] < end) & (frame["đăng"] <= as_of)])
        for name, chosen in when_done.items():
            count(name, start.date(), frame[chosen & inside])
        is_open = (frame["đến"] <= last) & ~(frame["xong"] <= last)
        count("open_overdue", start.date(), frame[is_open & (due < last)])
        count("open_due_soon", start.date(), frame[is_open & (due == last)])
        count("open_in_time", start.date(), frame[is_open & (due > last)])
        count("open_no_deadline", start.date(), frame[is_open & due.isna()])
    return found


def told(table: kn.Table) -> dict[tuple[Any, ...], int]:
    measures = list(kn.labels("measure"))
    return {
        (row["unit"], row["source"], row["period"], measure): row[measure]
        for row in table.rows
        for measure in measures
        if row[measure]
    }


@pytest.mark.parametrize("seed", range(4))
def test_a_table_is_counted_as_pandas_counts_it(seed: int) -> None:
    frame = random_table(seed)
    forms: list[Any] = [
        frame,
        frame.assign(phòng=frame["phòng"].astype("category")),
        pa.Table.from_pandas(frame, preserve_index=False),
        pa.concat_tables([pa.Table.from_pandas(part, preserve_index=False) for part in (frame[:900], frame[900:])]),
        pa.RecordBatch.from_pandas(frame, preserve_index=False),
        pl.from_pandas(frame).with_columns(pl.col("nguồn").cast(pl.Categorical), pl.col("đến").cast(pl.Date)),
    ]
    as_of, basis = [("2026-05-20", "in_fact"), ("2025-11-03", "on_record")][seed % 2]
    expected = by_pandas(frame, as_of, basis)
    assert sum(expected.values()) > 5_000 and {"merged", "late_on_record_only", "published"} <= {key[3] for key in expected}
    for form in forms:
        columns = kn.Columns.from_arrow(form, COLUMNS)
        assert len(columns) == len(frame)
        assert told(columns.statistics(["unit", "source"], as_of=as_of, basis=basis)) == expected, type(form)
        again = kn.statistics(form, COLUMNS, ["unit", "source"], as_of=as_of, basis=basis)
        assert told(again) == expected


def test_what_was_not_recorded_yet_is_not_known() -> None:
    table = pa.table({"in": [date(2026, 3, 2)], "told": [date(2026, 3, 4)], "out": [date(2026, 3, 9)], "when": [date(2026, 3, 20)]})
    names = {"opened": "in", "opened_recorded": "told", "closed": "out", "closed_recorded": "when"}
    columns = kn.Columns.from_arrow(table, names)

    def count(known_at: str) -> tuple[int, ...]:
        [total] = columns.statistics(as_of="2026-03-31", known_at=known_at).totals
        return total["received"], total["replied"], total["open"]

    # A day is known once it is over.
    assert count("2026-03-04T23:59:00Z") == (0, 0, 0)
    assert count("2026-03-05T00:00:00Z") == (1, 0, 1)
    assert count("2026-03-21T00:00:00Z") == (1, 1, 0)


@pytest.mark.parametrize(
    ("table", "columns", "message"),
    [
        ({"a": [date(2026, 3, 2)]}, {}, "`columns` must say which column is `opened`"),
        ({"a": [date(2026, 3, 2)]}, {"opened": "b"}, "`opened` names the column `b`; the table has `a`"),
        ({"a": [date(2026, 3, 2)]}, {"opened": "a", "color": "a"}, "`columns` names a column for `color`; there can be one for `opened`"),
        ({"a": [5]}, {"opened": "a"}, "`a` is a column of int64; give days"),
        ({"a": [date(2026, 3, 2), None]}, {"opened": "a"}, "row 1, column `a`: there is no day of arrival"),
        ({"a": [date(2026, 3, 2)], "b": [3]}, {"opened": "a", "unit": "b"}, "`b` is a column of int64; give texts"),
        ({"a": [date(2026, 3, 2)], "b": ["lost"]}, {"opened": "a", "outcome": "b"}, "row 0, column `b`: there is no such outcome"),
        ({"a": [date(2026, 3, 2)], "b": [9]}, {"opened": "a", "closed": "a", "rating": "b"}, "row 0, column `b`: there is no score of 9"),
        ({"a": [date(2026, 3, 2)], "b": [-1]}, {"opened": "a", "minutes": "b"}, "row 0, column `b`: there are no so many minutes"),
        (
            {"a": pa.array([datetime(2026, 3, 2)], pa.timestamp("us", "UTC"))},
            {"opened": "a"},
            "`a` holds instants, which are of another day in another zone",
        ),
    ],
)
def test_what_cannot_be_read_is_named(table: dict[str, Any], columns: dict[str, str], message: str) -> None:
    with pytest.raises(kn.ArgumentError) as caught:
        kn.Columns.from_arrow(pa.table(table), columns)
    assert str(caught.value).startswith(message), str(caught.value)


def test_what_is_no_table_is_refused() -> None:
    for value, message in [
        (5, "`table` is a int; give a table"),
        (pa.array([1]), "`table` is one column of Int64; give a table"),
    ]:
        with pytest.raises(kn.ArgumentError) as caught:
            kn.Columns.from_arrow(value, {"opened": "a"})  # type: ignore[arg-type]
        assert str(caught.value).startswith(message)
    empty = pa.table({"a": pa.array([], pa.date32())})
    assert len(kn.Columns.from_arrow(empty, {"opened": "a"})) == 0
    with pytest.raises(kn.StatisticsError):
        kn.statistics(empty, {"opened": "a"}, as_of="2026-03-31", known_at=5)  # type: ignore[arg-type]
