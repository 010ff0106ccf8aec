"""The sample register of 2026, against the figures that its generator counted."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import kiennghi as kn
import pytest

from conftest import ROOT

SAMPLE = ROOT / "exchange" / "sample"
EXPECTED = json.loads((SAMPLE / "expected.json").read_text(encoding="utf-8"))


NUMBERS = [f"PAKN-2026-{serial:04}" for serial in range(1, EXPECTED["taken"] + 1)]


@pytest.mark.parametrize("name", ["so-dang-ky-2026.csv", "so-dang-ky-2026.xlsx"])
def test_the_sample_register(register: kn.Register, name: str) -> None:
    report = register.import_file(SAMPLE / name)
    assert report.file == name and report.heading_row == EXPECTED["heading_row"]
    assert report.added == EXPECTED["taken"]
    assert report.refused_rows == len(EXPECTED["refused"])
    refused = {(row["row"], column) for row in EXPECTED["refused"] for column in row["columns"]}
    assert {(problem.row, problem.column) for problem in report.refused} == refused
    doubtful = {(row["row"], row["column"]) for row in EXPECTED["doubtful"]}
    doubtful |= {(pair["rows"][1], "Số đến") for pair in EXPECTED["repeated_arrival_numbers"]}
    by_hand = [problem for problem in report.doubtful if problem.reason.startswith("it is not what the rule gives")]
    assert {(problem.row, problem.column) for problem in report.doubtful if problem not in by_hand} == doubtful
    # Letters that set their own due date; the proposal is the date by rule.
    assert {problem.column for problem in by_hand} == {"Hạn trả lời"} and len(by_hand) == 44
    assert by_hand[0].value == "10/01/2026" and by_hand[0].proposal == "16/01/2026"
    assert report.written == "taken" and (name.endswith("xlsx") or report.notes[0].startswith("encoding UTF-8"))
    assert [one.row for one in report.duplicates] == [pair["forwarded_row"] for pair in EXPECTED["probable_duplicates"]]
    assert [one.row for one in report.skipped] == [*EXPECTED["blank_rows"], EXPECTED["total_row"]]
    assert report.rows == report.added + report.refused_rows + len(report.skipped)
    # Officers are named in the sheet, and a name in the ledger could never be erased.
    assert report.unknown_columns == ["Người xử lý"]
    # History keeps its own times: what the old register says of its recording comes along.
    typed_in = [event for item in NUMBERS for event in register.petition(item).history if event["recorded_before"]]
    assert len(typed_in) > 20 and all(event["imported"] for event in typed_in)
    assert all(event["recorded_before"] >= event["at"] for event in typed_in)
    assert str(report).startswith(f"{name}: 302 dòng = 296 mới + ")
    assert "row 46, column `Ngày đến`, value `31/02/2026`" in report.to_text("en")

    head = register.head
    again = register.import_file(SAMPLE / name)
    assert (again.added, again.updated, again.unchanged) == (0, 0, EXPECTED["taken"])
    assert register.head == head == register.verify()


def test_a_dry_run_writes_nothing_and_a_callback_can_stop_an_import(register: kn.Register, tmp_path: Path) -> None:
    head = register.head
    dry = register.import_file(SAMPLE / "so-dang-ky-2026.csv", mode="dry_run")
    assert (dry.added, dry.written, register.head) == (EXPECTED["taken"], "dry_run", head)
    none = register.import_file(SAMPLE / "so-dang-ky-2026.csv", mode="all_or_nothing")
    assert (none.written, register.head) == ("nothing", head)

    def stop(done: int, rows: int) -> None:
        assert rows == dry.rows
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        register.import_file(SAMPLE / "so-dang-ky-2026.csv", progress=stop)
    assert register.head == head
    seen: list[int] = []
    register.import_file(SAMPLE / "so-dang-ky-2026.csv", progress=lambda done, rows: seen.append(done))
    assert seen == [0, 256, dry.rows]
    with pytest.raises(kn.KiennghiError, match="no encoding"):
        register.import_file(SAMPLE / "so-dang-ky-2026.csv", encoding="tcvn")  # type: ignore[arg-type]


def test_an_old_register_in_tcvn3_is_read_and_told(register: kn.Register, tmp_path: Path) -> None:
    text = "Sè ®Õn,Ngµy ®Õn,N¬i göi,TrÝch yÕu\n1,02/03/2026,UBND tØnh B×nh D\u00ad¬ng,NgËp ®\u00ad\u00eang sè 5\n"
    (tmp_path / "so-cu.csv").write_bytes(text.encode("latin-1"))
    report = register.import_file(tmp_path / "so-cu.csv")
    assert report.added == 1 and report.notes[0].startswith("encoding TCVN3 (ABC)")
    assert register.petition("PAKN-2026-0001").summary == "Ngập đường số 5"


def test_both_files_are_one_sheet(register: kn.Register) -> None:
    register.import_file(SAMPLE / "so-dang-ky-2026.csv")
    head = register.head
    again = register.import_file(SAMPLE / "so-dang-ky-2026.xlsx")
    assert (again.added, again.updated, again.unchanged) == (0, 0, EXPECTED["taken"])
    assert register.head == head


def test_the_worklist_and_the_counts_of_the_sample(register: kn.Register) -> None:
    register.import_file(SAMPLE / "so-dang-ky-2026.csv")
    today = EXPECTED["today"]
    work = register.worklist(at=today)
    open_rows = EXPECTED["open_rows"]
    standings = Counter(item.standing for item in work)
    assert standings["paused"] == len(open_rows["awaiting_supplement"])
    assert standings["overdue"] == len(open_rows["overdue"])
    # The rule's own band of "due soon" is narrower than that of the figures.
    soon = [item for item in work if item.standing in ("due_soon", "in_time") and (item.days_left or 0) <= 3]
    assert len(soon) == len(open_rows["due_today_or_in_3_working_days"])
    assert standings["due_soon"] + standings["in_time"] - len(soon) == len(open_rows["in_time"])
    assert Counter(item.source for item in work) == EXPECTED["open_by_source"]

    rows = register.statistics(by="source", period="year", as_of=today).rows
    timely = EXPECTED["timeliness_of_replied"]
    assert {row["source"]: row["received"] for row in rows} == EXPECTED["taken_by_source"]
    assert {row["source"]: row["replied"] for row in rows} == timely["replied_by_source"]
    on_time = {row["source"]: row["replied_early"] + row["replied_on_time"] for row in rows}
    assert on_time == timely["on_time_by_source"]
    assert sum(row["late_on_record_only"] for row in rows) == timely["on_time_but_typed_in_after_due"]

    by_outcome = register.statistics(by=[], period="year", as_of=today).totals[0]
    outcomes = EXPECTED["taken_by_outcome"]
    assert by_outcome["forwarded_out"] == outcomes["forwarded"]
    for name in ("replied", "not_accepted", "withdrawn", "open"):
        assert by_outcome[name] == outcomes[name]


def test_a_mapping_of_ones_own(register: kn.Register, tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(
        'title = "Test"\nscope = "test"\n'
        '[columns]\nreceived = ["Date"]\nsummary = ["What"]\ndelivered_by = ["Who"]\n'
        '[defaults]\nsource = "citizen"\nchannel = "email"\nkind = "enquiry"\n'
    )
    (tmp_path / "mail.csv").write_text("Date,Who,What,Mood\n2026-03-02,X,Opening hours?,fine\n")
    report = register.import_file(tmp_path / "mail.csv", mapping=mapping)
    assert (report.added, report.unknown_columns) == (1, ["Mood"])
    petition = register.petition("PAKN-2026-0001")
    assert (petition.source, petition.channel, petition.kind) == ("citizen", "email", "enquiry")


def test_a_mapping_that_is_proposed_reads_the_sheet_it_was_proposed_for(register: kn.Register, tmp_path: Path) -> None:
    sheet = tmp_path / "don.csv"
    sheet.write_text(
        "Mã,Ngày nhận đơn,Đơn của,Vấn đề nêu trong đơn\n"
        "1,02/03/2026,Công ty A,Xin gia hạn thời gian thuê đất tại lô B4 của khu công nghiệp\n",
        encoding="utf-8",
    )
    with pytest.raises(kn.ExchangeError, match="Received"):
        register.import_file(sheet)
    mapping = tmp_path / "don.toml"
    mapping.write_text(kn.suggest_mapping(sheet), encoding="utf-8")
    assert register.import_file(sheet, mapping).added == 1
    with pytest.raises(kn.ExchangeError, match="no such file"):
        kn.suggest_mapping(tmp_path / "nothing.csv")
