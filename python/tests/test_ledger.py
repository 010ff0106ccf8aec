"""The ledger: verified at three depths."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import kiennghi as kn
import pytest
from conftest import receive


def test_verify_finds_a_ledger_that_was_cut_or_rewritten(register: kn.Register, p: kn.Receipt) -> None:
    register.accept(p, at="2026-03-03")
    saved = register.head
    register.reply(p, at="2026-03-04")
    assert register.verify(saved) == register.head != saved
    with kn.Register.memory() as other:
        for code in ["ledger_cut", "ledger_rewritten"]:
            receive(other)
            with pytest.raises(kn.StoreError) as caught:
                other.verify(saved)
            assert caught.value.code == code
            receive(other)
    with pytest.raises(kn.ArgumentError):
        register.verify(kn.Head(1, "no hash"))
    with pytest.raises(kn.ArgumentError):
        register.verify(level="deep")  # type: ignore[arg-type]


def test_verify_finds_a_projection_that_was_written_past_the_register(tmp_path: Path) -> None:
    path = tmp_path / "so.db"
    with kn.Register.create(path) as register:
        receive(register)
        assert register.verify(level="projections") == register.head
    database = sqlite3.connect(path)
    database.execute("UPDATE case_row SET unit = 'A'")
    database.commit()
    database.close()
    with kn.Register.open(path) as register:
        register.verify()
        with pytest.raises(kn.StoreError) as caught:
            register.verify(level="projections")
        assert caught.value.code == "projection_changed"
        assert "PAKN-2026-0001 has another `listing`" in str(caught.value)
        register.rebuild()
        register.verify(level="projections")


def test_a_review_counts_every_entry_in_one_class(register: kn.Register, p: kn.Receipt, path_of_a_sheet: str) -> None:
    register.reply(p, at="2026-03-04")
    register.import_file(path_of_a_sheet)
    review = register.review()
    assert review["findings"] == [] and review["head"] == register.head
    counted = [review[name] for name in ("judged", "imported", "rulebook", "not_judged")]
    assert counted[0] == 2 and counted[1] >= 2 and sum(counted) == register.head.sequence


GROUNDS = {"reason": "Theo đơn số 12", "citation": "Luật 91/2025/QH15, Điều 14"}


def test_an_erased_name_is_in_no_byte_of_the_files_and_the_copies_are_told(tmp_path: Path) -> None:
    folder = tmp_path / "so"
    folder.mkdir()
    with kn.Register.create(folder / "so.db") as register:
        p = register.receive(source="citizen", delivered_by="Bà Quỳnh Hoẵng", summary="Mất điện", received="2026-03-02")
        receive(register)
        saved = register.backup_to(tmp_path / "luu.db")
        traces = ["Quỳnh Hoẵng".encode(), "quỳnh hoẵng".encode(), b"quynh hoang"]

        def holding() -> list[str]:
            files = [(file.name, file.read_bytes()) for file in folder.iterdir()]
            return [name for name, content in files if any(trace in content for trace in traces)]

        assert holding() != []
        plan = register.erasure_plan(name="quynh hoang")
        assert (plan["entry"], plan["texts"], plan["petitions"]) == (None, 1, [p.number])
        with pytest.raises(kn.ArgumentError) as caught:
            register.erase(name="Quỳnh Hoẵng", reason="Bà Quỳnh Hoẵng xin", citation="Luật")
        assert caught.value.code == "erasure" and "Hoẵng" not in str(caught.value)
        erased = register.erase(name="Quỳnh Hoẵng", **GROUNDS)
        assert erased["texts"] == 1 and [copy["head"] for copy in erased["copies"]] == [saved]
        assert holding() == []
        assert register.petition(p).delivered_by is None and register.search("quynh") == []
        assert register.verify(saved, level="projections") == register.head
    for wrong in [{}, {"petition": p, "name": "x"}]:
        with kn.Register.memory() as register, pytest.raises(kn.ArgumentError):
            register.erase(**wrong, **GROUNDS)


def test_the_ledger_comes_back_from_its_lines(register: kn.Register, p: kn.Receipt, tmp_path: Path) -> None:
    path = tmp_path / "so-cai.jsonl"
    head = register.export_ledger(path)
    assert [copy["kind"] for copy in register.copies()] == ["export"]
    with kn.Register.import_ledger(path, into=tmp_path / "so.db") as again:
        assert again.verify(head, level="projections") == head
        assert again.petition(p.number).summary == "Xin gia hạn thuê đất"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines[:3], lines[3].replace("vn", "vm"), *lines[4:]]), encoding="utf-8")
    with pytest.raises(kn.StoreError) as caught:
        kn.Register.import_ledger(path)
    assert caught.value.code == "ledger_line" and str(caught.value).startswith("line 4: ")


def test_a_register_opened_for_reading_alone_refuses_commands(tmp_path: Path) -> None:
    path = tmp_path / "so.db"
    with kn.Register.create(path) as register:
        p = receive(register)
        with kn.Register.open(path, read_only=True) as reader:
            assert reader.petition(p.number).status == "received"
            with pytest.raises(kn.StoreError) as caught:
                reader.reply(p.number, at="2026-03-04")
            assert caught.value.code == "opened_to_read"
