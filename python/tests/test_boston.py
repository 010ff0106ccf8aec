"""Statistics over the City of Boston's open data of 2011 against SQL over the same file, cell by cell."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import kiennghi as kn
import pytest

FILE = os.environ.get("KIENNGHI_BOSTON311")
DATA = Path(__file__).parents[2] / "tests" / "data" / "boston311"

if not FILE:
    pytest.skip("KIENNGHI_BOSTON311 does not name the file of Boston's data", allow_module_level=True)
duckdb: Any = pytest.importorskip("duckdb")

MONTH_ENDS = [date(2011 + n // 12, n % 12 + 1, 1) - timedelta(days=1) for n in range(7, 19)]

# What a case was due by and how it was closed is read from its row, and every number is counted from
# the rows: there are no stays and no running totals. Types without a target have none in the register
# either, since it is given no rules here.
SQL = """
WITH cases AS (
    SELECT department AS unit, open_dt::DATE AS came, closed_dt::DATE AS went, target_dt::DATE AS due,
           closed_dt > target_dt AS late
    FROM read_csv(?, nullstr='')
    WHERE open_dt::DATE <= ?
), months AS (
    SELECT start, start + INTERVAL 1 MONTH AS next
    FROM (SELECT unnest(generate_series(DATE '2011-07-01', ?, INTERVAL 1 MONTH))::DATE AS start)
), seen AS (
    SELECT *,
         CASE WHEN went <= ? THEN went END AS gone,
        least(next - INTERVAL 1 DAY, ?)::DATE AS last
    FROM cases, months
)
SELECT unit, start,
    count(*) FILTER (came < start AND coalesce(gone >= start, true)) AS opening,
    count(*) FILTER (came >= start AND came < next) AS received,
    count(*) FILTER (gone >= start AND gone < next AND gone < due AND NOT late) AS replied_early,
    count(*) FILTER (gone >= start AND gone < next AND gone = due AND NOT late) AS replied_on_time,
    count(*) FILTER (gone >= start AND gone < next AND late) AS replied_late,
    count(*) FILTER (gone >= start AND gone < next AND due IS NULL) AS replied_no_deadline,
    count(*) FILTER (came <= last AND coalesce(gone > last, true) AND due > last) AS calm,
    count(*) FILTER (came <= last AND coalesce(gone > last, true) AND due <= last) AS open_overdue,
    count(*) FILTER (came <= last AND coalesce(gone > last, true) AND due IS NULL) AS open_no_deadline,
FROM seen GROUP BY ALL
"""
COUNTS = [
    "opening", "received", "replied_early", "replied_on_time", "replied_late", "replied_no_deadline", "calm",
    "open_overdue", "open_no_deadline",
]  # fmt: skip


@pytest.fixture(scope="module")
def boston(tmp_path_factory: pytest.TempPathFactory) -> Iterator[kn.Register]:
    """The whole file in a register, under no rules: every due date is the target of its row."""
    mapping = tmp_path_factory.mktemp("boston") / "mapping.toml"
    lines = (DATA / "mapping.toml").read_text(encoding="utf-8").split("[values.rule]")[0].splitlines()
    mapping.write_text("\n".join(line for line in lines if not line.startswith("rule =")), encoding="utf-8")
    with kn.Register.memory() as register:
        report = register.import_file(str(FILE), str(mapping))
        assert (report.rows, report.added) == (58_251, 58_251), str(report)
        yield register


@pytest.mark.parametrize("as_of", MONTH_ENDS, ids=str)
def test_every_cell_is_that_of_sql_over_the_file(boston: kn.Register, as_of: date) -> None:
    table = boston.statistics(by="unit", period="month", since="2011-07-01", as_of=as_of)
    ours = Counter(
        {
            (row["unit"], row["period"], count): row["open_in_time"] + row["open_due_soon"] if count == "calm" else row[count]
            for row in table.rows
            for count in COUNTS
        }
    )
    found = duckdb.execute(SQL, [FILE, as_of, as_of, as_of, as_of]).fetchall()
    theirs = Counter(
        {(unit, start, count): cell for unit, start, *cells in found for count, cell in zip(COUNTS, cells, strict=True)}
    )
    assert {key: n for key, n in ours.items() if n} == {key: n for key, n in theirs.items() if n}
    assert sum(theirs.values()) > 5_000
