"""What is made of counts: tables for frames, forms, and the petitions behind a number."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import kiennghi as kn
import polars as pl
import pyarrow as pa
import pytest
from conftest import receive


@pytest.fixture
def register() -> kn.Register:
    """Four petitions in two fields; two answered, one of them late."""
    register = kn.Register.memory(actor="van-thu")
    for n, (field, about) in enumerate([("a", "conduct"), ("a", "regulation"), ("b", "conduct"), ("b", None)]):
        source = "department" if n % 2 else "enterprise"
        p = register.receive(
            source=source, delivered_by="X", summary="Y", received=date(2026, 3, 2), field=field, about=about
        )
        register.assign(p, at="2026-03-03", unit="U" if n < 3 else "V")
    register.reply("PAKN-2026-0001", at="2026-03-05", text="A")
    register.reply("PAKN-2026-0003", at="2026-03-30", text="A")
    return register


def test_rows_have_every_figure_under_its_name(register: kn.Register) -> None:
    row = register.statistics(by="source", as_of="2026-03-31").rows[1]
    assert (row["source"], row["received"], row["replied"], row["on_time"], row["on_time_among"]) == ("enterprise", 2, 2, 1, 2)
    assert row["on_time_rate"] == Decimal("50.0")
    assert (row["median_to_reply"], row["count_to_reply"]) == (3 * 480, 2)
    assert row["percentile_90_to_reply"] == 20 * 480
    assert (row["sum_rating"], row["count_rating"]) == (0, 0)
    nobody = register.statistics(by="source", as_of="2026-03-31").rows[0]
    assert (nobody["source"], nobody["median_to_reply"], nobody["on_time_rate"]) == ("department", None, None)


def test_subtotals_are_the_rows_of_fewer_groups(register: kn.Register) -> None:
    table = register.statistics(by=["source", "unit"], as_of="2026-03-31")
    fewer = register.statistics(by="source", as_of="2026-03-31")
    assert [row["received"] for row in table.subtotals("source")] == [row["received"] for row in fewer.rows]
    assert table.subtotals([]) == table.totals
    with pytest.raises(kn.StatisticsError):
        table.subtotals("channel")


def test_a_ranking_tells_how_sure_it_is(register: kn.Register) -> None:
    first, last = register.statistics(by=["unit", "source"], as_of="2026-03-31").ranking("unit")
    assert (first["unit"], first["place"], first["on_time"], first["on_time_among"]) == ("U", 1, 1, 2)
    assert (first["lower"], first["upper"], first["on_time_rate"]) == (945, 9055, Decimal("50.0"))
    assert last == {k: None for k in last} | {"unit": "V", "on_time": 0, "on_time_among": 0}


def test_frames_take_a_table_without_rows_in_python(register: kn.Register) -> None:
    table = register.statistics(by=["source", "unit"], as_of="2026-03-31")
    arrow, frame = pa.table(table), pl.DataFrame(table)
    assert arrow.column_names == frame.columns
    for place, row in enumerate(table.rows):
        for name in arrow.column_names:
            assert arrow[name][place].as_py() == frame[name][place] == row[name], name
    assert arrow.schema.field("period").type == pa.date32()
    assert pa.table(register.statistics(by=[], since="2027-01-01", as_of="2026-03-31")).num_rows == 0


def test_csv_and_json_hold_what_the_rows_hold(register: kn.Register) -> None:
    table = register.statistics(by=["field"], as_of="2026-03-31")
    lines = list(csv.DictReader(io.StringIO(table.to_csv("en").removeprefix("\ufeff"))))
    assert [(line["field"], int(line["received"]), line["period_label"]) for line in lines] == [("a", 2, "Q1/2026"), ("b", 2, "Q1/2026")]
    assert table.to_dict() == json.loads(table.to_json())
    assert table.to_dict()["rows"][0]["median_to_reply"] == table.rows[0]["median_to_reply"]


def test_behind_a_number_are_the_petitions_counted_in_it(register: kn.Register) -> None:
    table = register.statistics(by=["source", "unit"], as_of="2026-03-31")
    for row in table.rows:
        for measure in kn.labels("measure"):
            found = register.behind(table, measure, period=row["period"], source=row["source"], unit=row["unit"])
            assert len(found) == row[measure], measure
    assert register.behind(table, "replied_late", period="2026-01-01") == ["PAKN-2026-0003"]
    with pytest.raises(kn.StatisticsError):
        register.behind(table, "received", period="2026-01-02")
    with pytest.raises(kn.StatisticsError):
        register.behind(table, "received", period="2026-01-01", channel="letter")
    with pytest.raises(kn.ArgumentError):
        register.behind(table, "received", period="2026-01-01", colour="red")


def test_a_form_tells_what_must_be_equal_and_is_not(register: kn.Register) -> None:
    form = register.form("II.05a", as_of="2026-03-31", since="2026-01-01")
    assert [(row["label"], row["total"], row["conduct"], row["regulation"], row["published"]) for row in form.rows] == [
        ("a", 2, 1, 1, 0),
        ("b", 2, 1, 0, 0),
    ]
    assert form.total["total"] == 4 and form.standing == "unverified"
    assert form.failures[0] == "row 2: `total` is 2, but `conduct + regulation` is 1"
    with pytest.raises(kn.StatisticsError) as raised:
        form.check()
    assert raised.value.code == "form_identity"
    assert "KHÔNG KHỚP" in str(form)
    before = register.form("II.05a", within="2025-06-30", as_of="2026-03-31")
    assert before.rows == [] and before.failures == []
    before.check()


def test_an_own_form_is_read_from_its_file(register: kn.Register, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(
        'id = "own"\nversion = "1"\ntitle = { vi = "M", en = "F" }\nrows = "unit"\nperiod = "year"\n'
        '[[column]]\nid = "late"\nheading = { vi = "Trễ", en = "Late" }\ncount = "replied_late[source=enterprise]"\n',
        encoding="utf-8",
    )
    form = register.form(str(file), as_of="2026-03-31")
    assert [(row["key"], row["late"]) for row in form.rows] == [("U", 1), ("V", 0)]
    with pytest.raises(kn.StatisticsError, match="no such form; there are `II.05a`"):
        register.form("II.06")
    with pytest.raises(kn.StatisticsError, match=r"missing\.toml, file: "):
        register.form(str(tmp_path / "missing.toml"))


def test_what_is_counted_again_is_what_a_fresh_handle_counts(tmp_path: Path) -> None:
    path = str(tmp_path / "so.db")

    def count(register: kn.Register) -> dict[str, object]:
        return register.statistics(by=["source", "unit"], period="month", as_of="2026-06-30").to_dict()

    with kn.Register.create(path) as kept, kn.Register.open(path) as other:
        first = receive(kept)
        assert count(kept) == count(other)
        # Another handle writes, and writes what happened earlier than what is known.
        other.assign(first.id, unit="Phòng Đầu tư", at="2026-03-03")
        other.reply(first.id, at="2026-03-20")
        receive(other, "2026-01-05")
        with kn.Register.open(path) as fresh:
            assert count(kept) == count(other) == count(fresh)
            assert len(fresh.statistics(by="unit", period="month", as_of="2026-06-30").rows) > 0


def test_what_may_be_published_shows_no_small_number_and_names_what_is_withheld(register: kn.Register) -> None:
    table = register.statistics(by=["source", "unit"], as_of="2026-03-31")
    published = table.published(3)
    assert (published.least, published.by, published.as_of) == (3, ["source", "unit"], date(2026, 3, 31))
    counts = set(kn.labels("measure"))
    for row in published.rows + published.totals + published.subtotals("unit"):
        assert all(row[name] is None or row[name] == 0 or row[name] >= 3 for name in counts)
        assert all(row[name] is None for name in row["withheld"])
    assert published.withheld == sum(len(row["withheld"]) for row in published.rows + published.totals)
    frame = pl.DataFrame(published)
    assert frame["received"].to_list() == [row["received"] for row in published.rows]
    assert frame["withheld"].to_list() == [" ".join(row["withheld"]) for row in published.rows]
    assert published.to_dict()["withheld"] == published.withheld
    assert "•" in str(published)
    form = register.form("by-source", as_of="2026-03-31", suppress=3)
    assert any(row["withheld"] for row in form.rows)
    assert all(row[column] is None for row in form.rows for column in row["withheld"])
    for least in (0, 1, 1_000_001):
        with pytest.raises(kn.StatisticsError):
            table.published(least)


def test_a_trend_goes_out_as_rows_csv_json_and_columns_and_all_say_the_same(register: kn.Register) -> None:
    table = register.statistics(by=["source", "unit"], period="month", since="2026-02-01", as_of="2026-04-30")
    trend = table.trend("on_time_rate", by="source", window=2)
    assert (trend.number, trend.by, trend.window, len(trend)) == ("on_time_rate", ["source"], 2, len(trend.rows))
    assert list(trend) == trend.rows and trend[0] == trend.rows[0] and trend[1:] == trend.rows[1:]
    names = ["value", "change", "change_percent", "year_change", "year_change_percent", "average"]
    lines = list(csv.DictReader(io.StringIO(trend.to_csv("en").removeprefix("\ufeff"))))
    told, frame = trend.to_dict(), pa.table(trend).to_pylist()
    assert told["number"]["label"]["en"] == "On-time rate" and told["window"] == 2
    assert pl.DataFrame(trend).height == len(trend)
    for row, line, written, columns in zip(trend, lines, told["rows"], frame, strict=True):
        assert row["source"] == line["source"] == written["source"] == columns["source"]
        assert str(row["period"]) == line["period"] == written["period"] == str(columns["period"])
        for name in names:
            value = row[name]
            parts = [line[f"{name}_numerator"], line[f"{name}_denominator"]]
            assert parts == (["", ""] if value is None else [str(value.numerator), str(value.denominator)]), name
            assert written[name] == (value and {"numerator": value.numerator, "denominator": value.denominator})
            assert columns[name] == (None if value is None else pytest.approx(float(value)))
            assert (columns[f"{name}_numerator"] is None) == (value is None)
    march = next(row for row in trend if row["source"] == "enterprise" and row["period"] == date(2026, 3, 1))
    assert march["value"] == Fraction(50) and lines[[*trend].index(march)]["value"] == "50.0"
    assert "On-time" in trend.to_text("en") and str(trend) == trend.to_text()
    assert trend == table.trend("on_time_rate", by="source", window=2)


def test_a_mean_is_followed_like_any_other_number(register: kn.Register) -> None:
    table = register.statistics(period="month", as_of="2026-03-31")
    assert [point["value"] for point in table.trend("mean_to_reply")] == [Fraction((3 + 20) * 480, 2)]
    with pytest.raises(kn.ArgumentError):
        table.trend("mean_of_all")


def test_behind_sums_rates_and_medians_are_those_that_they_are_of(register: kn.Register) -> None:
    table = register.statistics(by=["source"], as_of="2026-03-31")

    def behind(number: str) -> list[str]:
        return [name[-1] for name in register.behind(table, number, period="2026-01-01")]

    assert (behind("to_do"), behind("replied"), behind("open")) == (["1", "2", "3", "4"], ["1", "3"], ["2", "4"])
    assert (behind("on_time"), behind("on_time_rate"), behind("median_to_reply")) == (["1"], ["1", "3"], ["1", "3"])
    assert behind("mean_rating") == []


def test_periods_are_any_days_that_rise(register: kn.Register) -> None:
    table = register.statistics(by=[], period=["2026-03-01", date(2026, 3, 3), "2026-04-10"], as_of="2026-03-31")
    assert [(row["period"], row["period_end"], row["received"], row["replied"]) for row in table.rows] == [
        (date(2026, 3, 1), date(2026, 3, 3), 4, 0),
        (date(2026, 3, 3), date(2026, 4, 10), 0, 2),
    ]
    for wrong in (["2026-03-01"], ["2026-03-03", "2026-03-01"], []):
        with pytest.raises(kn.ArgumentError, match="`period`"):
            register.statistics(period=wrong, as_of="2026-03-31")
    with pytest.raises(kn.ArgumentError, match="leave `since` and `until` out"):
        register.statistics(period=["2026-03-01", "2026-03-03"], since="2026-03-01", as_of="2026-03-31")


def test_overdue_petitions_by_how_long_and_what_falls_due_next_by_unit(register: kn.Register) -> None:
    # Both were due on Monday 16 March.
    bands = register.ageing(as_of="2026-03-24")
    assert [(band["unit"], band["from"], band["to"], band["petitions"]) for band in bands if band["count"]] == [
        ("U", 6, 10, ["PAKN-2026-0002", "PAKN-2026-0003"]),
        ("V", 6, 10, ["PAKN-2026-0004"]),
    ]
    assert [(band["to"], band["count"]) for band in register.ageing(as_of="2026-03-24", bands=[7])] == [(7, 2), (None, 0), (7, 1), (None, 0)]
    due = register.falls_due(as_of="2026-03-12", calendar_days=4)
    assert [(case["unit"], case["due"], case["count"]) for case in due] == [("U", date(2026, 3, 16), 2), ("V", date(2026, 3, 16), 1)]
    assert register.falls_due(as_of="2026-03-12", calendar_days=3) == register.falls_due(as_of="2026-03-12", working_days=1) == []
    with pytest.raises(kn.ArgumentError, match="rise"):
        register.ageing(bands=[5, 5])


def test_fewer_numbers_may_be_published_and_nothing_else_is_there(register: kn.Register) -> None:
    table = register.statistics(by=["source", "unit"], as_of="2026-03-31")
    published = table.published(3, numbers=["received", "on_time_rate"])
    assert published.numbers == ["received", "on_time", "on_time_among"]
    assert [name for name in pa.table(published).column_names if name not in ("source", "unit", "period", "period_end")] == [
        *published.numbers,
        "withheld",
    ]
    assert [number["code"] for number in published.to_dict()["numbers"]] == published.numbers
    assert published.to_csv().splitlines()[0].endswith("received,on_time,on_time_among,withheld")
    assert "received" in published.totals[0] and "open" not in published.totals[0]
    assert table.published(3).numbers == [*kn.labels("measure"), *kn.labels("row_figure")]
    with pytest.raises(kn.StatisticsError):
        table.published(3, numbers=[])
